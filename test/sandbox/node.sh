# One node of Kubernetes: containerd, the control plane, a kubelet and kube-proxy.

node_up() {
  local began=$EPOCHREALTIME
  require_free etcd="127.0.0.1:$(port 2379)" etcd="127.0.0.1:$(port 2380)" kube-apiserver="$ADDRESS:$(port 6443)" \
    kube-controller-manager="127.0.0.1:$(port 10257)" kube-scheduler="127.0.0.1:$(port 10259)" \
    kubelet="$ADDRESS:$(port 10250)" kubelet="127.0.0.1:$(port 10248)"
  mkdir -p "$PKI" "$SANDBOX_RUN"/{log,cni}
  [ -f "$KUBECONFIG" ] || make_pki
  network_up
  start_containerd
  start_etcd
  start_apiserver
  wait_for 30 containerd ctr version
  local image
  for image in pause certmanager skipper; do ctr images import "$CACHE/images/$image.tar" >/dev/null; done
  wait_for 60 kube-apiserver curl -sf --cacert "$PKI/ca.crt" "$API/readyz"
  start_controllers
  start_kubelet
  [ "$SANDBOX_KUBE_PROXY" != 1 ] || start_kube_proxy
  wait_for 60 "the node" kubectl get node "$SANDBOX_NAME"
  kubectl wait --for=condition=Ready "node/$SANDBOX_NAME" --timeout=90s >/dev/null
  wait_for 30 "the default service account" kubectl get serviceaccount default
  echo "node $SANDBOX_NAME is Ready after $(elapsed "$began") s"
}

ctr() { command ctr --address "$STATE/containerd.sock" --namespace k8s.io "$@"; }

start_containerd() {
  # restrict_oom_score_adj: without CAP_SYS_RESOURCE nothing may lower its score, and no container would start.
  cat >"$SANDBOX_RUN/containerd.toml" <<TOML
version = 2
root = "$SANDBOX_RUN/containerd"
state = "$STATE"
[grpc]
  address = "$STATE/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$SANDBOX_RUN/cni"
TOML
  start containerd containerd --config "$SANDBOX_RUN/containerd.toml"
}

start_kubelet() {
  # A cgroup of its own, for a kubelet ends every pod that it finds below its root and does not know.
  local controller
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup/kubecerts-$SANDBOX_NAME"
  else
    for controller in /sys/fs/cgroup/*/; do mkdir -p "$controller/kubecerts-$SANDBOX_NAME"; done
  fi
  # clusterDNS: our DNS server, which knows example.test; there is no cluster.local.
  # imageGCHighThresholdPercent: an image that was collected could not be pulled again.
  cat >"$SANDBOX_RUN/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $ADDRESS
port: $(port 10250)
healthzPort: $(port 10248)
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: "$PKI/ca.crt"}}
authorization: {mode: AlwaysAllow}
containerRuntimeEndpoint: unix://$STATE/containerd.sock
podLogsDir: $SANDBOX_RUN/pod-logs
clusterDNS: [$ADDRESS]
clusterDomain: cluster.local
cgroupRoot: /kubecerts-$SANDBOX_NAME
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
imageGCHighThresholdPercent: 100
evictionHard: {nodefs.available: 1Mi, memory.available: 50Mi}
YAML
  start kubelet kube kubelet --config "$SANDBOX_RUN/kubelet.yaml" --kubeconfig "$KUBECONFIG" --node-ip "$ADDRESS" \
    --hostname-override "$SANDBOX_NAME" --root-dir "$SANDBOX_RUN/kubelet" --cert-dir "$SANDBOX_RUN/kubelet-pki"
}

start_kube_proxy() {
  # Without br_netfilter an answer between two pods passes the bridge untranslated, unless all of it is masqueraded.
  local masquerade=true
  [ "$(cat /proc/sys/net/bridge/bridge-nf-call-iptables 2>/dev/null)" != 1 ] || masquerade=false
  start kube-proxy kube kube-proxy --kubeconfig "$KUBECONFIG" --hostname-override "$SANDBOX_NAME" --proxy-mode iptables \
    --cluster-cidr "$SANDBOX_PODS.0.0/16" --masquerade-all="$masquerade" --conntrack-max-per-core 0 \
    --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0 \
    --healthz-bind-address "127.0.0.1:$(port 10256)" --metrics-bind-address "127.0.0.1:$(port 10249)"
}

node_down() {
  stop kube-proxy kubelet kube-scheduler kube-controller-manager kube-apiserver etcd
  # A container's process is containerd's to end: its shim outlives containerd.
  local task mount
  if running containerd; then
    for task in $(ctr tasks list --quiet); do ctr tasks kill --signal SIGKILL --all "$task" 2>/dev/null || true; done
    for task in $(ctr tasks list --quiet); do ctr tasks delete --force "$task" >/dev/null 2>&1 || true; done
    stop containerd
  fi
  # Mounts of pods, containers and network namespaces, innermost first; a pod's veth goes with its namespace.
  awk -v run="$SANDBOX_RUN/" -v state="$STATE/" 'index($2, run) == 1 || index($2, state) == 1 { print $2 }' /proc/self/mounts |
    sort -r | while read -r mount; do umount -l "$mount"; done
  rm -rf "$SANDBOX_RUN" "$STATE"
  find /var/log/containers -xtype l -lname "$SANDBOX_RUN/*" -delete 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d -path "*/kubecerts-$SANDBOX_NAME*" -exec rmdir {} + 2>/dev/null || true
}
