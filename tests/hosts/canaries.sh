# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# Secrets as they lie on hosts: each has the word c4n4ry in it, or is read from here by the test.
useradd --create-home --shell /bin/bash --comment 'c4n4ry-person' keeper
usermod --password '$6$c4n4rySalt$c4n4ryZq7hashhashhashhashhashhashhashhashhashhashhashhashhashhashhashhash' keeper
install -d -o keeper -g keeper -m 700 /home/keeper/.ssh
ssh-keygen -q -t ed25519 -N '' -C c4n4ry-comment -f /home/keeper/.ssh/id_ed25519
printf 'C4N4RYJBSWY3DPEHPK\n" TOTP_AUTH\n11112222\n' >/home/keeper/.google_authenticator
chmod 400 /home/keeper/.google_authenticator
chown -R keeper:keeper /home/keeper
echo 'mysql -pc4n4ry-history' >/root/.bash_history
printf '[client]\npassword=c4n4ry-mycnf\n' >/root/.my.cnf

install -d -m 700 /etc/luks /etc/restic
echo '123456-654321-c4n4ry-recovery-111111' >/etc/luks/recovery.key
echo 'data UUID=0000-c4n4ry /etc/luks/recovery.key luks,header=/c4n4ry' >/etc/crypttab
echo 'c4n4ry-restic' >/etc/restic/password
cat >/etc/systemd/system/nightly-restic.service <<'END'
[Service]
Type=oneshot
Environment=RESTIC_PASSWORD=c4n4ry-unit
ExecStart=/usr/local/bin/restic -r rest:https://ana:c4n4ry-url@nas/ backup /srv
END
printf '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n' >/etc/systemd/system/nightly-restic.timer
systemctl --quiet enable nightly-restic.timer
# A service that runs has one on its command line and one in its environment.
printf '[Service]\nEnvironment=API_KEY=c4n4ry-environment\nExecStart=/bin/sleep 1000 %s\n[Install]\nWantedBy=multi-user.target\n' \
  '0' >/etc/systemd/system/app.service
sed -i "s|^ExecStart=.*|ExecStart=/bin/sh -c 'sleep 1000; : c4n4ry-argument'|" /etc/systemd/system/app.service
systemctl --quiet enable app.service
echo '0 2 * * * root RSYNC_PASSWORD=c4n4ry-cron rsync -a /srv nas::c4n4ry-module' >/etc/cron.d/c4n4ry
sed -i '1i # c4n4ry-sshd' /etc/ssh/sshd_config
printf 'Match User keeper\n  ForceCommand /bin/app c4n4ry-forced\n' >/etc/ssh/sshd_config.d/99-canary.conf
sed -i '1i auth optional pam_exec.so quiet /bin/true c4n4ry-pam' /etc/pam.d/sshd
echo 'keeper ALL=(root) /usr/bin/mysql -pc4n4ry-sudo' >/etc/sudoers.d/canary
echo 'export SECRET=c4n4ry-profile; echo c4n4ry-greeting' >/etc/profile.d/canary.sh
echo 'Acquire::http::Proxy "http://ana:c4n4ry-proxy@proxy";' >/etc/apt/apt.conf.d/99canary
