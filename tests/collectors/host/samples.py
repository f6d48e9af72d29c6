"""For each question the output of a well kept machine, re-typed: what the script would print there."""

import json

_NFT = {
    "nftables": [
        {"chain": {"family": "inet", "table": "f", "name": "in", "hook": "input", "policy": "drop"}},
        {"rule": {"family": "inet", "table": "f", "chain": "in", "expr": [{"match": {}}, {"accept": None}]}},
    ]
}
_DISKS = {
    "blockdevices": [
        {
            "name": "sda",
            "kname": "sda",
            "type": "disk",
            "fstype": "crypto_LUKS",
            "mountpoints": [None],
            "children": [
                {"name": "luks-1", "kname": "dm-0", "type": "crypt", "fstype": "ext4", "mountpoints": ["/"]},
                {"name": "luks-2", "kname": "dm-1", "type": "crypt", "fstype": "swap", "mountpoints": ["[SWAP]"]},
            ],
        }
    ]
}
_SSHD = (
    "port 22\npermitrootlogin {root}\npubkeyauthentication yes\nkbdinteractiveauthentication yes\nusepam yes\n"
    "passwordauthentication no\nauthenticationmethods publickey,keyboard-interactive:pam\n"
    "channeltimeout session:*=10m\nciphers aes256-gcm@openssh.com\n"
    "macs hmac-sha2-256-etm@openssh.com\nkexalgorithms curve25519-sha256\n"
    "hostkeyalgorithms ssh-ed25519\n"
)
_UNITS = {
    "ssh.service": "ActiveState=active\nUnitFileState=enabled",
    "rsyslog.service": "ActiveState=active\nUnitFileState=enabled",
    "clamav-daemon.service": "ActiveState=active\nUnitFileState=enabled",
    "apt-daily-upgrade.timer": "ActiveState=active\nUnitFileState=enabled",
    "dailyaidecheck.timer": "ActiveState=active\nUnitFileState=enabled",
    "restic.timer": "ActiveState=active\nUnitFileState=enabled",
    "restic.service": "ActiveState=inactive\nResult=success\nExecMainExitTimestamp=Wed 2026-11-25 02:00:00 UTC",
}
_FIRST = "|auth required pam_faillock.so preauth\n"
_LAST = "|auth [default=die] pam_faillock.so authfail\n"
_OTP = "|auth required pam_google_authenticator.so\n"
_UNIX = f"{_FIRST}|auth [success=1 default=ignore] pam_unix.so\n{_LAST}"
_ONLY_OTP = (
    f"{_FIRST}|auth [success=1 default=ignore] pam_google_authenticator.so\n{_LAST}|auth required pam_permit.so\n"
)


