import { type Call, fakeApi, type Reply, unknownNames } from "./fake-api.js";

/**
 * A fake of an acme-dns server, made from its README: one account, whose two newest values are served; 401 `forbidden`,
 * 400 `bad_txt` for what is no value of 43 characters.
 *
 * @see https://github.com/joohoi/acme-dns#api
 */
export async function fakeAcmeDNS() {
  const account = {
    username: "c36f50e8-4632-44f0-83fe-e070fef28a10",
    password: "an-acme-dns-password",
    subdomain: "d420c923",
    fulldomain: "d420c923.auth.example.test",
    allowfrom: [],
  };
  let served: string[] = [];
  const tooMany = { status: 429, headers: { "retry-after": "0" }, body: { error: "too many requests" } };
  const api = await fakeApi(["https://auth.example.test"], tooMany, (call: Call): Reply => {
    if (call.method !== "POST" || call.url.pathname !== "/update")
      return { status: 404, body: "404 page not found\n" };
    const { subdomain, txt, ...rest } = JSON.parse(call.body) as Record<string, string>;
    const isKnown =
      call.headers["x-api-user"] === account.username &&
      call.headers["x-api-key"] === account.password &&
      subdomain === account.subdomain;
    if (!isKnown) return { status: 401, body: { error: "forbidden" } };
    if (unknownNames(Object.keys(rest), []).length > 0)
      return { status: 400, body: { error: "malformed_json_payload" } };
    if (txt === undefined || !/^[\w-]{43}$/.test(txt)) return { status: 400, body: { error: "bad_txt" } };
    // The older of two rows is overwritten.
    served = [...served, txt].slice(-2);
    return { status: 200, body: { txt } };
  });
  return {
    api,
    account,
    served: () => [...served].sort(),
    forget: () => {
      served = [];
    },
  };
}
