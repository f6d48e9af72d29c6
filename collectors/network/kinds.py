"""The kinds of things that devices have, the same for all platforms; what to type differs."""

from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from collectors.network.defaults import known
from scanner.collector import Kind, Own
from scanner.facts import (
    Alarm,
    Asset,
    Backup,
    Channel,
    Clock,
    Credential,
    Delivery,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Promise,
    Release,
    Reuse,
    Session,
    SignIn,
)


class _Row(NamedTuple):
    title: str
    gives: tuple[Promise, ...]
    may: tuple[Promise, ...] = ()
    always: bool = False


_SERVED: Final = ("telnet", "ssh", "http", "tls", "snmp", "ftp")
_SENT: Final = ("syslog", "ftp", "http", "ssh", "tls")
CHANNELS: Final = tuple(dict.fromkeys((*_SERVED, *_SENT)))
"""What is spoken with devices, and by them."""
_ROWS: Final[Mapping[str, _Row]] = {
    "device": _Row(
        "Network device",
        (
            *(Asset, Release, Lockout, PasswordPolicy, Clock, Delivery),
            (LogTrail, "device"),
            (Alarm, "sign-ins"),
            (Backup, "copy"),
        ),
        may=((Backup, "copy"),),
        always=True,
    ),
    "line": _Row("Line", ((Session, "management"), (SignIn, "administrators")), may=((SignIn, "administrators"),)),
    "web": _Row("Management pages", ((Session, "management"), (SignIn, "administrators"))),
    "service": _Row(
        "Management service",
        tuple((Channel, protocol) for protocol in _SERVED),
        may=tuple((Channel, protocol) for protocol in _SERVED),
        always=True,
    ),
    "sending": _Row(
        "Where it sends logs and copies",
        tuple((Channel, protocol) for protocol in _SENT),
        may=tuple((Channel, protocol) for protocol in _SENT),
    ),
    "account": _Row(
        "Local account", (Identity, (Credential, "password"), Reuse), may=((Credential, "password"), Reuse)
    ),
    "secret": _Row(
        "Stored secret",
        (*((Credential, form) for form in ("password", "shared-key", "community")), Reuse),
        may=(*((Credential, form) for form in ("password", "shared-key", "community")), Reuse),
    ),
}

_FIXES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "account": {
            "mfa.every-person": "A local account comes in by its password alone: let people sign in through servers"
            " that demand a second factor, and keep one account for emergencies alone."
        }
    }
)
"""What to do on a platform that has no better word for it."""
_OWN: Final[Mapping[str, Mapping[str, Own]]] = MappingProxyType({"account": {"NAME": "name"}})
WAYS: Final[Mapping[str, Mapping[str, Own]]] = MappingProxyType({**_OWN, "line": {"LINE": "name"}})
"""Where a way in is called what is typed for it: `management ssh`."""


def kinds(  # noqa: PLR0913, PLR0917  # as many sides has a platform
    scheme: str,
    of: str,
    fixes: Mapping[str, Mapping[str, str]],
    without: Collection[str] = (),
    lacks: Collection[Promise] = (),
    own: Mapping[str, Mapping[str, Own]] = _OWN,
) -> Mapping[str, Kind]:
    """The kinds of a platform.

    of: the platform, as people say it. fixes: by kind and check, what to type. without: kinds that it does not have.
    lacks: what its devices do not have, or do not tell in any way. own: by kind, words in fixes for the thing itself.
    """
    said = {name: {**_FIXES.get(name, {}), **fixes.get(name, {})} for name in _ROWS}
    return {
        f"{scheme}.{name}": Kind(
            row.title,
            tuple(promise for promise in row.gives if promise not in lacks),
            said[name],
            always=row.always,
            of=of,
            asked_by=partial(_rules, scheme),
            may=tuple(promise for promise in row.may if promise not in lacks),
            own=_stand_in(own.get(name, {}), said[name]),
        )
        for name, row in _ROWS.items()
        if name not in without
    }


def _stand_in(own: Mapping[str, Own], fixes: Mapping[str, str]) -> Mapping[str, Own]:
    """Those of the words that stand in any of the fixes."""
    return {word: of for word, of in own.items() if any(word in fix for fix in fixes.values())}


def _rules(scheme: str, check: str) -> tuple[str, ...]:
    """The rules of DISA's STIGs for a platform that ask what a check asks."""
    return tuple(f"DISA STIG {one.id}: {one.title}" for one in known(scheme).stig if check in one.checks)
