import * as pulumi from "@pulumi/pulumi";
import type { KeyUsage, Weekday } from "../provider/spec/certificate-spec.js";
import type { AcmeArgs } from "./acme-args.js";
import { type AuthorityAddressesArgs, type CaArgs, issuerInputs, secretIn } from "./ca-args.js";
import { type CopyArgs, copyInputs } from "./copy-args.js";
import type { CrlArgs } from "./crl-args.js";
import { issuerFacts } from "./issuer-facts.js";
import { type KeystoresArgs, keystoresInputs, type OutputFormatArgs } from "./keystores-args.js";
import type { NameConstraintsArgs } from "./name-constraints-args.js";
import { shortenStacks } from "./short-stacks.js";
import { stub } from "./stub.js";
import type { VerifyArgs } from "./verify-args.js";

/**
 * A TLS certificate, kept in a `kubernetes.io/tls` Secret.
 *
 * Field names and their meaning are cert-manager's. Give exactly one of `issuerRef` (cert-manager issues) and
 * `issuer` (the provider issues). Changing `namespace`, `secretName` or `store` replaces the certificate;
 * everything else is changed in place, also from `issuerRef` to `issuer` and back.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
 */
export interface CertificateArgs extends OwnershipArgs {
  /** @default "default" */
  namespace?: pulumi.Input<string>;
  /** The Secret that holds key and certificate. */
  secretName: pulumi.Input<string>;
  /** Where the Secret is kept; without it, in the cluster. */
  store?: pulumi.Input<StoreArgs>;
  /** Which cluster that is; it is not taken from a Kubernetes provider, whose settings never reach this resource. */
  cluster?: pulumi.Input<ClusterArgs>;
  /** Where else the same material is to lie; each copy is repaired when it drifts, and removed when it leaves the list. */
  copies?: pulumi.Input<pulumi.Input<CopyArgs>[]>;

  /** The provider issues: no controller is needed, and none renews between two runs of `pulumi up`. */
  issuer?: CertificateIssuerArgs;
  /** cert-manager issues. */
  issuerRef?: pulumi.Input<IssuerRefArgs>;

  /**
   * A certificate signing request (PKCS#10, in PEM) of your own, in place of names, `subject` and `privateKey`, which
   * are read from it: the private key stays with you, and `tls.key` in the Secret is empty. A renewal signs the same
   * request again; give another one for another key. Only with `issuer.ca` and `issuer.acme`. @see docs/csr.md
   */
  csr?: pulumi.Input<string>;

  /** At most 64 characters. At least one name is needed, of whatever kind. */
  commonName?: pulumi.Input<string>;
  subject?: pulumi.Input<SubjectArgs>;
  /** Host names; `*.` may be the first label. Internationalized names in punycode. */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  uris?: pulumi.Input<pulumi.Input<string>[]>;
  emailAddresses?: pulumi.Input<pulumi.Input<string>[]>;

  /** How long it lives, in Go's units, at least 1h. An issuer may grant less. @default "2160h" (90 days) */
  duration?: pulumi.Input<string>;
  /** How long before its end it is renewed, at least 5m. @default a third of its life, half when that is under ten days */
  renewBefore?: pulumi.Input<string>;
  /** The same, in percent of the issued life that remains: over 0, under 100. Not beside `renewBefore`. */
  renewBeforePercentage?: pulumi.Input<number>;
  renewal?: pulumi.Input<RenewalArgs>;

  privateKey?: pulumi.Input<PrivateKeyArgs>;
  /** @default what `csr` asks for, or digital signature, key encipherment */
  usages?: pulumi.Input<pulumi.Input<KeyUsage>[]>;
  /** May sign others: give the resource itself as their `issuer.ca`. @default false */
  isCA?: pulumi.Input<boolean>;
  /** Which names a CA may sign for; only with `isCA`. */
  nameConstraints?: pulumi.Input<NameConstraintsArgs>;
  /** The revocation list that a CA issues, as the output `crlPem`; only with `isCA`, `issuer` and the usage "crl sign". */
  crl?: pulumi.Input<CrlArgs>;
  /** How many CAs may stand below this one: 0 means that it signs leaves alone. Only with `isCA` and `issuer`. @default any number */
  pathLenConstraint?: pulumi.Input<number>;
  secretTemplate?: pulumi.Input<SecretTemplateArgs>;
  keystores?: pulumi.Input<KeystoresArgs>;
  /** What the Secret holds besides, in another form. */
  additionalOutputFormats?: pulumi.Input<pulumi.Input<OutputFormatArgs>[]>;
  /** Puts the private key into the output `privateKeyPem`, as a Pulumi secret; it then lies in the state. @default false */
  exportPrivateKey?: pulumi.Input<boolean>;
  /** How long one create or update may take; `customTimeouts` never reach a dynamic provider. @default "5m" */
  timeout?: pulumi.Input<string>;
  /**
   * Where it is served: `up` then waits until a real TLS handshake shows this certificate, with a whole chain that
   * clients trust, of this time, for this host and not revoked. What serves it must not wait for this resource:
   * give an Ingress the Secret's name as text, not as this resource's output.
   */
  verify?: pulumi.Input<VerifyArgs>;
}

