# shellcheck shell=sh disable=SC2154  # state is set by seen
#: macos.sshd
sshd=/usr/sbin/sshd
[ -x "$sshd" ] || sshd=$(command -v sshd) || exit 98
# launchd waits in its place, and starts one for each who comes.
told=$(launchctl print-disabled system 2>/dev/null) && echo told=yes
printf 'switch=%s\n' "$(printf '%s\n' "$told" | sed -n 's/.*"com.openssh.sshd" => //p')"
! launchctl print system/com.openssh.sshd >/dev/null 2>&1 || echo loaded=yes
[ -z "${SSH_CONNECTION-}" ] || echo here=yes
ps -axo comm= 2>/dev/null | awk '
  { path = $0; n = split(path, part, "/"); name = part[n] }
  name == "dropbear" || name == "tinysshd" || (name == "sshd" && n > 1 && path != "/usr/sbin/sshd") { print "other=" name }' |
  sort -u
said=$(blocks /etc/ssh/sshd_config 0) || exit
ask() {
  "$sshd" -G "$@" 2>/dev/null && return
  [ "$caller_uid" = 0 ] && "$sshd" -T "$@" 2>/dev/null && return
  printf '%s\n' "$key" | "$sshd" -T "$@" -h /dev/stdin 2>/dev/null
}
printf 'version %s\n' "$("$sshd" -V 2>&1 | grep -o 'OpenSSH_[0-9.p]*' | head -n 1)"
all=$(ask) && root=$(ask -C user=root,host=client,addr=192.0.2.1) || exit
printf '@everyone\n%s\n@root\n%s\n@match\n%s\n' "$all" "$root" "$said"

#: macos.pam
seen /etc/pam.d
[ "$state" != absent ] || exit 96
every /etc/pam.d ''
finish

#: macos.login
must security
security authorizationdb read system.login.console 2>/dev/null || exit
f=/private/etc/SmartcardLogin.plist
if [ -e "$f" ]; then
  printf '\n@exempt\n'
  head -c 1 "$f" >/dev/null || exit 97
  defaults read "${f%.plist}" NotEnforcedGroup 2>/dev/null | sed -n 's/.*[^[:space:]].*/group=yes/p'
fi
:
