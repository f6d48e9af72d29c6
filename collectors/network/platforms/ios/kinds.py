"""What there is on a device with IOS, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import kinds
from collectors.network.parts.rights import NO_LESS, by_level
from collectors.network.platform import READS, Platform, configuration, keeper, shows
from collectors.network.platforms.ios.read import read
from collectors.network.question import DeviceQuestion
from collectors.network.shown import clock, every, values
from collectors.network.syntax.indented import indented
from collectors.network.syntax.whole import always, ends_with
from scanner.facts import CLASSES, Channel, Clock, Release

_KEEP: Final = keeper("ios", indented, ends_with("end"))
_ACCOUNT: Final = (
    f"{NO_LESS}\n! (aaa authorization commands 15 default group tacacs+ local)\n"
    "! With aaa new-model its session begins without those rights: enable: env:NAME in safeguard.yaml, or here\n"
    "! aaa authorization exec default group tacacs+ local\n"
    "username safeguard privilege 15 algorithm-type scrypt secret PASSWORD"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "line con 0\n exec-timeout 10 0\nline aux 0\n exec-timeout 10 0\nline vty 0 15\n"
        " exec-timeout 10 0",
        "mfa.demanded": "Let a TACACS+ or RADIUS server that demands two factors decide: aaa authentication login"
        " default group tacacs+ local",
        "mfa.no-way-round": "aaa authentication login default group tacacs+ local (servers first, and nowhere none)",
        "unique-user-identification.own-name": "aaa new-model\naaa authentication login default group tacacs+ local\n"
        "(no password, and no login, below a line)",
        "unique-user-identification.central-directory": "aaa group server tacacs+ GROUP\n server name FIRST\n"
        " server name SECOND\naaa authentication login default group GROUP local",
    },
    "web": {
        "automatic-logoff.idle-ends": "ip http timeout-policy idle 600 life 3600 requests 100; or no ip http server and"
        " no ip http secure-server",
        "mfa.demanded": "ip http authentication aaa login-authentication LIST, of servers that demand two factors; or"
        " no ip http server and no ip http secure-server",
        "mfa.no-way-round": "ip http authentication aaa login-authentication LIST (servers first, and nowhere none)",
        "unique-user-identification.own-name": "ip http authentication aaa login-authentication LIST",
        "unique-user-identification.central-directory": "ip http authentication aaa login-authentication LIST",
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet: line vty 0 15, transport input ssh. HTTP: no ip http server."
        " SNMP: no snmp-server community, then snmp-server group GROUP v3 priv.",
        "encryption-in-transit.protocol-version": "SSH: ip ssh version 2. HTTPS: ip http tls-version TLSv1.2. SNMP:"
        " snmp-server group GROUP v3 priv.",
        "encryption-in-transit.strong-algorithms": "ip ssh server algorithm encryption aes256-gcm aes256-ctr\n"
        "ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256\n"
        "ip ssh server algorithm kex ecdh-sha2-nistp384 ecdh-sha2-nistp256",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging host ADDRESS transport tls port 6514. Copies: archive,"
        " path scp://USER@HOST/PLACE.",
    },
    "account": {
        "password-policy.stored-safely": "username NAME algorithm-type scrypt secret PASSWORD",
    },
    "secret": {
        "password-policy.stored-safely": "enable algorithm-type scrypt secret PASSWORD, and no enable password. Keys of"
        " servers: key config-key password-encrypt, then password encryption aes.",
    },
    "device": {
        "password-policy.lockout": "login block-for 900 attempts 3 within 120",
        "password-policy.long-enough": "security passwords min-length 15",
        "audit-logging.recording": "logging on\nlogging buffered informational",
        "audit-logging.events-complete": "login on-success log\nlogin on-failure log\narchive\n log config\n"
        "  logging enable\n  notify syslog contenttype plaintext",
        "audit-logging.copied-away": "logging host ADDRESS\nlogging trap informational",
        "audit-logging.clock-right": "ntp authenticate\nntp authentication-key 1 hmac-sha2-256 KEY\nntp trusted-key 1\n"
        "ntp server ADDRESS key 1",
        "login-monitoring.watched": "login on-failure log, and an alarm on %SEC_LOGIN-4-LOGIN_FAILED where the logs go",
        "backup.exists": "archive\n path scp://USER@HOST/PLACE/$h\n write-memory\n(a copy that another machine fetches"
        " is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that Cisco still fixes.",
    },
}


def _questions(scheme: str) -> tuple[DeviceQuestion, ...]:
    return (
        configuration(scheme, "show running-config", _KEEP),
        configuration(scheme, "show running-config all", _KEEP, full=True),
        shows(
            scheme,
            "privilege",
            "show privilege",
            CLASSES,
            values(level=r"^Current privilege level is (\d{1,2})", view=r"view '?([\w.-]{1,40})'?$"),
        ),
        shows(
            scheme,
            "version",
            "show version",
            (Release,),
            values(version=r"\bVersion ([0-9][0-9A-Za-z().:]{1,30})", model=r"^cisco ([A-Za-z0-9/+-]{2,30}) "),
        ),
        shows(
            scheme,
            "ssh",
            "show ip ssh",
            ((Channel, "ssh"),),
            values(version=r"^SSH Enabled - version ([0-9.]{1,5})", off=r"^(SSH Disabled)"),
        ),
        shows(
            scheme,
            "line_vty",
            "show line vty 0",
            ((Channel, "telnet"), (Channel, "ssh")),
            values(transports=r"^Allowed input transports are ([a-z0-9 -]{1,80})\."),
        ),
        shows(
            scheme,
            "snmp_user",
            "show snmp user",
            ((Channel, "snmp"),),
            every(auth=r"^Authentication Protocol: (\w{2,12})", priv=r"^Privacy Protocol: (\w{2,12})"),
            READS,
        ),
        shows(
            scheme,
            "ntp_status",
            "show ntp status",
            (Clock,),
            values(state=r"^Clock is (synchronized(?!.{0,60} is 127\.127\.)|unsynchronized)"),
        ),
        shows(scheme, "clock", "show clock", (Clock,), clock),
    )


def _platform(scheme: str, title: str) -> Platform:
    return Platform(
        scheme=scheme,
        title=title,
        grammar="ios",
        syntax=indented,
        whole=ends_with("end"),
        marked=always,
        questions=_questions(scheme),
        kinds=kinds(scheme, title, _FIXES),
        read=read,
        part=by_level(scheme),
        account=_ACCOUNT,
    )


IOS: Final = _platform("ios", "Cisco IOS")
IOSXE: Final = _platform("iosxe", "Cisco IOS XE")
