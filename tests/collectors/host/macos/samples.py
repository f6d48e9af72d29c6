"""For each question the output of a well kept Mac: retyped, and as small as can be, from what others recorded.

None of these Macs was ours. Where a tool's words were seen stands beside them; where nothing is named, they are after
the tool's manual.
"""

from tests.collectors.host.samples import Samples


def plist(inner: str) -> str:
    """A property list as Apple's tools print it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        f'<plist version="1.0">\n<dict>\n{inner}\n</dict>\n</plist>\n'
    )


def volume(device: str, name: str, *roles: str, filevault: bool = True, migrating: bool = False) -> str:
    """One of `diskutil apfs list -plist`: osquery and munki-facts record such lists whole."""
    words = "".join(f"<string>{role}</string>" for role in roles)
    return (
        f"<dict><key>CryptoMigrationOn</key><{str(migrating).lower()}/>"
        f"<key>DeviceIdentifier</key><string>{device}</string><key>Encryption</key><true/>"
        f"<key>FileVault</key><{str(filevault).lower()}/><key>Locked</key><false/>"
        f"<key>Name</key><string>{name}</string><key>Roles</key><array>{words}</array></dict>"
    )


def apfs(*volumes: str, store: str = "disk0s2") -> str:
    return (
        "<key>Containers</key><array><dict><key>PhysicalStores</key><array><dict><key>DeviceIdentifier</key>"
        f"<string>{store}</string></dict></array><key>Volumes</key><array>{''.join(volumes)}</array></dict></array>"
    )


SYSTEM = (
    volume("disk3s1", "Macintosh HD", "System"),
    volume("disk3s5", "Data", "Data"),
    volume("disk3s2", "Preboot", "Preboot", filevault=False),
    volume("disk3s6", "VM", "VM", filevault=False),
)


def listed(*more: str) -> str:
    return (
        "<key>AllDisksAndPartitions</key><array><dict><key>DeviceIdentifier</key><string>disk3</string>"
        "<key>APFSVolumes</key><array>"
        "<dict><key>DeviceIdentifier</key><string>disk3s1</string><key>MountedSnapshots</key><array><dict>"
        "<key>SnapshotMountPoint</key><string>/</string></dict></array></dict>"
        "<dict><key>DeviceIdentifier</key><string>disk3s5</string><key>MountPoint</key>"
        f"<string>/System/Volumes/Data</string></dict></array></dict>{''.join(more)}</array>"
    )


def volumes(*some: str, more: str = "", store: str = "disk0s2", images: str = "") -> str:
    return f"{plist(apfs(*(some or SYSTEM), store=store))}\n@list\n{plist(listed(more))}\n@images\n{images}"


def policy(length: int = 14, attempts: int = 5, again: str = "900") -> str:
    """`pwpolicy -getaccountpolicies`, as profiles make it: the STIG's text, and a Mac's output in a Go test."""
    return "Getting global account policies\n" + plist(
        "<key>policyCategoryAuthentication</key><array><dict><key>policyContent</key>"
        "<string>(policyAttributeFailedAuthentications &lt; policyAttributeMaximumFailedAuthentications) OR"
        " (policyAttributeCurrentTime &gt; (policyAttributeLastFailedAuthenticationTime + autoEnableInSeconds))"
        "</string>"
        "<key>policyIdentifier</key><string>Lock of ana@example.org</string><key>policyParameters</key><dict>"
        f"<key>autoEnableInSeconds</key><integer>{again}</integer>"
        f"<key>policyAttributeMaximumFailedAuthentications</key><integer>{attempts}</integer></dict></dict></array>"
        "<key>policyCategoryPasswordContent</key><array><dict><key>policyContent</key>"
        f"<string>policyAttributePassword matches '.{{{length},}}+'</string></dict></array>"
    )


def timemachine(date: str = "2026-11-25T09:00:00Z", state: str = "Encrypted", result: str = "0") -> str:
    """The keys that Pareto Security, TimeMachineStatus and CIS-CAT read of the same file."""
    dates = f"<key>SnapshotDates</key><array><date>{date}</date></array>" if date else ""
    return plist(
        "<key>AutoBackup</key><true/><key>Destinations</key><array><dict>"
        "<key>DestinationID</key><string>6F3B1C0A</string><key>LastKnownVolumeName</key><string>Safe of Ana</string>"
        f"<key>LastKnownEncryptionState</key><string>{state}</string>"
        "<key>NetworkURL</key><string>smb://ana:s3cr3t@nas/tm</string>"
        f"<key>RESULT</key><integer>{result}</integer>{dates}</dict></array>"
    )


SSHD = (
    "permitrootlogin no\npubkeyauthentication yes\nkbdinteractiveauthentication yes\npasswordauthentication no\n"
    "usepam yes\nauthenticationmethods publickey,keyboard-interactive\nchanneltimeout session:*=10m\n"
    "ciphers aes256-gcm@openssh.com\nmacs hmac-sha2-512-etm@openssh.com\nkexalgorithms curve25519-sha256\n"
    "hostkeyalgorithms ssh-ed25519\n"
)
# /etc/pam.d/sudo of macOS 14 and later, as nix-darwin and many others show it; with the STIG's `pam_deny` (mSCP:
# auth_pam_sudo_smartcard_enforce). sshd: as macOS delivers it.
PAM = (
    "@ok /etc/pam.d/sshd\n|auth       optional       pam_krb5.so use_kcminit\n"
    "|auth       optional       pam_mount.so\n|auth       required       pam_opendirectory.so try_first_pass\n"
    "@ok /etc/pam.d/sudo\n|# sudo: auth account password session\n|auth       include        sudo_local\n"
    "|auth       sufficient     pam_smartcard.so\n|auth       required       pam_opendirectory.so\n"
    "|auth       required       pam_deny.so\n|account    required       pam_permit.so\n"
)
HASHES = "SALTED-SHA512-PBKDF2,SRP-RFC5054-4096-SHA512-PBKDF2"  # a blog's before and after of Windows sharing
SAMPLES = Samples("tests/collectors/host/macos/samples.py")
SAMPLES |= {
    "macos.machine": "system=Darwin\nhostname=Mac-1\nkernel=25.1.0\narch=arm64\nuid=0\nuser=root\n"
    "clock=2026-11-25T12:00:00Z\nproductName=macOS\nproductVersion=15.7.2\nbuildVersion=24G325\nvirtual=0\n"
    "uuid=01234567-89AB-CDEF-0123-456789ABCDEF\n",
    "macos.preferences": "managed com.apple.security.smartcard.enforceSmartCard=1\n"
    "managed com.apple.screensaver.idleTime=600\nmanaged com.apple.screensaver.askForPassword=1\n"
    "managed com.apple.screensaver.askForPasswordDelay=0\n"
    + "".join(
        f"managed com.apple.SoftwareUpdate.{key}=1\n"
        for key in (
            *("AutomaticCheckEnabled", "AutomaticDownload", "AutomaticallyInstallMacOSUpdates"),
            *("CriticalUpdateInstall", "ConfigDataInstall"),
        )
    )
    + "set com.apple.SoftwareUpdate.LastFullSuccessfulDate=2026-11-25 09:12:31 +0000\n"
    "set com.apple.loginwindow.GuestEnabled=0\n",
    # Apple silicon: Neo23x0/macguard-audit, tests/fixtures/fdesetup_enabled_applesilicon.txt
    "macos.filevault": "FileVault is On (to get the current state, use diskutil apfs list).\n",
    "macos.volumes": volumes(),
    "macos.swap": "vm.swapusage: total = 4096.00M  used = 2455.00M  free = 1641.00M  (encrypted)\n",
    "macos.sshd": "told=yes\nswitch=enabled\nloaded=yes\nversion OpenSSH_9.9p2\n"
    f"@everyone\n{SSHD}@root\n{SSHD}@match\n",
    "macos.pam": PAM,
    "macos.login": plist(
        "<key>mechanisms</key><array><string>builtin:policy-banner</string><string>loginwindow:login</string>"
        "<string>builtin:login-begin</string><string>loginwindow:success</string>"
        "<string>HomeDirMechanism:login,privileged</string><string>MCXMechanism:login</string></array>"
    ),
    "macos.screen": "@user ana\nlock=delay is immediate\n@power\ndisplaysleep=10\ndisplaysleep=10\n",
    "macos.shell": "@zsh\nTMOUT=600\nreadonly=1\n@bash\nTMOUT=600\nreadonly=1\n@logins\nzsh\n",
    "macos.accounts": "@numbers\nana                      501\n_www                     70\n"
    "nobody                   -2\n"
    "root                     0\n@shells\nana                      /bin/zsh\n_www                     /usr/bin/false\n"
    f"nobody                   /usr/bin/false\nroot                     /bin/sh\n@ways\nana: shadow token:{HASHES}\n"
    "@administrators\n@guest\ndisabled\n@directories\nLocal\n",
    "macos.sudo": "@ok /etc/sudoers\n|root\t\tALL = (ALL) ALL\n|%admin\t\tALL = (ALL) ALL\n"
    "|#includedir /private/etc/sudoers.d\n",
    "macos.password-policy": policy(),
    # osquery's documentation of audit_control, with the STIG's flags and an age
    "macos.audit": "loaded=yes\nruns=yes\noldest=1761000000\nnewest=1795607000\n@ok /etc/security/audit_control\n"
    "|dir:/var/audit\n|flags:lo,ad,aa,ex,fm\n|minfree:5\n|naflags:lo,aa\n|policy:cnt,argv\n|filesz:2M\n"
    "|expire-after:400d AND 5G\n@ok /etc/security/audit_user\n|root:lo:no\n",
    "macos.unified-log": "oldest=1760000000\nbegun=1700000000\n",
    # Neo23x0/macguard-audit, tests/fixtures/systemsetup_ntp_on.txt
    "macos.time": "Network Time: On\nNetwork Time Server: time.apple.com\ntimed=yes\n",
    "macos.timemachine": timemachine(),
    "macos.backup-tools": "",
    "macos.boot": "System Integrity Protection status: enabled.\nAuthenticated Root status: enabled\n"
    "secure=Full Security\n",
    "macos.gatekeeper": "assessments enabled\nVersion: 5321 Installed: 2026-11-20 10:11:12 +0000\n",
    # the shape of a Go test of an endpoint security client
    "macos.extensions": "1 extension(s)\n--- com.apple.system_extension.endpoint_security\n"
    "enabled\tactive\tteamID\tbundleID (version)\tname\t[state]\n"
    "*\t*\tX9E956P446\tcom.crowdstrike.falcon.Agent (7.10/180)\tFalcon Sensor\t[activated enabled]\n",
    "macos.firewall": "Firewall is enabled. (State = 1)\nFirewall has block all state set to disabled.\n"
    "Automatically allow built-in signed software DISABLED.\n"
    "Automatically allow downloaded signed software DISABLED.\n",
    # fleetdm's and teleport's tests
    "macos.management": "Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\n"
    "MDM server: https://example.com/mdm/token-s3cr3t\n",
    "macos.updates": "Software Update Tool\n\nFinding available software\nNo new software available.\n",
}


def preferences(*drop: str, **say: str) -> str:
    """Those of the sample without some lines, and with others: `idleTime="0"`."""
    lines = [x for x in SAMPLES["macos.preferences"].splitlines() if not any(word in x for word in drop)]
    return "\n".join([*lines, *(f"set {_DOMAINS[key]}.{key}={value}" for key, value in say.items())])


_DOMAINS = {
    "autoLoginUser": "com.apple.loginwindow",
    "allowUnmappedUsers": "com.apple.security.smartcard",
    "LastSuccessfulDate": "com.apple.SoftwareUpdate",
}
