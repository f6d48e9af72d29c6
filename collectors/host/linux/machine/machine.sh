# shellcheck shell=sh disable=SC2154  # state is set by seen
#: linux.machine
uname -snrm | { read -r system name kernel arch && printf 'system=%s\nhostname=%s\nkernel=%s\narch=%s\n' "$system" "$name" "$kernel" "$arch"; }
printf 'uid=%s\nuser=%s\nclock=%s\n' "$caller_uid" "$(id -un)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
for f in /etc/os-release /usr/lib/os-release; do
  [ ! -r "$f" ] || { sed 's/^/os./' "$f"; break; }
done
[ ! -r /etc/machine-id ] || printf '\nmachine-id=%s' "$(cat /etc/machine-id)"
printf '\nvirtual=%s\n' "$(systemd-detect-virt 2>/dev/null)"
[ ! -e /.dockerenv ] && [ ! -e /run/.containerenv ] || echo container=yes
[ ! -d /run/systemd/system ] || printf 'systemd=%s\n' "$(systemctl --version)"
[ ! -r /sys/class/dmi/id/board_asset_tag ] || printf 'asset=%s\n' "$(cat /sys/class/dmi/id/board_asset_tag)"

#: linux.units
[ -d /run/systemd/system ] || exit 96
must systemctl
set -f
there() {
  # Those of NAMES that have a file or are loaded: for each of the others systemd would look, one by one. Where none has
  # a file some versions fail; where systemd cannot be asked the second list fails too.
  # shellcheck disable=SC2086  # names and patterns
  files=$(systemctl list-unit-files --no-legend --no-pager -- $1) || [ ! "$files" ] || return
  # shellcheck disable=SC2086
  loaded=$(systemctl list-units --all --plain --no-legend --no-pager -- $1) || return
  printf '%s\n' "$files" "$loaded" | awk 'NF { print $1 }' | sort -u
}
names="
  ssh.service ssh.socket sshd.service sshd.socket systemd-logind.service
  rsyslog.service syslog-ng.service systemd-journal-upload.service systemd-journald-audit.socket
  wazuh-agent.service filebeat.service auditbeat.service elastic-agent.service fluent-bit.service fluentd.service
  td-agent.service vector.service promtail.service alloy.service splunk.service SplunkForwarder.service
  nxlog.service amazon-cloudwatch-agent.service google-cloud-ops-agent.service azuremonitoragent.service
  clamav-daemon.service clamd@scan.service clamd.service clamav-clamonacc.service clamonacc.service
  falcon-sensor.service mdatp.service ds_agent.service sav-protect.service sophos-spl.service
  cbagentd.service cbdaemon.service sentinelone.service esets.service eea.service
  apt-daily-upgrade.timer dnf-automatic.timer dnf-automatic-install.timer dnf5-automatic.timer
  dailyaidecheck.timer aidecheck.timer aide-check.timer samhain.service osqueryd.service
  restic*.service restic*.timer borg*.service borg*.timer duplicity*.service duplicity*.timer
  rsnapshot*.service rsnapshot*.timer veeamservice.service bacula-fd.service bareos-fd.service
  snapper-timeline.timer snapper-timeline.service kopia*.service kopia*.timer rclone*.service rclone*.timer
  *backup*.service *backup*.timer zfs-auto-snapshot*.timer sanoid.timer sanoid.service
"
found=$(there "$names") || exit
# shellcheck disable=SC2086  # words
[ ! "$found" ] || systemctl show --no-pager --all \
  -p Id -p LoadState -p ActiveState -p UnitFileState -p Result \
  -p ExecMainExitTimestamp -p StateChangeTimestamp -- $found
