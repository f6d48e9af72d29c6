"""Reads what Azure says of flexible servers, and what their parameters mean. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.asking.listing import listed
from collectors.azure.databases.doors import exposure
from collectors.azure.databases.flexible import ENGINES, GIVES, MYSQL, POSTGRES, Engine
from collectors.azure.monitoring.settings import sends
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import Asset, Backup, Channel, DataStore, Fact, LogTrail, SignIn

_EVERY: Final = 300
"""Seconds between two copies of the log, which nobody can switch off (learn.microsoft.com: concepts-backup-restore)."""
_READS, _WRITES = frozenset({"read", "all"}), frozenset({"write", "all"})


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all servers."""
    for engine in ENGINES:
        for found in listed(whole, f"{engine.name}.servers", engine.kind, *GIVES):
            yield from (found,) if isinstance(found, Fact) else _server(whole, engine, *found)


def _server(whole: Subscription, engine: Engine, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    about, said = canonical(row["id"]), properties(row)
    thing = whole.thing(engine.kind, row, got)
    parameters, rules, sent = (
        whole.answers.one(f"{engine.name}.{name}", about) for name in ("parameters", "firewall", "logging")
    )
    values = {
        str(one.get("name", "")): str(properties(one).get("value", "")).lower()
        for one in (parameters.body or {}).get("value") or []
    }
    yield Asset(**thing, role="store")
    yield _store(thing, said)
    yield _channel(whole.thing(engine.kind, row, got, parameters), engine, parameters, values)
    shut = (said.get("network") or {}).get("publicNetworkAccess") == "Disabled"
    yield exposure(whole.thing(engine.kind, row, got, *([] if shut else [rules])), [rules], engine.port, shut=shut)
    groups = whole.answers.one(f"{engine.name}.logging_groups", canonical(row["id"]))
    recorded = whole.thing(engine.kind, row, got, parameters, sent, groups)
    yield _trail(recorded, engine, parameters, values, (sent, groups))
    yield _door(thing, engine, said)
    yield _way_back(thing, got, said.get("backup") or {})


def _store(thing: Mapping[str, Any], said: Mapping[str, Any]) -> DataStore:
    """Every server is encrypted; where no other key is named, with one of Azure's."""
    return DataStore(
        **thing,
        encrypted=True,
        customer_key=(said.get("dataEncryption") or {}).get("type") == "AzureKeyVault",
        cipher="aes-256",
        documented=True,
    )


def _channel(thing: Mapping[str, Any], engine: Engine, got: Got, values: Mapping[str, str]) -> Channel:
    only = values.get("require_secure_transport")
    versions = [part.strip().removeprefix("tlsv") for part in values.get(engine.tls, "").split(",") if part.strip()]
    known = [version if "." in version else f"{version}.0" for version in versions]
    return Channel(
        **thing,
        protocol="database",
        enabled=True,
        encryption=("required" if only == "on" else "offered") if only else None,
        min_version=min(known) if known else None,
        algorithms=None,
        unread=unread(
            encryption=_told(got, only, "require_secure_transport"),
            min_version=_told(got, known, engine.tls),
            algorithms=HIDDEN,
        ),
    )


def _told(got: Got, value: object, name: str) -> Got:
    return got if value or not got.good else unclear(got, f"it does not name {name}")


def _trail(
    thing: Mapping[str, Any], engine: Engine, got: Got, values: Mapping[str, str], settings: tuple[Got, Got]
) -> LogTrail:
    """What is recorded and sent nowhere is lost with the machine of the server."""
    records = sorted(_recorded(engine, values)) if got.good else []
    on, why = (None, got) if not got.good else _sent(engine, settings) if records else (False, got)
    if on is False and records and values.get("logfiles.download_enable") == "on":
        on, why = None, unclear(got, "it keeps its log as files for some days, and sends it nowhere")
    return LogTrail(
        **thing,
        of="store",
        enabled=on,
        records=None if on is None else tuple(records) if on else (),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if on is None else tuple(_exempt(values)) if on else (),
        unread=unread(enabled=why, records=why, exempt=why) if on is None else (),
    )


def _sent(engine: Engine, settings: tuple[Got, Got]) -> tuple[bool | None, Got]:
    sent, groups = settings
    return sends(sent, engine.logs, groups)


def _exempt(values: Mapping[str, str]) -> Iterator[str]:
    """Whom MySQL leaves out: those who are named go before those who are not, and its own keeper it always does."""
    if _words(values, "audit_log_include_users") - {""}:
        yield "users that audit_log_include_users does not name"
    elif _words(values, "audit_log_exclude_users") - {"", "azure_superuser"}:
        yield "users that audit_log_exclude_users names"


def _recorded(engine: Engine, values: Mapping[str, str]) -> Iterator[str]:
    if engine is POSTGRES:
        if values.get("log_connections") == "on" and values.get("log_disconnections") == "on":
            yield "sign-in"
        # What it is to record can be said without its being loaded, and then nothing is recorded.
        loaded = "pgaudit" in _words(values, "shared_preload_libraries")
        events = _words(values, "pgaudit.log") if loaded else set()
        reads, writes, rights = events & _READS, events & _WRITES, events & {"role", "ddl", "all"}
    else:
        on = values.get("audit_log_enabled") == "on"
        events = _words(values, "audit_log_events") if on else set()
        if events & {"connection", "connection_v2"}:
            yield "sign-in"
        reads, writes, rights = (
            events & {"dml", "dml_select"},
            events & {"dml", "dml_nonselect"},
            events & {"dcl", "admin"},
        )
    yield from (word for word, said in (("data-read", reads), ("data-write", writes), ("admin", rights)) if said)


def _words(values: Mapping[str, str], name: str) -> set[str]:
    return set(values.get(name, "").replace(" ", "").split(","))


def _door(thing: Mapping[str, Any], engine: Engine, said: Mapping[str, Any]) -> SignIn:
    """A password of the database knows no second factor. MySQL always takes one."""
    passwords = engine is MYSQL or (said.get("authConfig") or {}).get("passwordAuth", "Enabled") != "Disabled"
    return SignIn(
        **thing,
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=("local-accounts",) if passwords else (),
        individual=None,
        directories=2,
        unread=unread(factors=_ENTRA, phishing_resistant=_ENTRA, individual=HIDDEN),
    )


_ENTRA: Final = Got("not-asked", "what Entra ID demands is asked of it, as in entra://TENANT")


def _way_back(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Backup:
    began, kept = said.get("earliestRestoreDate"), said.get("backupRetentionDays")
    there = began is not None and seconds(got, began) >= 0
    return Backup(
        **thing,
        mechanism="point-in-time",
        newest_seconds=_EVERY if there else None,
        succeeded=None,
        retention_days=int(kept) if kept is not None else None,
        encrypted=True,
        offsite=said.get("geoRedundantBackup") == "Enabled",
        immutable=False,
        unread=unread(
            newest_seconds=got if there else unclear(got, "no copy of it is told of yet"),
            succeeded=HIDDEN,
            retention_days=got if kept is not None else unclear(got, "it names no days"),
        ),
    )
