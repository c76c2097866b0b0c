# The Debian packages that the node and its tests need, each under a command that it brings: a command that is there already,
# from wherever, is used as it is. (A kubectl of another source conflicts with the package.)
PACKAGES=(
  containerd=containerd runc=runc /usr/lib/cni/bridge=containernetworking-plugins
  etcd=etcd-server kubectl=kubernetes-client
  iptables=iptables conntrack=conntrack ip=iproute2 sysctl=procps socat=socat
  named=bind9 dig=bind9-dnsutils openssl=openssl curl=curl keytool=openjdk-17-jre-headless
  nginx=nginx haproxy=haproxy
)

missing_packages() {
  local pair
  for pair in "${PACKAGES[@]}"; do command -v "${pair%=*}" >/dev/null || echo "${pair#*=}"; done
}

install_packages() {
  local missing log began=$EPOCHREALTIME
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "these Debian packages are missing, and there is no apt-get to install them: ${missing[*]}"
  echo "installing ${#missing[@]} packages, in about half a minute: ${missing[*]}"
  log=$(mktemp)
  if ! (forbid_services && lists_are_there && apt_get install "${missing[@]}") >"$log" 2>&1 &&
    ! (forbid_services && apt_get update && apt_get install "${missing[@]}") >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get install failed, and nothing was started. Its whole output is in $log. By hand: apt-get install ${missing[*]}"
  fi
  rm "$log"
  echo "installed after $(elapsed "$began") s"
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" 9>&-; }

lists_are_there() { compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; }

# Debian starts a service when it installs it; etcd and named would take the ports that the sandbox wants.
# For the rest of the subshell that calls this.
forbid_services() {
  local policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || return 0
  trap "rm -f $policy" EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
}
