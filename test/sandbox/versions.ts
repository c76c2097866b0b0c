/** Of the servers that `go/kube` holds; its go.mod pins the same. */
export const kubernetes = "v1.34.4";

/** Of the images and the chart that `go/cert-manager` gives. */
export const certManager = "v1.21.2";

/** The release with `installCRDs`, for tests of upgrades and of old clusters. */
export const oldCertManager = "v1.9.1";

/** Named in `node.sh` and in `ingress.yaml` as well. */
export const pause = "registry.k8s.io/pause:3.10";
export const skipper = "ghcr.io/zalando/skipper:v0.22.0";
