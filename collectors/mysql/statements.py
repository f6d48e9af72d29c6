"""What a MariaDB or MySQL is asked: its settings, its accounts and its own views; no table of a database is read.

How a password is stored is reduced at the server to the plugin's name and a word: `empty`, `invalid` (nobody can sign
in with it) or `set`. No hash, command line or connection string is selected. What only one make knows is not put to the
other. MySQL's words are those of its reference manual (8.4) and of outputs that others have shown; MariaDB's are tried.
"""

from collections.abc import Collection
from typing import Final

from collectors.mysql.account_statements import OF_MARIADB, OF_MYSQL, WAYS
from collectors.mysql.entering import OTHER_MAKE
from collectors.mysql.settings import SETTINGS
from collectors.sql.statement import Statement
from scanner.facts import (
    CLASSES,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Grant,
    Guard,
    Identity,
    Lockout,
    LogTrail,
    Promise,
    SignIn,
)

SETTING: Final = "mysql.variables"
OURS: Final = "mysql.session"
ACCOUNTS: Final[tuple[str, str]] = ("mysql.accounts", "mysql.accounts.mariadb")
"""Of MySQL, and of MariaDB; so with the others."""
ROLES: Final = ("mysql.roles", "mysql.roles.mariadb")
SPACES: Final = ("mysql.tablespaces", "mysql.tablespaces.mariadb")
REPLICAS: Final = ("mysql.replicas", "mysql.replicas.mariadb")
COPIES: Final = ("mysql.backups", "mysql.backups.mariadb")
TABLES: Final = "mysql.tables"

_NO_TABLE: Final = "1146"
"""ER_NO_SUCH_TABLE."""
_OF_ACCOUNTS: Final[tuple[Promise, ...]] = (
    *(Identity, Credential, Grant, SignIn, Lockout, (Channel, "database"), (Guard, "unlisted-traffic")),
    (Exposure, "network/data"),
)
_COMMON: Final = (
    *("user", "host", "locked", "expired", "ssl_type", "subject", "changed", "lifetime", "rights", "moment"),
    *("plugin0", "state0", "catalogue", "dynamic"),
)
_TABLES: Final = (
    "SELECT COALESCE(SUM(TABLE_SCHEMA NOT IN ('mysql', 'sys') AND ENGINE NOT IN ('InnoDB', 'MEMORY', 'BLACKHOLE',"
    " 'PERFORMANCE_SCHEMA')), 0) AS beside,"
    " COALESCE(SUM(TABLE_SCHEMA = 'mysql' AND TABLE_NAME IN ('backup_history', 'mariadb_backup_history')), 0) AS"
    " histories, COALESCE(SUM(TABLE_NAME = 'audit_log_filter'), 0) AS filters,"
    " (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'REFERENCES'"
    " AND GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')) AS entire"
    " FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
)
"""Tables are shown to whoever holds some right to them: by REFERENCES all are, and no row of any. Who lacks it is shown
fewer, without a word: so it is counted in the same breath."""


def _pair(
    ids: tuple[str, str], mysql: dict[str, object], mariadb: dict[str, object], **both: object
) -> list[Statement]:
    """The same question to either make, each in its words."""
    return [
        Statement(id=name, untried=untried, **{"absent": (OTHER_MAKE,), **both, **own})  # type: ignore[arg-type]
        for name, own, untried in ((ids[0], mysql, True), (ids[1], mariadb, False))
    ]


