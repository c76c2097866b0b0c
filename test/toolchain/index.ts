/** The door of the toolchain: what tests and the demo import. */
export { kubernetesPlugin, type Plugin } from "./kubernetes-plugin.js";
export { type OfflineOptions, offlineEnvironment } from "./offline-environment.js";
export { findPulumi, type Pulumi } from "./pulumi.js";
