import { acmeIssuer, dnsRecord, namespace } from "./ground.js";
import type { Row } from "./row.js";

const invisible = "is presented, but cert-manager does not see it";
const pebble = { name: "pebble", kind: "ClusterIssuer" };
const ofIngress = (fields: object) => ({ http01: { ingress: fields } });

const quota = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "no-pods", namespace: "failures-quota" },
  spec: { hard: { pods: "0" } },
};

const admission = "admissionregistration.k8s.io/v1";
const name = "failures-no-pods";
const policy = {
  apiVersion: admission,
  kind: "ValidatingAdmissionPolicy",
  metadata: { name },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    },
    validations: [{ expression: "false", message: "Pods of strangers are not taken here" }],
  },
};
const binding = {
  apiVersion: admission,
  kind: "ValidatingAdmissionPolicyBinding",
  metadata: { name },
  spec: {
    policyName: name,
    validationActions: ["Deny"],
    matchResources: {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "failures-policy" } },
    },
  },
};

/** What keeps the CA's question on port 80 from being answered. */
export const http01Rows: readonly Row[] = [
  {
    wrong: "port 80 of the name is closed, and cert-manager sees it",
    secretName: "closed",
    before: () => dnsRecord("closed.example.test", "A 127.0.0.1"),
    inputs: { dnsNames: ["closed.example.test"], issuerRef: pebble },
    says: new RegExp(
      `Challenge failures/closed-1-\\d+-\\d+ ${invisible}: closed\\.example\\.test: .*connection refused`,
    ),
  },
  {
    wrong: "port 80 of the name is closed, and only the CA sees it",
    objects: () => [
      acmeIssuer("trusting", { ...ofIngress({ ingressClassName: "skipper" }), waitInsteadOfSelfCheck: "0s" }),
    ],
    secretName: "shut",
    before: () => dnsRecord("shut.example.test", "A 127.0.0.1"),
    inputs: { dnsNames: ["shut.example.test"], issuerRef: { name: "trusting" } },
    says: /Challenge failures\/shut-1-\d+-\d+ failed: the CA could not connect: .*shut\.example\.test/,
  },
  {
    wrong: "DNS knows no address for the name",
    secretName: "void",
    // Beside a record of its own the zone's wildcard does not count.
    before: () => dnsRecord("void.example.test", 'TXT "no address"'),
    inputs: { dnsNames: ["void.example.test"], issuerRef: pebble },
    says: new RegExp(
      `Challenge failures/void-1-\\d+-\\d+ ${invisible}: .*lookup void\\.example\\.test on .*: no such host`,
    ),
  },
  {
    wrong: "the ingress class is nobody's",
    objects: () => [acmeIssuer("classless", ofIngress({ ingressClassName: "nobody" }))],
    secretName: "classless",
    inputs: { dnsNames: ["classless.example.test"], issuerRef: { name: "classless" } },
    says: /Ingress failures\/cm-acme-http-solver-\w+ is served by nobody: classless\.example\.test: there is no IngressClass nobody, but skipper/,
  },
  {
    wrong: "no node takes the solver's Pod",
    objects: () => [
      acmeIssuer(
        "homeless",
        ofIngress({
          ingressClassName: "skipper",
          podTemplate: { spec: { nodeSelector: { disk: "none" } } },
        }),
      ),
    ],
    secretName: "homeless",
    inputs: { dnsNames: ["homeless.example.test"], issuerRef: { name: "homeless" } },
    says: /Pod failures\/cm-acme-http-solver-\w+ does not run: homeless\.example\.test: Unschedulable: 0\/1 nodes are available/,
  },
  {
    wrong: "a quota leaves no room for the solver's Pod",
    objects: () => [namespace("failures-quota"), quota],
    namespace: "failures-quota",
    secretName: "quota",
    inputs: { dnsNames: ["quota.example.test"], issuerRef: pebble },
    says: /Challenge failures-quota\/quota-1-\d+-\d+ is refused by the cluster: quota\.example\.test: .*is forbidden: exceeded quota/,
  },
  {
    wrong: "an admission policy refuses the solver's Pod",
    objects: () => [namespace("failures-policy"), policy, binding],
    namespace: "failures-policy",
    secretName: "policy",
    inputs: { dnsNames: ["policy.example.test"], issuerRef: pebble },
    says: /Challenge failures-policy\/policy-1-\d+-\d+ is refused by the cluster: policy\.example\.test: .*is forbidden: Validating/,
  },
];
