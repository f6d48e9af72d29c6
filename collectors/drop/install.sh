set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
die() {
  echo "safeguard: $*: nothing was installed" >&2
  exit 1
}
[ "$(uname -s)" = "$system" ] || die "this is for $system"
[ "$(id -u)" = 0 ] || die "only root can install it"
for program in openssl $programs; do
  PATH=$PATH:/usr/local/bin command -v "$program" >/dev/null || die "$program is not here, and is needed"
done
[ "$name" ] || name=$(uname -n | sed 's/\..*//' | tr '[:upper:]' '[:lower:]' | tr -c 'a-z0-9._\n-' - | cut -c 1-63)
case $name in '' | [!a-z0-9]* | *[!a-z0-9]) die "it calls itself '$name', which is no name: give one with --name" ;; esac
for folder in "$here" "$state"; do
  mkdir -p "$folder"
  [ "$(find "$folder" -prune -type d -user 0)" ] || die "$folder belongs to somebody else"
done
chmod 0755 "$here"
chmod 0700 "$state"

# put FILE MODE: what comes by the input, whole or not at all.
put() {
  (umask 077 && cat >"$1.new")
  chown 0:0 "$1.new"
  chmod "$2" "$1.new"
  mv -f "$1.new" "$1"
}

if [ ! -f "$state/key.pem" ]; then
  # The private half never leaves this folder.
  (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$state/key.new")
  mv "$state/key.new" "$state/key.pem"
fi
echo "$name" | put "$state/name" 0600
