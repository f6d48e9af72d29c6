"""Reads what Azure says of SQL servers and their databases. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.asking.listing import listed
from collectors.azure.databases.doors import exposure
from collectors.azure.databases.sql import AUDITED, DATABASE, KINDS, SERVER
from collectors.azure.keys.vaults import duration
from collectors.azure.monitoring.settings import sends
from collectors.azure.networks.perimeters import perimeter
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import (
    FOREVER,
    Asset,
    Backup,
    Channel,
    DataStore,
    Fact,
    LogStore,
    LogTrail,
    SignIn,
)

_PORT: Final = 1433
_OWN_RULES: Final = Got("hidden", "rules of a database of its own, which let in beside those of its server")
"""They are made and told by SQL alone (learn.microsoft.com: firewall-configure, "Database-level IP firewall rules")."""
_EVERY: Final = 600
"""Seconds between two backups of the log, which nobody can switch off (learn.microsoft.com: automated-backups)."""
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "BATCH_COMPLETED_GROUP": ("data-read", "data-write"),
    "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP": ("sign-in",),
    "DATABASE_PERMISSION_CHANGE_GROUP": ("admin",),
    "DATABASE_ROLE_MEMBER_CHANGE_GROUP": ("admin",),
}


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all servers and databases."""
    for found in listed(whole, "sql.servers", SERVER, *KINDS[SERVER].gives):
        yield from (found,) if isinstance(found, Fact) else _server(whole, *found)
    if not (got := whole.answers.one("sql.servers")).good:
        yield from gaps(whole.target, DATABASE, got, *KINDS[DATABASE].gives)


