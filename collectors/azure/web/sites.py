"""App Service: web apps, functions and logic apps, with their slots, and how one talks to them.

Their settings and how to publish there hold secrets, and are not asked for: `config/web` is no list of settings.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.question import Arm, arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Fact

SITE: Final = "azure.web.site"
SLOT: Final = "azure.web.slot"
_GIVES: Final = ((Asset, "service"), (Channel, "tls"), (Channel, "ftp"))
_TYPE: Final = "Microsoft.Web/sites"
_VERSION: Final = "2025-05-01"
_SET: Final = "az resource update --ids RESOURCE"


def _kind(title: str) -> Kind:
    return Kind(
        title=title,
        gives=_GIVES,
        fix=MappingProxyType(
            {
                "encryption-in-transit.plain-refused": f"{_SET} --set properties.httpsOnly=true; of FTP "
                f"{_SET}/config/web --set properties.ftpsState=FtpsOnly, or Disabled",
                "encryption-in-transit.protocol-version": f"{_SET}/config/web --set properties.minTlsVersion=1.2 "
                "properties.scmMinTlsVersion=1.2",
            }
        ),
        own={"RESOURCE": "resource"},
    )


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {SITE: _kind("app of App Service"), SLOT: _kind("slot of an app of App Service")}
)


def _config(id: str, of: str, type: str) -> Arm:
    return arm(
        id,
        f"{type}/config",
        _VERSION,
        ("properties.minTlsVersion", "properties.scmMinTlsVersion", "properties.ftpsState"),
        feeds=((Channel, "tls"), (Channel, "ftp")),
        each=of,
        under="config/web",
        one=True,
    )


_FIELDS: Final = ("properties.httpsOnly",)
QUESTIONS: Final = (
    arm("web.sites", _TYPE, _VERSION, _FIELDS, feeds=_GIVES),
    arm(
        "web.slots",
        f"{_TYPE}/slots",
        _VERSION,
        ("location", "tags", *_FIELDS),
        feeds=_GIVES,
        each="web.sites",
        under="slots",
    ),
    _config("web.config", "web.sites", _TYPE),
    _config("web.slot_config", "web.slots", f"{_TYPE}/slots"),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all apps, and of their slots."""
    for found in listed(whole, "web.sites", SITE, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        yield from _site(whole, SITE, "web.config", *found)
        for slot in listed(whole, "web.slots", SLOT, *_GIVES, about=canonical(found[1]["id"])):
            yield from (slot,) if isinstance(slot, Fact) else _site(whole, SLOT, "web.slot_config", *slot)
    if not (got := whole.answers.one("web.sites")).good:
        yield from gaps(whole.target, SLOT, got, *_GIVES)


def _site(whole: Subscription, kind: str, question: str, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    config = whole.answers.one(question, canonical(row["id"]))
    thing, said = whole.thing(kind, row, got, config), properties(config.body)
    yield Asset(**whole.thing(kind, row, got), role="service")
    only = properties(row).get("httpsOnly")
    known = isinstance(only, bool)
    least = _least(said)
    yield Channel(
        **thing,
        protocol="tls",
        enabled=True,
        encryption=("required" if only else "offered") if known else None,
        min_version=least,
        algorithms=None,
        unread=unread(
            encryption=got if known else unclear(got, "it does not say whether HTTP is led to HTTPS"),
            min_version=config if least or not config.good else unclear(config, "no version of TLS that is known"),
            algorithms=HIDDEN,
        ),
    )
    yield _ftp(thing, config, said.get("ftpsState"))


def _least(said: Mapping[str, Any]) -> str | None:
    """The lowest of the app's own door and of the one that it is published by."""
    own, other = said.get("minTlsVersion"), said.get("scmMinTlsVersion")
    some = [version for version in (own, other) if version is not None]
    return min(some) if own is not None and _VERSIONS.issuperset(some) else None


_VERSIONS: Final = frozenset({"1.0", "1.1", "1.2", "1.3"})
_FTP: Final[Mapping[Any, tuple[bool, Any, str | None]]] = {
    "AllAllowed": (True, "offered", None),
    "FtpsOnly": (True, "required", None),
    "Disabled": (False, "none", ""),
}


def _ftp(thing: Mapping[str, Any], config: Got, word: object) -> Channel:
    """Files come in by FTP too, where it is on."""
    on, encryption, version = _FTP.get(word, (None, None, None))
    why = config if on is not None or not config.good else unclear(config, "no state of FTP that is known")
    return Channel(
        **thing,
        protocol="ftp",
        enabled=on,
        encryption=encryption,
        min_version=version,
        algorithms=() if on is False else None,
        unread=unread(
            enabled=why,
            encryption=why,
            min_version=HIDDEN if on else why,
            algorithms=HIDDEN if on else why,
        ),
    )
