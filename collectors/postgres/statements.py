"""What a PostgreSQL is asked: seven statements, all of views and functions by which it tells of itself.

No table of a database is read. Where a value may hold a secret the statement itself makes less of it, at the server: of
how a password is stored the method, of an archive command whether there is one, of pg_hba.conf's options the names.
"""

from typing import Final

from collectors.sql.statement import ROWS, Statement
from scanner.facts import (
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Grant,
    Identity,
    Lockout,
    LogStore,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
    SignIn,
)

SERVER: Final = "postgres.server"
SETTINGS: Final = "postgres.settings"
RULES: Final = "postgres.rules"
ROLES: Final = "postgres.roles"
PASSWORDS: Final = "postgres.stored_passwords"
ACTIVITY: Final = "postgres.activity"
BASE_BACKUPS: Final = "postgres.base_backups"

MONITOR: Final = "pg_monitor"
"""The role that comes with PostgreSQL for those who look: pg_read_all_settings, pg_read_all_stats, pg_ls_waldir.

https://www.postgresql.org/docs/current/predefined-roles.html
"""
HBA: Final = "pg_hba_file_rules"
STORED: Final = "safeguard.stored_passwords"

NAMES: Final = (
    *("listen_addresses", "port", "ssl_min_protocol_version", "password_encryption"),
    *("idle_session_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"),
    *("log_connections", "log_statement", "log_min_messages"),
    *("logging_collector", "log_filename", "log_truncate_on_rotation", "log_rotation_age"),
    *("shared_preload_libraries", "pgaudit.log", "pgaudit.log_level"),
    *("archive_mode", "archive_command", "archive_library"),
    *("credcheck.password_min_length", "credcheck.password_reuse_history", "credcheck.password_valid_max"),
    *("credcheck.max_auth_failure", "credcheck.whitelist", "credcheck.whitelist_auth_failure"),
    *("credcheck.encrypted_password_allowed", "passwordcheck.min_password_length"),
)
"""The settings that are read, and no other: one may hold a connection string, or anything of somebody's own."""
SET_OR_NOT: Final = ("archive_command", "archive_library")
"""Of these only whether they are set: a command may hold a secret."""
NOTHING: Final = "nothing"
"""In place of a command that throws away what it is given, and says that all went well."""


