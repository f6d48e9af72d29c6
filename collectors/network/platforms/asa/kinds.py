"""What there is on an ASA, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import WAYS, kinds
from collectors.network.parts.rights import NO_LESS, by_level
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.asa.read import read
from collectors.network.shown import clock, values
from collectors.network.syntax.asa import asa
from collectors.network.syntax.whole import always, ends_with
from scanner.facts import CLASSES, Channel, Clock, Release

_WHOLE: Final = ends_with(": end")
_KEEP: Final = keeper("asa", asa, _WHOLE)
_ACCOUNT: Final = (
    f"{NO_LESS}\n! (aaa authorization command GROUP LOCAL)\n"
    "! Its session begins without those rights: enable: env:NAME in safeguard.yaml, or here, for all accounts,\n"
    "! aaa authorization exec LOCAL auto-enable\n"
    "username safeguard password PASSWORD privilege 15\n"
    "username safeguard attributes\n service-type admin"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "LINE timeout 5",
        "mfa.demanded": "Let a RADIUS server that demands two factors decide: aaa authentication ssh console GROUP"
        " LOCAL\naaa authentication serial console GROUP LOCAL",
        "mfa.no-way-round": "aaa authentication ssh console GROUP LOCAL (the group first); keys of SSH pass by the"
        " servers: username NAME attributes, no ssh authentication",
        "unique-user-identification.own-name": "aaa authentication ssh console GROUP LOCAL\n"
        "aaa authentication serial console GROUP LOCAL",
        "unique-user-identification.central-directory": "aaa-server GROUP protocol radius\n"
        "aaa-server GROUP (INTERFACE) host FIRST\n key KEY\naaa-server GROUP (INTERFACE) host SECOND\n key KEY\n"
        "aaa authentication ssh console GROUP LOCAL\naaa authentication serial console GROUP LOCAL",
    },
    "web": {
        "automatic-logoff.idle-ends": "http server idle-timeout 5; or no http server enable",
        "mfa.demanded": "aaa authentication http console GROUP LOCAL, of servers that demand two factors",
        "mfa.no-way-round": "aaa authentication http console GROUP LOCAL",
        "unique-user-identification.own-name": "aaa authentication http console GROUP LOCAL",
        "unique-user-identification.central-directory": "aaa authentication http console GROUP LOCAL",
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet: no telnet NETWORK MASK INTERFACE. SNMP: snmp-server group"
        " GROUP v3 priv, a user in it, and snmp-server host INTERFACE ADDRESS version 3 USER for each host.",
        "encryption-in-transit.protocol-version": "SSH: ssh version 2. Pages: ssl server-version tlsv1.2. SNMP:"
        " snmp-server host INTERFACE ADDRESS version 3 USER.",
        "encryption-in-transit.strong-algorithms": "ssh cipher encryption fips\nssh cipher integrity fips\n"
        "ssh key-exchange group dh-group14-sha256",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging host INTERFACE ADDRESS tcp/6514 secure. Copies: copy"
        " ... scp://USER@HOST/PLACE in the applet.",
    },
    "account": {
        "password-policy.stored-safely": "username NAME password PASSWORD privilege LEVEL (typed again on a release"
        " that stores it by PBKDF2)",
        "password-policy.one-use": "username NAME password PASSWORD (one of its own)",
    },
    "secret": {
        "password-policy.stored-safely": "enable password PASSWORD (typed again on a release that stores it by"
        " PBKDF2). Keys: key config-key password-encryption, then password encryption aes. Communities: SNMP version"
        " 3 instead.",
        "password-policy.one-use": "Type a key of its own for each: aaa-server GROUP (INTERFACE) host ADDRESS, key KEY",
    },
    "device": {
        "password-policy.lockout": "aaa local authentication attempts max-fail 3",
        "password-policy.long-enough": "password-policy minimum-length 15",
        "audit-logging.recording": "logging enable\nlogging buffered informational",
        "audit-logging.events-complete": "logging enable\nlogging buffered informational",
        "audit-logging.copied-away": "logging enable\nlogging trap informational\nlogging host INTERFACE ADDRESS",
        "audit-logging.clock-right": "ntp authentication-key 1 sha256 KEY\nntp authenticate\nntp trusted-key 1\n"
        "ntp server ADDRESS key 1",
        "login-monitoring.watched": "logging trap informational, and an alarm on %ASA-6-605004 where the logs go",
        "backup.exists": "event manager applet BACKUP\n event timer watchdog time 86400\n"
        ' action 1 cli command "copy /noconfirm running-config scp://USER@HOST/PLACE"\n output none\n'
        "(a copy that another machine fetches is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that Cisco still fixes.",
    },
}

ASA: Final = Platform(
    scheme="asa",
    title="Cisco ASA",
    grammar="asa",
    syntax=asa,
    whole=_WHOLE,
    marked=always,
    questions=(
        configuration("asa", "show running-config", _KEEP),
        configuration("asa", "show running-config all", _KEEP, full=True),
        shows(
            "asa",
            "privilege",
            "show curpriv",
            CLASSES,
            values(level=r"^Current privilege level ?: ?(\d{1,2})"),
        ),
        shows(
            "asa",
            "version",
            "show version",
            (Release,),
            values(
                version=r"Appliance Software Version ([0-9][0-9.()]{1,30})",
                model=r"^Hardware:\s{1,20}([A-Z0-9-]{2,30})",
            ),
        ),
        shows(
            "asa",
            "ssl",
            "show ssl",
            ((Channel, "tls"),),
            values(lowest=r"negotiate to (TLSv1(?:\.[0-9])?) or greater"),
        ),
        shows(
            "asa", "ntp_status", "show ntp status", (Clock,), values(state=r"^Clock is (synchronized|unsynchronized)")
        ),
        shows("asa", "clock", "show clock", (Clock,), clock),
    ),
    kinds=kinds("asa", "Cisco ASA", _FIXES, own=WAYS),
    read=read,
    part=by_level("asa"),
    account=_ACCOUNT,
)
