import { Stage } from "./stage.js";

/** A certificate's life in a folder: no cluster, no account. */
export async function folderStory(): Promise<void> {
  const stage = await Stage.open("quickstart");
  const pulumi = (command: string, promises: (string | RegExp)[] = [], env: Record<string, string> = {}) =>
    stage.show(`pulumi ${command} --non-interactive`, promises, env);
  try {
    stage.say("The program");
    await stage.show("cat index.ts");
    await stage.show("pulumi stack init dev --non-interactive");

    stage.say("What would be created?");
    await pulumi("preview", ["issue - nothing exists yet at default/root-ca; revision 1"]);
    await pulumi("up --yes --skip-preview", ["3 created"]);

    stage.say("Again: nothing is due, nothing changes");
    await pulumi("up --yes --skip-preview", ["3 unchanged"]);

    stage.say("The same preview on a later day: what will be renewed then, and why?");
    await pulumi(
      "preview",
      [/web update \[diff: ~decision\]; renew - due since .* \(a third of its 90 days remained\)/],
      {
        KUBECERTS_NOW: "+70d",
      },
    );

    stage.say("A name more: the preview names the field");
    stage.edit(
      "index.ts",
      `dnsNames: ["shop.example.com"],`,
      `dnsNames: ["shop.example.com", "www.example.com"],`,
    );
    await pulumi("preview", [
      "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com",
    ]);
    await pulumi("up --yes --skip-preview", ["1 updated"]);

    stage.say("A forced renewal: any new value of the trigger");
    stage.edit(
      "index.ts",
      `secretName: "web-tls",`,
      `secretName: "web-tls", renewal: { trigger: "key-leaked" },`,
    );
    await pulumi("up --yes --skip-preview", [
      "renew - forced: renewal.trigger was none, is key-leaked",
      "1 updated",
    ]);

    stage.say("The chain, checked by somebody else");
    const decode = (key: string) => `sed -n 's/^  ${key}: //p' certs/default/web-tls.yaml | base64 -d`;
    await stage.show(
      `openssl verify -CAfile <(${decode("ca.crt")}) -verify_hostname www.example.com <(${decode("tls.crt")})`,
      [": OK"],
    );

    stage.say("And gone");
    await pulumi("destroy --yes --skip-preview", ["3 deleted"]);
  } finally {
    stage.close();
  }
}