WE: Final = "safeguard "
"""The name by which we come; behind it stands the address that we reached."""
LINES: Final = 2000
"""Of pg_hba.conf: each is held against all before it."""


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_UNSET: Final = "('', '(disabled)')"
# "/bin/true (REM on Windows)" switches archiving off (docs, continuous-archiving).
DOES_NOTHING: Final = "'^[[:space:]]*((/usr)?(/bin/)?true|:|exit 0|cd [.]|rem)([[:space:]#][^&|;]*)?$'"
_SETTINGS: Final = (
    "SELECT name, CASE WHEN name NOT IN (" + _list(SET_OR_NOT) + ") THEN setting"
    " WHEN setting IN " + _UNSET + " THEN ''"
    " WHEN setting ~* " + DOES_NOTHING + f" THEN '{NOTHING}' ELSE 'set' END AS setting, unit, source,"
    " NULL AS role, NULL AS database"
    " FROM pg_catalog.pg_settings WHERE name IN (" + _list(NAMES) + ")"
    " UNION ALL SELECT split_part(one, '=', 1), substr(one, strpos(one, '=') + 1), NULL, 'given',"
    " CASE WHEN setrole <> 0 THEN pg_catalog.pg_get_userbyid(setrole)::text END,"
    " (SELECT datname::text FROM pg_catalog.pg_database WHERE oid = setdatabase)"
    " FROM pg_catalog.pg_db_role_setting, LATERAL pg_catalog.unnest(setconfig) AS one"
    " WHERE split_part(one, '=', 1) IN (" + _list(tuple(name for name in NAMES if name not in SET_OR_NOT)) + ")"
    # Members of a group do not have its settings: those of who cannot sign in hold for nobody.
    " AND (setrole = 0 OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.oid = setrole AND r.rolcanlogin))"
    f" LIMIT {ROWS + 1}"
)
_SERVER: Final = (
    "SELECT pg_catalog.current_setting('server_version_num')::int AS version,"
    # These speak as PostgreSQL, and somebody else fixes them.
    " CASE WHEN pg_catalog.version() ~* 'greenplum|redshift|enterprisedb|-yb-' THEN 'other'"
    " ELSE pg_catalog.split_part(pg_catalog.version(), ' ', 1) END AS product,"
    " pg_catalog.current_setting('transaction_read_only') AS read_only,"
    " pg_catalog.pg_is_in_recovery() AS standby,"
    " (SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()) AS tls,"
    " pg_catalog.host(pg_catalog.inet_server_addr()) AS address,"
    f" pg_catalog.substr(pg_catalog.current_setting('application_name'), {len(WE) + 1}) AS reached,"
    " pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE') AS sees_settings,"
    " pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS sees_sessions"
)
_RULES: Final = (
    # From PostgreSQL 16 on lines may stand in other files, which count theirs anew.
    "SELECT line_number AS line, pg_catalog.regexp_replace(to_jsonb(h) ->> 'file_name', '^.*/', '') AS file,"
    " type, pg_catalog.array_to_json(database) AS databases,"
    " pg_catalog.array_to_json(user_name) AS users, address, netmask, auth_method AS method,"
    " (SELECT pg_catalog.json_agg(CASE WHEN split_part(o, '=', 1) = 'clientcert' THEN o ELSE split_part(o, '=', 1) END)"
    " FROM pg_catalog.unnest(options) AS o) AS options,"
    " (SELECT max(pg_catalog.cardinality(pg_catalog.regexp_split_to_array(trim(substr(o, strpos(o, '=') + 1)),"
    " '[ ,]+'))) FROM pg_catalog.unnest(options) AS o"
    " WHERE split_part(o, '=', 1) IN ('ldapserver', 'radiusservers')) AS servers,"
    f" error IS NOT NULL AS wrong FROM pg_catalog.pg_hba_file_rules AS h LIMIT {LINES + 1}"
)
_ROLES: Final = (
    "SELECT r.oid::bigint AS id, r.rolname AS name, r.rolsuper AS super, r.rolcreaterole AS makes_roles,"
    " r.rolcanlogin AS login, r.rolconnlimit AS connections,"
    " CASE WHEN r.rolvaliduntil = '-infinity' THEN -1 WHEN pg_catalog.isfinite(r.rolvaliduntil)"
    " THEN floor(extract(epoch FROM r.rolvaliduntil - now()))::bigint END AS valid_seconds, m.groups"
    " FROM pg_catalog.pg_roles AS r LEFT JOIN (SELECT a.member, pg_catalog.json_agg(g.rolname) AS groups"
    " FROM pg_catalog.pg_auth_members AS a JOIN pg_catalog.pg_roles AS g ON g.oid = a.roleid GROUP BY a.member) AS m"
    f" ON m.member = r.oid ORDER BY r.rolname LIMIT {ROWS + 1}"
)
TOLD: Final = (
    "SELECT rolname AS name, CASE WHEN rolpassword IS NULL THEN 'none'"
    " WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256'"
    " WHEN rolpassword ~ '^md5[0-9a-f]{32}$' THEN 'md5' ELSE 'other' END AS stored"
    " FROM pg_catalog.pg_authid WHERE rolcanlogin"
)
"""How passwords are stored, told by the server, which keeps the rest to itself."""
_PASSWORDS: Final = f"{TOLD} ORDER BY rolname LIMIT {ROWS + 1}"
_PASSWORDS_TOLD: Final = f"SELECT name, stored FROM safeguard.stored_passwords ORDER BY name LIMIT {ROWS + 1}"
_ACTIVITY: Final = (
    "SELECT archived_count AS archived, floor(extract(epoch FROM now() - last_archived_time))::bigint"
    " AS archived_seconds, last_failed_time > coalesce(last_archived_time, '-infinity') AS failing,"
    " (SELECT count(*) FROM pg_catalog.pg_stat_replication AS r WHERE r.state = 'streaming'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots AS s"
    " WHERE s.active_pid = r.pid AND s.slot_type = 'logical')) AS replicas,"
    " (SELECT count(*) FROM pg_catalog.pg_stat_activity AS a JOIN pg_catalog.pg_stat_ssl AS t USING (pid)"
    " JOIN pg_catalog.pg_stat_gssapi AS g USING (pid) WHERE NOT t.ssl AND NOT coalesce(g.encrypted, false)"
    " AND NOT a.client_addr <<= '127.0.0.0/8' AND NOT a.client_addr <<= '::1'"
    " AND a.client_addr <> pg_catalog.inet_server_addr()) AS plain"
    " FROM pg_catalog.pg_stat_archiver"
)
_BASE_BACKUPS: Final = (
    "SELECT count(*) AS kept, min(floor(extract(epoch FROM now() - modification)))::bigint AS newest_seconds"
    " FROM pg_catalog.pg_ls_waldir() WHERE name LIKE '%.backup'"
)

