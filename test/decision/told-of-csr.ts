import type { ReasonCode } from "../../provider/decision/decision.js";
import type { MaterialChange } from "../../provider/record/observed.js";
import { issuedAt, notBefore, specOf } from "../support/observations.js";
import { lastingKey, requestPem } from "../support/requests.js";
import { seen } from "./seen.js";
import type { Telling } from "./told.js";

/** A request of the user's own, for one key or another. */
const ofUser = (key: string) => ({
  dnsNames: undefined,
  csr: requestPem({ signer: lastingKey(key) }),
  issuer: { ca: { secretName: "root-ca" } },
});
const madeHere = { issuer: { ca: { secretName: "root-ca" } }, privateKey: { algorithm: "Ed25519" } };
const ofUsers = issuedAt(specOf(ofUser("user")), notBefore);
const changedOfUsers = (change: MaterialChange) =>
  seen({ material: { state: "changed", restorable: true, changes: [change] } }, ofUsers);

/** Where a reason has another row than the first: what is told of a key that is the user's own (`csr`). */
export const toldOfCsr: readonly (readonly [ReasonCode, Telling])[] = [
  ["RequestChanged", { inputs: ofUser("user"), seen: issuedAt(specOf(madeHere), notBefore) }],
  ["RequestChanged", { inputs: ofUser("another"), seen: ofUsers }],
  ["RequestChanged", { inputs: madeHere, seen: ofUsers }],
  [
    "SecretMismatch",
    {
      inputs: ofUser("user"),
      seen: changedOfUsers({
        code: "SecretMismatch",
        field: "tls.key",
        observed: "filled",
        wanted: "an empty entry, as the key of csr is yours",
      }),
    },
  ],
  [
    "SecretMismatch",
    {
      inputs: ofUser("user"),
      seen: seen(
        {
          certificate: {
            ...ofUsers.certificate,
            publicKey: { ...ofUsers.certificate.publicKey, hash: "e".repeat(64) },
          },
        },
        ofUsers,
      ),
    },
  ],
  [
    "DoesNotExist",
    {
      inputs: ofUser("user"),
      seen: changedOfUsers({ code: "DoesNotExist", field: "csr", observed: "no Secret", wanted: "a Secret" }),
    },
  ],
];
