"""What there is on a device with EOS, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import WAYS, kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.eos.read import read
from collectors.network.shown import clock_above_its_zone, values
from collectors.network.syntax.eos import eos, whole
from collectors.network.syntax.whole import always
from scanner.facts import Channel, Clock, Release

_KEEP: Final = keeper("eos", eos, whole)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "management LINE\n   idle-timeout 10",
        "mfa.demanded": "Let a RADIUS or TACACS+ server that demands two factors decide: aaa authentication login"
        " default"
        " group GROUP local",
        "mfa.no-way-round": "aaa authentication login default group GROUP local (servers first, and nowhere none);"
        " keys of"
        " SSH pass by the servers: no username NAME ssh-key",
        "unique-user-identification.own-name": "aaa authentication login default group GROUP local",
        "unique-user-identification.central-directory": "aaa group server radius GROUP\n   server FIRST\n"
        "   server SECOND\n"
        "aaa authentication login default group GROUP local\n(both with a line radius-server host)",
    },
    "web": {
        "automatic-logoff.idle-ends": "management api http-commands\n   shutdown\n(where nothing needs it)",
        "mfa.demanded": "aaa authentication login command-api group GROUP local, of servers that demand two factors",
        "mfa.no-way-round": "aaa authentication login command-api group GROUP local",
        "unique-user-identification.own-name": "aaa authentication login command-api group GROUP local",
        "unique-user-identification.central-directory": "aaa authentication login command-api group GROUP local",
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet: management telnet, shutdown. HTTP: management api"
        " http-commands,"
        " no protocol http. gRPC: management api gnmi, transport grpc NAME, ssl profile PROFILE. SNMP: no snmp-server"
        " community, then snmp-server group GROUP v3 priv.",
        "encryption-in-transit.protocol-version": "management security\n   ssl profile PROFILE\n"
        "      tls versions 1.2 1.3\n"
        "management api http-commands\n   protocol https ssl profile PROFILE\n"
        "(SNMP: snmp-server group GROUP v3 priv)",
        "encryption-in-transit.strong-algorithms": "management ssh\n   cipher aes256-gcm@openssh.com aes256-ctr\n"
        "   mac hmac-sha2-512 hmac-sha2-256\n   key-exchange ecdh-sha2-nistp521 ecdh-sha2-nistp384",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging host ADDRESS protocol tls ssl-profile PROFILE. Copies:"
        " over"
        " scp:.",
    },
    "account": {
        "password-policy.stored-safely": "management defaults\n   secret hash sha512\nusername NAME secret PASSWORD",
        "password-policy.one-use": "username NAME secret PASSWORD (one of its own)",
    },
    "secret": {
        "password-policy.stored-safely": "enable password sha512 HASH. Keys of servers: management security, password"
        " encryption reversible aes-256-gcm, then type each key again.",
        "password-policy.one-use": "Type a key of its own for each: radius-server host ADDRESS key KEY",
    },
    "device": {
        "password-policy.lockout": "aaa authentication policy lockout failure 3 duration 900",
        "password-policy.long-enough": "management security\n   password minimum length 15",
        "audit-logging.recording": "logging on\nlogging buffered informational",
        "audit-logging.events-complete": "aaa authentication policy on-success log\n"
        "aaa authentication policy on-failure"
        " log\naaa accounting exec default start-stop group GROUP logging\n"
        "aaa accounting commands all default start-stop"
        " logging group GROUP",
        "audit-logging.copied-away": "logging host ADDRESS\nlogging trap informational",
        "audit-logging.clock-right": "ntp authentication-key 1 sha1 KEY\nntp trusted-key 1\n"
        "ntp authenticate servers\n"
        "ntp server ADDRESS key 1",
        "login-monitoring.watched": "aaa authentication policy on-failure log, and an alarm on AAA-4-LOGIN_FAILED"
        " where"
        " the logs go",
        "backup.exists": "schedule BACKUP interval 1440 max-log-files 1 command copy running-config"
        " scp:USER@HOST/PLACE\n"
        "(a copy that another machine fetches is not seen here: name it in a decision; one in flash lies in the same"
        " box)",
        "patching.supported-release": "Install a release that Arista still fixes.",
    },
}

_QUESTIONS: Final = (
    configuration("eos", "show running-config", _KEEP),
    configuration("eos", "show running-config all", _KEEP, full=True),
    shows(
        "eos",
        "version",
        "show version",
        (Release,),
        values(
            version=r"^Software image version: ([0-9][0-9A-Za-z.-]{1,60})",
            model=r"^Arista"
            " ([A-Z0-9-]{2,40})",
        ),
    ),
    shows(
        "eos",
        "telnet_status",
        "show management telnet",
        ((Channel, "telnet"),),
        values(status=r"^Telnet status for Default VRF is (enabled|disabled)"),
    ),
    shows(
        "eos",
        "http_server",
        "show management http-server",
        ((Channel, "tls"),),
        values(tls=r"^TLS Protocols:\s{0,20}([0-9. ]{3,40})"),
    ),
    shows("eos", "ntp_status", "show ntp status", (Clock,), values(state=r"^(synchronised|unsynchronised)\b")),
    shows("eos", "clock", "show clock", (Clock,), clock_above_its_zone),
)
_COMMANDS: Final = ("terminal length 0", "terminal width 511", *(one.command for one in _QUESTIONS), "exit")
_ACCOUNT: Final = "\n".join(
    (
        "role safeguard",
        *(f"   {number}0 permit mode exec command {command}" for number, command in enumerate(_COMMANDS, 1)),
        "username safeguard privilege 15 role safeguard secret PASSWORD",
        "! The next line lets its session begin with its rights; enable: env:NAME in safeguard.yaml does it too.",
        "aaa authorization exec default local",
        "! The next line makes roles count, and of all accounts: one without a role has network-operator then, which",
        "! may not configure. Give administrators role network-admin first.",
        "aaa authorization commands all default local",
    )
)

EOS: Final = Platform(
    scheme="eos",
    title="Arista EOS",
    grammar="eos",
    syntax=eos,
    whole=whole,
    marked=always,
    questions=_QUESTIONS,
    kinds=kinds("eos", "Arista EOS", _FIXES, own=WAYS),
    read=read,
    account=_ACCOUNT,
)
