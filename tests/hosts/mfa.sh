# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# A key and a code for everyone, with no way round: so not for a program either. As the fix of `mfa.demanded` says it.
dpkg --purge auditd >/dev/null 2>&1
cat >/etc/ssh/sshd_config.d/10-mfa.conf <<'END'
PermitRootLogin no
AuthenticationMethods publickey,keyboard-interactive:pam
PasswordAuthentication no
KbdInteractiveAuthentication yes
UsePAM yes
END
[ "$SUITE" != bullseye ] || echo 'ChallengeResponseAuthentication yes' >>/etc/ssh/sshd_config.d/10-mfa.conf
sed -i 's/^@include common-auth/auth required pam_google_authenticator.so/' /etc/pam.d/sshd
mkdir -p /run/sshd
sshd -t
