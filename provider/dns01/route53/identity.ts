import type { CredentialAccess } from "../../credential.js";
import type { Route53Spec } from "../../spec/dns-api-spec.js";
import type { Outside } from "../outside.js";
import { RestApi } from "../rest/rest-api.js";
import { type AwsCredentials, signedHeaders } from "./signature.js";
import { awsReason, elements, textAt } from "./xml.js";

/** Milliseconds before their end at which credentials are asked for anew. */
const margin = 60_000;

/**
 * Who the process is to AWS: given keys; else a web identity, by which nothing lasting need be kept; else the keys of
 * the environment. Each may take on the role that is given.
 */
export class AwsIdentity {
  readonly #spec: Route53Spec;
  readonly #access: CredentialAccess;
  readonly #outside: Pick<Outside, "fetch" | "patience" | "now" | "environment">;
  readonly #sts: RestApi;
  #known: { readonly credentials: AwsCredentials; readonly until: number } | undefined;

  constructor(
    spec: Route53Spec,
    access: CredentialAccess,
    outside: Pick<Outside, "fetch" | "patience" | "now" | "environment">,
  ) {
    this.#spec = spec;
    this.#access = access;
    this.#outside = outside;
    this.#sts = new RestApi("AWS STS", outside, awsReason, ["Throttling", "IDPCommunicationError"]);
  }

  get region(): string {
    const { AWS_REGION, AWS_DEFAULT_REGION } = this.#outside.environment;
    return this.#spec.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1";
  }

  async credentials(signal: AbortSignal): Promise<AwsCredentials> {
    if (this.#known !== undefined && this.#outside.now() < this.#known.until - margin)
      return this.#known.credentials;
    this.#known = await this.#obtain(signal);
    return this.#known.credentials;
  }

  async #obtain(signal: AbortSignal): Promise<{ credentials: AwsCredentials; until: number }> {
    const { accessKey, role } = this.#spec;
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN } = this.#outside.environment;
    const webRole = AWS_ROLE_ARN ?? role;
    if (accessKey === undefined && file !== undefined && webRole !== undefined) {
      const web = await this.#ask(
        "AssumeRoleWithWebIdentity",
        { RoleArn: webRole, WebIdentityToken: await this.#access.read({ file }) },
        undefined,
        signal,
      );
      return role === undefined || role === webRole ? web : await this.#takeOn(role, web.credentials, signal);
    }
    const credentials = await this.#lasting();
    if (role !== undefined) return await this.#takeOn(role, credentials, signal);
    return { credentials, until: Number.POSITIVE_INFINITY };
  }

  async #lasting(): Promise<AwsCredentials> {
    const { accessKey } = this.#spec;
    if (accessKey !== undefined)
      return {
        accessKeyId: await this.#access.read(accessKey.id),
        secretAccessKey: await this.#access.read(accessKey.secret),
      };
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = this.#outside.environment;
    if (!accessKeyId || !secretAccessKey)
      throw new Error(
        "no credentials for Route 53 are found: neither accessKeyID nor, in the environment, AWS_WEB_IDENTITY_TOKEN_FILE with a role or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY",
      );
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  }

  #takeOn(role: string, credentials: AwsCredentials, signal: AbortSignal) {
    return this.#ask("AssumeRole", { RoleArn: role }, credentials, signal);
  }

  /** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
  async #ask(
    action: "AssumeRole" | "AssumeRoleWithWebIdentity",
    parameters: Readonly<Record<string, string>>,
    signer: AwsCredentials | undefined,
    signal: AbortSignal,
  ): Promise<{ credentials: AwsCredentials; until: number }> {
    const { region } = this;
    const url = `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/`;
    const fields = {
      Action: action,
      Version: "2011-06-15",
      RoleSessionName: "pulumi-kubecerts",
      ...parameters,
    };
    const body = new URLSearchParams(fields).toString();
    const request = {
      method: "POST" as const,
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    };
    const scope = { region, service: "sts", now: this.#outside.now() };
    const headers = signer === undefined ? request.headers : signedHeaders(request, signer, scope);
    const { text } = await this.#sts.send({ ...request, headers }, signal);
    const [given = ""] = elements(text, "Credentials");
    const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
      "AccessKeyId",
      "SecretAccessKey",
      "SessionToken",
      "Expiration",
    ].map((name) => textAt(given, name));
    if (!accessKeyId || !secretAccessKey || !sessionToken)
      throw new Error(`AWS STS answers ${action} without credentials`);
    const until = Date.parse(expiration ?? "");
    return {
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      until: Number.isNaN(until) ? this.#outside.now() : until,
    };
  }
}
