"""What there is on a switch with AOS-CX, what to type where a check fails, and the commands that are asked."""

import re
from datetime import datetime
from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.aoscx.read import read
from collectors.network.question import DeviceQuestion
from collectors.network.shown import values
from collectors.network.syntax.headed import headed
from collectors.network.syntax.whole import ends_a_line
from scanner.answers import JSON
from scanner.facts import Clock, Release

_SCHEME: Final = "aoscx"
_TITLE: Final = "HPE Aruba AOS-CX"
_KEEP: Final = keeper(_SCHEME, headed, ends_a_line)
_TACACS: Final = (
    "tacacs-server host FIRST key ciphertext KEY (and SECOND)\naaa authentication login default group tacacs local"
)
_TIME: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) ([A-Za-z0-9+-]{1,8}) (\d{4})", re.ASCII
)
_SERVERS_FIRST: Final = "no aaa authentication allow-fail-through\naaa authentication login default group tacacs local"
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "cli-session\n timeout 10",
        "mfa.demanded": f"Let a server that demands two factors decide: {_TACACS}",
        "mfa.no-way-round": _SERVERS_FIRST,
        "unique-user-identification.own-name": "user NAME group GROUP password, one for each person",
        "unique-user-identification.central-directory": _TACACS,
    },
    "web": {
        "automatic-logoff.idle-ends": "https-server session-timeout 10; or no https-server vrf VRF",
        "mfa.demanded": f"Let a server that demands two factors decide: {_TACACS}",
        "mfa.no-way-round": _SERVERS_FIRST,
        "unique-user-identification.central-directory": _TACACS,
    },
    "service": {
        "encryption-in-transit.plain-refused": "no telnet server vrf VRF\nsnmp-server snmpv3-only\n"
        "snmpv3 security-level auth-privacy",
        "encryption-in-transit.protocol-version": "snmp-server snmpv3-only",
        "encryption-in-transit.strong-algorithms": "ssh ciphers aes256-gcm@openssh.com aes256-ctr\n"
        "ssh macs hmac-sha2-512-etm@openssh.com hmac-sha2-256-etm@openssh.com\n"
        "ssh key-exchange-algorithms ecdh-sha2-nistp384 ecdh-sha2-nistp256\n"
        "snmpv3 user NAME auth sha256 auth-pass ciphertext KEY priv aes256 priv-pass ciphertext KEY",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging ADDRESS tls include-auditable-events. Copies: copy"
        " running-config sftp://USER@HOST/PLACE cli in a job.",
    },
    "account": {"password-policy.stored-safely": "user NAME password"},
    "secret": {
        "password-policy.stored-safely": "service export-password, so that no other switch turns the ciphertext back;"
        " SNMP: snmp-server snmpv3-only, and no snmp-server community NAME",
    },
    "device": {
        "password-policy.lockout": "aaa authentication limit-login-attempts 3 lockout-time 900 (where no server is"
        " asked; else let the server do it)",
        "password-policy.long-enough": "password complexity\n minimum-length 15\n enable",
        "audit-logging.copied-away": "logging ADDRESS tls include-auditable-events, or"
        " aaa accounting all-mgmt default start-stop group tacacs",
        "audit-logging.clock-right": "ntp authentication\nntp authentication-key 1 sha1 ciphertext KEY trusted\n"
        "ntp server ADDRESS key-id 1\nntp enable",
        "login-monitoring.watched": "logging ADDRESS tls include-auditable-events, and an alarm on refused sign-ins"
        " where the logs go",
        "backup.exists": "job copy\n 10 cli copy running-config sftp://USER@HOST/PLACE cli\nschedule nightly\n"
        " 10 job copy\n trigger on 03:00 daily\n(a copy that another machine fetches is not seen here: name it in a"
        " decision)",
        "patching.supported-release": "Install a release that HPE still fixes.",
    },
}


def _clock(text: str) -> JSON:
    """The time that the switch says it is: `Wed Nov 25 02:10:00 UTC 2026`.

    Raises:
        ValueError: no time stands in it.
    """
    found = _TIME.search(text[:2000])
    if not found:
        raise ValueError("no time")
    month, day, time, zone, year = found.groups()
    when = datetime.strptime(f"{year} {month} {day} {time}", "%Y %b %d %H:%M:%S")  # noqa: DTZ007  # its zone stands apart
    return {"time": when.isoformat(), "zone": zone}


def _questions() -> tuple[DeviceQuestion, ...]:
    return (
        configuration(_SCHEME, "show running-config", _KEEP),
        configuration(_SCHEME, "show running-config all", _KEEP, full=True),
        shows(
            _SCHEME,
            "version",
            "show version",
            (Release,),
            values(version=r"^Version +: ([A-Za-z]{1,8}\.[0-9]{1,3}\.[0-9.]{1,16}[A-Za-z0-9]{0,6})"),
        ),
        shows(
            _SCHEME,
            "ntp_status",
            "show ntp status",
            (Clock,),
            values(state=r"^ *(Not synchronized|Synchronized|NTP Synchronization Information)\b"),
        ),
        shows(_SCHEME, "clock", "show clock", (Clock,), _clock),
    )


_QUESTIONS: Final = _questions()
_COMMANDS: Final = ("no page", *(one.command for one in _QUESTIONS))
_ACCOUNT: Final = "\n".join(
    (
        "user-group safeguard",
        *(f' {number}0 permit cli command "{command}"' for number, command in enumerate(_COMMANDS, 1)),
        "user safeguard group safeguard password",
    )
)

AOSCX: Final = Platform(
    scheme=_SCHEME,
    title=_TITLE,
    grammar=_SCHEME,
    syntax=headed,
    whole=ends_a_line,
    questions=_QUESTIONS,
    kinds=kinds(_SCHEME, _TITLE, _FIXES),
    read=read,
    account=_ACCOUNT,
)
