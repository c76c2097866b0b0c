/** A request for `CN=probe.invalid`, signed by a P-256 key that is nowhere: a request has no end of life, and a dry run stores nothing. */
const request =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIUk1Ib0NBUUF3R0RFV01CUUdBMVVFQXd3TmNISnZZbVV1YVc1MllXeHBaREJa" +
  "TUJNR0J5cUdTTTQ5QWdFRwpDQ3FHU000OUF3RUhBMElBQkxTYnFRM1UyU2pBYmc0allEdGRzLzMrVmt6cWxFT3BzRDR2b05zTVFhb0V4SGhVCldp" +
  "NFd5ZVBPVFZTa0RZK3I2S28rdHluTFk2dEVyRk5UOEQrT1puZWdBREFLQmdncWhrak9QUVFEQWdOSEFEQkUKQWlCdkJOSHl5RFNPYkpiWWdSRTdW" +
  "N2JnaVJnNkMxbmw3NXFuRWZPYmhKVkVJZ0lnZGRCWHkvcm5PemNWT042TQpMU2c3cnRIWGk2NmlXaW5nMCtlL2ZQaGNvbTg9Ci0tLS0tRU5EIENF" +
  "UlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

/** What cert-manager's API must serve before anything of it can be declared. */
export const resources = {
  "cert-manager.io": ["certificates", "certificaterequests", "issuers", "clusterissuers"],
  "acme.cert-manager.io": ["orders", "challenges"],
} as const;

/**
 * A CertificateRequest that the webhook accepts and, since it is the only kind it mutates, signs with the
 * requester's name.
 *
 * @see https://cert-manager.io/docs/usage/certificaterequest/#userinfo
 */
export const validRequest = certificateRequest("kubecerts-probe", request);

/** One whose `request` is base64, as every schema wants it, of something that is no certificate request. */
export const malformedRequest = certificateRequest("kubecerts-probe-malformed", "bm90IGEgcmVxdWVzdA==");

/** How the API server begins the refusal of a webhook, in front of the webhook's own words. */
export const refusedByWebhook = 'admission webhook "webhook.cert-manager.io" denied the request';

function certificateRequest(name: string, content: string) {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "CertificateRequest",
    metadata: { name },
    spec: {
      request: content,
      issuerRef: { name: "kubecerts-probe", kind: "Issuer", group: "cert-manager.io" },
    },
  } as const;
}
