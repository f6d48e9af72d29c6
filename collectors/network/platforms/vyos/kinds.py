"""What there is on a device with VyOS, what to type where a check fails, and the commands that are asked."""

import re
from datetime import datetime
from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.vyos.read import read
from collectors.network.shown import values
from collectors.network.syntax.vyos import vyos, vyos_whole
from scanner.answers import JSON
from scanner.facts import Clock, Release

_ACCOUNT: Final = (
    "# An account here is an administrator, who may become root; an operator is not shown the configuration.\n"
    "set system login user safeguard authentication public-keys NAME type ssh-ed25519\n"
    "set system login user safeguard authentication public-keys NAME key BASE64"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "set system login timeout 600",
        "mfa.demanded": "set system login user NAME authentication otp key KEY, for every account; and none of them"
        " with public-keys",
        "mfa.no-way-round": "set system login radius security-mode mandatory",
        "unique-user-identification.central-directory": "set system login radius server FIRST key KEY\nset system login"
        " radius server SECOND key KEY\nset system login radius security-mode mandatory",
    },
    "service": {
        "encryption-in-transit.plain-refused": "delete service telnet, delete service tftp-server. SNMP: delete service"
        " snmp community, then set service snmp v3 group GROUP seclevel priv.",
        "encryption-in-transit.protocol-version": "SNMP: delete service snmp community. HTTPS: set service https"
        " tls-version 1.3.",
        "encryption-in-transit.strong-algorithms": "set service ssh ciphers aes256-gcm@openssh.com\nset service ssh mac"
        " hmac-sha2-512-etm@openssh.com\nset service ssh key-exchange curve25519-sha256",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: set system syslog remote ADDRESS protocol tcp, and tls enable"
        " (1.5). Copies: set system config-management commit-archive location sftp://USER:PASSWORD@HOST/PLACE.",
    },
    "account": {
        "password-policy.stored-safely": "set system login user NAME authentication plaintext-password PASSWORD: it is"
        " kept as a hash",
        "mfa.every-person": "set system login user NAME authentication otp key KEY, and no public-keys beside it",
    },
    "secret": {
        "password-policy.stored-safely": "Communities: delete service snmp community, and service snmp v3 in their"
        " place. VyOS keeps the keys of servers and of its API as they are: let nobody read its configuration who need"
        " not.",
    },
    "device": {
        "password-policy.lockout": "VyOS locks no accounts. set service ssh dynamic-protection block-time 900 turns"
        " addresses away; accounts that RADIUS keeps can be locked there.",
        "password-policy.long-enough": "VyOS demands no length: let people come in by accounts that RADIUS keeps.",
        "audit-logging.recording": "set system syslog local facility all level info (before 1.5: syslog global)",
        "audit-logging.events-complete": "set system syslog local facility all level info (before 1.5: syslog global)",
        "audit-logging.copied-away": "set system syslog remote ADDRESS facility all level info (before 1.5: host)",
        "audit-logging.clock-right": "set service ntp server ADDRESS nts",
        "login-monitoring.watched": "set service ssh loglevel verbose, and an alarm on failed passwords where the logs"
        " go",
        "backup.exists": "set system config-management commit-archive location sftp://USER:PASSWORD@HOST/PLACE\n(a copy"
        " that another machine fetches is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that VyOS still fixes.",
    },
}
_HOUR: Final = re.compile(r"\b(\d{1,2}:\d\d:\d\d)(?: ([AP]M))?\b")
_MONTH: Final = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
_YEAR: Final = re.compile(r"\b(20\d\d)\b")
_DAY: Final = re.compile(r"\b(\d{1,2})\b(?!:)")


def date(text: str) -> JSON:
    """The time in UTC, as `date -u` writes it in any of its orders.

    Raises:
        ValueError: no time stands in it.
    """
    said = text.strip()[:200]
    hour, month, year = _HOUR.search(said), _MONTH.search(said), _YEAR.search(said)
    day = _DAY.search(said.replace(hour[0], "")) if hour else None
    if not (hour and month and year and day and "UTC" in said):
        raise ValueError("no time in UTC")
    order = "%I:%M:%S %p" if hour[2] else "%H:%M:%S"
    when = datetime.strptime(f"{year[1]} {month[1]} {day[1]} {hour[0]}", f"%Y %b %d {order}")  # noqa: DTZ007  # UTC
    return {"time": when.isoformat(), "zone": "UTC"}


VYOS: Final = Platform(
    scheme="vyos",
    title="VyOS",
    grammar="vyos",
    syntax=vyos,
    whole=vyos_whole,
    questions=(
        configuration("vyos", "show configuration commands", keeper("vyos", vyos, vyos_whole)),
        shows(
            "vyos",
            "version",
            "show version",
            (Release,),
            values(version=r"^Version:\s{0,20}(?:VyOS )?([0-9][0-9A-Za-z.+-]{0,60})"),
        ),
        shows(
            "vyos",
            "ntp_status",
            "show ntp system",
            (Clock,),
            values(state=r"^Leap status {0,20}: (Normal|Insert|Delete|Not)\b"),
        ),
        shows("vyos", "clock", "show date utc", (Clock,), date),
    ),
    kinds=kinds("vyos", "VyOS", _FIXES, without=("web",)),
    read=read,
    account=_ACCOUNT,
)