/** What becomes of a Secret that is already there, and of this one at the end. @see docs/ownership.md */
export interface OwnershipArgs {
  /**
   * What a destroy, or a replacement, does with the Secret; `retain` leaves it, with its record and cert-manager's
   * Certificate. @default "delete", or "retain" where it was adopted
   */
  onDelete?: pulumi.Input<"delete" | "retain">;
  /**
   * Takes over a Secret that somebody else owns, or that nobody known wrote: the SHA-256 fingerprint of its leaf, so
   * that no other is taken by mistake. Once; what of it fits is kept. Refused while somebody else still writes it.
   */
  adopt?: pulumi.Input<string>;
  /**
   * Lets a Secret of the wrong type, or an immutable one, be deleted and written anew with the same key: the API
   * changes neither. For a moment it is not there. Only with `issuer`. @default false
   */
  recreate?: pulumi.Input<boolean>;
}

export interface StoreArgs {
  /** Folder for Secret manifests, relative to the program's; a manifest is readable by its owner alone. */
  directory: pulumi.Input<string>;
  /** Allows the folder to lie in a git work tree that does not ignore it. @default false */
  plaintext?: pulumi.Input<boolean>;
}

export interface ClusterArgs {
  /** Text or path of a kubeconfig; a Pulumi secret. @default as kubectl finds it */
  kubeconfig?: pulumi.Input<string>;
  /** @default the current context */
  context?: pulumi.Input<string>;
}

/** Who signs when the provider issues; exactly one. */
export interface CertificateIssuerArgs {
  /** Signed by its own key. */
  selfSigned?: pulumi.Input<Pick<AuthorityAddressesArgs, "crlDistributionPoints">>;
  /** A certificate with `isCA` of the same program, the Secret of a CA, or a key pair. */
  ca?: Certificate | pulumi.Input<CaArgs>;
  /** Asked by the ACME protocol, without cert-manager; every name is proven to it. */
  acme?: pulumi.Input<AcmeArgs>;
}

export interface IssuerRefArgs {
  name: pulumi.Input<string>;
  /** @default "Issuer" */
  kind?: pulumi.Input<string>;
  /** @default "cert-manager.io" */
  group?: pulumi.Input<string>;
}

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.X509Subject */
export interface SubjectArgs {
  organizations?: pulumi.Input<pulumi.Input<string>[]>;
  countries?: pulumi.Input<pulumi.Input<string>[]>;
  organizationalUnits?: pulumi.Input<pulumi.Input<string>[]>;
  localities?: pulumi.Input<pulumi.Input<string>[]>;
  provinces?: pulumi.Input<pulumi.Input<string>[]>;
  streetAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  postalCodes?: pulumi.Input<pulumi.Input<string>[]>;
  serialNumber?: pulumi.Input<string>;
}

export interface RenewalArgs {
  /** Any value, kept in public; a change of it renews the certificate. */
  trigger?: pulumi.Input<string | number>;
  /**
   * With `issuerRef`: who renews. By default Pulumi does, and cert-manager's controller is the safety net; a
   * certificate that lives under ten days is the controller's. `pulumi` takes the net away (cert-manager 1.21).
   */
  by?: pulumi.Input<"pulumi" | "controller">;
  /** Whether what cert-manager renewed by itself goes into the state with every `up`, or with a refresh alone. @default "always" */
  record?: pulumi.Input<"always" | "onRefresh">;
  /**
   * When Pulumi may renew what has fallen due; outside of them it waits, and the preview says until when. They hold
   * back nothing that you changed yourself, and nothing in the last third of the time between due and end. Not with
   * `by: "controller"`, and not for cert-manager's safety net.
   * @default at any time
   */
  windows?: pulumi.Input<pulumi.Input<RenewalWindowArgs>[]>;
}

/** A span of the day, each week anew, by the clocks of a place; clocks that go forward or back are followed. */
export interface RenewalWindowArgs {
  /** On which it opens. @default every day */
  days?: pulumi.Input<pulumi.Input<Weekday>[]>;
  /** A time of day from "00:00" on. */
  start: pulumi.Input<string>;
  /** Likewise, to "24:00"; on the day after where it is not later than `start`. */
  end: pulumi.Input<string>;
  /** Of the IANA database, such as "Europe/Berlin". @default "UTC" */
  timeZone?: pulumi.Input<string>;
}

