"""Glue: its catalog, where a region has one, sessions that are open, and connections to databases.

Passwords are never asked for. What jobs write lies in buckets and log groups, which are judged themselves.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Channel, DataStore, Fact, Session

CATALOG: Final = "aws.glue.catalog"
CONNECTION: Final = "aws.glue.connection"
SESSION: Final = "aws.glue.session"
SETTINGS: Final = "catalog"
SESSIONS: Final = "sessions"
"""Both are asked for once, in a region whose catalog holds a database, and the answers are named so."""
_OPEN: Final = frozenset({"PROVISIONING", "READY"})
_IDLE: Final = 2880
"""Minutes, where a session says nothing else."""
_ENCRYPTED: Final = frozenset({"SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CATALOG: Kind(
            title="Glue data catalog",
            gives=(DataStore,),
            fix=MappingProxyType(
                dict.fromkeys(
                    ("encryption-at-rest.encrypted", "encryption-at-rest.customer-key"),
                    "aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings "
                    "'EncryptionAtRest={CatalogEncryptionMode=SSE-KMS,SseAwsKmsKeyId=KEY-ARN}'; "
                    "what lies there already is encrypted when it is next written",
                )
            ),
        ),
        SESSION: Kind(
            title="Glue interactive session",
            gives=((Session, "web"),),
            fix=MappingProxyType(
                {
                    "automatic-logoff.idle-ends": "aws glue stop-session --id SESSION; aws glue create-session --id "
                    "NEW --role ROLE-ARN --command Name=glueetl --idle-timeout 15 in its place, or %idle_timeout 15 "
                    "in the notebook",
                    "automatic-logoff.enforced": "aws glue create-usage-profile --name NAME "
                    "--configuration file://FILE, which limits idleTimeout, and give it to whoever opens sessions",
                }
            ),
            own={"SESSION": "name"},
        ),
        CONNECTION: Kind(
            title="Glue connection",
            gives=(Channel,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws glue update-connection --name CONNECTION "
                    "--connection-input file://FILE, whose properties have JDBC_ENFORCE_SSL=true, "
                    "or KAFKA_SSL_ENABLED=true for Kafka",
                }
            ),
            own={"CONNECTION": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="glue.databases",
        operation="glue.GetDatabases",
        needs="glue:GetDatabases",
        feeds=(DataStore, (Session, "web")),
        scope="region",
        parameters=MappingProxyType({"AttributesToGet": ["NAME"], "MaxResults": 100}),
        keep="{DatabaseList: DatabaseList[].{Name: Name}}",
    ),
    Ask(
        id="glue.catalog",
        operation="glue.GetDataCatalogEncryptionSettings",
        needs="glue:GetDataCatalogEncryptionSettings",
        feeds=(DataStore,),
        each="glue.databases",
        of="DatabaseList[:1]",
        about=f"'{SETTINGS}'",
        keep="{EncryptionAtRest: DataCatalogEncryptionSettings.EncryptionAtRest.{CatalogEncryptionMode: "
        "CatalogEncryptionMode, SseAwsKmsKeyId: SseAwsKmsKeyId}}",
    ),
    Ask(
        id="glue.sessions",
        operation="glue.ListSessions",
        needs="glue:ListSessions",
        feeds=((Session, "web"),),
        each="glue.databases",
        of="DatabaseList[:1]",
        about=f"'{SESSIONS}'",
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{Sessions: Sessions[].{Id: Id, Status: Status, IdleTimeout: IdleTimeout, ProfileName: ProfileName}}",
    ),
    Ask(
        id="glue.connections",
        operation="glue.GetConnections",
        needs="glue:GetConnections",
        feeds=(Channel,),
        scope="region",
        parameters=MappingProxyType({"HidePassword": True}),
        keep="{ConnectionList: ConnectionList[].{Name: Name, ConnectionType: ConnectionType, "
        "JDBC_ENFORCE_SSL: ConnectionProperties.JDBC_ENFORCE_SSL, "
        "KAFKA_SSL_ENABLED: ConnectionProperties.KAFKA_SSL_ENABLED}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of catalogs, of open sessions, and of those connections that may be plain."""
    for databases in whole.every("glue.databases"):
        if not databases.good:
            yield from gaps(whole.target, CATALOG, databases, DataStore, site=databases.about)
            yield from gaps(whole.target, SESSION, databases, (Session, "web"), site=databases.about)
        elif body(databases).get("DatabaseList"):
            yield _catalog(whole, databases)
            yield from _sessions(whole, databases.about)
    for found in listed(whole, "glue.connections", "ConnectionList", CONNECTION, Channel):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("ConnectionType") in _SWITCHES:
            yield _connection(whole, *found)


