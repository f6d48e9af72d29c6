"""What a check says of a machine on which one thing is otherwise: question, check, thing; changes and verdicts."""

from typing import Any

from tests.collectors.host.windows.outputs import OTHER
from tests.collectors.host.windows.pcs import kept, to

CASES: list[tuple[str, str, str, list[tuple[Any, str]]]] = [
    (
        "volumes",
        "encryption-at-rest.encrypted",
        "volume/C:",
        [
            (to("bitlocker", 0, "protection", value="Off"), "fail"),
            (to("bitlocker", 0, "status", value="EncryptionInProgress"), "fail"),
            (to("bitlocker", 0, "status", value="FullyDecrypted"), "fail"),
            (to("bitlocker", 0, "lock", value="Locked"), "not_assessed"),
            (to("bitlocker", value=[]), "fail"),
            (to("bitlocker", 0, "mount", value="D:"), "not_assessed"),
        ],
    ),
    (
        "volumes",
        "encryption-at-rest.approved-cipher",
        "volume/C:",
        [
            (to("bitlocker", 0, "method", value="Hardware"), "not_assessed"),
            (to("bitlocker", 0, "method", value="Aes128"), "pass"),
        ],
    ),
    (
        "schannel",
        "encryption-in-transit.protocol-version",
        "schannel",
        [
            (to("protocols", "TLS 1.0", value={}), "not_assessed"),
            (to("protocols", "TLS 1.1", "Enabled", value=-1), "not_assessed"),
            (to("protocols", "TLS 1.1", value={"Enabled": -1, "DisabledByDefault": 0}), "fail"),
            (to("protocols", "SSL 3.0", value={"Enabled": 1}), "fail"),
        ],
    ),
    (
        "schannel",
        "encryption-in-transit.strong-algorithms",
        "schannel",
        [
            (to("off", value=[]), "fail"),
            (to("suites", value=[]), "not_assessed"),
        ],
    ),
    (
        "smb",
        "encryption-in-transit.plain-refused",
        "smb",
        [
            (to("EncryptData", value=False), "fail"),
            (to("RejectUnencryptedAccess", value=False), "fail"),
            (to("EnableSMB2Protocol", value=False), "fail"),
        ],
    ),
    (
        "rdp",
        "encryption-in-transit.plain-refused",
        "rdp",
        [
            (to("listener", "SecurityLayer", value=1), "pass"),
            (to("listener", value={"SecurityLayer": 1, "UserAuthentication": 0}), "fail"),
            (to("listener", value={"SecurityLayer": 0, "UserAuthentication": 0}), "fail"),
            (to("listener", value={}), "not_assessed"),
            (to("server", "fDenyTSConnections", value=1), "pass"),
        ],
    ),
    (
        "rdp",
        "automatic-logoff.idle-ends",
        "rdp",
        [
            (to("policy", value={}), "fail"),
            (to("policy", value={"MaxIdleTime": 600000}), "fail"),
            (to("policy", value={"MaxIdleTime": 600000, "MaxDisconnectionTime": 60000}), "pass"),
            (to("policy", value={"MaxIdleTime": 900000, "MaxDisconnectionTime": 60000}), "fail"),
            (to("policy", "MaxIdleTime", value="other"), "fail"),
        ],
    ),
    (
        "sign_in",
        "mfa.demanded",
        "sign-in",
        [
            (to("system", value={}), "not_assessed"),
            (to("logon", "AutoAdminLogon", value=1), "fail"),
        ],
    ),
    (
        "sign_in",
        "mfa.demanded",
        "rdp",
        [
            (to("system", value={}), "not_assessed"),
        ],
    ),
    (
        "sign_in",
        "unique-user-identification.own-name",
        "sign-in",
        [
            (to("logon", "AutoAdminLogon", value=1), "fail"),
        ],
    ),
    (
        "sshd",
        "mfa.demanded",
        "sshd",
        [
            (to("settings", "authenticationmethods", value="any"), "fail"),
            (to("settings", "authenticationmethods", value="publickey,password publickey"), "fail"),
            (to("match", value=["user"]), "not_assessed"),
        ],
    ),
    (
        "sshd",
        "automatic-logoff.idle-ends",
        "sshd",
        [
            (to("settings", "channeltimeout", value="none"), "fail"),
        ],
    ),
    (
        "sshd",
        "encryption-in-transit.strong-algorithms",
        "sshd",
        [
            (to("settings", "ciphers", value="aes128-cbc"), "fail"),
        ],
    ),
    (
        "lock",
        "workstation-lock.idle-locks",
        "screen",
        [
            (to("system", "InactivityTimeoutSecs", value=901), "fail"),
            (to("system", "InactivityTimeoutSecs", value=0), "pass"),
        ],
    ),
    (
        "lock",
        "automatic-logoff.enforced",
        "screen",
        [
            (to("system", value={}), "pass"),
        ],
    ),
    (
        "lock",
        "workstation-lock.password-on-return",
        "screen",
        [
            (to("logon", "ScreenSaverGracePeriod", value=60), "fail"),
        ],
    ),
    (
        "accounts",
        "unique-user-identification.built-in-idle",
        "user/Administrator",
        [
            (to("accounts", 0, "enabled", value=True), "pass"),
        ],
    ),
    (
        "accounts",
        "unique-user-identification.built-in-idle",
        "user/ana",
        [
            (to("accounts", 0, value={**kept("windows.accounts")["accounts"][2], "sid": "S-1-5-21-1-2-3-500"}), "fail"),
        ],
    ),
    (
        "accounts",
        "account-lifecycle.unused-closed",
        "user/ana",
        [
            (to("accounts", 2, "last", value=1700000000), "fail"),
            (to("accounts", 2, "source", value="MicrosoftAccount"), "not_assessed"),
        ],
    ),
    (
        "password_rules",
        "password-policy.long-enough",
        "passwords",
        [
            (to("rules", "MinimumPasswordLength", value=0), "fail"),
        ],
    ),
    (
        "password_rules",
        "password-policy.lockout",
        "passwords",
        [
            (to("rules", value={"LockoutBadCount": 0}), "fail"),
            (to("rules", value={"LockoutBadCount": 3, "ResetLockoutCount": 15, "LockoutDuration": -1}), "pass"),
            (to("rules", value={"LockoutBadCount": 3, "ResetLockoutCount": 1, "LockoutDuration": -1}), "fail"),
            (to("rules", value={"LockoutBadCount": 3, "LockoutDuration": -1}), "not_assessed"),
            (to("rules", value={"LockoutBadCount": 3}), "not_assessed"),
        ],
    ),
    (
        "audit",
        "audit-logging.events-complete",
        "audit",
        [
            (to("subcategories", "0cce9215", value=1), "fail"),
            (to("commandline", value=False), "fail"),
        ],
    ),
    (
        "audit",
        "audit-logging.recording",
        "audit",
        [
            (to("subcategories", value={"0cce9245": 0}), "fail"),
        ],
    ),
    (
        "audit",
        "audit-logging.nobody-exempt",
        "audit",
        [
            (to("exempt", value=[OTHER]), "fail"),
        ],
    ),
    (
        "event_logs",
        "audit-logging.recording",
        "audit",
        [
            (to("Security", "enabled", value=False), "fail"),
        ],
    ),
    (
        "event_logs",
        "audit-logging.alive",
        "audit",
        [
            (to("Security", "newest", value=1795000000), "fail"),
            (to("Security", "state", value="denied"), "not_assessed"),
        ],
    ),
    (
        "event_logs",
        "log-retention.long-enough",
        "event-log/Security",
        [
            (to("Security", "oldest", value=1795000000), "fail"),
            (
                to("Security", value={**kept("windows.event-logs")["Security"], "size": 69632, "oldest": 1795000000}),
                "not_assessed",
            ),
            (to("Security", "mode", value="AutoBackup"), "pass"),
        ],
    ),
    (
        "forwarding",
        "audit-logging.copied-away",
        "audit",
        [
            ("absent", "fail"),
            (to("collectors", value=0), "fail"),
        ],
    ),
    (
        "services",
        "audit-logging.copied-away",
        "audit",
        [
            (to("winrm", value=["Stopped", "Manual"]), "fail"),
        ],
    ),
    (
        "time",
        "audit-logging.clock-right",
        "clock",
        [
            (to("leap", value=3), "fail"),
            (to("own", value=True), "fail"),
            (to("exit", value=-2147023834), "fail"),
            (to("exit", value=-2147024891), "not_assessed"),
        ],
    ),
    (
        "backup",
        "backup.exists",
        "",
        [
            (to("summary", value=None), "not_assessed"),
            (to("summary", "success", value=None), "fail"),
        ],
    ),
    (
        "backup",
        "backup.last-run-good",
        "",
        [
            (to("summary", "result", value=-2147024809), "fail"),
        ],
    ),
    (
        "backup",
        "backup.fresh",
        "",
        [
            (to("summary", "success", value=1795000000), "fail"),
        ],
    ),
    (
        "updates",
        "patching.flaws-fixed-in-time",
        "",
        [
            (to("open", value=[{"kb": [], "severity": "Critical", "security": True, "published": 1790000000}]), "fail"),
            (to("open", value=[{"kb": [], "severity": "", "security": True, "published": 1790000000}]), "not_assessed"),
            (to("open", value=[{"kb": [], "severity": "", "security": False, "published": None}]), "pass"),
        ],
    ),
    (
        "update_state",
        "patching.state-known",
        "",
        [
            (to("searched", value=None), "fail"),
            (to("told", value=False), "not_assessed"),
        ],
    ),
    (
        "machine",
        "patching.supported-release",
        "",
        [
            (to("build", value=19045), "fail"),
            (to("build", value=99999), "not_assessed"),
            (to("edition", value="ServerStandard"), "not_assessed"),
        ],
    ),
    (
        "firewall",
        "network-segmentation.deny-by-default",
        "firewall",
        [
            (to("profiles", 2, "enabled", value="False"), "fail"),
            (to("profiles", 0, "inbound", value="Allow"), "fail"),
            (to("open", value=1), "fail"),
            (to("open", value=None), "not_assessed"),
            (lambda body: body["profiles"].pop(), "not_assessed"),
        ],
    ),
    (
        "services",
        "network-segmentation.deny-by-default",
        "firewall",
        [
            (to("mpssvc", value=["Stopped", "Disabled"]), "fail"),
        ],
    ),
    (
        "boot",
        "integrity.boot",
        "boot",
        [
            ("absent", "fail"),
            (to("secure", value="unknown"), "not_assessed"),
        ],
    ),
    (
        "malware",
        "malware-protection.on",
        "malware-protection",
        [
            (to("defender", "realtime", value=False), "fail"),
            (to("defender", "mode", value="Passive Mode"), "fail"),
            (to("defender_state", value="denied"), "pass"),
        ],
    ),
    (
        "malware",
        "malware-protection.current",
        "malware-protection",
        [
            (to("defender", "age", value=65535), "fail"),
            (to("products", value=[{"name": "Sophos", "state": 397568}]), "not_assessed"),
        ],
    ),
    (
        "services",
        "malware-protection.current",
        "malware-protection",
        [
            (to("csfalconservice", value=["Running", "Auto"]), "not_assessed"),
            ("denied", "not_assessed"),
        ],
    ),
]
