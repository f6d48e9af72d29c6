# What every question may use. Exit codes: 96 there is none, 97 denied, 98 cannot be told on this machine.
# What the frame sets for them: about, as `uname -snrm` says it; caller_uid; key.
# shellcheck shell=sh disable=SC2154,SC2034
worst=0 noted=
nl='
'
root() { [ "$caller_uid" = 0 ] || exit 97; }
barred() {
  # One of these programs may be there, and others than root do not see or may not run it.
  [ "$caller_uid" != 0 ] || return
  for w; do
    (
      IFS=:
      for d in $PATH; do { [ -d "$d" ] && [ ! -x "$d" ]; } || { [ -f "$d/$w" ] && [ ! -x "$d/$w" ]; } && exit; done
      exit 1
    ) && return
  done
  return 1
}
some() { for w; do command -v "$w" >/dev/null 2>&1 && return; done; ! barred "$@" || exit 97; exit 96; }
must() { for w; do command -v "$w" >/dev/null 2>&1 && return; done; exit 98; }
seen() {
  state=ok
  if [ -e "$1" ]; then
    [ -r "$1" ] || state=denied
    [ ! -d "$1" ] || [ -x "$1" ] || state=denied
    return
  fi
  # A link whose end is not seen: to root it leads nowhere, to others perhaps to where they may not look.
  if [ -L "$1" ] && [ "$caller_uid" != 0 ]; then
    state=denied
    return
  fi
  d=${1%/*}
  while [ -n "$d" ] && [ ! -e "$d" ]; do d=${d%/*}; done
  if [ -x "${d:-/}" ]; then state=absent; else state=denied; fi
}
show() {
  # Files that `finish` shows; of what cannot be shown it is said here why.
  for f; do
    case $f in *[!A-Za-z0-9._@/+:~-]*) worst=98; continue ;; esac
    seen "$f"
    case $state in
      ok) noted="$noted $f" && continue ;;
      denied) worst=97 ;;
    esac
    printf "@%s %s\n" "$state" "$f"
  done
}
every() {
  seen "$1"
  [ "$state" != denied ] || { printf "@denied %s\n" "$1"; worst=97; }
  [ "$state" = ok ] || return 0
  # What is a link to /dev/null hides a file of its name elsewhere: it is shown, with no line in it.
  folder=$1 end=$2
  set --
  for f in "$folder"/*"$end"; do
    [ -d "$f" ] || [ -p "$f" ] || { [ ! -e "$f" ] && [ ! -L "$f" ]; } || set -- "$@" "$f"
  done
  show "$@"
}
contents() {
  # All of them go through one program, for a host has hundreds.
  [ "$noted" ] || return 0
  # shellcheck disable=SC2086  # no name has a blank in it
  set -- $noted
  # Some awk takes minutes for a line of many megabytes, which no settings have.
  # shellcheck disable=SC3045  # seconds of CPU: every shell knows it
  (ulimit -t 2; exec awk 'BEGIN {
    for (i = 1; i < ARGC; i++) {
      print "@ok " ARGV[i]
      while ((got = (getline line <ARGV[i])) > 0) print "|" line
      if (got < 0) bad = 1
      close(ARGV[i])
    }
    exit bad
  }' "$@") || worst=98
}
finish() {
  contents
  exit "$worst"
}
# lines FILE [BEFORE]: a short file without a program, each line after these words.
lines() {
  { while IFS= read -r line || [ "$line" ]; do printf '%s\n' "${2-}$line"; done <"$1"; } 2>/dev/null
}
# When the newest of some files or folders was changed, in seconds; of a link, the link and its end.
changed() {
  some='' links='' last=0
  for f; do
    [ ! -e "$f" ] || some=1
    [ ! -L "$f" ] || some=1 links=1
  done
  [ "$some" ] || return 0
  for at in $(stat -c %Y "$@" 2>/dev/null) $([ ! "$links" ] || stat -L -c %Y "$@" 2>/dev/null); do
    [ "$at" -le "$last" ] || last=$at
  done
  [ "$last" = 0 ] || echo "$last"
}
# blocks FILE DEPTH: the Match blocks of a configuration of sshd with the names of what they set, and its path; then those
# of the files it includes. sshd takes an included folder that it may not list for an empty one: half a configuration, so
# this ends here.
blocks() {
  case $1 in *[!A-Za-z0-9._@/+:~-]*) echo odd && return ;; esac
  [ "$2" -lt 16 ] || { echo odd && return; }
  seen "$1"
  case $state in
    denied) exit 97 ;;
    absent) [ "$2" != 0 ] || echo odd; return ;;
  esac
  echo "path $1"
  body=$(awk '
    { sub(/^[ \t\r]+/, ""); key = $0; sub(/[ \t\r=].*/, "", key); said = substr($0, length(key) + 1); key = tolower(key)
      sub(/^[ \t\r]*=?[ \t\r]*/, "", said); sub(/[ \t\r]+(#.*)?$/, "", said) }
    /^(#|$)/ { next }
    key == "include" { print "include", said; if (inside) print "odd"; next }
    { said = tolower(said) }
    key == "match" { inside = said != "all"; print "match", said; next }
    inside && key !~ /^[a-z0-9]+$/ { print "odd"; next }
    inside { print "+" key, (key == "permitrootlogin" ? said : "") }
    key ~ /"/ { print "odd" }' "$1")
  IFS=$nl
  set -f
  for line in $body; do
    case $line in include\ *) set -- "$@" "$line" ;; *) printf '%s\n' "$line" ;; esac
  done
  unset IFS
  for line; do
    case $line in include\ *) ;; *) continue ;; esac
    set -f
    for p in ${line#include }; do
      set +f
      case $p in '#'*) break ;; /*) ;; *) p=/etc/ssh/$p ;; esac
      case ${p%/*}${p##*/} in *[!A-Za-z0-9._@/+:~*?-]*) echo odd && continue ;; esac
      case ${p%/*} in *[*?]*) echo odd && continue ;; esac
      seen "${p%/*}"
      [ "$state" != denied ] || exit 97
      [ "$state" = absent ] || echo "path ${p%/*}"
      for f in $p; do [ ! -e "$f" ] && [ ! -L "$f" ] || blocks "$f" "$(($2 + 1))"; done
    done
  done
  set +f
}
# answer ID...: several questions in this shell, each of them in a subshell. Of what ended with an answer, with "there is
# none" or with "denied" the id goes to 3; the rest is asked again, alone.
answer() {
  # No program that is started here has the mark among its variables.
  own=$mark
  unset mark
  for id; do
    printf '\n%s begin %s\n' "$own" "$id"
    (question "$id") </dev/null 2>/dev/null 3>&-
    code=$?
    case $code in 0 | 96 | 97) printf '\n%s end %s %s\n' "$own" "$id" "$code" && printf ' %s' "$id" >&3 ;; esac
  done
}
