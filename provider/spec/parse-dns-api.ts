import type { CloudflareSpec } from "./dns-api-spec.js";
import type { Fields } from "./fields.js";
import { requireCredential } from "./parse-credential.js";

export function parseCloudflare(fields: Fields): CloudflareSpec | undefined {
  const apiToken = requireCredential(fields, "apiToken");
  return apiToken && { apiToken };
}
