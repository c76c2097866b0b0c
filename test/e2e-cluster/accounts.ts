import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { kubectl } from "./kubectl.js";
import { needSandbox } from "./node.js";

const rbac = resolve(__dirname, "../../rbac");

/** The roles of docs/rbac.md, exactly as they are given, and ServiceAccounts that hold them and nothing else. */
export class Accounts {
  readonly #namespace: string;
  readonly #folder: string;
  readonly #bindings: string[] = [];

  /** In a namespace that is there; their kubeconfigs are written into the folder. */
  constructor(namespace: string, folder: string) {
    this.#namespace = namespace;
    this.#folder = folder;
    for (const role of ["previewer", "deployer"]) kubectl(`apply -f ${join(rbac, `${role}.yaml`)}`);
  }

  /** The path of a kubeconfig for a new ServiceAccount. */
  make(name: string, ...roles: ("previewer" | "deployer")[]): string {
    kubectl(`create serviceaccount ${name} --namespace ${this.#namespace}`);
    for (const role of roles) {
      const binding = `${name}-kubecerts-${role}`;
      kubectl(
        `create clusterrolebinding ${binding} --clusterrole=kubecerts-${role} --serviceaccount=${this.#namespace}:${name}`,
      );
      this.#bindings.push(binding);
    }
    const config = parse(readFileSync(needSandbox().kubeconfig, "utf8"));
    const token = kubectl(`create token ${name} --namespace ${this.#namespace}`).trim();
    config.users[0].user = { token };
    const file = join(this.#folder, `${name}.kubeconfig`);
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }

  remove(): void {
    for (const role of ["previewer", "deployer"])
      kubectl(`delete -f ${join(rbac, `${role}.yaml`)} --ignore-not-found`);
    for (const binding of this.#bindings.splice(0))
      kubectl(`delete clusterrolebinding ${binding} --ignore-not-found`);
  }
}
