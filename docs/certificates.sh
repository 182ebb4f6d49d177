#!/usr/bin/env bash
# Makes an authority of your own and a certificate for nodes and clients, for weir.node.tls:
#   docs/certificates.sh FOLDER
# FOLDER/node.pfx has the certificate, its key and the authority's certificate; FOLDER/password its password. All nodes and clients may use the
# same two files; run it again with the same FOLDER, and the authority stays and issues another certificate (NAME, in FOLDER/NAME.pfx):
#   docs/certificates.sh FOLDER NAME
# Keep FOLDER/authority.key where no node can read it.
set -euo pipefail
folder=${1:?usage: certificates.sh FOLDER [NAME]}
name=${2:-node}
days=825
umask 077
mkdir -p "$folder"
cd "$folder"

if [ ! -f authority.key ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/CN=Weir cluster authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout authority.key -out authority.crt 2>/dev/null
fi
[ -f password ] || openssl rand -hex 24 >password

openssl req -newkey rsa:3072 -nodes -sha256 -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
printf '%s\n' "basicConstraints=CA:FALSE" "keyUsage=digitalSignature,keyEncipherment" "extendedKeyUsage=serverAuth,clientAuth" "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" >"$name.ext"
openssl x509 -req -sha256 -days $days -in "$name.csr" -CA authority.crt -CAkey authority.key -CAcreateserial -extfile "$name.ext" -out "$name.crt" 2>/dev/null
openssl pkcs12 -export -inkey "$name.key" -in "$name.crt" -certfile authority.crt -name "$name" -passout file:password -out "$name.pfx"
rm -f "$name.key" "$name.csr" "$name.ext" "$name.crt"
echo "$folder/$name.pfx"
