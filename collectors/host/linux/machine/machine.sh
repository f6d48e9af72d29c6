# shellcheck shell=sh disable=SC2154  # state is set by seen
#: linux.machine
set -f
# shellcheck disable=SC2086  # words
set -- $about
set +f
printf 'system=%s\nhostname=%s\nkernel=%s\narch=%s\n' "$1" "$2" "$3" "$4"
printf 'uid=%s\nuser=%s\nclock=%s\n' "$caller_uid" "$(id -un)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
for f in /etc/os-release /usr/lib/os-release; do
  [ ! -r "$f" ] || { lines "$f" os.; break; }
done
lines /etc/machine-id machine-id=
printf 'virtual=%s\n' "$(systemd-detect-virt 2>/dev/null)"
[ ! -e /.dockerenv ] && [ ! -e /run/.containerenv ] || echo container=yes
# The smallest program of systemd tells its version too.
[ ! -d /run/systemd/system ] || printf 'systemd=%s\n' "$(systemd-detect-virt --version || systemctl --version)"
lines /sys/class/dmi/id/board_asset_tag asset=
:

#: linux.units
[ -d /run/systemd/system ] || exit 96
must systemctl
set -f
names="
  ssh.service ssh.socket sshd.service sshd.socket systemd-logind.service
  rsyslog.service syslog-ng.service systemd-journal-upload.service systemd-journald-audit.socket
  wazuh-agent.service filebeat.service auditbeat.service elastic-agent.service fluent-bit.service fluentd.service
  td-agent.service vector.service promtail.service alloy.service splunk.service SplunkForwarder.service
  nxlog.service amazon-cloudwatch-agent.service google-cloud-ops-agent.service azuremonitoragent.service
  clamav-daemon.service clamd@*.service clamd.service clamav-clamonacc.service clamonacc.service
  falcon-sensor.service mdatp.service ds_agent.service sav-protect.service sophos-spl.service
  cbagentd.service cbdaemon.service sentinelone.service esets.service eea.service
  apt-daily-upgrade.timer dnf-automatic.timer dnf-automatic-install.timer dnf5-automatic.timer
  dailyaidecheck.timer aidecheck.timer aide-check.timer samhain.service osqueryd.service
  restic*.service restic*.timer borg*.service borg*.timer duplicity*.service duplicity*.timer
  rsnapshot*.service rsnapshot*.timer veeamservice.service bacula-fd.service bareos-fd.service
  snapper-timeline.timer snapper-timeline.service kopia*.service kopia*.timer rclone*.service rclone*.timer
  *backup*.service *backup*.timer zfs-auto-snapshot*.timer sanoid.timer sanoid.service
"
# Those that have a file, and those that are loaded and match a pattern: for each of the others systemd would look, one by
# one. Where none has a file some versions fail; where systemd cannot be asked the second call fails too.
# shellcheck disable=SC2086  # names and patterns
files=$(systemctl list-unit-files --no-legend --no-pager -- $names) || [ ! "$files" ] || exit
set --
for name in $names; do case $name in *'*'*) set -- "$@" "$name" ;; esac; done
IFS=$nl
for line in $files; do
  case ${line%% *} in *@.*) ;; *) set -- "$@" "${line%% *}" ;; esac
done
unset IFS
systemctl show --no-pager --all \
  -p Id -p LoadState -p ActiveState -p UnitFileState -p Result \
  -p ExecMainExitTimestamp -p StateChangeTimestamp -- "$@"
