import { describe, expect, it } from "vitest";
import { kindOfAddress } from "../../provider/handshake/address.js";
import { fetchNamed } from "../../provider/handshake/fetch-named.js";
import { httpServer } from "./openssl-authority.js";

describe("an address inside a certificate", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["2606:4700::1111", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "private"],
    ["127.0.0.1", "private"],
    ["::1", "private"],
    ["fd00::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:8.8.8.8", "public"],
    ["64:ff9b::7f00:1", "private"],
    ["64:ff9b::a9fe:a9fe", "never"],
    ["2002:7f00:1::", "private"],
    ["169.254.169.254", "never"],
    ["::ffff:169.254.169.254", "never"],
    ["::169.254.169.254", "never"],
    ["::ffff:0:169.254.169.254", "never"],
    ["::7f00:1", "private"],
    ["fd00:ec2::254", "never"],
    ["fe80::1", "never"],
    ["fe80::1%eth0", "never"],
    ["0.0.0.0", "never"],
    ["::", "never"],
    ["224.0.0.1", "never"],
    ["255.255.255.255", "never"],
    ["ff02::1", "never"],
    ["shop.example.com", "never"],
  ])("%s is %s", (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it.each([
    ["ldap://ldap.example.com/cn=ca", "ldap: is not fetched"],
    ["file:///etc/passwd", "file: is not fetched"],
    ["http://user:word@127.0.0.1/", "it holds credentials"],
    ["no url", "it is not a URL"],
    ["http://169.254.169.254/latest/meta-data", "its address 169.254.169.254 is never asked"],
    ["http://[::ffff:169.254.169.254]/", "its address ::ffff:a9fe:a9fe is never asked"],
    ["http://2852039166/", "its address 169.254.169.254 is never asked"],
    ["http://0x7f.1/", "its address 127.0.0.1 is private, and that is not allowed"],
    ["http://localhost/", /^its address (127\.0\.0\.1|::1) is private, and that is not allowed$/],
  ])("%s is not fetched", async (uri, why) => {
    await expect(fetchNamed({ uri }, {})).rejects.toThrow(why);
  });

  it("is fetched no further than the limit", async () => {
    const server = await httpServer(() => Buffer.alloc(100_001));
    const fetched = fetchNamed(
      { uri: `http://127.0.0.1:${server.port}/` },
      { allowPrivate: true, limit: 100_000 },
    );
    await expect(fetched).rejects.toThrow("it is larger than 100000 octets");
    server.close();
  });
});
