import { type Decision, orders } from "./decision/decision.js";
import { dueTime } from "./decision/renewal-time.js";
import { readPasswords } from "./keystore-passwords.js";
import { type OwnAct, order } from "./order.js";
import { dropOrder } from "./order-keeper.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { CertificateRecord } from "./record/record.js";
import { keepSpareKey } from "./spare-key.js";
import { secretForm } from "./spec/requested.js";
import { type Act, mannerOf, type Performed, writeBoth, writeRecord } from "./write.js";
import { heldKey } from "./x509/subject-key.js";

/** Carries out a decision. Keep and record write no Secret; whatever orders does so last, when all that it wrote before is safe. */
export async function perform(
  act: OwnAct,
  decision: Exclude<Decision, { action: "defer" }>,
): Promise<Performed> {
  const { action } = decision;
  if (action !== "keep" && orders(action)) return order(act, action, decision.revision);
  const performed = await rewriteOrKeep(act, decision);
  // What a killed run left: an order whose certificate is written, or the key of a Secret that is there again.
  const { issuer, ownership } = act.spec;
  if (issuer.kind === "acme" || ownership.recreate) await dropOrder(act.store, act.spec);
  return performed;
}

async function rewriteOrKeep(
  act: OwnAct,
  decision: Exclude<Decision, { action: "defer" }>,
): Promise<Performed> {
  const { action } = decision;
  const { seen } = act.sight;
  if (seen.state !== "present") throw new Error(`perform: ${action} of a certificate that is ${seen.state}`); // a bug in decide
  const { recordVersion } = act.sight;
  if (action === "keep" && seen.record.uid === act.uid) return { ...seen, recordVersion };
  const record = {
    ...(await withAccount(act, seen.record, decision)),
    uid: act.uid,
    renewalTime: dueTime(act.spec, seen.certificate, seen.record.acme?.renewalInfo),
  };
  // A new life of the resource that keeps the Secret says so in both: what deletes the life before must find neither.
  return action === "repair" || seen.record.uid !== act.uid
    ? rewrite(act, record, seen.certificate)
    : writeRecord(act, record, seen.certificate);
}

async function rewrite(
  act: Act,
  record: CertificateRecord,
  certificate: CertificateFacts,
): Promise<Performed> {
  const privateKeyPem = heldKey(act.spec, act.sight.secret?.data);
  // Without a Secret in hand there is nothing to repair but the record.
  if (privateKeyPem === undefined) return writeRecord(act, record, certificate);
  const passwords = await readPasswords(act.store, act.spec);
  const { secretTemplate } = act.spec;
  const rewritten: CertificateRecord = {
    ...record,
    secretTemplate: { ...secretTemplate },
    form: secretForm(act.spec),
  };
  if (mannerOf(act) === "anew") await keepSpareKey(act.store, act.spec, rewritten, privateKeyPem);
  return writeBoth(act, rewritten, certificate, privateKeyPem, passwords);
}

/** The record, with what the CA was told of the account where there was something to tell. */
async function withAccount(
  { spec, store, owner, ports }: OwnAct,
  record: CertificateRecord,
  { reasons }: Decision,
): Promise<CertificateRecord> {
  if (spec.issuer.kind !== "acme" || !reasons.some(({ code }) => code === "AccountChanged")) return record;
  const use = { namespace: spec.namespace, store, owner: owner.id, now: ports.now };
  const told = await ports.tellAccount(use, spec.issuer.acme);
  return { ...record, acme: { issued: [], ...record.acme, ...told } };
}
