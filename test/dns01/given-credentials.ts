import { credentialAccess } from "../../provider/credential.js";

/** Credentials of an environment that a test makes; there are no Secrets. */
export function givenCredentials(environment: NodeJS.ProcessEnv = {}) {
  return credentialAccess({
    store: { readSecret: async () => ({ state: "absent" }) },
    namespace: "default",
    environment,
  });
}