QUESTIONS: Final[tuple[Statement, ...]] = (
    Statement(
        id=SETTING,
        operation="SHOW GLOBAL VARIABLES",
        needs="",
        feeds=CLASSES,
        sql=f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({', '.join(map(repr, SETTINGS))})",
        columns=("Variable_name", "Value"),
    ),
    Statement(
        id=OURS,
        operation="SHOW SESSION STATUS",
        needs="",
        feeds=((Channel, "database"), (LogTrail, "store")),
        sql="SHOW SESSION STATUS WHERE Variable_name IN ('Ssl_cipher', 'Ssl_version', 'Server_audit_active')",
        columns=("Variable_name", "Value"),
    ),
    *_pair(
        ACCOUNTS,
        {
            "operation": "SELECT FROM mysql.user",
            "needs": "SELECT:mysql.user",
            "sql": OF_MYSQL,
            "columns": (*_COMMON, "attempts", "lock_days", "factors", "alone", "waits"),
        },
        {
            "operation": "SELECT FROM mysql.global_priv",
            "needs": "SELECT:mysql.global_priv",
            "sql": OF_MARIADB,
            "columns": (
                *(*_COMMON, "role", "default_role", "others"),
                *(f"{word}{number}" for number in range(1, WAYS + 1) for word in ("plugin", "state")),
            ),
        },
        feeds=_OF_ACCOUNTS,
    ),
    *_pair(
        ROLES,
        {
            "operation": "SELECT FROM mysql.role_edges",
            "needs": "SELECT:mysql.role_edges",
            # Each role is on for a session that asks for it; those in default_roles without asking.
            "sql": "SELECT e.TO_USER AS user, e.TO_HOST AS host, e.FROM_USER AS role, e.FROM_HOST AS role_host,"
            " d.USER IS NOT NULL AS standing FROM mysql.role_edges e LEFT JOIN mysql.default_roles d ON d.USER ="
            " e.TO_USER AND d.HOST = e.TO_HOST AND d.DEFAULT_ROLE_USER = e.FROM_USER AND d.DEFAULT_ROLE_HOST ="
            " e.FROM_HOST",
            "columns": ("user", "host", "role", "role_host", "standing"),
            "absent": (OTHER_MAKE, _NO_TABLE),
        },
        {
            "operation": "SELECT FROM mysql.roles_mapping",
            "needs": "SELECT:mysql.roles_mapping",
            "sql": "SELECT User AS user, Host AS host, Role AS role FROM mysql.roles_mapping",
            "columns": ("user", "host", "role"),
        },
        feeds=(Identity, Grant, (SignIn, "administrators")),
    ),
    *_pair(
        SPACES,
        {
            "operation": "SELECT FROM information_schema.INNODB_TABLESPACES",
            "needs": "PROCESS",
            # Tables in the system tablespace, which is not in the list and cannot be encrypted, count as one each.
            "sql": "SELECT COUNT(*) + (SELECT COUNT(*) FROM information_schema.INNODB_TABLES WHERE SPACE = 0"
            " AND NAME LIKE '%/%') AS spaces, COALESCE(SUM(ENCRYPTION = 'Y'), 0) AS encrypted"
            " FROM information_schema.INNODB_TABLESPACES WHERE NAME NOT LIKE 'sys/%' AND NAME <> 'innodb_temporary'",
            "columns": ("spaces", "encrypted"),
        },
        {
            "operation": "SELECT FROM information_schema.INNODB_TABLESPACES_ENCRYPTION",
            "needs": "PROCESS",
            "sql": "SELECT COUNT(*) AS spaces, COUNT(e.SPACE) AS encrypted"
            " FROM information_schema.INNODB_SYS_TABLESPACES s LEFT JOIN"
            " information_schema.INNODB_TABLESPACES_ENCRYPTION e ON e.SPACE = s.SPACE AND e.ENCRYPTION_SCHEME = 1"
            " AND e.MIN_KEY_VERSION > 0 AND e.ROTATING_OR_FLUSHING = 0 WHERE s.NAME <> 'innodb_temporary'",
            "columns": ("spaces", "encrypted"),
        },
        feeds=(DataStore, (Guard, "unencrypted-stores")),
    ),
    Statement(
        id=TABLES,
        operation="SELECT FROM information_schema.TABLES",
        needs="REFERENCES",
        feeds=(DataStore, (Backup, "copy"), (LogTrail, "store")),
        sql=_TABLES,
        columns=("beside", "histories", "filters", "entire"),
    ),
    *_pair(
        REPLICAS,
        {
            "operation": "SHOW REPLICA STATUS",
            "needs": "REPLICATION_CLIENT",
            "sql": "SHOW REPLICA STATUS",
            "columns": (
                *("Replica_IO_Running", "Replica_SQL_Running", "Seconds_Behind_Source", "Source_SSL_Allowed"),
                *("Source_SSL_Verify_Server_Cert", "Channel_Name"),
            ),
        },
        {
            "operation": "SHOW ALL SLAVES STATUS",
            "needs": "REPLICA_MONITOR",
            "sql": "SHOW ALL SLAVES STATUS",
            "columns": (
                *("Slave_IO_Running", "Slave_SQL_Running", "Seconds_Behind_Master", "Master_SSL_Allowed"),
                *("Master_SSL_Verify_Server_Cert", "Connection_name"),
            ),
        },
        feeds=((Backup, "replica"), (Channel, "link"), (Guard, "impersonation")),
    ),
    *_pair(
        COPIES,
        {
            "operation": "SELECT FROM mysql.backup_history",
            "needs": "SELECT:mysql.backup_history",
            "sql": "SELECT UNIX_TIMESTAMP(end_time) AS ended, exit_state AS state, UNIX_TIMESTAMP() AS moment FROM"
            " mysql.backup_history ORDER BY end_time DESC LIMIT 100",
            "columns": ("ended", "state", "moment"),
        },
        {
            "operation": "SELECT FROM mysql.mariadb_backup_history",
            "needs": "SELECT:mysql.mariadb_backup_history",
            "sql": "SELECT UNIX_TIMESTAMP(end_time) AS ended, partial, UNIX_TIMESTAMP() AS moment FROM"
            " mysql.mariadb_backup_history ORDER BY end_time DESC LIMIT 100",
            "columns": ("ended", "partial", "moment"),
        },
        feeds=((Backup, "copy"),),
        absent=(OTHER_MAKE, _NO_TABLE),
    ),
)


def unknown(mariadb: bool) -> Collection[str]:  # noqa: FBT001  # the shape of `enter`
    """The statements that only the other make knows."""
    mine = {pair[mariadb] for pair in (ACCOUNTS, ROLES, SPACES, REPLICAS, COPIES)}
    pairs = {name for pair in (ACCOUNTS, ROLES, SPACES, REPLICAS, COPIES) for name in pair}
    return frozenset(row.sql for row in QUESTIONS if row.id in pairs - mine)