class Samples(dict[str, str]):
    """By question what it prints; one that has none yet says where it is to be added."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file

    def __missing__(self, question: str) -> str:
        raise LookupError(f"no sample of {question}: add to {self._file} what it prints on a well kept machine")


SAMPLES = Samples("tests/collectors/host/samples.py")
SAMPLES |= {
    "linux.machine": "system=Linux\nhostname=web1\nkernel=6.1.0\narch=x86_64\nuid=0\nuser=root\n"
    'clock=2026-11-25T12:00:00Z\nos.ID=debian\nos.VERSION_ID="12"\nos.PRETTY_NAME="Debian GNU/Linux 12"\n'
    "machine-id=0123456789abcdef\nvirtual=none\nsystemd=systemd 252 (252.1)\n",
    "linux.units": "\n\n".join(f"Id={unit}\nLoadState=loaded\n{said}" for unit, said in _UNITS.items()),
    "linux.lsblk": f"{json.dumps(_DISKS)}\n@dm\ndm-0 CRYPT-LUKS2\ndm-1 CRYPT-PLAIN\n",
    "linux.mounts": "nas:/x /x nfs4 rw,sec=krb5p,vers=4.2 0 0\n@swaps\nFilename Type Size Used Priority\n",
    "linux.crypt": "luks-1 crypt aes-xts-plain64 64\nluks-2 crypt aes-xts-plain64 64\n",
    "linux.sshd": f"version OpenSSH_9.2\n@everyone\n{_SSHD.format(root='prohibit-password')}"
    f"@root\n{_SSHD.format(root='prohibit-password')}@listening\n0016\n@match\n",
    "linux.pam": f"@ok /etc/pam.d/sshd\n{_ONLY_OTP}@ok /etc/pam.d/login\n{_UNIX}{_OTP}@ok /etc/pam.d/sudo\n"
    f"{_UNIX}{_OTP}"
    f"@ok /etc/pam.d/gdm-password\n{_UNIX}{_OTP}@ok /etc/pam.d/passwd\n|password requisite pam_pwquality.so\n"
    "|password required pam_pwhistory.so\n",
    "linux.shell": "shell=bash\nbusybox=0\n@as root\nTMOUT=600\nreadonly=1\n"
    "@as ordinary\nTMOUT=600\nreadonly=1\n@logins\nbash\n",
    "linux.logind": "@ok /etc/systemd/logind.conf\n|[Login]\n|StopIdleSessionSec=10min\n",
    "linux.desktop": "#session gnome.desktop\n#default org.gnome.desktop.session idle-delay uint32 300\n"
    "#default org.gnome.desktop.screensaver lock-enabled true\n"
    "#default org.gnome.desktop.screensaver lock-delay uint32 0\n"
    "#made local whole\n@ok /etc/dconf/profile/user\n|user-db:user\n|system-db:local\n"
    "@ok /etc/dconf/db/local.d/locks/lock\n"
    "|/org/gnome/desktop/session/idle-delay\n|/org/gnome/desktop/screensaver/lock-enabled\n"
    "|/org/gnome/desktop/screensaver/lock-delay\n|/org/gnome/desktop/lockdown/disable-lock-screen\n",
    "linux.accounts": "root:0:0:/bin/bash:shadow\nana:1000:1000:/bin/bash:shadow\n"
    "www-data:33:33:/usr/sbin/nologin:shadow\n"
    "@groups\nsudo:27:ana\n@shells\n/bin/bash\n",
    "linux.shadow": "root:locked:20000:99999::\nana:yescrypt:20700:365::\nwww-data:locked:20000:99999::\n",
    "linux.logins": "@all\nroot never\nana Nov 24 12:00:00 +0000 2026\nwww-data never\n",
    "linux.sudo": "@ok /etc/sudoers\n|root ALL=(ALL:ALL) ALL\n|%sudo ALL=(ALL:ALL) ALL\n",
    "linux.password-rules": "@ok /etc/login.defs\n|PASS_MAX_DAYS 365\n@ok /etc/security/pwquality.conf\n|minlen = 14\n"
    "@ok /etc/security/faillock.conf\n|deny = 5\n|unlock_time = 900\n@ok /etc/security/pwhistory.conf\n"
    "|remember = 24\n#pwhistory read\n",
    "linux.audit": "enabled 1\nfailure 1\npid 700\nlost 0\n@rules\n-w /etc/passwd -p wa -k id\n"
    "-a always,exit -F arch=b64 -S execve -F auid!=unset\n@newest\n"
    "newest=1795607000\nturned=4\noldest=1761000000\n@files\n@ok /etc/audit/auditd.conf\n"
    "|num_logs = 5\n",
    "linux.journald": "#kept\n#begun=1700000000\n#oldest=1761000000\n"
    "@ok /etc/systemd/journald.conf\n|[Journal]\n|MaxRetentionSec=400day\n",
    "linux.forward": '@ok /etc/rsyslog.conf\n|action(type="omfwd" target="logs.example.org" port="6514" protocol="tcp"'
    ' StreamDriver="gtls" StreamDriverMode="1")\n',
    "linux.logrotate": "@ok /etc/logrotate.conf\n|weekly\n|rotate 4\n@ok /etc/logrotate.d/rsyslog\n"
    "|/var/log/auth.log\n|{\n"
    "|rotate 60\n|weekly\n|}\n",
    "linux.time": "NTP=yes\nNTPSynchronized=yes\n",
    "linux.backup": "tool restic\nunit restic.service restic\n",
    "linux.cron": "running=yes\n",
    "linux.timers": "timer aide.service aide-check\ntimer scan.service clamdscan\n",
    "linux.updates": "manager=apt\narchive=Origin: Debian|Label: Debian-Security|Date: Tue, 24 Nov 2026 00:34:33 UTC|\n"
    "Reading package lists...\nrunning=6.1.0\nkernel=6.1.0\n",
    "linux.auto-updates": 'manager=apt\nAPT::Periodic::Unattended-Upgrade "1";\n'
    'Unattended-Upgrade::Origins-Pattern:: "origin=Debian,label=Debian-Security";\ntool=unattended-upgrade\n',
    "linux.malware": "tool=clamd\ntool=freshclam\ndefinitions=1795607000\n",
    "linux.integrity": "tool=aide\ndatabase=1795607000\n",
    "linux.boot": "firmware=efi\nSecureBoot=1\nSetupMode=0\n",
    "linux.firewall": f"#ipv6\n#nft\n{json.dumps(_NFT)}\n",
    "linux.crypto-policy": "policy=DEFAULT\n@ok /etc/crypto-policies/back-ends/opensslcnf.config\n"
    "|TLS.MinProtocol = TLSv1.2\n",
}