def _server(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    about = canonical(row["id"])
    yield Asset(**whole.thing(SERVER, row, got), role="service")
    yield _channel(whole.thing(SERVER, row, got), properties(row), got)
    lists = [whole.answers.one(f"sql.{name}", about) for name in ("firewall", "firewall6")]
    shut, near = properties(row).get("publicNetworkAccess") == "Disabled", perimeter(whole, row, got)
    asked = [*([] if shut else lists), *(near.asked if near else ())]
    yield exposure(whole.thing(SERVER, row, got, *asked), lists, _PORT, shut=shut, beside=_OWN_RULES, near=near)
    yield from _auditing(whole, row)
    yield _door(whole, row)
    protector = whole.answers.one("sql.protector", about)
    for found in listed(whole, "sql.databases", DATABASE, *KINDS[DATABASE].gives, about=about):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("name") != "master":  # which is the server's own, and holds nobody's data
            yield from _database(whole, found[0], found[1], protector)


def _channel(thing: Mapping[str, Any], said: Mapping[str, Any], got: Got) -> Channel:
    """A connection that is not encrypted is refused always; where no least version is set, any is taken."""
    least = str(said.get("minimalTlsVersion") or "None")
    known = least in {"1.0", "1.1", "1.2", "1.3", "None"}
    return Channel(
        **thing,
        protocol="database",
        enabled=True,
        encryption="required",
        min_version=("1.0" if least == "None" else least) if known else None,
        algorithms=None,
        unread=unread(min_version=got if known else unclear(got, "no version of TLS that is known"), algorithms=HIDDEN),
    )


def _auditing(whole: Subscription, row: Mapping[str, Any]) -> Iterator[Fact]:
    got = whole.answers.one("sql.auditing", canonical(row["id"]))
    said = properties(next(iter(_value(got)), {}))
    on, why, also = _kept(whole, row, got, said)
    records = {word for group in said.get("auditActionsAndGroups") or [] for word in _GROUPS.get(group, ())}
    picks = said.get("picks") is True and on is not False
    yield LogTrail(
        **whole.thing(SERVER, row, got, *also),
        of="store",
        enabled=on,
        records=None if on is None else tuple(sorted(records)) if on else (),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if on is None or picks else (),
        unread=unread(
            **(dict.fromkeys(("enabled", "records"), why) if on is None else {}),
            **({"exempt": why if on is None else unclear(got, _PICKS)} if on is None or picks else {}),
        ),
    )
    if not got.good:
        yield from gaps(whole.target, SERVER, got, LogStore)
    if on is not False and said.get("state") == "Enabled":
        yield _store_of_logs(whole.thing(SERVER, row, got), got, said)


_PICKS: Final = "an expression picks what is audited"


def _kept(
    whole: Subscription, row: Mapping[str, Any], got: Got, said: Mapping[str, Any]
) -> tuple[bool | None, Got, tuple[Got, ...]]:
    """Whether what is audited lies somewhere, and why; what else that rests on.

    Azure Monitor has it only where a setting of the server's own database sends it on (learn.microsoft.com:
    auditing-setup).
    """
    if not got.good:
        return None, got, ()
    if said.get("state") != "Enabled":
        return False, got, ()
    if said.get("storageEndpoint"):
        return True, got, ()
    if said.get("isAzureMonitorTargetEnabled") is not True:
        return None, unclear(got, "it does not say where it goes"), ()
    databases = whole.answers.one("sql.databases", canonical(row["id"]))
    own = next((canonical(one["id"]) for one in _value(databases) if one.get("name") == "master"), "")
    if not own:
        return None, unclear(databases, "the server's own database is not listed") if databases.good else databases, ()
    settings, categories = (whole.answers.one(f"sql.{name}", own) for name in ("logging", "logging_groups"))
    return *sends(settings, AUDITED, categories), (settings, categories)


def _store_of_logs(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> LogStore:
    """0 is no limit. What a workspace keeps is the workspace's to say."""
    kept = said.get("retentionDays") if said.get("storageEndpoint") else None
    return LogStore(
        **thing,
        retention_days=None if kept is None else int(kept) or FOREVER,
        tamper_evident=None,
        immutable=None,
        unread=unread(retention_days=NOT_ASKED if kept is None else got, tamper_evident=NOT_ASKED, immutable=NOT_ASKED),
    )


def _door(whole: Subscription, row: Mapping[str, Any]) -> SignIn:
    """Logins of SQL know no second factor; where Entra ID alone signs in, it says itself what it demands."""
    got = whole.answers.one("sql.entra_only", canonical(row["id"]))
    only = properties(next(iter(_value(got)), {})).get("azureADOnlyAuthentication") is True
    return SignIn(
        **whole.thing(SERVER, row, got),
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=(() if only else ("local-accounts",)) if got.good else None,
        individual=None,
        directories=2,
        unread=unread(factors=_ENTRA, phishing_resistant=_ENTRA, bypass=got, individual=HIDDEN),
    )


_ENTRA: Final = Got("not-asked", "what Entra ID demands is asked of it, as in entra://TENANT")


def _database(whole: Subscription, got: Got, row: Mapping[str, Any], protector: Got) -> Iterator[Fact]:
    about = canonical(row["id"])
    tde, short, long = (whole.answers.one(f"sql.{name}", about) for name in ("tde", "short_term", "long_term"))
    yield Asset(**whole.thing(DATABASE, row, got), role="store")
    yield _store(whole.thing(DATABASE, row, got, tde, protector), tde, protector)
    away = str(properties(row).get("currentBackupStorageRedundancy", "")).startswith("Geo")
    yield _way_back(whole.thing(DATABASE, row, got, short), got, row, short, away=away)
    yield from _copies(whole.thing(DATABASE, row, got, long), long, away=away)


def _store(thing: Mapping[str, Any], tde: Got, protector: Got) -> DataStore:
    on = properties(next(iter(_value(tde)), {})).get("state") == "Enabled"
    kind = properties(next(iter(_value(protector)), {})).get("serverKeyType")
    return DataStore(
        **thing,
        encrypted=on if tde.good else None,
        customer_key=(on and kind == "AzureKeyVault") if tde.good and (not on or protector.good) else None,
        cipher=("aes-256" if on else "") if tde.good else None,
        documented=True,
        unread=unread(encrypted=tde, cipher=tde, customer_key=protector if tde.good else tde),
    )


def _way_back(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any], short: Got, *, away: bool) -> Backup:
    """To any moment of the last days: it is on from the first copy, and nobody can switch it off."""
    began = properties(row).get("earliestRestoreDate")
    # A warehouse has restore points, hours apart, and no log that is copied.
    logged = (row.get("sku") or {}).get("tier") not in {"DataWarehouse", None}
    there = logged and began is not None and seconds(got, began) >= 0
    kept = properties(next(iter(_value(short)), {})).get("retentionDays")
    return Backup(
        **thing,
        mechanism="point-in-time",
        newest_seconds=_EVERY if there else None,
        succeeded=None,
        retention_days=int(kept) if kept is not None else None,
        encrypted=True,
        offsite=away,
        immutable=False,
        unread=unread(
            newest_seconds=got if there else unclear(got, _NO_COPY if logged else _POINTS),
            succeeded=HIDDEN,
            retention_days=short if not short.good or kept is not None else unclear(short, "it names no days"),
        ),
    )


_NO_COPY: Final = "no copy of it is told of yet"
_POINTS: Final = "when its newest restore point was made is not told"


def _copies(thing: Mapping[str, Any], long: Got, *, away: bool) -> Iterator[Backup]:
    """Copies that are kept for long, where a policy makes any."""
    said = properties(next(iter(_value(long)), {}))
    terms = [duration(said.get(f"{name}Retention")) or 0 for name in ("weekly", "monthly", "yearly")]
    if not long.good or any(terms):
        yield Backup(
            **thing,
            mechanism="copy",
            newest_seconds=None,
            succeeded=None,
            retention_days=max(terms) if long.good else None,
            encrypted=True,
            offsite=away,
            immutable=False,
            unread=unread(
                newest_seconds=NOT_ASKED if long.good else long,
                succeeded=NOT_ASKED if long.good else long,
                retention_days=long,
            ),
        )


def _value(got: Got) -> list[Any]:
    return (got.body or {}).get("value") or []
