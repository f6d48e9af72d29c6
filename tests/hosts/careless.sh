# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# All wrong that can be wrong.
dpkg --purge auditd rsyslog >/dev/null 2>&1
cat >/etc/ssh/sshd_config.d/10-careless.conf <<'END'
PermitRootLogin yes
PasswordAuthentication yes
PermitEmptyPasswords yes
MaxAuthTries 10
X11Forwarding yes
Ciphers +aes128-cbc,3des-cbc
MACs +hmac-md5
END
echo 'ALL ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/everybody
chmod 440 /etc/sudoers.d/everybody

# An empty password, an MD5 hash, a DES one; a second root, two people with one number; nobody's password ever ends.
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/login.defs
useradd --create-home --shell /bin/bash bob
useradd --create-home --shell /bin/bash --non-unique --uid "$(id -u bob)" eve
usermod --password '$1$c4n4ryZ7$JSz3uDvRmRDcWUqDkPm2V/' root
usermod --password '' visitor
usermod --password '$1$c4n4ryZ7$JSz3uDvRmRDcWUqDkPm2V.' bob
usermod --password 'c4n4ryZq7hash' eve
echo 'toor:x:0:0::/root:/bin/bash' >>/etc/passwd
printf '%s\n' 'password required pam_unix.so minlen=4 md5' >/etc/pam.d/common-password

mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nStorage=none\n' >/etc/systemd/journald.conf.d/none.conf

# A copy in plain, ten days old, by a line of cron with a password in it.
program rsnapshot
mkdir -p /srv/copies/daily.0
printf 'snapshot_root\t/srv/copies/\n' >/etc/rsnapshot.conf
echo '0 2 * * * root RSYNC_PASSWORD=c4n4ry-cron /usr/local/bin/rsnapshot daily' >/etc/cron.d/copies
touch -d '10 days ago' /srv/copies/daily.0
archive '40 days ago'
