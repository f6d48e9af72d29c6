# shellcheck shell=sh disable=SC2154
#: *
tools() {
  # DEEP KEYS AND FILES: the tools that files name, each after its key, and where DEEP is 1 the files that they call, else
  # only those count that are scripts. A line may hold a password: only the tool is said. FILE -: lines KEY TAB TEXT.
  awk -v words="restic borgmatic borg duplicity duply rsnapshot kopia rclone snapper sanoid timeshift aide aideinit tripwire samhain freshclam clamscan clamdscan" '
    function name(key, text,   n, i, w) {
      n = split(text, w, /[^A-Za-z0-9_]+/)
      for (i = 1; i <= n; i++) if (w[i] in known) said[key " " w[i]]
      if (" " text " " ~ /[^A-Za-z0-9_]proxmox-backup-client[^A-Za-z0-9_]/) said[key " proxmox-backup-client"]
      # To compare files with their database takes a word of its own.
      for (i in compares)
        if (text ~ (i "([^;&|#]*[ \t](--check|-C|-m[ \t]*c|-t[ \t]*check)|check)([ \t]|$)")) said[key " " i "-check"]
    }
    function calls(key, text,   p) {
      while (match(text, /(^|[^A-Za-z0-9._\/+-])\/[A-Za-z0-9._\/+-]+/)) {
        p = substr(text, RSTART, RLENGTH)
        sub(/^[^\/]*/, "", p)
        text = substr(text, RSTART + RLENGTH)
        if (!((key, p) in met) && ++count[key] <= 400) {
          met[key, p]
          print "call " key "|" p
        }
      }
    }
    BEGIN {
      n = split(words, w, " ")
      for (i = 1; i <= n; i++) known[w[i]]
      compares["aide"]; compares["tripwire"]; compares["samhain"]
      deep = ARGV[1]
      for (i = 2; i < ARGC; i += 2) {
        key = ARGV[i]
        first = 1
        while ((getline line <ARGV[i + 1]) > 0) {
          if (ARGV[i + 1] == "-") { key = line; sub(/\t.*/, "", key); sub(/^[^\t]*\t/, "", line) }
          if (first && !deep && line !~ /^#!/) break
          first = 0
          if (line ~ /^[ \t]*#/) continue
          gsub(/[^A-Za-z0-9_.@:\\-]/, "-", key)
          name(key, line)
          if (deep) calls(key, line)
        }
        close(ARGV[i + 1])
      }
      for (i in said) print "tool " i
    }' "$@" 2>/dev/null
}
all_tools() {
  # KIND KEYS AND FILES: the tools that they and the scripts that they call name.
  kind=$1
  shift
  found=$(tools 1 "$@")
  set --
  IFS=$nl
  for line in $found; do
    c=${line#call }
    case $line in
      tool\ *) printf '%s %s\n' "$kind" "${line#tool }" ;;
      *) { [ ! -f "${c#*|}" ] || [ ! -r "${c#*|}" ]; } || set -- "$@" "${c%%|*}" "${c#*|}" ;;
    esac
  done
  [ $# = 0 ] || for line in $(tools 0 "$@"); do printf '%s %s\n' "$kind" "${line#tool }"; done
  unset IFS
}

#: linux.cron
root
running=
for d in /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  case $name in cron | crond | fcron | anacron | dcron | bcron-sched) running=1 && break ;; esac
done
if [ "$running" ] || systemctl -q is-active anacron.timer cron-daily.timer 2>/dev/null; then echo running=yes; fi
set --
for f in /etc/crontab /etc/cron.d/* /etc/cron.hourly/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/* \
  /etc/periodic/*/* /etc/anacrontab /var/spool/cron/crontabs/* /var/spool/cron/tabs/* /var/spool/cron/*; do
  [ -f "$f" ] || continue
  d=${f%/*}
  set -- "$@" "${d##*/}" "$f"
done
[ $# = 0 ] || all_tools cron "$@"
:

#: linux.timers
[ -d /run/systemd/system ] || exit 96
must systemctl
all=$(systemctl show --no-pager -p ActiveState -p Triggers '*.timer') || exit
units=$(printf '%s\n' "$all" | awk '
  /^$/ { on = 0; what = "" }
  /^ActiveState=active/ { on = 1 }
  /^Triggers=/ { what = substr($0, 10) }
  on && what != "" { if (!met[what]++) print what; what = "" }')
[ "$units" ] || exit 0
# shellcheck disable=SC2086  # a list of words
said=$(systemctl show --no-pager -p Id -p ExecStart -- $units) || exit
printf '%s\n\n' "$said" | awk '
  /^$/ { if (id != "") print id "\t" starts; id = starts = "" }
  /^Id=/ { id = substr($0, 4) }
  /^ExecStart=/ { starts = starts " " substr($0, 11) }' | all_tools timer - -
:
