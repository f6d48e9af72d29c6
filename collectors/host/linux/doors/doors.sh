# shellcheck shell=sh disable=SC2154
#: linux.sshd
# One line for each SSH daemon and each session of one: plain, daemon OPTIONS (between tabs), session, unasked WORD. Of a
# command line nothing leaves this section but what `sshd -T` makes of -4, -6, -f, -o and -p.
tab=$(printf '\t')
sshd=$(command -v sshd)
real=$(readlink -f "$sshd" 2>/dev/null)
options() {
  # What a daemon was started with. Since 8.2 a listener says so in its title, in one string: `sshd: /usr/sbin/sshd -D
  # [listener] 0 of 10-100 startups`.
  tr '\000' '\n' <"$1/cmdline" 2>/dev/null | awk '
    function tell(said) { print word[1] "\t" said; exit }
    { word[++n] = $0 }
    END {
      while (n > 0 && word[n] == "") n--
      if (!n) tell("test")
      first = word[1]
      if (first ~ /^sshd(-session|-auth)?: /) {
        if (!sub(/ \[listener\] [0-9]+ of [0-9]+-[0-9]+ startups$/, "", first))
          tell(first ~ /^sshd: \// ? "unasked odd" : "session")
        sub(/^sshd: /, "", first)
        n = split(first, word, " ")
        joined = 1
      }
      for (i = 2; i <= n; i++) {
        w = word[i]
        if (w !~ /^-./) tell("unasked odd")
        for (j = 2; j <= length(w); j++) {
          c = substr(w, j, 1)
          if (c ~ /[tTGV]/) tell("test")
          if (c ~ /[iR]/) tell("session")
          if (c ~ /[46]/) { given = given "\t-" c; continue }
          if (c ~ /[DdeqrQ]/) continue
          if (!index("CEbcfghkopu", c)) tell("unasked odd")
          v = substr(w, j + 1)
          if (v == "") v = word[++i]
          while (joined && i < n && word[i + 1] !~ /^-/) v = v " " word[++i]
          if (v ~ /[\t\\]/ || (c == "f" && v !~ /^(\/|none$)/) || (c == "o" && tolower(v) ~ /^[ "]*(match|include)/))
            tell("unasked odd")
          if (c ~ /[fop]/) given = given "\t-" c "\t" v
          break
        }
      }
      tell(given == "" ? "plain" : "daemon" given)
    }'
}
running() {
  for d in /proc/[0-9]*; do
    { read -r name <"$d/comm"; } 2>/dev/null || continue
    case $name in
      sshd | sshd-session | sshd-auth) ;;
      dropbear | tinysshd | tinysshd-*) echo "unasked other" && continue ;;
      *) continue ;;
    esac
    # shellcheck disable=SC2046  # three words
    set -- $(awk '/^Uid:/ { u = $2 } /^NSpid:/ { n = NF - 1 } END { print NR ? u : "gone", n + 0 }' "$d/status" 2>/dev/null)
    line=$(options "$d")
    case ${line#*"$tab"} in
      test | '') continue ;;
      session) [ "${2:-0}" -gt 1 ] || echo session; continue ;;
      unasked*) echo "${line#*"$tab"}"; continue ;;
    esac
    # Nothing is run but the sshd of this machine, and with no options but those of root or of whoever asks.
    exe=$(readlink "$d/exe" 2>/dev/null) || exe=$(readlink -f "${line%%"$tab"*}" 2>/dev/null)
    if [ "${2:-0}" -gt 1 ]; then echo unasked container
    elif [ "$1" != 0 ] && [ "$1" != "$(id -u)" ]; then echo unasked user
    elif [ "${exe%' (deleted)'}" != "$real" ]; then echo unasked other
    else printf '%s\n' "${line#*"$tab"}"; fi
  done
}
found=$(running | sort -u)
[ "$found" ] || some sshd dropbear
must sshd
# shellcheck disable=SC2016
with_key='printf "%s\n" "$key" | "$0" -T "$@" -h /dev/stdin'
ask() {
  # Root is told the settings by -T where sshd can run; since 9.3 everybody is by -G.
  out=$([ "$caller_uid" = 0 ] && "$sshd" -T "$@" 2>/dev/null) || out=$("$sshd" -G "$@" 2>/dev/null) ||
    out=$(sh -c "$with_key" "$sshd" "$@" 2>/dev/null) || out=$(as_nobody "$@") || return
  printf '%s\n' "$out"
}
as_nobody() {
  # Before 9.3 the settings are told only with a host key that can be read, and to root only while sshd runs: a key that
  # was made for this and lives in a pipe, and nobody's eyes, do as well; if they see all that root's do.
  [ "$caller_uid" = 0 ] || return
  drop="setpriv --reuid=65534 --regid=65534 --clear-groups"
  # shellcheck disable=SC2086  # words
  $drop sh -c 'for p; do [ -r "$p" ] && { [ ! -d "$p" ] || [ -x "$p" ]; } || exit 1; done' sh $paths &&
    $drop sh -c "$with_key" "$sshd" "$@"
}
blocks() {
  # FILE DEPTH: its Match blocks with the names of what they set; then those of the files it includes. sshd takes an
  # included folder that it may not list for an empty one: half a configuration, so this ends here.
  case $1 in *[!A-Za-z0-9._@/+:~-]*) echo odd && return ;; esac
  [ "$2" -lt 16 ] || { echo odd && return; }
  seen "$1"
  case $state in
    denied) exit 97 ;;
    absent) [ "$2" != 0 ] || echo odd; return ;;
  esac
  echo "path $1"
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
    [ "$state" = absent ] || echo "path ${p%/*}"
    for f in $p; do [ ! -e "$f" ] && [ ! -L "$f" ] || blocks "$f" "$(($2 + 1))"; done
  done
  set +f
}
told() {
  # CONFIGURATION OPTIONS..: what is set for everyone, what for root, and what Match blocks may set otherwise.
  file=$1 && shift
  said=$(blocks "$file" 0) || exit
  paths=$(printf '%s\n' "$said" | sed -n 's/^path //p')
  rest=$(printf '%s\n' "$said" | grep -v '^path ')
  all=$(ask "$@") || return
  # Where no block could say otherwise root is told what everybody is.
  root=$all
  [ ! "$rest" ] || root=$(ask "$@" -C user=root,host=client,addr=192.0.2.1) || return
  # shellcheck disable=SC2086  # paths
  at=$(changed $paths)
  printf '@everyone\n%s\n@root\n%s\n@match\n%s\nchanged %s\n' "$all" "$root" "$rest" "$at"
}
main=/etc/ssh/sshd_config
[ -e "$main" ] || [ ! -e "/usr$main" ] || main=/usr$main
first=$(told "$main") || exit
case $found$first in
  # Of a time limit only the version says what it means; it costs a program more.
  *daemon* | *channeltimeout\ [!n]*) printf 'version %s\n' "$("$sshd" -V 2>&1 | grep -o 'OpenSSH_[0-9.p]*' | head -n 1)" ;;
esac
printf '%s\n' "$first"
echo @listening
awk '$4 == "0A" { n = split($2, part, ":"); print part[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u
[ -r /proc/1/status ] || echo @hidden
printf '%s\n' "$found" | while IFS=$tab read -r what; do
  case $what in
    daemon*) ;;
    '') continue ;;
    *) printf '@%s\n' "$what"; continue ;;
  esac
  set -f
  IFS=$tab
  # shellcheck disable=SC2086  # words between tabs
  set -- $what
  unset IFS
  set +f
  shift
  file=$main before=
  for w; do [ "$before" != -f ] || file=$w; before=$w; done
  [ "$file" != none ] || file=/dev/null
  if [ -f "$file" ] || [ "$file" = /dev/null ]; then
    body=$(told "$file" "$@")
    case $? in
      0) printf '@daemon\n%s\n' "$body" ;;
      97) exit 97 ;;
      *) echo "@unasked odd" ;;
    esac
  else
    echo "@unasked odd"
  fi
done || exit

#: linux.pam
seen /etc/pam.d
[ "$state" != absent ] || exit 96
for d in /usr/lib/pam.d /usr/etc/pam.d /etc/pam.d; do
  every "$d" ''
done
finish
