"""Reads what backup vaults protect: disks, blobs, servers of databases, clusters. Pure."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.azure.backup.copies import Row, Said, There, backup, locked, state, unknown
from collectors.azure.backup.covered import containers, datasource, endless, live
from collectors.azure.backup.vaults import PROTECTED
from collectors.azure.keys.vaults import duration
from collectors.azure.read import canonical, properties
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import FOREVER, Backup

_DISKS: Final = "microsoft.compute/disks"
_CLUSTERS: Final = "microsoft.containerservice/managedclusters"
_VAULT: Final = "VaultStore"
_OWN: Final = ("$logs", "$blobchangefeed", "$web", "insights-logs-*", "insights-metrics-*", "azure-webjobs-*")
"""Containers in which Azure itself writes, and that of a site that is there for everybody: no data of anybody."""
_NAMED: Final = 3
"""So many of what is not copied are named."""
_STOPPED: Final = frozenset({"ProtectionStopped", "BackupSchedulesSuspended", "RetentionSchedulesSuspended"})


def instances(there: There, vaults: Got, vault: Row) -> Iterator[Backup]:
    """The copies that a backup vault holds. An instance that was deleted is none."""
    about, whole = canonical(vault["id"]), there.whole
    got, rules = (whole.answers.one(f"backup.{name}", about) for name in ("instances", "rules"))
    for row in (got.body or {}).get("value", []):
        of = datasource(row)
        if of and live(row) and not there.gone(of):
            points = whole.answers.one("backup.points", canonical(row["id"]))
            at = {"id": of, "name": of.rpartition("/")[2], "location": vault.get("location", "")}
            listing = whole.answers.one("storage.containers", of) if containers(row) else got
            thing = whole.thing(PROTECTED, at, vaults, got, rules, points, listing)
            if why := _left_out(row, listing):
                yield unknown(thing, why)
            else:
                yield _copy(thing, (vaults, vault), (got, row), rules, points)


def _left_out(row: Row, listing: Got) -> Got | None:
    """Why it is not known that all of an account is copied; None where nothing of it is left out."""
    if not (copied := containers(row)):
        return None
    if not listing.good:
        return listing
    there = {str(one.get("name", "")) for one in (listing.body or {}).get("value") or []}
    left = sorted(name for name in there - copied if not any(fnmatchcase(name, own) for own in _OWN))
    more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    return unclear(listing, f"containers of it are not copied: {', '.join(left[:_NAMED])}{more}") if left else None


def _copy(thing: Mapping[str, Any], vault: tuple[Got, Row], of: tuple[Got, Row], rules: Got, points: Got) -> Backup:
    got, said = of[0], properties(of[1])
    if endless(of[1]):
        return unknown(thing, HIDDEN)
    inside, why = _inside(got, said, rules)
    return backup(
        thing,
        newest_seconds=_newest(got, said, points),
        succeeded=_succeeded(got, said),
        retention_days=_kept(got, said, rules),
        offsite=_away(*vault) if inside else (inside, why),
        immutable=locked(*vault) if inside else (inside, why),
    )


def _inside(got: Got, said: Mapping[str, Any], rules: Got) -> Said:
    """Whether copies lie in the vault at all.

    Of a disk they are snapshots beside it always (learn.microsoft.com: disk-backup-overview), of a cluster those that
    no rule of its policy takes to the vault (learn.microsoft.com: azure-kubernetes-service-backup-overview).
    """
    kind = str((said.get("dataSourceInfo") or {}).get("datasourceType", "")).lower()
    if kind == _DISKS:
        return False, got
    if kind != _CLUSTERS:
        return True, got
    lives = [
        life for rule in (_policy(said, rules) or {}).get("policyRules") or [] for life in rule.get("lifecycles") or []
    ]
    stores = {_store(life) for life in lives}
    if _VAULT in stores:
        return True, rules
    if stores == {"OperationalStore"}:
        return False, rules
    return None, unclear(rules, "no policy of it that says where copies lie") if rules.good else rules


def _newest(got: Got, said: Mapping[str, Any], points: Got) -> Said:
    if not points.good:
        return None, points
    made = [properties(row).get("recoveryPointTime") for row in (points.body or {}).get("value", [])]
    ages = [seconds(points, when) for when in made if when]
    if len(ages) < len(made):
        return None, unclear(points, "it does not say when a copy was made")
    if not ages and said.get("currentProtectionState") == "Invalid":
        return None, unclear(got, "it does not say whether it is protected")
    return min(ages, default=FOREVER), points


def _succeeded(got: Got, said: Mapping[str, Any]) -> Said:
    """How the last run ended no instance says: that protection is in error is all there is."""
    if said.get("currentProtectionState") in {"ProtectionError", "ConfiguringProtectionFailed"}:
        return False, got
    return None, HIDDEN


def _kept(got: Got, said: Mapping[str, Any], rules: Got) -> Said:
    if said.get("currentProtectionState") in _STOPPED:
        return None, unclear(got, "it is protected no more, so no policy says how long its copies stay")
    if not rules.good:
        return None, rules
    policy = _policy(said, rules)
    kept = retention(policy) if policy else None
    return kept, rules if kept is not None else unclear(rules, "no policy of it that names one number of days")


def _policy(said: Mapping[str, Any], rules: Got) -> Mapping[str, Any] | None:
    name = canonical(str((said.get("policyInfo") or {}).get("policyId") or ""))
    rows = (rules.body or {}).get("value") or []
    return next((properties(row) for row in rows if canonical(row["id"]) == name), None)


def retention(policy: Mapping[str, Any]) -> int | None:
    """Days that what no other rule is about is kept, in the vault where it comes there; None where none is said."""
    rules = [rule for rule in policy.get("policyRules") or [] if rule.get("isDefault")]
    lives = [life for rule in rules for life in rule.get("lifecycles") or []]
    lives = [life for life in lives if _store(life) == _VAULT] or lives
    days = {duration((life.get("deleteAfter") or {}).get("duration")) for life in lives}
    return days.pop() if len(days) == 1 else None


def _store(life: Mapping[str, Any]) -> Any:
    return (life.get("sourceDataStore") or {}).get("dataStoreType")


def _away(got: Got, vault: Row) -> Said:
    """In another region lies only what the vault itself stores; snapshots stay where the thing is."""
    stores = properties(vault).get("storageSettings") or []
    words = {store.get("type") for store in stores if store.get("datastoreType") == _VAULT}
    word = words.pop() if len(words) == 1 else None
    return state(got, word, ("GeoRedundant",), ("LocallyRedundant", "ZoneRedundant"), "where its vault keeps copies")
