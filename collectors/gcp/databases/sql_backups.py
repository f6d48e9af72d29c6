"""What brings a Cloud SQL instance back: its backups of each day, and the log from which any moment is made. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from collectors.asking.ages import seconds
from collectors.asking.listing import rows
from collectors.gcp.read import Project
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, Backup

Row: TypeAlias = Mapping[str, Any]
Thing: TypeAlias = Callable[..., dict[str, Any]]

_COPIES: Final[Mapping[Any, int]] = {"ENTERPRISE_PLUS": 15}
"""Backups that are kept where nobody said how many; 7 of another edition (cloud.google.com/sql/docs: About backups)."""
_LOGS: Final[Mapping[Any, int]] = {"ENTERPRISE_PLUS": 14}
"""Days of the log likewise, and 7 (cloud.google.com/sql/docs: Point-in-time recovery)."""
_USUAL: Final = 7
_ENDED: Final[Mapping[Any, bool]] = {"SUCCESSFUL": True, "FAILED": False}
"""How a run went; one that was skipped, waits or runs says nothing yet."""
_REPLICA: Final = frozenset({"READ_REPLICA_INSTANCE", "READ_POOL_INSTANCE"})
_STEPS: Final = 8
"""From replica to replica: more than Cloud SQL has."""
_VAULTED: Final = frozenset({"ENHANCED", "ADVANCED"})
"""Tiers in which Backup and DR keeps the backups, and not the instance itself."""


def copies(whole: Project, got: Got, row: Row, thing: Thing) -> Backup:
    """The daily ones, kept as many days as there are of them; what somebody makes by hand beside them is no routine."""
    source, why = _source(whole, got, row)
    said = _chosen(source)
    if said.get("backupTier") in _VAULTED:
        source, why = None, unclear(got, "Backup and DR keeps its backups, and they are told of there")
    if source is None:
        return _unknown(thing(why), "copy", why)
    if said.get("enabled") is not True:
        return _none(thing(), "copy")
    told = whole.answers.one("sql.backups", "all")
    runs = [run for run in rows(told) if (run.get("instance"), run.get("type")) == (source["name"], "AUTOMATED")]
    ended = sorted((run for run in runs if run.get("status") in _ENDED), key=lambda run: str(run.get("endTime", "")))
    return _told(thing(told), got, told, source, ended)


def _told(thing: Mapping[str, Any], got: Got, told: Got, source: Row, ended: list[Row]) -> Backup:
    good = [run for run in ended if _ENDED[run["status"]]]
    newest = (seconds(told, good[-1].get("endTime")) if good else FOREVER) if told.good else None
    kept, how = _kept(got, source)
    place = str(good[-1].get("location", "")).lower() if good else ""
    where = told if place or not told.good else unclear(told, "no good backup says where it lies")
    return Backup(
        **thing,
        mechanism="copy",
        newest_seconds=newest,
        succeeded=_ENDED[ended[-1]["status"]] if ended else None,
        retention_days=kept,
        encrypted=True if told.good else None,
        # A continent, as `eu`, is more than the region that it lies in.
        offsite=place != str(source.get("region", "")).lower() if place else None,
        immutable=False,
        unread=unread(
            newest_seconds=told,
            succeeded=told if ended or not told.good else HIDDEN,
            retention_days=how,
            encrypted=told,
            offsite=where,
        ),
    )


def _kept(got: Got, source: Row) -> tuple[int | None, Got]:
    said = _chosen(source).get("backupRetentionSettings") or {}
    if said.get("retentionUnit", "COUNT") not in {"COUNT", "RETENTION_UNIT_UNSPECIFIED"}:
        return None, unclear(got, "it counts its backups in a unit that we do not know")
    count = said.get("retainedBackups")
    return (int(count) if count is not None else _usual(source, _COPIES)), got


def way_back(whole: Project, got: Got, row: Row, thing: Thing) -> Backup:
    """The log of what was written since a backup: MySQL's binary log, another engine's by its own switch."""
    source, why = _source(whole, got, row)
    if source is None:
        return _unknown(thing(why), "point-in-time", why)
    said = _chosen(source)
    mysql = str(source.get("databaseVersion", "")).startswith("MYSQL")
    on = said.get("binaryLogEnabled" if mysql else "pointInTimeRecoveryEnabled") is True
    if not (on and said.get("enabled") is True):
        return _none(thing(), "point-in-time")
    told = whole.answers.one("sql.recovery", str(source["name"]).lower())
    latest = (told.body or {}).get("latestRecoveryTime")
    days = said.get("transactionLogRetentionDays")
    return Backup(
        **thing(told),
        mechanism="point-in-time",
        newest_seconds=seconds(told, latest) if told.good else None,
        succeeded=None,
        retention_days=int(days) if days is not None else _usual(source, _LOGS),
        encrypted=True,
        offsite=False,
        immutable=False,
        unread=unread(newest_seconds=told, succeeded=HIDDEN),
    )


def _usual(source: Row, by: Mapping[Any, int]) -> int:
    return by.get((source.get("settings") or {}).get("edition"), _USUAL)


def _chosen(source: Row | None) -> Mapping[str, Any]:
    return ((source or {}).get("settings") or {}).get("backupConfiguration") or {}


def _source(whole: Project, got: Got, row: Row) -> tuple[Row | None, Got]:
    """Whose backups bring it back: a replica's are those of what it follows, which may follow another one."""
    known = {str(one["name"]): one for one in rows(whole.answers.one("sql.instances"))}
    for _ in range(_STEPS):
        if row.get("instanceType") not in _REPLICA:
            break
        project, _, name = str(row.get("masterInstanceName", "")).rpartition(":")
        found = known.get(name) if project in {"", whole.id} else None
        if found is None:
            return None, unclear(got, "what it follows is not in this project, and neither are its backups")
        row = found
    if row.get("instanceType") in {*_REPLICA, "ON_PREMISES_INSTANCE"}:
        return None, unclear(got, "what it follows is no instance of Cloud SQL, and neither are its backups")
    return row, got


def _none(thing: Mapping[str, Any], mechanism: Any) -> Backup:
    """It is switched off."""
    return Backup(
        **thing,
        mechanism=mechanism,
        newest_seconds=FOREVER,
        succeeded=None,
        retention_days=0,
        encrypted=True,
        offsite=False,
        immutable=False,
        unread=unread(succeeded=HIDDEN),
    )


def _unknown(thing: Mapping[str, Any], mechanism: Any, why: Got) -> Backup:
    fields = ("newest_seconds", "succeeded", "retention_days", "encrypted", "offsite", "immutable")
    told: dict[str, Any] = {**thing, **dict.fromkeys(fields)}
    return Backup(**told, mechanism=mechanism, unread=unread(**dict.fromkeys(fields, why)))
