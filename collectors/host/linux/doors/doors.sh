# shellcheck shell=sh disable=SC2154
#: linux.sshd
# One line for each SSH daemon and each session of one: plain, daemon OPTIONS (between tabs), session, unasked WORD. Of a
# command line nothing leaves this section but what `sshd -T` makes of -4, -6, -f, -o and -p.
tab=$(printf '\t')
sshd=$(command -v sshd)
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
owners() {
  # FOLDER of a process..: whose it is, and in how many spaces of process numbers, where 2 means a container.
  awk 'BEGIN {
    for (i = 1; i < ARGC; i++) {
      uid = "gone"
      spaces = 0
      while ((getline <(ARGV[i] "/status")) > 0) {
        if ($1 == "Uid:") uid = $2
        if ($1 == "NSpid:") spaces = NF - 1
      }
      print ARGV[i], uid, spaces
    }
  }' "$@"
}
ours() {
  # FOLDER PROGRAM: it runs our sshd, or the one that stood there before an update; others than root know it by its name.
  # shellcheck disable=SC3013  # every shell knows it
  [ ! "$1/exe" -ef "$sshd" ] || return 0
  exe=$(readlink "$1/exe" 2>/dev/null) || exe=$(readlink -f "$2" 2>/dev/null)
  [ "${exe%' (deleted)'}" = "$(readlink -f "$sshd" 2>/dev/null)" ]
}
running() {
  set --
  for d in /proc/[0-9]*; do
    { read -r name <"$d/comm"; } 2>/dev/null || continue
    case $name in
      sshd | sshd-session | sshd-auth) set -- "$@" "$d" ;;
      dropbear | tinysshd | tinysshd-*) echo "unasked other" ;;
    esac
  done
  [ $# != 0 ] || return 0
  whose=$(owners "$@") || echo "unasked odd"
  printf '%s\n' "$whose" | while read -r d uid spaces; do
    # A session says so in its title, and has no options.
    line=
    { IFS= read -r line <"$d/cmdline" || :; } 2>/dev/null
    case $line in
      "sshd: $sshd -D [listener] "[0-9]*) line=$sshd${tab}plain ;;
      *'[listener]'* | sshd:\ /*) line=$(options "$d") ;;
      sshd:\ * | sshd-session:\ * | sshd-auth:\ *) line=session ;;
      *) line=$(options "$d") ;;
    esac
    case ${line#*"$tab"} in
      test | '') continue ;;
      session) [ "$spaces" -gt 1 ] || echo session; continue ;;
      unasked*) echo "${line#*"$tab"}"; continue ;;
    esac
    # Nothing is run but the sshd of this machine, and with no options but those of root or of whoever asks.
    if [ "$spaces" -gt 1 ]; then echo unasked container
    elif [ "$uid" != 0 ] && [ "$uid" != "$caller_uid" ]; then echo unasked user
    elif ! ours "$d" "${line%%"$tab"*}"; then echo unasked other
    else printf '%s\n' "${line#*"$tab"}"; fi
  done
}
found=$(running)
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
  # shellcheck disable=SC2086,SC2016  # words; for that shell
  $drop sh -c 'for p; do [ -r "$p" ] && { [ ! -d "$p" ] || [ -x "$p" ]; } || exit 1; done' sh $paths &&
    $drop sh -c "$with_key" "$sshd" "$@"
}
told() {
  # CONFIGURATION OPTIONS..: what is set for everyone, what for root, and what Match blocks may set otherwise.
  file=$1 && shift
  said=$(blocks "$file" 0) || exit
  paths='' rest=''
  IFS=$nl
  set -f
  for line in $said; do
    case $line in path\ *) paths="$paths ${line#path }" ;; *) rest="$rest$line$nl" ;; esac
  done
  unset IFS
  set +f
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
  *daemon* | *channeltimeout\ [!n]*)
    said=$("$sshd" -V 2>&1)
    said=${said#*OpenSSH_}
    printf 'version OpenSSH_%s\n' "${said%%[!0-9.p]*}"
    ;;
esac
printf '%s\n' "$first"
echo @listening
awk '$4 == "0A" { n = split($2, part, ":"); if (!met[part[n]]++) print part[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
[ -r /proc/1/status ] || echo @hidden
met=$nl
printf '%s\n' "$found" | while IFS=$tab read -r what; do
  case $met in *"$nl$what$nl"*) continue ;; esac
  met=$met$what$nl
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
