import { readFile } from "node:fs/promises";
import type { CredentialSpec, SecretKeyRef } from "./spec/credential-spec.js";
import type { Store } from "./store/port.js";

/** Reads credentials at the moment of use; nothing is kept. */
export interface CredentialAccess {
  /**
   * The text without white space around it. Rejects with a clause that says where it was looked for, never what
   * was found there.
   */
  read(spec: CredentialSpec): Promise<string>;
}

/** What a credential may be read from: the certificate's store and namespace, the environment, files. */
export interface CredentialPlaces {
  readonly store: Pick<Store, "readSecret">;
  readonly namespace: string;
  readonly environment: NodeJS.ProcessEnv;
}

export function credentialAccess(places: CredentialPlaces): CredentialAccess {
  return {
    async read(spec) {
      const text = (await textOf(spec, places)).trim();
      if (text === "") throw new Error(`${placeOf(spec, places)} is empty`);
      return text;
    },
  };
}

/**
 * The octets of a credential that is no text, in the same places: as they are in a file or a Secret, in base64 where it
 * is given by value or in the environment. Rejects as `read` does.
 */
export async function credentialOctets(spec: CredentialSpec, places: CredentialPlaces): Promise<Buffer> {
  if ("file" in spec) return await fileOctets(spec.file);
  if ("secretRef" in spec) return await entryOf(spec.secretRef, places);
  const text = (await textOf(spec, places)).replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Error(`${placeOf(spec, places)} is no base64`);
  return Buffer.from(text, "base64");
}

async function textOf(spec: CredentialSpec, places: CredentialPlaces): Promise<string> {
  if ("value" in spec) return spec.value;
  if ("env" in spec) {
    const text = places.environment[spec.env];
    if (text === undefined) throw new Error(`${placeOf(spec, places)} is not set`);
    return text;
  }
  const octets = "file" in spec ? await fileOctets(spec.file) : await entryOf(spec.secretRef, places);
  return octets.toString("utf8");
}

async function fileOctets(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function entryOf(ref: SecretKeyRef, { store, namespace }: CredentialPlaces): Promise<Buffer> {
  const at = { namespace: ref.namespace ?? namespace, secretName: ref.name };
  const place = `the Secret ${at.namespace}/${at.secretName}`;
  const reading = await store.readSecret(at);
  switch (reading.state) {
    case "absent":
      throw new Error(`${place} is not there`);
    case "forbidden":
      throw new Error(`${place} cannot be read: ${reading.why}`);
    case "unreadable":
      throw new Error(`${place} ${reading.why}`);
    case "unchanged":
      throw new Error(`${place} was not read`); // no version was named, so no store answers this
    case "read": {
      const entry = reading.secret.data[ref.key];
      if (entry === undefined) throw new Error(`${place} has no entry ${ref.key}`);
      return entry;
    }
  }
}

function placeOf(spec: CredentialSpec, { namespace }: CredentialPlaces): string {
  if ("value" in spec) return "the value given";
  if ("env" in spec) return `the environment variable ${spec.env}`;
  if ("file" in spec) return `the file ${spec.file}`;
  const { name, key, namespace: other = namespace } = spec.secretRef;
  return `the entry ${key} of the Secret ${other}/${name}`;
}
