import type { Fields } from "../provider/spec/fields.js";
import { allOrNone, atMostOne, checkSecretRef, exactlyOne } from "./check-fields.js";

/** How cert-manager reaches Vault and logs in there. */
export function checkVault(vault: Fields | undefined): void {
  if (vault === undefined) return;
  vault.text("server", "the URL of a Vault server", url);
  vault.text("path", "a path without .. such as pki/sign/web", path);
  atMostOne(vault, ["caBundle", "caBundleSecretRef"]);
  allOrNone(vault, ["clientCertSecretRef", "clientKeySecretRef"]);
  const auth = vault.object("auth");
  if (auth === undefined) return;
  // cert-manager would take the first and say nothing of the others.
  exactlyOne(auth, ["tokenSecretRef", "appRole", "clientCertificate", "kubernetes", "aws"]);
  checkSecretRef(auth, "tokenSecretRef", "token");
  const appRole = auth.object("appRole");
  appRole?.text("path", "a path without .. such as approle", path);
  if (appRole !== undefined) checkSecretRef(appRole, "secretRef");
  const kubernetes = auth.object("kubernetes");
  kubernetes?.text("mountPath", "a path without .. such as /v1/auth/kubernetes", path);
  if (kubernetes !== undefined) exactlyOne(kubernetes, ["secretRef", "serviceAccountRef"]);
  const aws = auth.object("aws");
  if (aws?.has("serviceAccountRef") && !aws.has("iamRoleArn"))
    aws.fail("iamRoleArn", "is missing: the role that the ServiceAccount takes on");
}

export function checkVenafi(venafi: Fields | undefined): void {
  if (venafi === undefined) return;
  exactlyOne(venafi, ["tpp", "cloud", "ngts"]);
  const tpp = venafi.object("tpp");
  tpp?.text("url", "a URL", url);
  if (tpp !== undefined) atMostOne(tpp, ["caBundle", "caBundleSecretRef"]);
  const cloud = venafi.object("cloud");
  if (cloud !== undefined) checkSecretRef(cloud, "apiTokenSecretRef");
}

const url = (text: string) => (/^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined);
const path = (text: string) => (text.split("/").includes("..") ? undefined : text);
