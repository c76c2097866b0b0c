import { describe, expect, it } from "vitest";
import { judgeInstall, type Wanted } from "../../provider/installation/judge-install.js";
import {
  type Definition,
  definitionNames,
  type Running,
  type Standing,
} from "../../provider/installation/standing.js";

const release = { name: "cert-manager", namespace: "cert-manager" };
const other = { name: "cm", namespace: "certs" };
const wanted: Wanted = {
  release,
  cluster: {},
  version: "v1.21.2",
  crds: true,
  createNamespace: true,
  allowDowngrade: false,
  isNew: true,
};
const empty: Standing = { running: [], definitions: [], release: null, namespace: false };

const running: Running = {
  ...{
    namespace: "cert-manager",
    instance: "cert-manager",
    helm: release,
    operator: false,
    version: "v1.20.3",
  },
  ...{ featureGates: {}, leaderElectionNamespace: "kube-system" },
};
const kept: Definition[] = definitionNames.map((name) => ({ name, helm: release, kept: true }));
const installed: Standing = {
  running: [running],
  definitions: kept,
  release: { revision: 3, status: "deployed", secret: "sh.helm.release.v1.cert-manager.v3" },
  namespace: true,
};
const same = (change: Partial<Definition>) => kept.map((one) => ({ ...one, ...change }));
const withoutHelm = ({ helm: _, ...one }: Definition): Definition => one;

