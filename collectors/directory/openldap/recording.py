"""What is recorded of what slapd does: by syslog, and by overlays of its databases."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.directory.openldap.config import Config, plain
from collectors.directory.read import Entry

_Event = Literal["sign-in", "admin", "data-read"]
_OPERATIONS: Final[Mapping[str, tuple[_Event, ...]]] = MappingProxyType(
    {
        "all": ("sign-in", "admin", "data-read"),
        "session": ("sign-in",),
        "bind": ("sign-in",),
        "writes": ("admin",),
        "reads": ("data-read",),
        "search": ("data-read",),
    }
)
"""slapo-accesslog(5). Parts of `writes` are not all of them."""
_STATS: Final = 256


def recorded(config: Config) -> dict[str, Any]:
    """What syslog is told, and what overlays record of the databases: of these, what all of them record."""
    logged = {"sign-in", "admin", "data-read"} if _stats(config.server) else set[str]()
    holding = [one for one in config.databases.values() if one.suffixes and not config.logs.intersection(one.suffixes)]
    holding = [one for one in holding if plain(one.entry.one("olcdatabase")) != "monitor"]
    each = [{event for overlay in one.overlays for event in _events(overlay)} for one in holding]
    records = logged | (set.intersection(*each) if each else set())
    some = logged | set().union(*each)
    return {"of": "scope", "enabled": bool(some), "records": tuple(sorted(records)), "exempt": ()}


def _stats(server: Entry) -> bool:
    """By default, says slapd-config(5), statistics are logged; a level that is set replaces that."""
    words = [word.lower() for value in server.all("olcloglevel") for word in value.split()]
    if not words:
        return True
    numbers = [int(word, 0) for word in words if word.lstrip("-").isdecimal() or word.startswith("0x")]
    return bool({"stats", "any"}.intersection(words)) or any(one & _STATS for one in numbers)


def _events(overlay: Entry) -> Iterator[_Event]:
    match plain(overlay.one("olcoverlay")):
        case "accesslog":
            for words in overlay.all("olcaccesslogops"):
                for word in words.lower().split():
                    yield from _OPERATIONS.get(word, ())
        case "auditlog":
            yield "admin"
