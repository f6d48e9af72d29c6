"""What Cloud Audit Logs records of a service: the audit configurations of all policies that hold, added up. Pure.

What administrators change is recorded always (cloud.google.com/logging/docs/audit: Admin Activity cannot be switched
off); who reads and writes data only where it is configured. What is configured above holds below.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.gcp.read import Project
from collectors.gcp.rights.policies import policies
from scanner.answers import Got

_ALL: Final = "allServices"
_WORDS: Final[Mapping[str, str]] = {"DATA_READ": "data-read", "DATA_WRITE": "data-write"}


class Recorded(NamedTuple):
    """What is recorded of a service."""

    records: frozenset[str]
    """Of these it is certain."""
    exempt: frozenset[str]
    """Who is left out of one of them."""
    bad: Got | None
    """A policy that was not read: it may record more."""
    gots: tuple[Got, ...]


def recorded(whole: Project, service: str) -> Recorded:
    """Say what is recorded. service: `storage.googleapis.com`."""
    gots = tuple(policies(whole))
    bad = next((got for got in gots if not got.good), None)
    found: dict[str, set[str]] = {}
    for got in gots:
        for config in _configs(got.body, service):
            word = _WORDS.get(str(config.get("logType")))
            if word:
                found.setdefault(word, set()).update(config.get("exemptedMembers") or ())
    return Recorded(frozenset(found), frozenset().union(*found.values()), bad, gots)


def _configs(body: Any, service: str) -> Iterator[Mapping[str, Any]]:
    """Those of all services too: both are in force together."""
    some: Iterable[Mapping[str, Any]] = (body or {}).get("auditConfigs") or ()
    for one in some:
        if one.get("service") in {_ALL, service}:
            yield from one.get("auditLogConfigs") or ()
