# etcd and the Kubernetes servers that every cluster has. Only this machine reaches them: they listen on the
# bridge's address or on loopback.
API=https://$ADDRESS:$(port 6443)

make_pki() {
  authority "$PKI" ca
  certify "$PKI" ca apiserver /CN=kube-apiserver \
    "subjectAltName=DNS:kubernetes.default.svc,IP:$ADDRESS,IP:$SANDBOX_SERVICES.0.1"
  certify "$PKI" ca admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  certify "$PKI" ca front-proxy /CN=front-proxy extendedKeyUsage=clientAuth
  openssl genrsa -out "$PKI/sa.key" 2048 2>/dev/null
  cat >"$KUBECONFIG.new" <<YAML
apiVersion: v1
kind: Config
clusters:
- {name: $SANDBOX_NAME, cluster: {server: "$API", certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")}}
users:
- {name: admin, user: {client-certificate-data: $(base64 -w0 "$PKI/admin.crt"), client-key-data: $(base64 -w0 "$PKI/admin.key")}}
contexts:
- {name: $SANDBOX_NAME, context: {cluster: $SANDBOX_NAME, user: admin}}
current-context: $SANDBOX_NAME
YAML
  chmod 600 "$KUBECONFIG.new"
  mv "$KUBECONFIG.new" "$KUBECONFIG" # last: its presence says that all of this is done
}

start_etcd() {
  # no-fsync: a crash of the machine loses the cluster, which nobody misses, and every write is quicker.
  start etcd etcd --data-dir "$SANDBOX_RUN/etcd" --unsafe-no-fsync --listen-peer-urls "http://127.0.0.1:$(port 2380)" \
    --listen-client-urls "http://127.0.0.1:$(port 2379)" --advertise-client-urls "http://127.0.0.1:$(port 2379)"
}

start_apiserver() {
  # InternalIP: the node's name does not resolve, and logs and exec go to the kubelet.
  # audit-log-maxsize, in MB: a log that rotated would lose the lines that a test counts.
  start kube-apiserver kube kube-apiserver --etcd-servers "http://127.0.0.1:$(port 2379)" \
    --bind-address "$ADDRESS" --advertise-address "$ADDRESS" --secure-port "$(port 6443)" \
    --tls-cert-file "$PKI/apiserver.crt" --tls-private-key-file "$PKI/apiserver.key" --client-ca-file "$PKI/ca.crt" \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$PKI/sa.key" \
    --service-account-signing-key-file "$PKI/sa.key" --service-cluster-ip-range "$SANDBOX_SERVICES.0.0/16" \
    --authorization-mode Node,RBAC --allow-privileged --enable-aggregator-routing \
    --requestheader-client-ca-file "$PKI/ca.crt" --requestheader-allowed-names front-proxy \
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
    --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$PKI/front-proxy.crt" --proxy-client-key-file "$PKI/front-proxy.key" \
    --kubelet-client-certificate "$PKI/admin.crt" --kubelet-client-key "$PKI/admin.key" \
    --kubelet-preferred-address-types InternalIP \
    --audit-policy-file "$HERE/audit-policy.yaml" --audit-log-path "$AUDIT_LOG" --audit-log-maxsize 100000
}

start_controllers() {
  start kube-controller-manager kube kube-controller-manager --kubeconfig "$KUBECONFIG" \
    --bind-address 127.0.0.1 --secure-port "$(port 10257)" \
    --leader-elect=false --use-service-account-credentials --root-ca-file "$PKI/ca.crt" \
    --service-account-private-key-file "$PKI/sa.key" --cluster-signing-cert-file "$PKI/ca.crt" \
    --cluster-signing-key-file "$PKI/ca.key" --cluster-cidr "$SANDBOX_PODS.0.0/16" --allocate-node-cidrs=false
  start kube-scheduler kube kube-scheduler --kubeconfig "$KUBECONFIG" --leader-elect=false \
    --bind-address 127.0.0.1 --secure-port "$(port 10259)"
}
