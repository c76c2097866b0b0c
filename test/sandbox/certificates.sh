# authority DIR NAME: makes NAME.crt and NAME.key, a certificate authority, in DIR.
authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$2" -keyout "$1/$2.key" -out "$1/$2.crt" 2>/dev/null
}

# certify DIR CA NAME SUBJECT EXTENSION: makes NAME.crt and NAME.key, signed by CA, in DIR.
certify() {
  openssl req -newkey rsa:2048 -nodes -subj "$4" -keyout "$1/$3.key" 2>/dev/null |
    openssl x509 -req -days 3650 -CA "$1/$2.crt" -CAkey "$1/$2.key" -extfile <(echo "$5") -out "$1/$3.crt" 2>/dev/null
}
