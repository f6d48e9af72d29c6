if [ -d /run/systemd/system ]; then
  # No sandbox: the script is to see the machine as it is, its mounts above all.
  put /etc/systemd/system/safeguard-drop.service 0644 <<'END-OF-SAFEGUARD'
[Unit]
Description=Ask this machine what safeguard wants to know, and drop the answers

[Service]
Type=oneshot
ExecStart=/bin/sh /usr/local/lib/safeguard/drop
Nice=10
TimeoutStartSec=30min
END-OF-SAFEGUARD
  put /etc/systemd/system/safeguard-drop.timer 0644 <<'END-OF-SAFEGUARD'
[Unit]
Description=Look each hour whether a drop of safeguard is due

[Timer]
OnCalendar=hourly
RandomizedDelaySec=30min
Persistent=true

[Install]
WantedBy=timers.target
END-OF-SAFEGUARD
  systemctl daemon-reload
  systemctl enable --now safeguard-drop.timer >/dev/null 2>&1
elif [ -d /etc/cron.d ]; then
  # Not all hosts in one minute.
  minute=$(($(printf '%s' "$name" | cksum | sed 's/ .*//') % 60))
  echo "$minute * * * * root /bin/sh /usr/local/lib/safeguard/drop >/dev/null 2>&1" | put /etc/cron.d/safeguard-drop 0644
else
  echo "safeguard: neither systemd nor /etc/cron.d is here: start $here/drop each hour by other means" >&2
fi
