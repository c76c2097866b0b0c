import { describe, expect, it } from "vitest";
import { proxyFor } from "../../provider/kubernetes/proxy.js";

const proxy = "http://proxy:3128";

describe("a cluster is asked through a proxy", () => {
  it.each([
    ["https://k:6443", {}, undefined],
    ["https://k:6443", { HTTPS_PROXY: proxy }, proxy],
    ["https://k:6443", { https_proxy: "proxy:3128" }, proxy],
    ["https://k:6443", { HTTP_PROXY: proxy }, undefined],
    ["http://k:8080", { HTTP_PROXY: proxy }, proxy],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: proxy }, undefined],
    ["https://localhost:6443", { HTTPS_PROXY: proxy }, undefined],
    ["https://[::1]:6443", { HTTPS_PROXY: proxy }, undefined],
    ["https://k.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "a, example.com" }, undefined],
    ["https://k.example.com", { HTTPS_PROXY: proxy, NO_PROXY: ".example.com" }, undefined],
    ["https://notexample.com", { HTTPS_PROXY: proxy, NO_PROXY: "example.com" }, proxy],
    ["https://k.example.com", { HTTPS_PROXY: proxy, no_proxy: "*" }, undefined],
    ["https://k.example.com:6443", { HTTPS_PROXY: proxy, NO_PROXY: "example.com:443" }, proxy],
    ["https://k.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "example.com:443" }, undefined],
    ["https://10.1.2.3:6443", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["https://11.1.2.3:6443", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8,x/99" }, proxy],
    ["https://10.1.2.3:6443", { HTTPS_PROXY: proxy, NO_PROXY: "10.1.2.3" }, undefined],
    ["https://[fd00::7]:6443", { HTTPS_PROXY: proxy, NO_PROXY: "fd00::/8" }, undefined],
  ])("%s %o", (server, environment, expected) => {
    expect(proxyFor({ server }, environment)).toBe(expected);
  });

  it("of the kubeconfig before that of the environment", () => {
    const cluster = { server: "https://k", "proxy-url": "socks5://own" };
    expect(proxyFor(cluster, { HTTPS_PROXY: proxy, NO_PROXY: "*" })).toBe("socks5://own");
  });
});
