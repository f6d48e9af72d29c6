"""What Cloud Audit Logs records of a service: the audit configurations of all policies that hold, added up. Pure.

What administrators change is recorded always (cloud.google.com/logging/docs/audit: Admin Activity cannot be switched
off), and kept; who reads and writes data only where it is configured, and where some sink keeps it. What is configured
above holds below.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.gcp.project import KIND, called
from collectors.gcp.read import Project
from collectors.gcp.records.kept import kept
from collectors.gcp.records.samples import ALL, data
from collectors.gcp.rights.policies import policies
from scanner.answers import Got, unread
from scanner.facts import Fact, LogTrail

_LOST: Final = "what is read and written is recorded, and of some of it no sink keeps the record"
_WORDS: Final[Mapping[str, str]] = {"DATA_READ": "data-read", "DATA_WRITE": "data-write"}


class Recorded(NamedTuple):
    """What is recorded of a service."""

    records: frozenset[str]
    """Of these it is certain."""
    exempt: frozenset[str]
    """Who is left out of one of them."""
    bad: Got | None
    """What was not read, or does not say it: more may be recorded."""
    gots: tuple[Got, ...]
    lost: bool = False
    """It is written, and of some of it no sink keeps the record."""

    @property
    def stands(self) -> tuple[str, ...]:
        """Why nothing is recorded, where its configuration says otherwise."""
        return (_LOST,) if self.lost else ()


def recorded(whole: Project, service: str) -> Recorded:
    """Say what is recorded. service: `storage.googleapis.com`."""
    gots = tuple(policies(whole))
    bad = next((got for got in gots if not got.good), None)
    found = _written(gots, service)
    exempt = frozenset[str]().union(*found.values())
    if not found:
        return Recorded(frozenset(), exempt, bad, gots)
    it_is, why = kept(whole, data(whole, service))
    if it_is:
        return Recorded(frozenset(found), exempt, bad, (*gots, why))
    return Recorded(frozenset(), exempt, None if it_is is False else why, (*gots, why), lost=it_is is False)


def _written(gots: Iterable[Got], service: str) -> dict[str, set[str]]:
    """What is written, and who is left out of each."""
    found: dict[str, set[str]] = {}
    for got in gots:
        for config in _configs(got.body, service):
            word = _WORDS.get(str(config.get("logType")))
            if word:
                found.setdefault(word, set()).update(config.get("exemptedMembers") or ())
    return found


def read(whole: Project) -> Iterator[Fact]:
    """Give the record of what is changed in the project, and that of what is read and written of all that it holds.

    The second is CIS's (Google Cloud Foundation, 2.1): a service that is configured alone is no record of all.
    """
    every = recorded(whole, ALL)
    thing = whole.thing(KIND, whole.resource, called(whole.answers), *every.gots)
    # Nothing of it can be switched off, and nobody be left out. Sign-ins are Workspace's to record.
    yield LogTrail(**thing, of="service", enabled=True, records=("admin",), exempt=())
    unsure = every.bad if len(every.records) < len(_WORDS) else None
    yield LogTrail(
        **{**thing, "stands": every.stands},
        of="store",
        enabled=True if every.records else None if unsure else False,
        records=None if unsure else tuple(sorted(every.records)),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if every.bad else tuple(sorted(_exempt(every.gots))),
        unread=unread(
            **({"enabled": unsure} if unsure and not every.records else {}),
            **({"records": unsure} if unsure else {}),
            **({"exempt": every.bad} if every.bad else {}),
        ),
    )


def _exempt(gots: Iterable[Got]) -> set[str]:
    """Whoever is left out of the record of any service."""
    some = (config for got in gots for one in (got.body or {}).get("auditConfigs") or () for config in _logs(one))
    return {member for config in some for member in config.get("exemptedMembers") or ()}


def _logs(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [log for log in one.get("auditLogConfigs") or () if log.get("logType") in _WORDS]


def _configs(body: Any, service: str) -> Iterator[Mapping[str, Any]]:
    """Those of all services too: both are in force together."""
    some: Iterable[Mapping[str, Any]] = (body or {}).get("auditConfigs") or ()
    for one in some:
        if one.get("service") in {ALL, service}:
            yield from one.get("auditLogConfigs") or ()
