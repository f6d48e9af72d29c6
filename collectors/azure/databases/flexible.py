"""Azure Database for PostgreSQL and for MySQL: flexible servers, whose parameters say what they record and refuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.azure.databases.doors import exposure
from collectors.azure.question import Arm, arm
from collectors.azure.read import Subscription, canonical, listed, properties
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Fact, LogTrail, SignIn

_GIVES: Final = (
    (Asset, "store"),
    DataStore,
    (Channel, "database"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    (SignIn, "everyone"),
    (Backup, "point-in-time"),
)
_EVERY: Final = 300
"""Seconds between two copies of the log, which nobody can switch off (learn.microsoft.com: concepts-backup-restore)."""
_READS, _WRITES = frozenset({"read", "all"}), frozenset({"write", "all"})


@dataclass(frozen=True, slots=True)
class Engine:
    """One of the two."""

    name: str
    title: str
    type: str
    version: str
    port: int
    tls: str
    """The parameter that names the least version of TLS, or all of them."""
    parameters: tuple[str, ...]
    more: tuple[str, ...]
    """Fields that the other has not."""

    @property
    def kind(self) -> str:
        """Of its servers."""
        return f"azure.{self.name}.server"


POSTGRES: Final = Engine(
    "postgres",
    "PostgreSQL server of Azure",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "2026-10-01",
    5432,
    "ssl_min_protocol_version",
    (
        "require_secure_transport",
        "ssl_min_protocol_version",
        "log_connections",
        "log_disconnections",
        "pgaudit.log",
        "shared_preload_libraries",
    ),
    ("properties.authConfig.passwordAuth",),
)
MYSQL: Final = Engine(
    "mysql",
    "MySQL server of Azure",
    "Microsoft.DBforMySQL/flexibleServers",
    "2024-12-30",
    3306,
    "tls_version",
    ("require_secure_transport", "tls_version", "audit_log_enabled", "audit_log_events"),
    (),
)
_ENGINES: Final = (POSTGRES, MYSQL)


def _fixes(engine: Engine) -> Mapping[str, str]:
    """What to type, by check."""
    tool = f"az {engine.name} flexible-server"
    set_ = f"{tool} parameter set --server-name SERVER --resource-group GROUP --name"
    tls = "ssl_min_protocol_version --value TLSv1.2" if engine is POSTGRES else "tls_version --value TLSv1.2,TLSv1.3"
    audit = (
        f"{set_} log_connections --value on, the same of log_disconnections; pgaudit.log --value read,write, "
        "with pgaudit among shared_preload_libraries, and the server started anew"
        if engine is POSTGRES
        else f"{set_} audit_log_enabled --value ON; audit_log_events --value CONNECTION,ADMIN,DML,DDL,DCL"
    )
    return MappingProxyType(
        {
            "encryption-in-transit.plain-refused": f"{set_} require_secure_transport --value ON",
            "encryption-in-transit.protocol-version": f"{set_} {tls}",
            "audit-logging.recording": audit,
            "audit-logging.events-complete": audit,
            "public-exposure.not-on-the-internet": f"{tool} firewall-rule delete --name SERVER --resource-group GROUP "
            "--rule-name RULE",
            "backup.kept": f"{tool} update --name SERVER --resource-group GROUP --backup-retention 35",
            "backup.off-site": f"it stays as it was made: {tool} create --geo-redundant-backup Enabled, and move there",
            "encryption-at-rest.customer-key": f"it stays as it was made: {tool} create --key KEY-URI --identity ID",
            "mfa.no-way-round": f"{tool} update --name SERVER --resource-group GROUP --password-auth Disabled",
        }
    )


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {e.kind: Kind(title=e.title, gives=_GIVES, fix=_fixes(e), own={"SERVER": "name"}) for e in _ENGINES}
)


def _rows(engine: Engine) -> Iterator[Arm]:
    servers = f"{engine.name}.servers"
    yield arm(
        servers,
        engine.type,
        engine.version,
        (
            "properties.network.publicNetworkAccess",
            "properties.backup.backupRetentionDays",
            "properties.backup.geoRedundantBackup",
            "properties.backup.earliestRestoreDate",
            "properties.dataEncryption.type",
            *engine.more,
        ),
        feeds=_GIVES,
    )
    yield arm(
        f"{engine.name}.parameters",
        f"{engine.type}/configurations",
        engine.version,
        ("properties.value",),
        feeds=((Channel, "database"), (LogTrail, "store")),
        each=servers,
        under="configurations",
        only=engine.parameters,
    )
    yield arm(
        f"{engine.name}.firewall",
        f"{engine.type}/firewallRules",
        engine.version,
        ("properties.startIpAddress", "properties.endIpAddress"),
        feeds=((Exposure, "network/data"),),
        each=servers,
        under="firewallRules",
    )


QUESTIONS: Final = tuple(row for engine in _ENGINES for row in _rows(engine))


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all servers."""
    for engine in _ENGINES:
        for found in listed(whole, f"{engine.name}.servers", engine.kind, *_GIVES):
            yield from (found,) if isinstance(found, Fact) else _server(whole, engine, *found)


def _server(whole: Subscription, engine: Engine, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    about, said = canonical(row["id"]), properties(row)
    thing = whole.thing(engine.kind, row, got)
    parameters, rules = (whole.answers.one(f"{engine.name}.{name}", about) for name in ("parameters", "firewall"))
    values = {
        str(one.get("name", "")): str(properties(one).get("value", "")).lower()
        for one in (parameters.body or {}).get("value") or []
    }
    yield Asset(**thing, role="store")
    yield _store(thing, said)
    yield _channel(whole.thing(engine.kind, row, got, parameters), engine, parameters, values)
    shut = (said.get("network") or {}).get("publicNetworkAccess") == "Disabled"
    yield exposure(whole.thing(engine.kind, row, got, *([] if shut else [rules])), [rules], engine.port, shut=shut)
    yield _trail(whole.thing(engine.kind, row, got, parameters), engine, parameters, values)
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


def _trail(thing: Mapping[str, Any], engine: Engine, got: Got, values: Mapping[str, str]) -> LogTrail:
    records = sorted(_recorded(engine, values))
    return LogTrail(
        **thing,
        of="store",
        enabled=bool(records) if got.good else None,
        records=tuple(records) if got.good else None,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=() if got.good else None,
        unread=unread(enabled=got, records=got, exempt=got),
    )


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
