"""For each question what a well kept machine prints, in the shape of the script.

No such machine was at hand. Names and values of settings are re-typed, as few as are needed, from what others recorded:

- BitLocker: dsccommunity/xBitlocker, Tests/Unit/xBitlockerCommon.tests.ps1 (VolumeStatus, ProtectionStatus and
  KeyProtectorType of a volume with a TPM and a recovery password)
- auditpol: casea1/blackbox, internal/check (a CSV of `auditpol /get /r`); the seventh column of `auditpol /backup` from
  audit.csv files of group policies
- secedit: inspec/inspec, test/fixtures/cmd/secedit-export; the DISA STIG's values
- w32tm: Checkmk, w32time_status (English), and recordings of a machine in German and of one without a source
- sshd_config: the block for administrators as Microsoft delivers it
- SecurityCenter2: productState 0x061100, a product that is on and current
"""

import json

VOLUME = "\\\\?\\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\\"
AUDITPOL_GET = (
    "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\n"
    "WS-07,System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success and Failure,\n"
    "WS-07,System,Removable Storage,{0CCE9245-69AE-11D9-BED3-505054503030},No Auditing,\n"
    "WS-07,System,Account Lockout,{0CCE9217-69AE-11D9-BED3-505054503030},Success,\n"
)
AUDITPOL_BACKUP = "".join(
    f",System,,{{{guid}-69AE-11D9-BED3-505054503030}},,,{value}\n"
    for guid, value in (
        ("0CCE9215", 3),
        ("0CCE9235", 3),
        ("0CCE9237", 1),
        ("0CCE922F", 1),
        ("0CCE922B", 1),
        ("0CCE9245", 0),
    )
)
W32TM = (
    "Leap Indicator: 0(no warning)\nStratum: 4 (secondary reference - syncd by (S)NTP)\n"
    "Precision: -23 (119.209ns per tick)\nRoot Delay: 0.0154902s\nRoot Dispersion: 7.7773722s\n"
    "ReferenceId: 0x14653909 (source IP:  20.101.57.9)\nLast Successful Sync Time: 9/11/2025 2:32:05 PM\n"
    "Source: time.windows.com,0x9\nPoll Interval: 10 (1024s)\n"
)
W32TM_GERMAN = (
    "Sprungindikator: 0(keine Warnung)\nStratum: 4 (Sekund\u00e4rreferenz - synchr. \u00fcber (S)NTP)\n"
    "Quelle: time.windows.com,0x9\nAbrufintervall: 10 (1024s)\n"
)
W32TM_NEVER = "Leap Indicator: 3(not synchronized)\nStratum: 0 (unspecified)\nSource: Local CMOS Clock\n"
W32TM_OWN = (
    "Leap Indicator: 0(no warning)\nStratum: 1 (primary reference - syncd by radio clock)\n"
    'ReferenceId: 0x4C4F434C (source name:  "LOCL")\nSource: Local CMOS Clock\n'
)
SSHD = (
    "version OpenSSH_9.5.4.1\n@settings\nport 22\npubkeyauthentication yes\npasswordauthentication yes\n"
    "kbdinteractiveauthentication no\nauthenticationmethods publickey,password\nchanneltimeout session:*=10m\n"
    "ciphers aes256-gcm@openssh.com\nmacs hmac-sha2-256-etm@openssh.com\nkexalgorithms curve25519-sha256\n"
    "hostkeyalgorithms ssh-ed25519\nauthorizedkeysfile .ssh/authorized_keys\n"
)
_ON = {"Enabled": "1", "DisabledByDefault": "0"}
_OFF = {"Enabled": "0", "DisabledByDefault": "1"}
USER, OTHER = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
_SAID = {
    "windows.machine": {
        "hostname": "WS-07",
        "user": "WS-07\\safeguard",
        "elevated": True,
        "clock": "2026-11-25T12:00:00Z",
        "powershell": "5.1.26100.1",
        "arch": "AMD64",
        "machine": "ab" * 32,
        "joined": False,
        "version": {
            "ProductName": "Windows 10 Enterprise",
            "EditionID": "Enterprise",
            "InstallationType": "Client",
            "CurrentBuildNumber": "26100",
            "UBR": "7171",
            "DisplayVersion": "24H2",
        },
        "type": {"ProductType": "WinNT"},
    },
    "windows.volumes": {
        "by": "Get-BitLockerVolume",
        "volumes": [
            {"name": "C:\\", "device": VOLUME, "drive": 3, "fs": "NTFS", "bytes": 500_000_000_000, "on": ""},
            {"name": VOLUME, "device": VOLUME, "drive": 3, "fs": "NTFS", "bytes": 500_000_000},
            {"name": "E:\\", "device": VOLUME, "drive": 5, "fs": "UDF", "bytes": 0},
        ],
        "bitlocker": [
            {
                "mount": "C:",
                "status": "FullyEncrypted",
                "protection": "On",
                "lock": "Unlocked",
                "method": "XtsAes256",
                "percentage": 100,
                "protectors": ["Tpm", "RecoveryPassword"],
            }
        ],
    },
    "windows.schannel": {
        "protocols": {
            **dict.fromkeys(("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"), _OFF),
            "TLS 1.2": _ON,
            "TLS 1.3": {},
        },
        "off": ["Triple DES 168"],
        "suites": "TLS_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "fips": {"Enabled": "0"},
    },
    "windows.smb": {
        "server": {
            "EnableSMB1Protocol": "False",
            "EnableSMB2Protocol": "True",
            "EncryptData": "True",
            "RejectUnencryptedAccess": "True",
            "RequireSecuritySignature": "True",
            "EncryptionCiphers": "AES_128_GCM, AES_256_GCM",
            "Smb2DialectMin": "None",
        },
        "shares": 1,
        "plain": 0,
    },
    "windows.rdp": {
        "policy": {"MaxIdleTime": "600000", "fResetBroken": "1", "MaxConnectionTime": "28800000"},
        "server": {"fDenyTSConnections": "0"},
        "listener": {"UserAuthentication": "1", "SecurityLayer": "2", "MinEncryptionLevel": "3", "MaxIdleTime": "0"},
    },
    "windows.sign-in": {
        "system": {"scforceoption": "1"},
        "hello": None,
        "logon": {"AutoAdminLogon": "0", "ScRemoveOption": "1"},
        "providers": ["{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}"],
        "device": ["AzureAdJoined=YES", "DomainJoined=NO"],
    },
    "windows.lock": {"system": {"InactivityTimeoutSecs": "900"}, "logon": {"ScreenSaverGracePeriod": "0"}},
    "windows.screens": {
        "seen": [
            {
                "sid": USER,
                "policy": {"ScreenSaveActive": "1", "ScreenSaverIsSecure": "1", "ScreenSaveTimeOut": "600"},
                "own": {"ScreenSaveActive": "0", "SCRNSAVE.EXE": "True"},
            }
        ],
        "unseen": [],
    },
    "windows.accounts": {
        "accounts": [
            {
                "name": name,
                "sid": f"S-1-5-21-1-2-3-{number}",
                "enabled": enabled,
                "required": True,
                "set": 1_700_000_000,
                "last": last,
                "expires": None,
                "source": "Local",
            }
            for name, number, enabled, last in (
                ("Administrator", 500, False, None),
                ("Guest", 501, False, None),
                ("ana", 1001, True, 1_795_500_000),
            )
        ],
        "administrators": ["S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-1001"],
    },
    "windows.event-logs": {
        "logs": [
            {
                "name": name,
                "state": "ok",
                "enabled": True,
                "mode": "Circular",
                "most": 4_294_967_296,
                "size": 4_200_000_000,
                "oldest": 1_755_000_000,
                "newest": 1_795_607_000,
            }
            for name in ("Security", "System", "Application")
        ]
    },
    "windows.forwarding": {"collectors": 1, "tls": 1},
    "windows.backup": {
        "summary": {
            "success": 1_795_570_000,
            "last": 1_795_570_000,
            "result": "0",
            "next": 1_795_650_000,
            "versions": 30,
        },
        "veeam": [],
        "snapshots": 2,
        "history": False,
        "denied": False,
    },
    "windows.updates": {"open": []},
    "windows.update-state": {
        "policy": {"AUOptions": "4"},
        "access": None,
        "own": {},
        "paused": None,
        "restart": False,
        "told": True,
        "searched": 1_795_600_000,
        "installed": 1_795_400_000,
        "fixes": ["KB5048652"],
    },
    "windows.firewall": {
        "profiles": [{"name": p, "enabled": "True", "inbound": "Block"} for p in ("Domain", "Private", "Public")],
        "open": 0,
    },
    "windows.malware": {
        "defender": {
            "service": True,
            "antivirus": True,
            "realtime": True,
            "mode": "Normal",
            "age": 0,
            "tamper": True,
        },
        "defender_state": "ok",
        "products": [{"name": "Windows Defender", "state": 397568}],
        "products_state": "ok",
    },
    "windows.boot": {"secure": "True", "by": "firmware"},
}
OUTPUTS = {
    **{question: json.dumps(said) for question, said in _SAID.items()},
    "windows.services": "LanmanServer|Running|Auto\nTermService|Running|Manual\nsshd|Running|Auto\nWinRM|Running|Auto\n"
    "MpsSvc|Running|Auto\nwuauserv|Stopped|Manual\nSpooler|Running|Auto\n",
    "windows.sshd": SSHD,
    "windows.password-rules": "MinimumPasswordAge = 1\nMaximumPasswordAge = 42\nMinimumPasswordLength = 14\n"
    "PasswordComplexity = 1\nPasswordHistorySize = 24\nLockoutBadCount = 3\nResetLockoutCount = 15\n"
    "LockoutDuration = 15\nleft = 0\n",
    "windows.audit": f"{AUDITPOL_BACKUP}commandline=1\nleft=0\n",
    "windows.time": f"type=NTP\npeers=1\nexit=0\n{W32TM}",
}
