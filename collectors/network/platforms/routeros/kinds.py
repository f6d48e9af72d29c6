"""What there is on a device with RouterOS, what to type where a check fails, and the commands that are asked."""

import re
from datetime import datetime
from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import READS, Platform, configuration, keeper, shows
from collectors.network.platforms.routeros.read import read
from collectors.network.platforms.routeros.users import keys, users
from collectors.network.question import DeviceQuestion
from collectors.network.shown import values
from collectors.network.syntax.export import export
from collectors.network.syntax.whole import ends_a_line
from scanner.answers import JSON
from scanner.facts import Clock, Credential, Identity, Release, Session

_SCHEME: Final = "routeros"
_TITLE: Final = "MikroTik RouterOS"
_KEEP: Final = keeper(_SCHEME, export, ends_a_line)
_ACCOUNT: Final = (
    "/user group add name=safeguard policy=ssh,read,policy\n"
    "/user add name=safeguard group=safeguard password=PASSWORD address=ADDRESS"
)
_RADIUS: Final = (
    "No account of the device has a second factor: let a RADIUS server demand it; keep one local account for"
    " emergencies."
)
_LOCAL: Final = "Local accounts are asked before RADIUS: keep one for emergencies alone, and declare it."
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "From 7.16 on, for each account: /user set NAME inactivity-policy=logout"
        " inactivity-timeout=10m (of the console, SSH and Telnet; switch winbox and api off where nobody needs them)",
        "mfa.demanded": _RADIUS,
        "mfa.no-way-round": _LOCAL,
        "unique-user-identification.own-name": "/user add name=NAME group=GROUP password=PASSWORD, one for each person",
        "unique-user-identification.central-directory": "/radius add service=login address=FIRST secret=KEY\n"
        "/radius add service=login address=SECOND secret=KEY\n/user aaa set use-radius=yes",
    },
    "web": {
        "automatic-logoff.idle-ends": "/ip service disable www,www-ssl",
        "mfa.demanded": _RADIUS,
        "mfa.no-way-round": _LOCAL,
        "unique-user-identification.central-directory": "/radius add service=login address=ADDRESS secret=KEY (twice)\n"
        "/user aaa set use-radius=yes",
    },
    "service": {
        "encryption-in-transit.plain-refused": "/ip service disable telnet,ftp,www,api\n"
        "/tool mac-server set allowed-interface-list=none\n/snmp set enabled=no, or only communities with"
        " security=private",
        "encryption-in-transit.protocol-version": "/ip service set www-ssl,api-ssl tls-version=only-1.2\n"
        "/snmp community set [ find default=yes ] disabled=yes, and security=private for the others",
        "encryption-in-transit.strong-algorithms": "/ip ssh set strong-crypto=yes host-key-type=ed25519\n"
        "/ip service set www-ssl,api-ssl certificate=NAME (without one they speak anonymous Diffie-Hellman alone)",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs, from 7.18 on: /system logging action set NAME remote-protocol=tls"
        " remote-port=6514 check-certificate=yes. Copies: /tool fetch upload=yes mode=sftp.",
    },
    "account": {"password-policy.stored-safely": "Install a release of 6.49 or 7, and set the password again."},
    "secret": {
        "password-policy.stored-safely": "RouterOS keeps shared secrets so that they can be read: take the policy"
        " sensitive from all groups that do not need it. SNMP: communities with security=private alone.",
    },
    "device": {
        "password-policy.lockout": "RouterOS locks no account: let RADIUS do it, or slow sources down in the firewall.",
        "password-policy.long-enough": "/user settings set minimum-password-length=15 minimum-categories=3",
        "audit-logging.recording": "/system logging add topics=info action=disk",
        "audit-logging.events-complete": "/system logging add topics=info action=remote\n"
        "/system logging add topics=error action=remote",
        "audit-logging.copied-away": "/system logging action set remote remote=ADDRESS\n"
        "/system logging add topics=info action=remote (and topics=error, topics=warning, topics=critical)",
        "audit-logging.clock-right": "/system ntp client set enabled=yes\n"
        "/system ntp client servers add address=ADDRESS auth-key=1",
        "login-monitoring.watched": "/system logging add topics=critical action=remote, and an alarm on “login failure”"
        " where the logs go",
        "backup.exists": "/system scheduler add name=copy interval=1d on-event=SCRIPT, of a script with /export and"
        " /tool fetch upload=yes mode=sftp (a copy that another machine fetches is not seen here: name it in a"
        " decision)",
        "patching.supported-release": "/system package update install, of the channel stable or long-term",
    },
}


def _clock(text: str) -> JSON:
    """The time that the device says it is, and how far its zone is from UTC.

    Raises:
        ValueError: no time stands in it.
    """
    said = dict(re.findall(r"^ *(time|date|gmt-offset): +([A-Za-z0-9:/+-]{1,16}) *$", text[:4000], re.MULTILINE))
    day = said.get("date", "")
    if "/" in day:
        month, number, year = day.split("/")
        day = f"{year}-{datetime.strptime(month, '%b').month:02}-{number}"  # noqa: DTZ007  # a month, no moment
    when = datetime.fromisoformat(f"{day}T{said.get('time', '')}")
    return {"time": when.isoformat(), "zone": _zone(said.get("gmt-offset", ""))}


def _zone(said: str) -> str:
    if not re.fullmatch(r"[+-]\d\d:\d\d", said):
        raise ValueError("no zone")
    return said


def _questions() -> tuple[DeviceQuestion, ...]:
    return (
        configuration(_SCHEME, "/export", _KEEP),
        configuration(_SCHEME, "/export verbose", _KEEP, full=True),
        shows(
            _SCHEME,
            "version",
            "/system resource print",
            (Release,),
            values(version=r"^ *version: ([0-9][0-9A-Za-z.]{1,30})\b", model=r"^ *board-name: ([A-Za-z0-9+_-]{1,40})"),
        ),
        shows(
            _SCHEME,
            "users",
            "/user print detail without-paging",
            (Identity, Credential, Session),
            users,
            READS,
        ),
        shows(_SCHEME, "user_keys", "/user ssh-keys print detail without-paging", (Identity,), keys, READS),
        shows(
            _SCHEME, "ntp_status", "/system ntp client print", (Clock,), values(status=r"^ *status: ([a-z-]{1,40}) *$")
        ),
        shows(_SCHEME, "clock", "/system clock print", (Clock,), _clock),
    )


ROUTEROS: Final = Platform(
    scheme=_SCHEME,
    title=_TITLE,
    grammar=_SCHEME,
    syntax=export,
    whole=ends_a_line,
    questions=_questions(),
    kinds=kinds(_SCHEME, _TITLE, _FIXES),
    read=read,
    account=_ACCOUNT,
)
