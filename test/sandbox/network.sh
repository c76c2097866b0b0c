# The bridge of the pods. It is made here, not by the first pod, for the node and the servers beside it live at its
# address.
MASQUERADE=(POSTROUTING -s "$SANDBOX_PODS.0.0/16" ! -d "$SANDBOX_PODS.0.0/16" -j MASQUERADE)

network_up() {
  sysctl -qw net.ipv4.ip_forward=1
  modprobe br_netfilter 2>/dev/null || true
  ip link show dev "$SANDBOX_BRIDGE" >/dev/null 2>&1 || ip link add "$SANDBOX_BRIDGE" type bridge
  ip address replace "$ADDRESS/16" dev "$SANDBOX_BRIDGE"
  ip link set "$SANDBOX_BRIDGE" up
  ip route replace "$SANDBOX_SERVICES.0.0/16" dev "$SANDBOX_BRIDGE" # kube-proxy sees only what has a route
  iptables -t nat -C "${MASQUERADE[@]}" 2>/dev/null || iptables -t nat -A "${MASQUERADE[@]}"
  cat >"$SANDBOX_RUN/cni/sandbox.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "$SANDBOX_NAME", "plugins": [
  {"type": "bridge", "bridge": "$SANDBOX_BRIDGE", "isGateway": true, "hairpinMode": true, "ipam": {"type": "host-local",
   "dataDir": "$SANDBOX_RUN/ipam", "ranges": [[{"subnet": "$SANDBOX_PODS.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
}

network_down() {
  local result id
  for result in /var/lib/cni/results/"$SANDBOX_NAME"-*-eth0; do
    id=$(basename "$result" -eth0)
    rm -f "$result" "/var/lib/cni/results/cni-loopback-${id#"$SANDBOX_NAME"-}-lo"
  done
  ip link delete "$SANDBOX_BRIDGE" 2>/dev/null || true
  iptables -t nat -D "${MASQUERADE[@]}" 2>/dev/null || true
  [ "$SANDBOX_KUBE_PROXY" != 1 ] || [ ! -x "$CACHE/bin/kube" ] || kubernetes_chains_down
}

# kube-proxy can remove its own chains; the kubelet leaves those below.
kubernetes_chains_down() {
  local tables table chain
  kube kube-proxy --cleanup >/dev/null 2>&1 || true
  for tables in iptables ip6tables; do
    for table in filter mangle nat; do
      for chain in INPUT OUTPUT; do $tables -t $table -D $chain -j KUBE-FIREWALL 2>/dev/null || true; done
      for chain in KUBE-FIREWALL KUBE-IPTABLES-HINT KUBE-KUBELET-CANARY; do
        { $tables -t $table -F $chain && $tables -t $table -X $chain; } 2>/dev/null || true
      done
    done
  done
}