/** `v1.20.3` runs in `installed`. */
const rows: readonly [
  sentence: string,
  wanted: Partial<Wanted>,
  standing: Standing,
  property?: string,
  words?: string,
][] = [
  ["lets Helm install into an empty cluster", {}, empty],
  ["lets Helm install on the CRDs that its own release left", {}, { ...empty, definitions: kept }],
  ["lets Helm upgrade what it installed", { isNew: false }, installed],
  ["says nothing where it may read nothing", {}, {}],
  [
    "refuses a second cert-manager and names the first",
    {},
    { ...empty, running: [{ ...running, namespace: "certs", instance: "cm", helm: other }] },
    "install",
    'there is cert-manager v1.20.3 in namespace certs, installed by Helm release cm. Set install: false to use it, give its releaseName ("cm") and namespace ("certs")',
  ],
  [
    "refuses a second one beside a manifest",
    {},
    { ...empty, running: [{ ...running, helm: undefined as never }] },
    "install",
    "in namespace cert-manager, installed by no Helm release. Set install: false to use it, or remove it first",
  ],
  [
    "refuses a second one beside OpenShift's operator",
    {},
    { ...empty, running: [{ ...running, helm: undefined as never, operator: true }] },
    "install",
    "kept by OpenShift's operator",
  ],
  [
    "names the release whose CRDs were kept, and how to go on",
    {},
    { ...empty, definitions: same({ helm: other }) },
    "crds",
    'the CRD certificates.cert-manager.io belongs to Helm release cm in namespace certs, whose CRDs were kept, so Helm would refuse it. Give releaseName "cm" and namespace "certs", or hand all of them over: kubectl label',
  ],
  [
    "names CRDs that kubectl applied",
    {},
    { ...empty, definitions: kept.map(withoutHelm) },
    "crds",
    "belongs to no Helm release, so Helm would refuse it. Set crds.enabled: false",
  ],
  [
    "leaves foreign CRDs alone when told so",
    { crds: false },
    { ...empty, definitions: same({ helm: other }) },
  ],
  [
    "refuses to install on CRDs that are being deleted",
    {},
    { ...empty, definitions: same({ deleted: 1795468989000 }) },
    "crds",
    "the CRD certificates.cert-manager.io is being deleted since 2026-11-23T21:23:09Z",
  ],
  [
    "refuses an upgrade that would delete the CRDs",
    { crds: false, isNew: false },
    { ...installed, definitions: same({ kept: false }) },
    "crds.enabled",
    "would delete the CRD certificates.cert-manager.io, which this release installed and Helm is not told to keep, and with it all of its objects",
  ],
  ["lets the CRDs go to somebody else when Helm keeps them", { crds: false, isNew: false }, installed],
  [
    "names a release that a killed run left",
    { isNew: false },
    {
      ...empty,
      release: { revision: 1, status: "pending-install", secret: "sh.helm.release.v1.cert-manager.v1" },
      namespace: true,
    },
    "releaseName",
    "which is pending-install: another run is at it, or one was killed. When none runs, let Helm forget it (kubectl --namespace cert-manager delete secret sh.helm.release.v1.cert-manager.v1)",
  ],
  [
    "names the cluster in the command that lets Helm forget a release",
    { isNew: false, cluster: { context: "blue" } },
    {
      ...empty,
      release: { revision: 1, status: "pending-install", secret: "sh.helm.release.v1.cert-manager.v1" },
      namespace: true,
    },
    "releaseName",
    "let Helm forget it (kubectl --context blue --namespace cert-manager delete secret sh.helm.release.v1.cert-manager.v1)",
  ],
  [
    "names it in every command by which CRDs are handed over",
    { cluster: { context: "blue" } },
    { ...empty, definitions: kept.map(withoutHelm) },
    "crds",
    'hand all of them over: kubectl --context blue label --overwrite $(kubectl --context blue get crds -o name | grep "cert-manager.io$") app.kubernetes.io/managed-by=Helm && kubectl --context blue annotate --overwrite $(kubectl --context blue get crds -o name | grep "cert-manager.io$") meta.helm.sh/release-name=cert-manager meta.helm.sh/release-namespace=cert-manager',
  ],
  [
    "names it to Helm in Helm's own words",
    { cluster: { kubeconfig: "./blue.yaml", context: "blue" } },
    installed,
    "releaseName",
    "uninstall it first (helm --kubeconfig ./blue.yaml --kube-context blue uninstall cert-manager --namespace cert-manager)",
  ],
  [
    "names a release of another stack",
    {},
    installed,
    "releaseName",
    "is taken: Helm release cert-manager in namespace cert-manager is deployed (revision 3) and not of this stack",
  ],
  [
    "does not take over a namespace that is there",
    {},
    { ...empty, namespace: true },
    "namespace",
    "is cert-manager, which is there already; the component would take it over, and delete it",
  ],
  [
    "installs into a namespace that is there when told so",
    { createNamespace: false },
    { ...empty, namespace: true },
  ],
  [
    "refuses a downgrade of what runs",
    { isNew: false, version: "v1.19.6" },
    installed,
    "version",
    "is older than v1.20.3, which runs",
  ],
  [
    "refuses a downgrade of what the state knows where nothing runs",
    { isNew: false, version: "v1.19.6", previous: "v1.21.2" },
    { ...empty, namespace: true },
    "version",
    "is older than v1.21.2",
  ],
];

describe("before Helm runs, the preflight", () => {
  it.each(rows)("%s", (_sentence, change, standing, property, words = "") => {
    const { failures } = judgeInstall({ ...wanted, ...change }, standing);
    expect(failures.map((one) => one.property)).toEqual(property === undefined ? [] : [property]);
    expect(failures[0]?.reason ?? "").toContain(words);
  });

  it("warns of minor releases that are skipped, and of a downgrade that is forced", () => {
    const old = { ...installed, running: [{ ...running, version: "v1.9.1" }] };
    expect(judgeInstall({ ...wanted, isNew: false }, old).warnings).toEqual([
      expect.stringMatching(/^v1\.9\.1 to v1\.21\.2 skips v1\.10 to v1\.20: /),
    ]);
    const forced = { ...wanted, isNew: false, version: "v1.19.6", allowDowngrade: true };
    expect(judgeInstall(forced, installed)).toEqual({
      failures: [],
      warnings: [expect.stringMatching(/^v1\.19\.6 is older than v1\.20\.3, which runs/)],
    });
  });
});
