"""Reads Cloud SQL's answers. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.gcp.databases import sql_logs
from collectors.gcp.databases.doors import UNTOLD, exposure
from collectors.gcp.databases.sql import GIVES, INSTANCE
from collectors.gcp.databases.sql_backups import copies, way_back
from collectors.gcp.read import Project
from collectors.gcp.records import logs
from collectors.gcp.rights.audit import recorded
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.facts import Asset, Channel, DataStore, Fact, Guard, LogTrail

_PORTS: Final[Mapping[str, tuple[int, int]]] = {
    "POSTGRES": (5432, 5432),
    "MYSQL": (3306, 3306),
    "SQLSERVER": (1433, 1433),
}
_ANY: Final = (1, 65535)
_ELSEWHERE: Final = "ON_PREMISES_INSTANCE"


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance, and the answer that lists it."""

    whole: Project
    got: Got
    row: Mapping[str, Any]

    @property
    def settings(self) -> Mapping[str, Any]:
        """What its owner chose."""
        return self.row.get("settings") or {}

    @property
    def engine(self) -> str:
        """`POSTGRES`, `MYSQL`, `SQLSERVER`."""
        return str(self.row.get("databaseVersion", "")).partition("_")[0]

    @property
    def flags(self) -> dict[str, str]:
        """What is told to the engine as it starts, in lower case."""
        some = self.settings.get("databaseFlags") or []
        return {str(one.get("name", "")).lower(): str(one.get("value", "")).lower() for one in some}

    def thing(self, *gots: Got) -> dict[str, Any]:
        """The fields that its facts share."""
        name, labels = str(self.row["name"]), self.settings.get("userLabels")
        full = f"//cloudsql.googleapis.com/projects/{self.whole.id}/instances/{name}"
        site = str(self.row.get("region", ""))
        return self.whole.thing(INSTANCE, full, name, self.got, *gots, site=site, labels=labels)


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all instances. One on the customer's premises is the address of a server that is elsewhere."""
    for found in listed(whole, "sql.instances", INSTANCE, *GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("instanceType") != _ELSEWHERE:
            yield from _instance(Instance(whole, *found))


def _instance(it: Instance) -> Iterator[Fact]:
    yield Asset(**it.thing(), role="store")
    yield _store(it)
    yield _channel(it)
    own = {it.whole.id, it.whole.number}
    yield exposure(it.thing(), it.got, it.settings, _PORTS.get(it.engine, _ANY), own)
    yield _trail(it)
    yield Guard(**it.thing(), prevents="deletion", in_force=it.settings.get("deletionProtectionEnabled") is True)
    yield copies(it.whole, it.got, it.row, it.thing)
    yield way_back(it.whole, it.got, it.row, it.thing)


def _store(it: Instance) -> DataStore:
    """Every instance is encrypted (cloud.google.com/docs/security/encryption/default-encryption)."""
    key = (it.row.get("diskEncryptionConfiguration") or {}).get("kmsKeyName")
    return DataStore(**it.thing(), encrypted=True, customer_key=bool(key), cipher="aes-256", documented=True)


_MODES: Final[Mapping[Any, str]] = {
    "ENCRYPTED_ONLY": "required",
    "TRUSTED_CLIENT_CERTIFICATE_REQUIRED": "required",
    "ALLOW_UNENCRYPTED_AND_ENCRYPTED": "offered",
}
_UNSAID: Final = frozenset({None, "SSL_MODE_UNSPECIFIED"})


def _channel(it: Instance) -> Channel:
    """`sslMode` "has priority over the value of `requireSsl`" (IpConfiguration), which is what older instances have.

    Where neither is told connections of both kinds are let in (cloud.google.com/sql/docs: Configure SSL/TLS).
    """
    said = it.settings.get("ipConfiguration") or {}
    mode = said.get("sslMode")
    encryption = _MODES.get(mode)
    if mode in _UNSAID and said:
        encryption = "required" if said.get("requireSsl") is True else "offered"
    if it.settings.get("connectorEnforcement") == "REQUIRED":
        encryption = "required"  # connectors speak TLS alone (cloud.google.com/sql/docs: Cloud SQL Auth Proxy)
    version = _least(it.flags)
    return Channel(
        **it.thing(),
        protocol="database",
        enabled=True,
        encryption=encryption,  # type: ignore[arg-type]  # words of the vocabulary
        min_version=version,
        algorithms=None,
        unread=unread(
            encryption=it.got if encryption else unclear(it.got, "a new sslMode" if said else UNTOLD),
            min_version=it.got if version else HIDDEN,
            algorithms=HIDDEN,
        ),
    )


def _least(flags: Mapping[str, str]) -> str | None:
    """The lowest version of TLS that a flag lets in; none of them is told where nobody set the flag."""
    words = flags.get("ssl_min_protocol_version") or flags.get("tls_version") or ""
    versions = [word.strip().removeprefix("tlsv") for word in words.split(",") if word.strip()]
    return min((version if "." in version else f"{version}.0" for version in versions), default=None)


def _trail(it: Instance) -> LogTrail:
    audit = recorded(it.whole, "cloudsql.googleapis.com")
    match it.engine:
        case "POSTGRES":
            held = sql_logs.postgres(it.flags, it.got, audit, logs.written(it.whole, logs.POSTGRES))
        case "MYSQL":
            held = sql_logs.mysql(it.flags, it.got, audit, logs.written(it.whole, logs.MYSQL))
        case "SQLSERVER":
            held = sql_logs.sqlserver((it.settings.get("sqlServerAuditConfig") or {}).get("bucket"), it.got)
        case _:
            held = sql_logs.Held(None, unclear(it.got, "it does not say which engine it runs"))
    records = None if held.records is None else tuple(sorted(held.records))
    plain = [held.plain] if held.plain else []
    answers = rests_on(it.got, held.got, *audit.gots, *(sent.why for sent in plain))
    stands = tuple(logs.LOST for sent in plain if not sent.it_does)
    return LogTrail(
        **{**it.thing(), "answers": answers, "stands": stands},
        of="store",
        enabled=None if records is None else bool(records),
        records=records,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if records is None or held.unsure else held.exempt,
        unread=(
            unread(enabled=held.got, records=held.got, exempt=held.got)
            if records is None
            else unread(exempt=held.unsure)
            if held.unsure
            else ()
        ),
    )
