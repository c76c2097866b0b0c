import { http01Solver } from "../../provider/http01/http01-solver.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { challengeFor } from "../reach/challenges.js";
import { spec } from "./http01-ingress-spec.js";

// A run that is killed while its challenge stands: says so, and waits for its end.
const [kubeconfig = "", namespace = "", owner = "", host = "", token = "", name] = process.argv.slice(2);
const place = { client: new KubernetesClient({ kubeconfig }), namespace, owner };
const solver = http01Solver(spec(name === undefined ? {} : { name }), () => place);
solver.present([challengeFor(host, token)], new AbortController().signal).then(() => {
  process.stdout.write("presented\n");
  setInterval(() => undefined, 1000);
});
