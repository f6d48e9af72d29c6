"""What there is of a PostgreSQL, what to type where a check fails, and who else asks for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.collector import Kind
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
SIGN_IN: Final = "postgres.sign-in"
PASSWORDS: Final = "postgres.passwords"
ROLE: Final = "postgres.role"
ADMINISTRATOR: Final = "postgres.administrator"

_RELOAD: Final = "; SELECT pg_reload_conf()"
_AUDIT: Final = (
    "install pgAudit; shared_preload_libraries = 'pgaudit' in postgresql.conf, and start the server anew; "
    f"ALTER SYSTEM SET pgaudit.log = 'read, write, ddl, role'; ALTER SYSTEM SET log_connections = on{_RELOAD}"
)
_CREDCHECK: Final = (
    "PostgreSQL itself demands nothing of passwords. Let a directory keep them (ldap, gss in pg_hba.conf); or install "
    "credcheck, shared_preload_libraries = 'credcheck', start the server anew, and "
)
_DISA: Final = "DISA STIG Crunchy Data PostgreSQL"
_SENT: Final = (
    f"{_DISA} V-233519: If passwords are used for authentication, PostgreSQL must transmit only encrypted "
    "representations of passwords."
)
_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "encryption-in-transit.plain-refused": (
            _SENT,
            "CIS PostgreSQL 6.8: Ensure TLS is enabled and configured correctly",
        ),
        "audit-logging.recording": (
            f"{_DISA} V-233589: PostgreSQL must initiate session auditing upon startup.",
            "CIS PostgreSQL 3.2: Ensure the PostgreSQL Audit Extension (pgAudit) is enabled",
        ),
        "audit-logging.events-complete": (
            "CIS PostgreSQL 3.2: Ensure the PostgreSQL Audit Extension (pgAudit) is enabled",
        ),
    }
)
"""Titles as DISA's rules print them, and CIS's as they stand in its benchmarks for PostgreSQL 13 to 16."""


def _asked_by(check: str) -> tuple[str, ...]:
    return _RULES.get(check, ())


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="PostgreSQL server",
            gives=(
                *((Asset, "store"), Release, DataStore, (Channel, "database"), (Exposure, "network/data")),
                *((Session, "database"), (LogTrail, "store"), LogStore),
                *((Backup, "point-in-time"), (Backup, "replica")),
            ),
            may=((Backup, "point-in-time"), (Backup, "replica")),
            always=True,
            asked_by=_asked_by,
            fix=MappingProxyType(
                {
                    "patching.supported-release": "move to a version that is still fixed, with pg_upgrade or a dump: "
                    "https://www.postgresql.org/docs/current/upgrading.html",
                    "encryption-in-transit.plain-refused": "hostssl in place of host in pg_hba.conf, for all but this "
                    "machine's own addresses; ALTER SYSTEM SET ssl = on" + _RELOAD,
                    "encryption-in-transit.protocol-version": "ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1.2'"
                    + _RELOAD,
                    "public-exposure.not-on-the-internet": "name networks of your own in pg_hba.conf, in place of all "
                    "and 0.0.0.0/0, and in listen_addresses the addresses that they reach; reload, or start it anew",
                    "network-segmentation.no-open-ports": "name networks of your own in pg_hba.conf, in place of all "
                    "and 0.0.0.0/0, and in listen_addresses the addresses that they reach; reload, or start it anew",
                    "automatic-logoff.idle-ends": "ALTER SYSTEM SET idle_session_timeout = '15min'; ALTER SYSTEM SET "
                    f"idle_in_transaction_session_timeout = '15min'{_RELOAD}; where a role or a database has a "
                    "limit of its own: ALTER ROLE ROLE RESET idle_session_timeout",
                    "automatic-logoff.enforced": "no setting of PostgreSQL keeps a session from lifting its own limit: "
                    "let people in through a proxy or a bastion that ends idle connections",
                    "audit-logging.recording": _AUDIT,
                    "audit-logging.events-complete": _AUDIT,
                    "audit-logging.nobody-exempt": "ALTER ROLE ROLE RESET pgaudit.log; ALTER ROLE ROLE RESET "
                    "log_statement; of a database: ALTER DATABASE DATABASE RESET pgaudit.log",
                    "log-retention.long-enough": "a name that does not come again, as log_filename = "
                    f"'postgresql-%Y-%m-%d.log'{_RELOAD}; and what removes old files only later",
                    "backup.exists": "archive_mode = on and an archive_command (no /bin/true) or archive_library, with "
                    "base backups, as pgBackRest and Barman make them",
                    "backup.fresh": "see pg_stat_archiver, and in the server's log why archiving fails; "
                    f"ALTER SYSTEM SET archive_timeout = '1h'{_RELOAD}",
                    "backup.last-run-good": "see pg_stat_replication, and the server's log",
                }
            ),
        ),
        SIGN_IN: Kind(
            title="ways to sign in to PostgreSQL",
            gives=((SignIn, "everyone"), (SignIn, "administrators"), (SignIn, "machines")),
            may=((SignIn, "everyone"), (SignIn, "administrators"), (SignIn, "machines")),  # where there is a way in
            always=True,
            asked_by=_asked_by,
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "no trust in pg_hba.conf: scram-sha-256, or cert, ldap, "
                    "gss; SELECT pg_reload_conf()",
                    "mfa.demanded": "hostssl ... scram-sha-256 clientcert=verify-full in pg_hba.conf asks for a "
                    "certificate beside the password; or let a directory that demands two factors decide (gss, radius)",
                    "mfa.no-way-round": "take the lines with trust and ident out of pg_hba.conf" + _RELOAD,
                    "mfa.phishing-resistant-doors": "hostssl ... cert in pg_hba.conf, with keys on smart cards",
                    "unique-user-identification.central-directory": "gss, or ldap with two servers "
                    '(ldapserver="FIRST SECOND"), in pg_hba.conf',
                }
            ),
        ),
        PASSWORDS: Kind(
            title="passwords of PostgreSQL",
            gives=(PasswordPolicy, Lockout, (Credential, "password")),
            always=True,
            asked_by=_asked_by,
            fix=MappingProxyType(
                {
                    "password-policy.long-enough": f"{_CREDCHECK}ALTER SYSTEM SET credcheck.password_min_length = "
                    f"14; ALTER SYSTEM SET credcheck.encrypted_password_allowed = off{_RELOAD}",
                    "password-policy.history-and-age": f"{_CREDCHECK}set credcheck.password_reuse_history and "
                    f"credcheck.password_valid_max{_RELOAD}",
                    "password-policy.lockout": f"{_CREDCHECK}ALTER SYSTEM SET credcheck.max_auth_failure = 5{_RELOAD}",
                    "password-policy.stored-safely": "ALTER SYSTEM SET password_encryption = 'scram-sha-256'"
                    f"{_RELOAD}; where a role or a database has its own: ALTER ROLE ROLE RESET password_encryption",
                }
            ),
        ),
        ROLE: Kind(
            title="PostgreSQL role",
            gives=(Identity, (Credential, "password")),
            may=((Credential, "password"),),
            asked_by=_asked_by,
            own={"NAME": "name"},
            fix=MappingProxyType(
                {
                    "password-policy.stored-safely": "with password_encryption = 'scram-sha-256', set it anew: "
                    "\\password NAME in psql",
                    "mfa.every-person": "hostssl all NAME ... scram-sha-256 clientcert=verify-full in pg_hba.conf, and "
                    "no other line that fits it; or let a directory that demands two factors decide",
                    "unique-user-identification.no-shared-account": "ALTER ROLE NAME NOLOGIN, once each person has a "
                    "role of their own",
                    "unique-user-identification.built-in-idle": "work under roles of your own; no line for NAME in "
                    "pg_hba.conf but local all NAME peer",
                    "account-lifecycle.unused-closed": "ALTER ROLE NAME NOLOGIN",
                }
            ),
        ),
        ADMINISTRATOR: Kind(
            title="administrator of PostgreSQL",
            gives=((Grant, "everything"), (Grant, "administer")),
            may=((Grant, "everything"), (Grant, "administer")),
            asked_by=_asked_by,
            own={"NAME": "name"},
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "ALTER ROLE NAME NOSUPERUSER; of a member: REVOKE GROUP FROM "
                    "NAME; grant what the work needs, as pg_monitor. The first role (postgres) stays a superuser: no "
                    "line for it in pg_hba.conf but local all NAME peer, and approve it",
                    "least-privilege.asked-for": "ALTER ROLE NAME NOSUPERUSER NOCREATEROLE; of a member: REVOKE GROUP "
                    "FROM NAME; keep one superuser for emergencies, whose password lies locked away",
                    "least-privilege.by-group": "ALTER ROLE NAME NOSUPERUSER; GRANT GROUP TO NAME",
                }
            ),
        ),
    }
)
