# The frame around the questions. It writes to standard output only, and every section ends within its time.
# Set by whoever calls: mark (a random word), whole (seconds for all), asked (ids of questions between blanks, or `all`),
# shell (how to start one), key (a throwaway SSH host key: some versions of sshd do not tell their settings without one).
# shellcheck shell=sh disable=SC2154
# The system's own programs go first. A Mac's /usr/local may belong to anybody, and root would run what lies there.
others=/usr/local/sbin:/usr/local/bin${PATH:+:$PATH}
PATH=/usr/sbin:/usr/bin:/sbin:/bin
system=$(uname -s)
[ "$system" = Darwin ] || PATH=$PATH:$others
LC_ALL=C TZ=UTC caller_uid=$(id -u)
export LC_ALL TZ PATH key caller_uid
umask 077
unset ENV BASH_ENV LANGUAGE TMOUT
cd /
nl='
'
# Seconds, by no more than a read where there is /proc: each program that is started counts, once a question.
now() { { read -r seconds _ </proc/uptime; } 2>/dev/null && seconds=${seconds%%.*} || seconds=$(date +%s); }
now
until=$((seconds + whole))
limit=
# The third is for macOS, which has no timeout.
if timeout -k 1 5 true 2>/dev/null; then
  limit="timeout -k 2"
elif timeout 5 true 2>/dev/null; then
  limit=timeout
elif perl -e 'exit 0' 2>/dev/null; then
  # shellcheck disable=SC2016  # one word of perl
  limit='perl -e $t=shift;$p=fork//die;if(!$p){setpgrp;exec{$ARGV[0]}@ARGV}$SIG{ALRM}=sub{kill(9,-$p);exit(124)};alarm($t);waitpid($p,0);exit($?&127?137:$?>>8)'
fi

# What every question may use. Exit codes: 96 there is none, 97 denied, 98 cannot be told on this machine.
words=$(
  cat <<'END'
worst=0
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
  # All files that can be read go through one program: a host has hundreds.
  for f; do
    shift
    case $f in *[!A-Za-z0-9._@/+:~-]*) worst=98; continue ;; esac
    seen "$f"
    case $state in
      ok) set -- "$@" "$f" && continue ;;
      denied) worst=97 ;;
    esac
    printf "@%s %s\n" "$state" "$f"
  done
  [ $# -gt 0 ] || return 0
  # No settings fill 2 MiB, and some awk takes minutes for a line of that length.
  [ ! "$(find -L "$@" -prune -size +4096 2>/dev/null)" ] || exit 98
  awk 'BEGIN {
    for (i = 1; i < ARGC; i++) {
      print "@ok " ARGV[i]
      while ((got = (getline line <ARGV[i])) > 0) print "|" line
      if (got < 0) bad = 1
      close(ARGV[i])
    }
    exit bad
  }' "$@" || worst=98
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
# When the newest of some files or folders was changed; of a link, the link and its end.
changed() {
  some=
  for f; do { [ ! -e "$f" ] && [ ! -L "$f" ]; } || some=1; done
  [ ! "$some" ] || { stat -c %Y "$@"; stat -L -c %Y "$@"; } 2>/dev/null | awk '$1 > last { last = $1 } END { if (last) print last }'
}
finish() { exit "$worst"; }
END
)

refusals() {
  # How many complaints are refusals. Only that leaves this machine, never their text.
  n=0 found=0
  while [ "$n" -lt 50 ] && read -r line; do
    n=$((n + 1))
    case $line in
      *[Pp]'ermission denied'* | *'not permitted'* | *'must be root'* | *[Ss]uperuser* | *[Aa]'ccess denied'* | \
        *[Aa]'uthentication required'*) found=$((found + 1)) ;;
    esac
  done
  [ "$n" -lt 50 ] || cat >/dev/null
  echo "$found"
}

# What is said goes out at once, and into the digest of the trailer.
all=
say() {
  printf '%s' "$1"
  all=$all$1
}

# section ID BYTES SECONDS TEXT: one question in a shell of its own, with nothing to read, a limit of time and one of bytes.
section() {
  case $asked in all | *" $1 "*) ;; *) return ;; esac
  code=late out=
  now
  if [ "$seconds" -lt "$until" ]; then
    # Three streams without a file: the output goes on to 6; the exit code and the class of the errors are caught.
    # shellcheck disable=SC2086,SC2094  # limit and shell are words, not one word
    out=$(
      {
        code=$(
          exec 3>&1
          {
            {
              ${limit:+$limit "$3"} $shell -c "$words$nl$4" </dev/null 3>&- 4>&- 6>&-
              echo "=$?" >&3
            } 2>&1 >&4 | refusals >&3
          } 4>&1 | head -c "$2" >&6
        )
      } 6>&1
      # The exit code, and how many complaints were refusals.
      # shellcheck disable=SC2086  # words
      set -- $code
      case ${1-} in =*) ;; *) set -- =none 0 ;; esac
      [ "${2-0}" = 0 ] || set -- "$1 denied"
      printf '\n%s' "${1#=}"
    )
    code=${out##*"$nl"}
    out=${out%"$nl"*}
  fi
  say "$nl$mark begin $1$nl$out$nl$mark end $1 $code$nl"
}

# together BYTES SECONDS TEXT: several questions that only read files, in one shell. Each of them is in a subshell there.
# shellcheck disable=SC2016  # the text is for that shell
around='
begin() { case $asked in all | *" $1 "*) printf "\n%s begin %s\n" "$mark" "$1" ;; *) return 1 ;; esac; }
end() { printf "\n%s end %s %s\n" "$mark" "$1" "$2"; }
'
together() {
  now
  [ "$seconds" -lt "$until" ] || return
  # The mark is in no command line, where others see it.
  # shellcheck disable=SC2086  # limit and shell are words, not one word
  say "$(
    mark=$mark asked=$asked ${limit:+$limit "$2"} $shell -c "$words$nl$around$3" </dev/null 2>/dev/null | head -c "$1"
  )$nl"
}

trailer() {
  if command -v sha256sum; then sum=sha256sum; elif command -v shasum; then sum="shasum -a 256"; else sum="openssl sha256 -r"; fi >/dev/null
  # shellcheck disable=SC2086  # words
  printf '\n%s done %s\n' "$mark" "$(printf '%s' "$all" | $sum | cut -d ' ' -f 1)"
}

say "$nl$mark hello $system $uid $self$nl"
