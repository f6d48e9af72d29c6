"""What there is on a router with FRR, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.frr.read import read
from collectors.network.question import DeviceQuestion
from collectors.network.shown import values
from collectors.network.syntax.unindented import unindented
from collectors.network.syntax.whole import ends_if_shown, is_shown
from scanner.facts import Channel, Credential, Promise, Release

_SCHEME: Final = "frr"
_TITLE: Final = "FRRouting"
_KEEP: Final = keeper(_SCHEME, unindented, ends_if_shown)
_ACCOUNT: Final = (
    "# On its host. Who is in the group frrvty may configure all of FRR: vtysh knows no right to look alone.\n"
    "useradd --create-home --groups frrvty --shell /usr/bin/vtysh safeguard"
)
_LACKS: Final[tuple[Promise, ...]] = (
    *((Channel, protocol) for protocol in ("ssh", "http", "tls", "snmp", "ftp")),
    *((Credential, form) for form in ("shared-key", "community")),
)
"""Those are its host's."""
_SHUT: Final = (
    "no password, and in line vty: login (then no daemon lets anybody in; people come by vtysh, each with an account of"
    " the host)"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": f"line vty\n exec-timeout 10 0\nor {_SHUT}",
        "mfa.demanded": _SHUT,
        "unique-user-identification.own-name": _SHUT,
        "unique-user-identification.central-directory": _SHUT,
    },
    "service": {"encryption-in-transit.plain-refused": f"{_SHUT}; /etc/frr/daemons: -P 0 for each daemon"},
    "secret": {
        "password-policy.stored-safely": "no password\nno enable password\n(service password-encryption makes an old"
        " crypt of eight letters of them)",
    },
    "device": {
        "password-policy.lockout": _SHUT,
        "password-policy.long-enough": _SHUT,
        "audit-logging.recording": "log syslog informational",
        "audit-logging.events-complete": "log syslog informational\nlog commands\n(who comes in the host records)",
        "audit-logging.copied-away": "log syslog informational, and a log server in the configuration of the host's"
        " syslog",
        "login-monitoring.watched": _SHUT,
    },
}


def _questions() -> tuple[DeviceQuestion, ...]:
    return (
        configuration(_SCHEME, "show running-config", _KEEP),
        shows(
            _SCHEME,
            "version",
            "show version",
            (Release,),
            values(version=r"^FRRouting ([0-9][A-Za-z0-9._+-]{0,40})"),
        ),
    )


FRR: Final = Platform(
    scheme=_SCHEME,
    title=_TITLE,
    grammar=_SCHEME,
    syntax=unindented,
    whole=ends_if_shown,
    marked=is_shown,
    questions=_questions(),
    kinds=kinds(_SCHEME, _TITLE, _FIXES, without=("web", "account", "sending"), lacks=_LACKS),
    read=read,
    account=_ACCOUNT,
)
