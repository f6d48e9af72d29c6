# shellcheck shell=sh disable=SC2154
#: linux.audit
some auditctl
root
status=$(auditctl -s) || exit
printf '%s\n@rules\n' "$status"
auditctl -l || exit
echo @newest
log=$(awk 'sub(/^[ \t]*log_file[ \t]*=[ \t]*/, "") { said = $0 } END { print said }' /etc/audit/auditd.conf 2>/dev/null)
log=${log:-/var/log/audit/audit.log}
n=0
while [ -e "$log.$((n + 1))" ]; do n=$((n + 1)); done
old=$log
[ "$n" = 0 ] || old=$log.$n
printf 'newest=%s\nturned=%s\n' "$(stat -c %Y "$log" 2>/dev/null)" "$n"
# Of the oldest entry only the time. Files with a date in their name are somebody else's work.
printf 'oldest=%s\n' "$(sed -n 's/.*msg=audit(\([0-9]*\).*/\1/p; q' "$old" 2>/dev/null)"
printf 'changed=%s\n' "$(changed /etc/audit/auditd.conf /etc/audit/plugins.d/*.conf /etc/audisp/plugins.d/*.conf \
  /etc/audit/audisp-remote.conf /etc/audisp/audisp-remote.conf)"
# When auditd was started, or last wrote down that it has read its settings again.
pid=${status#*pid[ =]}
pid=${pid%%[!0-9]*}
if { read -r stat <"/proc/${pid:-0}/stat"; } 2>/dev/null; then
  # What stands after the name in brackets begins with the third number.
  # shellcheck disable=SC2086  # words
  set -- ${stat##*) }
  boot=$(sed -n 's/^btime //p' /proc/stat)
  printf 'started=%s\n' "$((boot + ${20} / 100))"
fi
printf 'again=%s\n' "$(grep -a 'type=DAEMON_CONFIG ' "$log" 2>/dev/null | sed -n '$s/.*msg=audit(\([0-9]*\).*/\1/p')"
for f in "$log"-* "$log".*.gz "$log".*.xz; do [ ! -e "$f" ] || { echo others=yes; break; }; done
echo @files
show /etc/audit/auditd.conf /etc/audit/plugins.d/au-remote.conf /etc/audisp/plugins.d/au-remote.conf \
  /etc/audit/plugins.d/syslog.conf /etc/audisp/plugins.d/syslog.conf \
  /etc/audit/audisp-remote.conf /etc/audisp/audisp-remote.conf
finish

#: linux.journald
[ -d /run/systemd/system ] || exit 96
if [ -d /var/log/journal ]; then
  echo '#kept'
else
  seen /var/log/journal
  [ "$state" != denied ] || exit 97
fi
# The first entry, where all of them can be seen; of it only the time. And when the folder was made.
all=
for d in /var/log/journal/*; do
  [ ! -d "$d" ] || printf '#begun=%s\n' "$(stat -c %W "$d" 2>/dev/null)"
  [ ! -r "$d/system.journal" ] || all=1
done
if [ "$all" ]; then
  journalctl -q --no-pager -D /var/log/journal -o short-unix 2>/dev/null | awk '{ print "#oldest=" int($1); exit }'
fi
for f in /var/log/journal/*/fss; do [ ! -e "$f" ] || echo '#sealed'; done
for d in /usr/lib/systemd /lib/systemd /usr/local/lib/systemd /etc/systemd /run/systemd; do
  { [ ! -e "$d/journald.conf" ] && [ ! -L "$d/journald.conf" ]; } || show "$d/journald.conf"
done
for d in /usr/lib/systemd /usr/local/lib/systemd /run/systemd /etc/systemd; do
  every "$d/journald.conf.d" .conf
done
finish

#: linux.forward
show /etc/rsyslog.conf
every /etc/rsyslog.d .conf
show /etc/syslog-ng/syslog-ng.conf
every /etc/syslog-ng/conf.d .conf
show /etc/systemd/journal-upload.conf
every /etc/systemd/journal-upload.conf.d .conf
printf '#changed rsyslog %s\n' "$(changed /etc/rsyslog.conf /etc/rsyslog.d /etc/rsyslog.d/*.conf)"
printf '#changed syslog-ng %s\n' "$(changed /etc/syslog-ng/syslog-ng.conf /etc/syslog-ng/conf.d /etc/syslog-ng/conf.d/*.conf)"
printf '#changed journal-upload %s\n' "$(changed /etc/systemd/journal-upload.conf /etc/systemd/journal-upload.conf.d/*.conf)"
finish

#: linux.logrotate
# What SUSE delivers lies in /usr/etc; what is in /etc comes after it.
if [ -e /usr/etc/logrotate.conf ] && [ ! -e /etc/logrotate.conf ]; then
  show /usr/etc/logrotate.conf
else
  show /etc/logrotate.conf
fi
every /usr/etc/logrotate.d ''
every /etc/logrotate.d ''
finish

#: linux.time
found=
if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null 2>&1; then
  found=1
  timedatectl show -p NTP -p NTPSynchronized || exit
fi
if command -v chronyc >/dev/null 2>&1; then
  found=1
  chronyc -n -c tracking 2>/dev/null | sed 's/^/tracking,/'
  chronyc -n -c sources 2>/dev/null | sed 's/^/source,/'
  chronyc -n -c authdata 2>/dev/null | sed 's/^/auth,/'
elif command -v ntpq >/dev/null 2>&1; then
  found=1
  ntpq -pn 2>/dev/null | sed 's/^/ntpq,/'
fi
[ "$found" ] && exit 0
# What keeps the clock and can be asked nothing: busybox, OpenNTPD, PTP. Or perhaps does, unseen.
[ -r /proc/1/status ] || exit 98
for d in /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  case $name in ntpd | openntpd | ptp4l | phc2sys | chronyd) exit 98 ;; esac
done
exit 96
