import { describe, expect, it } from "vitest";
import { connectionFailure } from "../../provider/kubernetes/cluster-error.js";

describe("a connection that fails is explained", () => {
  it.each([
    ["ECONNREFUSED", "connection refused, nothing listens there: ECONNREFUSED"],
    ["ECONNRESET", "the connection broke: ECONNRESET"],
    ["ENOTFOUND", "DNS does not know its name: ENOTFOUND"],
    ["EAI_AGAIN", "DNS does not answer: EAI_AGAIN"],
    ["ETIMEDOUT", "no answer in time: ETIMEDOUT"],
    ["ENETUNREACH", "there is no route to it: ENETUNREACH"],
    ["EPROTO", "it does not speak TLS: EPROTO"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate is not trusted (x509): text of node"],
    ["CERT_HAS_EXPIRED", "its certificate is not trusted (x509): text of node"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate is not trusted (x509): text of node"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is not trusted (x509): text of node"],
    ["EWHATEVER", "text of node"],
  ])("%s", (code, words) => {
    const { reason, message } = connectionFailure(
      "https://k",
      Object.assign(new Error("text of\nnode"), { code }),
    );
    expect({ reason, message }).toEqual({
      reason: "unreachable",
      message: `https://k is out of reach: ${words}`,
    });
  });
});
