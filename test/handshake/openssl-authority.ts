import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { readCertificate } from "../../provider/x509/read-certificate.js";
import { authority, type Made, privateKeyPem } from "../support/certificates.js";
import { file, openssl } from "../x509/openssl.js";
import { days } from "./endpoint.js";

/** Whom the responder's and the list's signatures are by. */
export type By = "the CA" | "a responder" | "a stranger";

/** A CA whose certificates, lists and OCSP responses OpenSSL makes: it shares no code with us but the library below. */
export class OpenSslAuthority {
  readonly ca = authority({ commonName: "Revoking CA", ...days(9, 900) });
  /** Made at once: on a busy machine one made for an answer would be younger than the question. */
  readonly #empowered = this.#responder();
  /** Lower-case hex serial numbers of what was revoked. */
  readonly #revoked = new Set<string>();

  /** A leaf with these lines in its extensions. */
  issue(serial: number, extensions: string): Pick<Made, "certificatePem" | "privateKeyPem"> {
    const key = privateKeyPem(`openssl ${serial}`);
    const request = openssl(["req", "-new", "-key", file(key), "-subj", "/CN=shop"]);
    const section = `subjectAltName=DNS:shop.example.test\nextendedKeyUsage=serverAuth\n${extensions}\n`;
    const certificatePem = openssl(
      ["x509", "-req", "-CA", file(this.ca.certificatePem), "-CAkey", file(this.ca.privateKeyPem)].concat([
        "-set_serial",
        String(serial),
        "-days",
        "9",
        "-extfile",
        file(section),
      ]),
      request,
    );
    return { certificatePem, privateKeyPem: key };
  }

  revoke({ certificatePem }: Pick<Made, "certificatePem">): void {
    this.#revoked.add(readCertificate(certificatePem).serialNumber);
  }

  /** The list as DER; `extensions` of the list itself. */
  crl(
    more: { readonly extensions?: string; readonly args?: readonly string[]; readonly by?: By } = {},
  ): Buffer {
    const extensions = more.extensions === undefined ? "" : `crl_extensions=x\n[x]\n${more.extensions}\n`;
    const config = file(
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${this.#index()}\ndefault_md=sha256\ndefault_crl_days=2\n${extensions}`,
    );
    const pem = openssl(["ca", "-gencrl", "-config", config, ...this.#signer(more.by), ...(more.args ?? [])]);
    return Buffer.from(/-----\n([^-]+)-----/.exec(pem)?.[1] ?? "", "base64");
  }

  /** The response to a request, both DER. */
  ocsp(
    request: Buffer,
    more: { readonly by?: By; readonly args?: readonly string[]; readonly ends?: boolean } = {},
  ): Buffer {
    const [answer, question] = [file(""), file(request)];
    const by = more.by === "a responder" ? this.#empowered : this.#pair(more.by);
    openssl(
      ["ocsp", "-index", this.#index(), "-CA", file(this.ca.certificatePem)]
        .concat(["-rsigner", file(by.certificatePem), "-rkey", file(by.privateKeyPem)])
        .concat(["-reqin", question, "-respout", answer, ...(more.args ?? [])])
        .concat(more.ends === false ? [] : ["-ndays", "2"]),
    );
    return readFileSync(answer);
  }

  #responder(): Pick<Made, "certificatePem" | "privateKeyPem"> {
    const key = privateKeyPem("responder");
    const request = openssl(["req", "-new", "-key", file(key), "-subj", "/CN=responder"]);
    const certificatePem = openssl(
      ["x509", "-req", "-CA", file(this.ca.certificatePem), "-CAkey", file(this.ca.privateKeyPem)].concat([
        "-set_serial",
        "99",
        "-days",
        "9",
        "-extfile",
        file("extendedKeyUsage=OCSPSigning\n"),
      ]),
      request,
    );
    return { certificatePem, privateKeyPem: key };
  }

  #pair(by: By = "the CA"): Made {
    return by === "the CA"
      ? this.ca
      : authority({ commonName: "Revoking CA", keyName: "thief", ...days(9, 90) });
  }

  #signer(by: By | undefined): string[] {
    const { certificatePem, privateKeyPem } = this.#pair(by);
    return ["-cert", file(certificatePem), "-keyfile", file(privateKeyPem)];
  }

  /** What `openssl ca` keeps: state, end, revocation, serial number, file, subject. */
  #index(): string {
    const known = Array.from({ length: 60 }, (_, serial) => (serial + 1).toString(16).padStart(2, "0"));
    const rows = known.map((serial) =>
      this.#revoked.has(serial)
        ? `R\t300101000000Z\t261001000000Z,keyCompromise\t${serial.toUpperCase()}\tunknown\t/CN=${serial}`
        : `V\t300101000000Z\t\t${serial.toUpperCase()}\tunknown\t/CN=${serial}`,
    );
    return file(`${rows.join("\n")}\n`);
  }
}

/** An HTTP server on loopback, with what it was asked. */
export async function httpServer(
  answer: (path: string, body: Buffer) => Buffer | { status: number; headers?: Record<string, string> },
): Promise<{ readonly port: number; readonly asked: string[]; readonly close: () => void }> {
  const asked: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push(`${request.method} ${request.url}`);
    const answered = answer(request.url ?? "", Buffer.concat(parts));
    if (Buffer.isBuffer(answered)) response.end(answered);
    else response.writeHead(answered.status, answered.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, asked, close: () => server.close() };
}
