# shellcheck shell=sh disable=SC2154
#: linux.audit
some auditctl
root
auditctl -s || exit
echo @rules
auditctl -l || exit
echo @newest
stat -c %Y /var/log/audit/audit.log 2>/dev/null
echo @files
show /etc/audit/auditd.conf /etc/audit/plugins.d/au-remote.conf /etc/audisp/plugins.d/au-remote.conf \
  /etc/audit/audisp-remote.conf /etc/audisp/audisp-remote.conf
finish

#: linux.journald
[ -d /run/systemd/system ] || exit 96
[ ! -d /var/log/journal ] || echo '#kept'
# The first entry, where all of them can be seen; of it only the time. And when the folder was made.
for d in /var/log/journal/*; do
  [ ! -d "$d" ] || printf '#begun=%s\n' "$(stat -c %W "$d" 2>/dev/null)"
  [ ! -r "$d/system.journal" ] || all=1
done
if [ "${all-}" ]; then
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
finish

#: linux.logrotate
show /etc/logrotate.conf
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
[ "$found" ] || exit 96
