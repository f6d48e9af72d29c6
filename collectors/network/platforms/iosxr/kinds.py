"""What there is on a device with IOS XR, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.iosxr.read import read
from collectors.network.platforms.iosxr.rights import part
from collectors.network.question import DeviceQuestion
from collectors.network.shown import clock, every, values
from collectors.network.syntax.fenced import ends, released
from collectors.network.syntax.whole import always
from scanner.facts import CLASSES, Channel, Clock, Delivery, LogTrail, Release

_SCHEME: Final = "iosxr"
_TITLE: Final = "Cisco IOS XR"
_TASKS: Final = (
    *("aaa", "acl", "basic-services", "config-mgmt", "config-services", "crypto", "eem", "ext-access", "filesystem"),
    *("host-services", "interface", "ip-services", "ipv4", "ipv6", "logging", "snmp", "sysmgr", "system", "tty-access"),
)
_ACCOUNT: Final = "\n".join(
    (
        "taskgroup safeguard",
        *(f" task read {task}" for task in _TASKS),
        "usergroup safeguard",
        " taskgroup safeguard",
        "username safeguard",
        " group safeguard",
        " secret PASSWORD",
        "! Lines of a task that it may not read are left out, and nothing says so: take none away.",
    )
)
_SERVERS: Final = (
    "tacacs-server host FIRST port 49\n key KEY\ntacacs-server host SECOND port 49\n key KEY\n"
    "aaa authentication login default group tacacs+ local"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "line console\n exec-timeout 10 0\nline default\n exec-timeout 10 0\n"
        "line template TEMPLATE\n exec-timeout 10 0\nnetconf-yang agent\n session idle-timeout 10",
        "mfa.demanded": f"Let servers that demand two factors decide:\n{_SERVERS}",
        "mfa.no-way-round": "aaa authentication login default group tacacs+ local (servers first, nowhere none), and"
        " no ssh server username NAME keystring beside it",
        "unique-user-identification.own-name": "aaa authentication login default group tacacs+ local (no line, none)",
        "unique-user-identification.central-directory": _SERVERS,
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet: no telnet vrf VRF ipv4 server; below line default: transport"
        " input ssh. gRPC: below grpc, no no-tls. SNMP: no snmp-server community, snmp-server group GROUP v3 priv.",
        "encryption-in-transit.protocol-version": "SSH: ssh server v2. SNMP: snmp-server group GROUP v3 priv.",
        "encryption-in-transit.strong-algorithms": "ssh server algorithms cipher aes256-gcm@openssh.com aes256-ctr\n"
        "ssh server algorithms key-exchange ecdh-sha2-nistp521 ecdh-sha2-nistp384\nssh server disable hmac hmac-sha1\n"
        "no ssh server enable cipher",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging tls-server NAME, with severity info, trustpoint and"
        " tls-hostname. Copies: configuration commit auto-save filename scp://USER@HOST/PLACE.",
    },
    "account": {
        "password-policy.stored-safely": "username NAME\n secret 10 HASH (or secret PASSWORD; no password below it)",
    },
    "secret": {
        "password-policy.stored-safely": "Keys of servers: key config-key password-encryption, then password6"
        " encryption aes. Communities: no snmp-server community.",
    },
    "device": {
        "password-policy.lockout": "aaa password-policy POLICY\n authen-max-attempts 3\n lockout-time minutes 15\n"
        "username NAME\n password-policy POLICY password PASSWORD",
        "password-policy.long-enough": "aaa password-policy POLICY\n min-length 15\nusername NAME\n password-policy"
        " POLICY password PASSWORD",
        "audit-logging.recording": "no logging disable\nlogging buffered informational",
        "audit-logging.events-complete": "logging buffered informational\naaa accounting exec default start-stop"
        " group tacacs+\naaa accounting commands default start-stop group tacacs+",
        "audit-logging.copied-away": "logging ADDRESS vrf VRF severity info",
        "audit-logging.clock-right": "ntp\n authenticate\n authentication-key 1 md5 KEY\n trusted-key 1\n"
        " server ADDRESS key 1",
        "login-monitoring.watched": "logging ADDRESS severity info, and there an alarm on"
        " SECURITY-LOGIN-4-AUTHEN_FAILED",
        "backup.exists": "configuration commit auto-save filename scp://USER@HOST/PLACE (a copy that another machine"
        " fetches is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that Cisco still fixes.",
    },
}

_QUESTIONS: Final[tuple[DeviceQuestion, ...]] = (
    configuration(_SCHEME, "show running-config", keeper(_SCHEME, released, ends)),
    shows(
        _SCHEME,
        "tasks",
        "show user tasks",
        CLASSES,
        every(reads=r"^\s*Task:\s+([a-z0-9-]{2,30})\s*:\s+READ\b", none=r"^(No task ids) available"),
    ),
    shows(
        _SCHEME,
        "version",
        "show version",
        (Release,),
        values(
            version=r"^Cisco IOS XR Software, Version ([0-9][0-9A-Za-z().]{1,30})",
            model=r"^cisco ([A-Za-z0-9/+ -]{2,30}?) (?:Series )?\(",
        ),
    ),
    shows(
        _SCHEME,
        "ssh",
        "show ssh server",
        ((Channel, "ssh"),),
        values(versions=r"^Current supported versions\s*:=\s*(v[12](?:, ?v[12])?)"),
    ),
    shows(
        _SCHEME,
        "logging",
        "show logging | include logging:",
        (LogTrail, Delivery),
        values(trap=r"^\s*Trap logging: level (\w{5,13})", buffer=r"^\s*Buffer logging: level (\w{5,13})"),
    ),
    shows(_SCHEME, "ntp_status", "show ntp status", (Clock,), values(state=r"^Clock is (synchronized|unsynchronized)")),
    shows(_SCHEME, "clock", "show clock", (Clock,), clock),
)

IOSXR: Final = Platform(
    scheme=_SCHEME,
    title=_TITLE,
    grammar=_SCHEME,
    syntax=released,
    whole=ends,
    marked=always,
    questions=_QUESTIONS,
    kinds=kinds(_SCHEME, _TITLE, _FIXES, without=("web",)),
    read=read,
    part=part,
    account=_ACCOUNT,
)
