# Beside the node: an ACME server (Pebble), a DNS server (BIND) and an ingress controller (Skipper).
DIRECTORY=https://$ADDRESS:14000/dir
MANAGEMENT=https://$ADDRESS:15000

acme_up() {
  local began=$EPOCHREALTIME
  require_free named="$ADDRESS:53" pebble="$ADDRESS:14000" pebble="$ADDRESS:15000"
  mkdir -p "$ACME"
  start_dns_server
  start_acme_server
  kubectl get --namespace ingress deployment/skipper >/dev/null 2>&1 || require_free ingress="$ADDRESS:80" ingress="$ADDRESS:443"
  sed "s/BRIDGE_ADDRESS/$ADDRESS/g" "$HERE/ingress.yaml" | kubectl apply -f - >/dev/null
  kubectl rollout status --namespace ingress deployment/skipper --timeout=60s >/dev/null
  echo "ACME, DNS and ingress are up after $(elapsed "$began") s"
}

# Every name of the zone leads to the ingress. Its key may change any record, so that a test can break one.
start_dns_server() {
  [ -f "$ACME/tsig.key" ] || openssl rand -base64 32 >"$ACME/tsig.key"
  cat >"$ACME/named.conf" <<CONF
key "acme" { algorithm hmac-sha256; secret "$(cat "$ACME/tsig.key")"; };
options {
  directory "$ACME";
  listen-on port 53 { $ADDRESS; };
  listen-on-v6 { none; };
  recursion yes;
  allow-recursion { any; };
  allow-transfer { none; };
  dnssec-validation no;
  empty-zones-enable no;
  pid-file none;
  session-keyfile none;
};
controls { };
zone "$ZONE" { type primary; file "$ZONE.zone"; update-policy { grant acme zonesub ANY; }; };
CONF
  [ -f "$ACME/$ZONE.zone" ] || cat >"$ACME/$ZONE.zone" <<RECORDS
\$TTL 1
@  IN SOA ns.$ZONE. admin.$ZONE. 1 3600 600 86400 1
@  IN NS ns.$ZONE.
@  IN A $ADDRESS
ns IN A $ADDRESS
*  IN A $ADDRESS
RECORDS
  chmod 600 "$ACME/tsig.key" "$ACME/named.conf"
  start named named -g -c "$ACME/named.conf"
  wait_for 10 "the DNS server" dig +time=1 +tries=1 "@$ADDRESS" "$ZONE"
}

start_acme_server() {
  [ -f "$ACME/pebble.crt" ] || {
    authority "$ACME" ca
    certify "$ACME" ca pebble /CN=pebble "subjectAltName=IP:$ADDRESS,DNS:pebble.$ZONE"
  }
  cat >"$ACME/pebble.json" <<JSON
{"pebble": {
  "listenAddress": "$ADDRESS:14000", "managementListenAddress": "$ADDRESS:15000",
  "certificate": "$ACME/pebble.crt", "privateKey": "$ACME/pebble.key", "keyAlgorithm": "ecdsa",
  "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "", "externalAccountBindingRequired": false,
  "retryAfter": {"authz": 1, "order": 1},
  "profiles": {
    "default": {"description": "90 days", "validityPeriod": 7776000},
    "shortlived": {"description": "6 days", "validityPeriod": 518400}}}}
JSON
  start pebble env PEBBLE_VA_NOSLEEP=1 pebble -config "$ACME/pebble.json" -dnsserver "$ADDRESS:53"
  wait_for 10 "the ACME server" curl -sf --cacert "$ACME/ca.crt" "$DIRECTORY"
  curl -sf --cacert "$ACME/ca.crt" -o "$ACME/root.crt" "$MANAGEMENT/roots/0" # another one at every start
}

acme_down() { stop pebble named; }
