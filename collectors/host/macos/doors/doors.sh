# shellcheck shell=sh disable=SC2154,SC2013  # state is set by seen; words are wanted
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
blocks() {
  # FILE DEPTH: its Match blocks with the names of what they set; then those of the files it includes.
  case $1 in *[!A-Za-z0-9._@/+:~-]*) echo odd && return ;; esac
  [ "$2" -lt 16 ] || { echo odd && return; }
  seen "$1"
  case $state in
    denied) exit 97 ;;
    absent) [ "$2" != 0 ] || echo odd; return ;;
  esac
  awk '
    { sub(/^[ \t]+/, ""); key = $0; sub(/[ \t=].*/, "", key); said = substr($0, length(key) + 1); key = tolower(key)
      sub(/^[ \t]*=?[ \t]*/, "", said); sub(/[ \t]+(#.*)?$/, "", said); said = tolower(said) }
    /^(#|$)/ { next }
    key == "match" { inside = said != "all"; print "match", said; next }
    inside && (key == "include" || key !~ /^[a-z0-9]+$/) { print "odd"; next }
    inside { print "+" key, (key == "permitrootlogin" ? said : "") }
    key ~ /"/ { print "odd" }' "$1"
  set -f
  for p in $(sed -nE 's/^[[:space:]]*[Ii][Nn][Cc][Ll][Uu][Dd][Ee][[:space:]=]+//p' "$1"); do
    set +f
    case $p in '#'*) break ;; /*) ;; *) p=/etc/ssh/$p ;; esac
    case ${p%/*}${p##*/} in *[!A-Za-z0-9._@/+:~*?-]*) echo odd && continue ;; esac
    case ${p%/*} in *[*?]*) echo odd && continue ;; esac
    seen "${p%/*}"
    [ "$state" != denied ] || exit 97
    for f in $p; do [ ! -e "$f" ] && [ ! -L "$f" ] || blocks "$f" "$(($2 + 1))"; done
  done
  set +f
}
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