def _catalog(whole: Account, databases: Got) -> DataStore:
    region = databases.about
    settings = whole.one("glue.catalog", f"{region}/{SETTINGS}")
    rest = body(settings).get("EncryptionAtRest", {})
    encrypted = rest.get("CatalogEncryptionMode") in _ENCRYPTED
    customer, held = custody(whole, rest.get("SseAwsKmsKeyId"), region, settings) if encrypted else (False, settings)
    return DataStore(
        **whole.thing(CATALOG, whole.name("glue", region, "catalog"), name=f"catalog in {region}", site=region),
        answers=rests_on(databases, settings, held),
        encrypted=encrypted if settings.good else None,
        customer_key=customer if settings.good else None,
        cipher=("aes-256-gcm" if encrypted else "") if settings.good else None,
        documented=True,
        unread=unread(encrypted=settings, customer_key=held, cipher=settings),
    )


def _sessions(whole: Account, region: str) -> Iterator[Fact]:
    got = whole.one("glue.sessions", f"{region}/{SESSIONS}")
    if not got.good:
        yield from gaps(whole.target, SESSION, got, (Session, "web"), site=region)
    for row in body(got).get("Sessions", []):
        if row.get("Status") in _OPEN:
            yield _session(whole, region, got, row)


def _session(whole: Account, region: str, got: Got, row: Mapping[str, Any]) -> Session:
    """Whoever opens a session sets its limit, unless a profile that an administrator gave them holds it."""
    profile = row.get("ProfileName")
    return Session(
        **whole.thing(SESSION, whole.name("glue", region, f"session/{row['Id']}"), name=row["Id"], site=region),
        answers=rests_on(got),
        surface="web",
        idle_seconds=int(row.get("IdleTimeout") or _IDLE) * 60,
        on_idle="ends",
        max_seconds=None,
        enforced=None if profile else False,
        reauth_seconds=None,
        unread=unread(max_seconds=HIDDEN, reauth_seconds=HIDDEN, **({"enforced": NOT_ASKED} if profile else {})),
    )


_SWITCHES: Final[Mapping[str, tuple[Literal["database", "tls"], str, str]]] = MappingProxyType(
    {"JDBC": ("database", "JDBC_ENFORCE_SSL", "false"), "KAFKA": ("tls", "KAFKA_SSL_ENABLED", "true")}
)
"""By type of connection: what it speaks, the property that demands TLS, and its default."""


def _connection(whole: Account, got: Got, row: Mapping[str, Any]) -> Channel:
    protocol, switch, default = _SWITCHES[row["ConnectionType"]]
    demanded = str(row.get(switch, default)).lower() == "true"
    plain: Literal["offered", "none"] = "offered" if protocol == "database" else "none"
    return Channel(
        **whole.thing(CONNECTION, whole.name("glue", got.about, f"connection/{row['Name']}"), name=row["Name"]),
        site=got.about,
        answers=rests_on(got),
        protocol=protocol,
        enabled=True,
        encryption="required" if demanded else plain,
        min_version=None,
        algorithms=None,
        unread=unread(min_version=HIDDEN, algorithms=HIDDEN),
    )
