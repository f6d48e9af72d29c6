# Runs the script beside it, locks what it printed, signs it, and puts it where somebody fetches it. The timer starts it
# each hour; it goes on only when a drop is due. Set before: here, state, to, every, whole, recipient, asks.
# shellcheck shell=sh disable=SC2154
set -u
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# Not of whoever has typed sudo: curl and aws do what files there say.
LC_ALL=C HOME=~root
export PATH LC_ALL HOME
unset ENV BASH_ENV
system=$(uname -s)

die() {
  echo "safeguard drop: $*" >&2
  exit 1
}

# The public half of the key of this host, as a line of known_hosts has it: type, name of the curve and point (RFC 5656).
public() {
  {
    printf '\000\000\000\023ecdsa-sha2-nistp256\000\000\000\010nistp256\000\000\000\101'
    openssl ec -in "$state/key.pem" -pubout -outform DER 2>/dev/null | tail -c 65
  } | openssl base64 -A
}

name=$(cat "$state/name") && key=$(public) && [ "$name" ] || die "it is not installed here, or you are not root"
if [ "${1-}" = --key ]; then
  echo "$name ecdsa-sha2-nistp256 $key"
  printf '%s' "$key" | openssl base64 -d -A | openssl dgst -sha256 -binary | openssl base64 -A |
    sed "s/=*\$//; s/^/$name SHA256:/" >&2
  echo >&2
  exit
fi
now=$(date +%s)
if [ "${1-}" != --now ] && read -r last <"$state/last" 2>/dev/null; then
  case $last in '' | *[!0-9]*) last=0 ;; esac
  # A clock that was put back is no reason to wait. The timer comes once an hour, and never to the second.
  [ "$now" -lt "$last" ] || [ $((now - last)) -ge $((every - 1800)) ] || exit 0
fi

work=$(mktemp -d "$state/work.XXXXXX") || die "no room in $state"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mark=$(openssl rand -hex 16)
openssl rand -hex 32 >"$work/secret" || die "openssl draws nothing at random"
lock=$(tr -d '\n' <"$work/secret" |
  openssl pkeyutl -encrypt -pubin -inkey "$here/recipient.pem" -pkeyopt rsa_padding_mode:oaep | openssl base64 -A)
[ "$lock" ] || die "openssl does not lock (pkeyutl, RSA-OAEP)"
script=$(openssl dgst -sha256 <"$here/ask" | sed 's/.*[= ]//')
ids=
for ask in $asks; do ids="$ids ${ask%%=*}"; done
pack='cat'
command -v gzip >/dev/null 2>&1 && pack='gzip -1'
made=$(date -u +%Y-%m-%dT%H:%M:%SZ)
{
  printf '\n%s %s\n' "$mark" "${pack%% *}"
  # What it prints is never on a disk before it is locked.
  printf '%s %s %s%s\n' "$mark" "$whole" "$script" "$ids" | sh "$here/ask" 2>/dev/null | $pack
} | openssl enc -aes-256-cbc -md sha256 -salt -pass "file:$work/secret" >"$work/locked" 2>/dev/null
size=$(($(wc -c <"$work/locked")))
[ "$size" -gt 0 ] || die "openssl does not lock (enc -aes-256-cbc)"
{
  printf 'safeguard-drop 1\nhost %s\nsystem %s\nmade %s\nmark %s\nscript %s\nto %s\n' \
    "$name" "$system" "$made" "$mark" "$script" "$recipient"
  printf 'key ecdsa-sha2-nistp256 %s\nform der\nasks %s\nlock %s\nsize %s\n\n' "$key" "$asks" "$lock" "$size"
  cat "$work/locked"
} >"$work/signed"
openssl dgst -sha256 -sign "$state/key.pem" "$work/signed" >"$work/signature" || die "openssl does not sign"
{
  cat "$work/signed"
  openssl base64 -A <"$work/signature"
  echo
} >"$work/drop"

case $to in
  s3://*)
    PATH=$PATH:/usr/local/bin
    aws s3 cp --only-show-errors "$work/drop" "${to%/}/$name.drop" || die "aws does not put it there"
    ;;
  https://*)
    base=${to%%\?*} query=${to#"${to%%\?*}"}
    # By its input: in a command line others see it. A signature of Azure's goes with that header; others pass it by.
    printf 'url = "%s"\n' "${base%/}/$name.drop$query" |
      curl -fsS --proto =https --connect-timeout 30 --max-time 600 -H 'x-ms-blob-type: BlockBlob' -T "$work/drop" -K - ||
      die "curl does not put it there"
    ;;
  *)
    [ "$to" ] || { to=$state/out && mkdir -p "$to"; }
    new=$to/.$name.$mark
    # With -C what somebody has put there under that name is not written to. It is locked and signed: all may read it.
    # Nor is it moved into a folder that somebody has put there in place of the drop.
    if [ -d "$to/$name.drop" ] || ! (umask 022 && set -C && cat "$work/drop" >"$new") || ! mv -f "$new" "$to/$name.drop"; then
      rm -f "$new"
      die "it cannot be put into $to"
    fi
    ;;
esac
echo "$now" >"$state/last"
