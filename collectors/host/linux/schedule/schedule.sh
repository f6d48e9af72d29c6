# shellcheck shell=sh disable=SC2154
#: linux.cron
root
tools='restic|borgmatic|borg|duplicity|duply|rsnapshot|kopia|rclone|proxmox-backup-client|snapper|sanoid|timeshift|aide|aideinit|tripwire|samhain|freshclam|clamscan|clamdscan'
look() {
  # WHERE FILE DEPTH: the tools that a file names, and the scripts that it calls. A line may hold a password: only the
  # tool and the folder are said.
  said=$(sed '/^[[:space:]]*#/d' "$2" 2>/dev/null | tr -d '\000')
  printf '%s\n' "$said" | grep -owE "$tools" | sort -u | sed "s|^|cron $1 |"
  # To compare files with their database takes a word of its own.
  for t in aide tripwire samhain; do
    ! printf '%s\n' "$said" | grep -qE "$t([^;&|#]*[[:space:]](--check|-C|-m[[:space:]]*c|-t[[:space:]]*check)|check)([[:space:]]|\$)" ||
      printf 'cron %s %s-check\n' "$1" "$t"
  done
  [ "$3" = 0 ] || return 0
  for p in $(printf '%s\n' "$said" | grep -oE '(^|[^A-Za-z0-9._/+-])/[A-Za-z0-9._/+-]+' | sed 's|^[^/]*||' | sort -u | head -n 40); do
    { [ ! -f "$p" ] || [ ! -r "$p" ] || [ "$(head -c 2 "$p" | tr -d '\000')" != '#!' ]; } || look "$1" "$p" 1
  done
}
for d in /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  case $name in cron | crond | fcron | anacron | dcron | bcron-sched) echo running=yes && break ;; esac
done
if command -v systemctl >/dev/null 2>&1; then
  ! systemctl -q is-active anacron.timer cron-daily.timer 2>/dev/null || echo running=yes
fi
for f in /etc/crontab /etc/cron.d/* /etc/cron.hourly/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/* \
  /etc/periodic/*/* /etc/anacrontab /var/spool/cron/crontabs/* /var/spool/cron/tabs/* /var/spool/cron/*; do
  [ -f "$f" ] || continue
  d=${f%/*}
  look "${d##*/}" "$f" 0
done | sort -u
:

#: linux.timers
[ -d /run/systemd/system ] || exit 96
must systemctl
tools='restic|borgmatic|borg|duplicity|duply|rsnapshot|kopia|rclone|proxmox-backup-client|snapper|sanoid|timeshift|aide|aideinit|tripwire|samhain|freshclam|clamscan|clamdscan'
name_tools() {
  # SERVICE TEXT: a command line may hold a password; only the tool is said.
  printf '%s\n' "$2" | grep -owE "$tools" | sort -u | while read -r t; do printf 'timer %s %s\n' "$1" "$t"; done
  for t in aide tripwire samhain; do
    ! printf '%s\n' "$2" | grep -qE "$t([^;&|#]*[[:space:]](--check|-C|-m[[:space:]]*c|-t[[:space:]]*check)|check)([[:space:]]|\$)" ||
      printf 'timer %s %s-check\n' "$1" "$t"
  done
}
all=$(systemctl show --no-pager -p ActiveState -p Triggers '*.timer') || exit
units=$(printf '%s\n' "$all" | awk '
  /^$/ { on = 0; what = "" }
  /^ActiveState=active/ { on = 1 }
  /^Triggers=/ { what = substr($0, 10) }
  on && what != "" { print what; what = "" }' | sort -u)
# shellcheck disable=SC2086  # a list of words
said=$([ -z "$units" ] || systemctl show --no-pager -p Id -p ExecStart -- $units) || exit
tab=$(printf '\t')
printf '%s\n\n' "$said" | awk '
  /^$/ { if (id != "") print id "\t" starts; id = starts = "" }
  /^Id=/ { id = substr($0, 4) }
  /^ExecStart=/ { starts = starts " " substr($0, 11) }' | while IFS="$tab" read -r unit said; do
  name_tools "$unit" "$said"
  for p in $(printf '%s\n' "$said" | grep -oE '(^|[^A-Za-z0-9._/+-])/[A-Za-z0-9._/+-]+' | sed 's|^[^/]*||' | sort -u | head -n 20); do
    { [ ! -f "$p" ] || [ ! -r "$p" ] || [ "$(head -c 2 "$p" | tr -d '\000')" != '#!' ]; } ||
      name_tools "$unit" "$(sed '/^[[:space:]]*#/d' "$p")"
  done
done | sort -u
:
