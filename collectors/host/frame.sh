# The frame around the questions. It writes to standard output only, and every section ends within its time.
# Set by whoever calls: mark (a random word), whole (seconds for all), asked (ids of questions between blanks, or `all`),
# shell (how to start one), key (a throwaway SSH host key: some versions of sshd do not tell their settings without one).
# shellcheck shell=sh disable=SC2154
# The system's own programs go first. A Mac's /usr/local may belong to anybody, and root would run what lies there.
others=/usr/local/sbin:/usr/local/bin${PATH:+:$PATH}
PATH=/usr/sbin:/usr/bin:/sbin:/bin
about=$(uname -snrm)
system=${about%% *}
[ "$system" = Darwin ] || PATH=$PATH:$others
# By number: whoever looks for a name may wait for a directory, and no limit of time is there yet.
LC_ALL=C TZ=UTC caller_uid=$(id -u)
export LC_ALL TZ PATH key about caller_uid
umask 077
# Ours, should somebody have exported one: it would go to every program with all that is in it.
unset all answered code out said texts
unset ENV BASH_ENV LANGUAGE TMOUT
cd /
nl='
'
# Seconds, by no more than a read where there is /proc: each program that is started counts, once a question.
now() { { read -r seconds _ </proc/uptime; } 2>/dev/null && seconds=${seconds%%.*} || seconds=$(date +%s); }
now
until=$((seconds + whole))
limit=
case $(timeout --help 2>&1) in
  *kill-after* | *KILL_SECS* | *'[-k DURATION]'*) limit="timeout -k 2" ;;
  *)
    # The second is for macOS, which has no timeout.
    if timeout 5 true 2>/dev/null; then
      limit=timeout
    elif perl -e 'exit 0' 2>/dev/null; then
      # shellcheck disable=SC2016  # one word of perl
      limit='perl -e $t=shift;$p=fork//die;if(!$p){setpgrp;exec{$ARGV[0]}@ARGV}$SIG{ALRM}=sub{kill(9,-$p);exit(124)};alarm($t);waitpid($p,0);exit($?&127?137:$?>>8)'
    fi
    ;;
esac

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

# together BYTES SECONDS ID...: all of these questions in one shell, for every program that is started counts. What did not
# end well there, or at all, is left to `section`.
answered=
together() {
  most=$1 share=$2
  shift 2
  now
  [ "$seconds" -lt "$until" ] || return
  left=$(((until - seconds) / 2 + 1))
  [ "$left" -gt "$share" ] || share=$left
  for id; do
    shift
    case $asked in all | *" $id "*) set -- "$@" "$id" ;; esac
  done
  # First the ids of those with an answer, by 3; then what was printed. (The other way round some shells look for the last
  # line for long.) The mark is in no command line, where others see it.
  # shellcheck disable=SC2086  # limit and shell are words, not one word
  out=$(
    exec 3>&1
    said=$(mark=$mark ${limit:+$limit "$share"} $shell -c "$texts${nl}answer $*" </dev/null 2>/dev/null | head -c "$most" 3>&-)
    printf '\n%s' "$said"
  )
  answered="${out%%"$nl"*} "
  say "${out#*"$nl"}$nl"
}

# section ID BYTES SECONDS: one question in a shell of its own, with nothing to read, a limit of time and one of bytes.
section() {
  case $asked in all | *" $1 "*) ;; *) return ;; esac
  case $answered in *" $1 "*) return ;; esac
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
              ${limit:+$limit "$3"} $shell -c "$texts${nl}question $1" </dev/null 3>&- 4>&- 6>&-
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

trailer() {
  if command -v sha256sum; then sum=sha256sum; elif command -v shasum; then sum="shasum -a 256"; else sum="openssl sha256 -r"; fi >/dev/null
  # shellcheck disable=SC2086  # words
  # shellcheck disable=SC2046  # words
  set -- $(printf '%s' "$all" | $sum)
  printf '\n%s done %s\n' "$mark" "$1"
}

say "$nl$mark hello $system $caller_uid $self$nl"
