# shellcheck shell=sh disable=SC2154
#: linux.sshd
some sshd dropbear
must sshd
sshd=$(command -v sshd)
ask() {
  out=$("$sshd" -G "$@" 2>/dev/null) || out=$([ "$(id -u)" = 0 ] && "$sshd" -T "$@" 2>/dev/null) ||
    out=$(
      # Before 9.3 the settings are told only with a host key that can be read, and to root only while sshd runs: a key
      # that was made for this and lives in a pipe, and nobody's eyes, do as well.
      [ "$(id -u)" != 0 ] || drop="setpriv --reuid=65534 --regid=65534 --clear-groups"
      # shellcheck disable=SC2016
      $drop sh -c 'printf "%s\n" "$key" | "$0" -T "$@" -h /dev/stdin' "$sshd" "$@"
    ) || return
  printf '%s\n' "$out"
}
printf 'version %s\n' "$("$sshd" -V 2>&1 | grep -o 'OpenSSH_[0-9.p]*' | head -n 1)"
echo @everyone
ask || exit
echo @root
ask -C user=root,host=client,addr=192.0.2.1 || exit
echo @listening
awk '$4 == "0A" { n = split($2, part, ":"); print part[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u
echo @match
for f in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; do
  [ -e "$f" ] || continue
  [ -r "$f" ] || echo unreadable
  grep -iE '^[[:space:]]*(match|include)[[:space:]=]' "$f"
done
:

#: linux.pam
seen /etc/pam.d
[ "$state" != absent ] || exit 96
for d in /usr/lib/pam.d /usr/etc/pam.d /etc/pam.d; do
  every "$d" ''
done
finish
