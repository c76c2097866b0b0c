import type { Properties } from "./outputs.js";

const [signatureKey, secretSignature] = [
  "4dabf18193072939515e22adb298388d",
  "1b47061264138c4ac30d75fd1eb44270",
] as const;

const secrets = ["privateKeyPem", "__passwords"] as const;

/**
 * Outputs whose secrets the engine encrypts in the state, whatever the program says of them: also where a
 * transformation asked for the private key after the resource had been made.
 *
 * @see pulumi/pulumi, sdk/go/common/resource/properties.go, SigKey and SecretSig
 */
export function sealed(outputs: Properties): Properties {
  const given = secrets.filter((name) => outputs[name] !== undefined);
  const marked = given.map((name) => [
    name,
    { [signatureKey]: secretSignature, value: revealed(outputs[name]) },
  ]);
  return { ...outputs, ...Object.fromEntries(marked) };
}

/** The value of an output that was {@link sealed}, or that the engine has unsealed, as it does for providers. */
export function revealed(output: unknown): unknown {
  const isSealed = typeof output === "object" && output !== null && signatureKey in output;
  return isSealed && "value" in output ? output.value : output;
}
