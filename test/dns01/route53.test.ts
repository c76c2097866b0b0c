import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { live, type Outside } from "../../provider/dns01/outside.js";
import { quoted, unquoted } from "../../provider/dns01/rest/txt-presentation.js";
import { route53 } from "../../provider/dns01/route53/route53.js";
import { signedHeaders } from "../../provider/dns01/route53/signature.js";
import type { Route53Spec } from "../../provider/spec/dns-api-spec.js";
import { file } from "../x509/openssl.js";
import { failure, patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";
import { awsKeys, fakeRoute53, role, webIdentityToken } from "./fakes/route53.js";
import { givenCredentials } from "./given-credentials.js";

const accessKey = { id: { value: awsKeys.accessKeyId }, secret: { value: awsKeys.secretAccessKey } };

type Fake = Awaited<ReturnType<typeof fakeRoute53>>;

function open(fake: Fake, spec: Route53Spec, outside: Partial<Outside> = {}) {
  const world = { ...live, environment: {}, fetch: fake.api.fetch, ...outside };
  return route53(spec, givenCredentials(), world);
}

dnsProviderContract(
  "Route 53, by a fake of its API",
  async () => {
    const fake = await fakeRoute53(zones);
    return {
      open: (outside) => open(fake, { accessKey }, outside),
      openWrongly: () => open(fake, { accessKey: { ...accessKey, secret: { value: "wrong-secret" } } }),
      served: async (name) => fake.sets.texts(name).map(unquoted),
      put: async (zone, name, value) => fake.put(zone, name, quoted(value)),
      holder: async (name) => fake.sets.holder(name),
      throttle: fake.api.throttle,
      silence: fake.api.silence,
      close: fake.api.close,
    };
  },
  {
    wrongCredential:
      "Route 53 answers GET /2013-04-01/hostedzonesbyname with 403 (The request signature we calculated does not match the signature you provided., code SignatureDoesNotMatch)",
    noZone:
      "Route 53 has no public hosted zone that holds _acme-challenge.notexample.test (asked for notexample.test, _acme-challenge.notexample.test)",
    late: /^Route 53 gave no answer to GET \/2013-04-01\/hostedzonesbyname before time was over$/,
  },
);

describe("who the process is to AWS", () => {
  let fake: Fake;
  beforeAll(async () => {
    fake = await fakeRoute53(zones);
  });
  afterAll(() => fake?.api.close());
  let count = 0;
  const add = async (spec: Route53Spec, environment: NodeJS.ProcessEnv) => {
    const calls = fake.api.calls.length;
    const record = { name: `n${++count}.example.test`, zone: "example.test", values: ["value"] };
    await open(fake, spec, { environment }).add([record], patient());
    expect(fake.sets.texts(record.name)).toEqual([`"value"`]);
    const asked = fake.api.calls.slice(calls).filter(({ url }) => url.host.startsWith("sts."));
    return asked.map(({ body }) => new URLSearchParams(body).get("Action"));
  };
  const keys = { AWS_ACCESS_KEY_ID: awsKeys.accessKeyId, AWS_SECRET_ACCESS_KEY: awsKeys.secretAccessKey };
  const web = { AWS_WEB_IDENTITY_TOKEN_FILE: file(webIdentityToken), AWS_ROLE_ARN: role };

  it.each<[string, Route53Spec, NodeJS.ProcessEnv, string[]]>([
    ["given keys", { accessKey }, {}, []],
    ["given keys that take on a role", { accessKey, role }, {}, ["AssumeRole"]],
    ["given keys, though there is a web identity", { accessKey }, web, []],
    ["a web identity", {}, web, ["AssumeRoleWithWebIdentity"]],
    [
      "a web identity, though there are keys in the environment",
      {},
      { ...web, ...keys },
      ["AssumeRoleWithWebIdentity"],
    ],
    [
      "a web identity for a role that is given",
      { role },
      { ...web, AWS_ROLE_ARN: undefined },
      ["AssumeRoleWithWebIdentity"],
    ],
    ["the keys of the environment", {}, keys, []],
  ])("is told by %s", async (_, spec, environment, actions) => {
    expect(await add(spec, environment)).toEqual(actions);
  });

  it.each<[string, Route53Spec, NodeJS.ProcessEnv, string]>([
    [
      "there is nothing",
      {},
      {},
      "no credentials for Route 53 are found: neither accessKeyID nor, in the environment, AWS_WEB_IDENTITY_TOKEN_FILE with a role or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY",
    ],
    [
      "the token is another one",
      {},
      { ...web, AWS_WEB_IDENTITY_TOKEN_FILE: file("another") },
      "AWS STS answers POST / with 400 (The web identity token that was passed is not valid, code InvalidIdentityToken)",
    ],
    [
      "the role may not be taken on",
      { accessKey, role: `${role}2` },
      {},
      "AWS STS answers POST / with 403 (Not authorized to perform sts:AssumeRole, code AccessDenied)",
    ],
  ])("is not known where %s", async (_, spec, environment, message) => {
    expect(await failure(add(spec, environment))).toBe(message);
  });
});

/** The names of AWS's test suite. @see https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4 */
describe("a signature, by the vectors that AWS published", () => {
  const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
  const scope = { region: "us-east-1", service: "service", now: Date.parse("2015-08-30T12:36:00Z") };
  const get = { method: "GET", url: "https://example.amazonaws.com/" };
  const post = { ...get, method: "POST" };
  const form = {
    ...post,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: "Param1=value1",
  };
  const unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const sessionToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

  it.each([
    [
      "get-vanilla",
      get,
      "host;x-amz-date",
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ],
    [
      "get-vanilla-query-order-key",
      { ...get, url: `${get.url}?Param2=value2&Param1=value1` },
      "host;x-amz-date",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
    [
      "get-utf8",
      { ...get, url: `${get.url}ሴ` },
      "host;x-amz-date",
      "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    ],
    [
      "get-unreserved",
      { ...get, url: get.url + unreserved },
      "host;x-amz-date",
      "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ],
    [
      "post-vanilla",
      post,
      "host;x-amz-date",
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ],
    [
      "post-x-www-form-urlencoded",
      form,
      "content-type;host;x-amz-date",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ],
  ])("%s", (_, request, names, signature) => {
    expect(signedHeaders(request, keys, scope).authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  it("post-sts-header-before", () => {
    expect(signedHeaders(post, { ...keys, sessionToken }, scope).authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    );
  });

  it("and by the example of the documentation", () => {
    const request = {
      method: "GET",
      url: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    };
    expect(signedHeaders(request, keys, { ...scope, service: "iam" }).authorization).toMatch(
      /Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/,
    );
  });
});
