# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# All that can be right where there is no disk, no firmware and no clock of one's own. The kernel refuses auditd in a
# namespace, so it is not started.
systemctl --quiet disable auditd
cat >/etc/ssh/sshd_config.d/10-hardened.conf <<'END'
PermitRootLogin no
AuthenticationMethods publickey,password
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitEmptyPasswords no
MaxAuthTries 4
LogLevel VERBOSE
X11Forwarding no
AllowTcpForwarding no
ClientAliveInterval 300
ClientAliveCountMax 3
HostKeyAlgorithms ssh-ed25519
KexAlgorithms curve25519-sha256
Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com
END

# The script stands here, root's own, and the group of those who may run it may run nothing else.
printf '%s' "$SCRIPT" >"$SCRIPT_PATH"
chmod 755 "$SCRIPT_PATH"
groupadd --system safeguard
usermod --append --groups safeguard scanner
cat >/etc/sudoers <<END
Defaults env_reset, use_pty
%safeguard ALL=(root) NOPASSWD: sha256:$(sha256sum "$SCRIPT_PATH" | cut -d ' ' -f 1) $SCRIPT_PATH
END
rm /etc/sudoers.d/safeguard

cat >/etc/pam.d/common-auth <<'END'
auth requisite pam_faillock.so preauth
auth [success=2 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail
auth requisite pam_deny.so
auth required pam_permit.so
END
cat >/etc/pam.d/common-password <<'END'
password requisite pam_pwquality.so retry=3
password required pam_pwhistory.so use_authtok
password [success=1 default=ignore] pam_unix.so obscure use_authtok yescrypt
password requisite pam_deny.so
password required pam_permit.so
END
for door in login sudo; do echo 'auth required pam_google_authenticator.so' >>/etc/pam.d/$door; done
sed -i '1i account required pam_faillock.so' /etc/pam.d/common-account
printf 'deny = 5\nunlock_time = 900\neven_deny_root\n' >/etc/security/faillock.conf
printf 'minlen = 14\n' >/etc/security/pwquality.conf
printf 'remember = 24\n' >/etc/security/pwhistory.conf
# In bullseye and bookworm the file is not read yet, and the number stands in the stack.
[ "$SUITE" = trixie ] || sed -i 's/pam_pwhistory.so/& remember=24/' /etc/pam.d/common-password
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 365/' /etc/login.defs

useradd --create-home --shell /bin/bash ana
for who in scanner visitor ana; do echo "$who:$PASSWORD"; done | chpasswd -c SHA512
chage --maxdays 365 scanner
chage --maxdays 365 visitor
chage --maxdays 365 ana

echo 'readonly TMOUT=600; export TMOUT' >/etc/profile.d/tmout.sh
mkdir -p /etc/systemd/logind.conf.d /etc/systemd/journald.conf.d /var/log/journal
printf '[Login]\nStopIdleSessionSec=600\n' >/etc/systemd/logind.conf.d/idle.conf
printf '[Journal]\nStorage=persistent\nMaxRetentionSec=400day\n' >/etc/systemd/journald.conf.d/keep.conf
cat >/etc/rsyslog.d/90-forward.conf <<'END'
action(type="omfwd" target="logs.example.org" port="6514" protocol="tcp"
       StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name")
END
sed -i 's/rotate 4/rotate 56/' /etc/logrotate.d/rsyslog

cat >/etc/nftables.conf <<'END'
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    tcp dport 22 accept
  }
}
END
systemctl --quiet enable nftables

archive now
program unattended-upgrade
echo 'APT::Periodic::Unattended-Upgrade "1"; Unattended-Upgrade::Origins-Pattern { "origin=Debian,label=Debian-Security"; };' \
  >/etc/apt/apt.conf.d/20auto-upgrades

for name in restic aide clamscan; do program $name; done
mkdir -p /var/lib/aide
echo x >/var/lib/aide/aide.db
nightly() {
  # NAME COMMAND: a timer, and the service that it starts; it ran when the host started.
  printf '[Service]\nType=oneshot\nExecStart=%s\n[Install]\nWantedBy=multi-user.target\n' "$2" >"/etc/systemd/system/$1.service"
  printf '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n' >"/etc/systemd/system/$1.timer"
  systemctl --quiet enable "$1.timer" "$1.service"
}
nightly restic-backup '/usr/local/bin/restic backup /srv'
nightly aide-check '/usr/local/bin/aide --check'
nightly clamscan '/usr/local/bin/clamscan -r /srv'
mkdir -p /var/lib/clamav
touch /var/lib/clamav/daily.cvd
