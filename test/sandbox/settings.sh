# The settings, each of which the environment may override. A second sandbox beside a first needs the marked ones.
CACHE=$(realpath -m "${KUBECERTS_CACHE:-$HOME/.cache/kubecerts}")/sandbox # programs, images, charts
SANDBOX_RUN=${SANDBOX_RUN:-$CACHE/run}          # * all that `down` deletes
SANDBOX_NAME=${SANDBOX_NAME:-sandbox}           # * the node, its cgroup, its folder in /run
SANDBOX_PORT_OFFSET=${SANDBOX_PORT_OFFSET:-0}   # * added to every port but those of DNS, ACME and ingress
SANDBOX_BRIDGE=${SANDBOX_BRIDGE:-cni0}          # *
SANDBOX_PODS=${SANDBOX_PODS:-10.88}             # * the first half of the pods' /16
SANDBOX_SERVICES=${SANDBOX_SERVICES:-10.96}     # * the first half of the services' /16
SANDBOX_KUBE_PROXY=${SANDBOX_KUBE_PROXY:-1}     # * 0: none, for its iptables chains are the host's

STATE=/run/kubecerts-$SANDBOX_NAME # short, for the length of a socket's path is limited
ADDRESS=$SANDBOX_PODS.0.1          # the bridge's: the node, the ACME server, the DNS server, the ingress
PKI=$SANDBOX_RUN/pki
ACME=$SANDBOX_RUN/acme
AUDIT_LOG=$SANDBOX_RUN/audit.log
FACTS=$SANDBOX_RUN/sandbox.json
ZONE=example.test

export PATH=$CACHE/bin:$PATH:/usr/sbin:/sbin KUBECONFIG=$SANDBOX_RUN/admin.kubeconfig

port() { echo $(($1 + SANDBOX_PORT_OFFSET)); }

die() {
  echo "sandbox: $*" >&2
  exit 1
}

# elapsed START: the seconds since START, a value of $EPOCHREALTIME.
elapsed() { awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $1 }"; }