QUESTIONS: Final = (
    Statement(
        id=SERVER,
        operation="version and pg_stat_ssl",
        needs="",
        feeds=(Asset, Release, DataStore, Channel, Exposure, PasswordPolicy, Lockout, LogTrail, LogStore, Backup),
        sql=_SERVER,
        columns=(
            "version",
            "product",
            "read_only",
            "standby",
            "tls",
            "address",
            "reached",
            "sees_settings",
            "sees_sessions",
        ),
    ),
    Statement(
        id=SETTINGS,
        operation="pg_settings and pg_db_role_setting",
        needs=MONITOR,
        feeds=(
            *(Channel, Exposure, Session, LogTrail, LogStore, PasswordPolicy, Lockout),
            *((Credential, "password"), Backup),
        ),
        sql=_SETTINGS,
        columns=("name", "setting", "unit", "source", "role", "database"),
    ),
    Statement(
        id=RULES,
        operation="pg_hba_file_rules",
        needs=HBA,
        feeds=(Channel, Exposure, SignIn, Identity, PasswordPolicy, Lockout),
        sql=_RULES,
        most=LINES,
        columns=(
            *(
                "line",
                "file",
                "type",
                "databases",
                "users",
                "address",
                "netmask",
                "method",
                "options",
                "servers",
                "wrong",
            ),
        ),
    ),
    Statement(
        id=ROLES,
        operation="pg_roles and pg_auth_members",
        needs="",
        feeds=(SignIn, Identity, Grant, (Credential, "password")),
        sql=_ROLES,
        columns=("id", "name", "super", "makes_roles", "login", "connections", "valid_seconds", "groups"),
    ),
    Statement(
        id=PASSWORDS,
        operation="method of pg_authid.rolpassword",
        needs=STORED,
        feeds=((Credential, "password"), Identity),
        sql=_PASSWORDS,
        otherwise=_PASSWORDS_TOLD,
        columns=("name", "stored"),
    ),
    Statement(
        id=ACTIVITY,
        operation="pg_stat_archiver, pg_stat_replication, pg_stat_ssl and pg_stat_gssapi",
        needs=MONITOR,
        feeds=(Backup, Channel),
        sql=_ACTIVITY,
        columns=("archived", "archived_seconds", "failing", "replicas", "plain"),
    ),
    Statement(
        id=BASE_BACKUPS,
        operation="pg_ls_waldir, of backups' history files",
        needs=MONITOR,
        feeds=((Backup, "point-in-time"),),
        sql=_BASE_BACKUPS,
        columns=("kept", "newest_seconds"),
    ),
)
