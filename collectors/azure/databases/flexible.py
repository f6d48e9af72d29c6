"""Azure Database for PostgreSQL and for MySQL: flexible servers, whose parameters say what they record and refuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from collectors.azure.monitoring.settings import FIELDS, TYPE, UNDER, VERSION, groups
from collectors.azure.question import Arm, arm
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, LogTrail, SignIn

GIVES: Final = (
    (Asset, "store"),
    DataStore,
    (Channel, "database"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    (SignIn, "everyone"),
    (Backup, "point-in-time"),
)


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
    logs: str
    """The category of its log that has what is recorded."""
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
        "logfiles.download_enable",
    ),
    "PostgreSQLLogs",
    ("properties.authConfig.passwordAuth",),
)
MYSQL: Final = Engine(
    "mysql",
    "MySQL server of Azure",
    "Microsoft.DBforMySQL/flexibleServers",
    "2024-12-30",
    3306,
    "tls_version",
    (
        *("require_secure_transport", "tls_version", "audit_log_enabled", "audit_log_events"),
        *("audit_log_include_users", "audit_log_exclude_users"),
    ),
    "MySqlAuditLogs",
    (),
)
ENGINES: Final = (POSTGRES, MYSQL)


def _fixes(engine: Engine) -> Mapping[str, str]:
    """What to type, by check."""
    tool = f"az {engine.name} flexible-server"
    set_ = f"{tool} parameter set --server-name SERVER --resource-group GROUP --name"
    tls = "ssl_min_protocol_version --value TLSv1.2" if engine is POSTGRES else "tls_version --value TLSv1.2,TLSv1.3"
    audit = (
        f"{set_} log_connections --value on, the same of log_disconnections; pgaudit.log --value read,write, "
        "with pgaudit among shared_preload_libraries, and the server started anew"
        if engine is POSTGRES
        else f"{set_} audit_log_enabled --value ON; audit_log_events --value CONNECTION,ADMIN,DML,DDL,DCL; "
        "audit_log_include_users empty"
    )
    audit += (
        "; az monitor diagnostic-settings create --name NAME --resource RESOURCE --workspace WORKSPACE-ID --logs "
        f'\'[{{"category":"{engine.logs}","enabled":true}}]\''
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
    {
        e.kind: Kind(title=e.title, gives=GIVES, fix=_fixes(e), own={"SERVER": "name", "RESOURCE": "resource"})
        for e in ENGINES
    }
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
        feeds=GIVES,
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
    yield arm(f"{engine.name}.logging", TYPE, VERSION, FIELDS, feeds=((LogTrail, "store"),), each=servers, under=UNDER)
    yield groups(f"{engine.name}.logging", servers, engine.logs)


QUESTIONS: Final = tuple(row for engine in ENGINES for row in _rows(engine))
