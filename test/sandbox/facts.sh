# What a test must know of the sandbox, for facts.ts to read.
#
# chartValues: cert-manager asks our DNS server only and looks every second; a failed request is tried again after
# seconds, not hours; and a lease that an uninstalled cert-manager left expires soon (a minute otherwise).
write_facts() {
  cat >"$FACTS.new" <<JSON
{
  "kubeconfig": "$KUBECONFIG",
  "context": "$SANDBOX_NAME",
  "auditLog": "$AUDIT_LOG",
  "directory": "$DIRECTORY",
  "management": "$MANAGEMENT",
  "caFile": "$ACME/ca.crt",
  "rootFile": "$ACME/root.crt",
  "zone": "$ZONE",
  "nameserver": "$ADDRESS:53",
  "tsig": {"name": "acme", "algorithm": "hmac-sha256", "secret": "$(cat "$ACME/tsig.key")"},
  "ingress": "$ADDRESS",
  "chart": "$CACHE/charts/cert-manager",
  "oldChart": "$CACHE/charts/cert-manager-1.9",
  "chartValues": {
    "startupapicheck": {"enabled": false},
    "dns01RecursiveNameservers": "$ADDRESS:53",
    "dns01RecursiveNameserversOnly": true,
    "global": {"leaderElection": {"leaseDuration": "15s", "renewDeadline": "10s", "retryPeriod": "2s"}},
    "extraArgs": [
      "--dns01-check-retry-period=1s",
      "--certificate-request-minimum-backoff-duration=2s",
      "--certificate-request-maximum-backoff-duration=10s"
    ]
  }
}
JSON
  chmod 600 "$FACTS.new" # the TSIG key is in it
  mv "$FACTS.new" "$FACTS"
}
