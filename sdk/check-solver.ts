import type { Fields } from "../provider/spec/fields.js";
import { isDns1123Subdomain } from "../provider/spec/names.js";
import { checkSecretRef, exactlyOne, requireText } from "./check-issuer.js";

const dns01Providers = [
  "rfc2136",
  "cloudflare",
  "route53",
  "akamai",
  "cloudDNS",
  "azureDNS",
  "digitalocean",
  "acmeDNS",
  "webhook",
] as const;

export function checkHttp01(http01: Fields | undefined): void {
  if (http01 === undefined) return;
  exactlyOne(http01, ["ingress", "gatewayHTTPRoute"]);
  checkGateway(http01.object("gatewayHTTPRoute"));
  const ingress = http01.object("ingress");
  if (ingress === undefined) return;
  const [first, ...others] = ["ingressClassName", "class", "name"].filter((name) => ingress.has(name));
  for (const name of others) ingress.fail(name, `cannot be given beside ${first}`);
  ingress.choice("serviceType", ["NodePort", "ClusterIP"]);
}

function checkGateway(route: Fields | undefined): void {
  if (route === undefined) return;
  route.choice("serviceType", ["NodePort", "ClusterIP"]);
  for (const parent of route.objects("parentRefs") ?? [])
    requireText(parent, "name", "the name of a Gateway", (text) =>
      isDns1123Subdomain(text) ? text : undefined,
    );
}

export function checkDns01(dns01: Fields | undefined): void {
  if (dns01 === undefined) return;
  dns01.choice("cnameStrategy", ["None", "Follow"]);
  exactlyOne(dns01, dns01Providers);
  checkRfc2136(dns01.object("rfc2136"));
  checkCloudflare(dns01.object("cloudflare"));
  checkRoute53(dns01.object("route53"));
}

function checkRfc2136(rfc2136: Fields | undefined): void {
  if (rfc2136 === undefined) return;
  requireText(rfc2136, "nameserver", "the address of a name server, with or without a port");
  rfc2136.choice("tsigAlgorithm", ["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA512"]);
  rfc2136.choice("protocol", ["UDP", "TCP"]);
  checkSecretRef(rfc2136, "tsigSecretSecretRef");
  if (rfc2136.has("tsigKeyName") && !rfc2136.has("tsigSecretSecretRef"))
    rfc2136.fail("tsigSecretSecretRef", "is missing: tsigKeyName names a key");
  if (rfc2136.has("tsigSecretSecretRef") && !rfc2136.has("tsigKeyName"))
    rfc2136.fail("tsigKeyName", "is missing: tsigSecretSecretRef holds a key");
}

function checkCloudflare(cloudflare: Fields | undefined): void {
  if (cloudflare === undefined) return;
  const [given] = exactlyOne(cloudflare, ["apiTokenSecretRef", "apiKeySecretRef"]);
  if (given !== undefined) {
    const reference = checkSecretRef(cloudflare, given);
    if (reference !== undefined) requireText(reference, "key", "the name of a field in the Secret");
  }
  if (given === "apiKeySecretRef" && !cloudflare.has("email"))
    cloudflare.fail("email", "is missing: an API key belongs to an account");
}

function checkRoute53(route53: Fields | undefined): void {
  if (route53 === undefined) return;
  checkSecretRef(route53, "accessKeyIDSecretRef");
  checkSecretRef(route53, "secretAccessKeySecretRef");
  if (route53.has("accessKeyID") && route53.has("accessKeyIDSecretRef"))
    route53.fail("accessKeyIDSecretRef", "cannot be given beside accessKeyID");
  const hasKey = route53.has("accessKeyID") || route53.has("accessKeyIDSecretRef");
  if (hasKey !== route53.has("secretAccessKeySecretRef"))
    route53.fail(
      hasKey ? "secretAccessKeySecretRef" : "accessKeyID",
      "is missing: an access key has an ID and a secret",
    );
}