export interface PrivateKeyArgs {
  /** @default "RSA" */
  algorithm?: pulumi.Input<"RSA" | "ECDSA" | "Ed25519">;
  /** Bits: 2048 to 8192 for RSA; 256, 384 or 521 for ECDSA. @default 2048 for RSA, 256 for ECDSA */
  size?: pulumi.Input<number>;
  /** @default "PKCS1" */
  encoding?: pulumi.Input<"PKCS1" | "PKCS8">;
  /** Whether a new certificate gets a new key. @default "Always" */
  rotationPolicy?: pulumi.Input<"Always" | "Never">;
}

export interface SecretTemplateArgs {
  annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A TLS certificate in a `kubernetes.io/tls` Secret, issued by `pulumi up` and renewed by a later one, once it falls
 * due: its preview says when and why. The arguments are described at {@link CertificateArgs}.
 *
 * @see docs/decisions.md
 */
export class Certificate extends pulumi.CustomResource {
  declare readonly namespace: pulumi.Output<string>;
  declare readonly secretName: pulumi.Output<string>;
  /** Leaf first, then intermediates, in PEM. */
  declare readonly certificatePem: pulumi.Output<string>;
  /** The CA's certificate, where the issuer gives one. */
  declare readonly caPem: pulumi.Output<string | undefined>;
  /** The CA's revocation list in PEM, for a ConfigMap or a web server; only with `crl`. */
  declare readonly crlPem: pulumi.Output<string | undefined>;
  /** Lower-case hex. */
  declare readonly serialNumber: pulumi.Output<string>;
  /** SHA-256 of the leaf, lower-case hex: give it to whatever must restart with a new certificate. */
  declare readonly fingerprint: pulumi.Output<string>;
  /** RFC 3339, as all the instants here. */
  declare readonly notBefore: pulumi.Output<string>;
  declare readonly notAfter: pulumi.Output<string>;
  /** From when on `pulumi up` renews it. */
  declare readonly renewalTime: pulumi.Output<string>;
  /** From when on cert-manager's controller would renew it by itself; only with `issuerRef`. */
  declare readonly safetyNetTime: pulumi.Output<string | undefined>;
  /** 1, 2, 3 ...: how often it was issued. */
  declare readonly revision: pulumi.Output<number>;
  /** The issuer's distinguished name (RFC 4514). */
  declare readonly issuerName: pulumi.Output<string>;
  /** The private key in PEM, a Pulumi secret; only with `exportPrivateKey`. */
  declare readonly privateKeyPem: pulumi.Output<string | undefined>;

  /** @throws RunError when `KUBECERTS_NOW` is set in a run that is not a preview. */
  constructor(name: string, args: CertificateArgs, opts?: pulumi.CustomResourceOptions) {
    refuseSetTime(name);
    const restoreStacks = shortenStacks();
    try {
      super(
        "pulumi-nodejs:dynamic/kubecerts:Certificate",
        name,
        {
          ...args,
          ...issuerInputs(args),
          ...keystoresInputs(args),
          ...copyInputs(args.copies),
          namespace: args.namespace ?? "default",
          cluster: args.cluster && secretIn(args.cluster, "kubeconfig"),
          ...undeclared,
          __issuer: issuerFacts(args.issuerRef),
          __urn: pulumi.createUrn(name, "pulumi-nodejs:dynamic/kubecerts:Certificate", opts?.parent),
          __provider: stub,
        },
        pulumi.mergeOptions(opts, secretOutputs(args)),
      );
    } finally {
      restoreStacks();
    }
  }
}

/** Outputs must be named when the resource is made (pulumi/pulumi#5174). */
const undeclared = {
  certificatePem: undefined,
  caPem: undefined,
  crlPem: undefined,
  serialNumber: undefined,
  fingerprint: undefined,
  notBefore: undefined,
  notAfter: undefined,
  renewalTime: undefined,
  safetyNetTime: undefined,
  revision: undefined,
  issuerName: undefined,
  privateKeyPem: undefined,
};

/** Marked only where there may be such outputs: the state holds their names for every resource that has them. */
function secretOutputs({ exportPrivateKey, keystores }: CertificateArgs): pulumi.CustomResourceOptions {
  const names = [
    ...(exportPrivateKey === undefined || exportPrivateKey === false ? [] : ["privateKeyPem"]),
    ...(keystores === undefined ? [] : ["__passwords"]),
  ];
  return names.length === 0 ? {} : { additionalSecretOutputs: names };
}

/** In the update phase alone: a preview of another day is what the variable is for. */
function refuseSetTime(name: string): void {
  if (!process.env.KUBECERTS_NOW || pulumi.runtime.isDryRun()) return;
  // A RunError is printed without a stack, which would tell the reader of an `up` nothing.
  throw new pulumi.RunError(
    `Certificate ${name}: KUBECERTS_NOW is set, so nothing is written: what is due then is not due now. Unset it and run pulumi up again.`,
  );
}
