"""The table of kinds: what each gives, what to type there when a check fails, and who else asks the same."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.mysql.copies import REPLICA
from collectors.mysql.people import ACCOUNT
from collectors.mysql.server import SERVER
from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Grant,
    Guard,
    Identity,
    Lockout,
    LogStore,
    LogTrail,
    PasswordPolicy,
    Promise,
    Release,
    Session,
    SignIn,
)

_TRANSIT: Final = "encryption-in-transit"
_TLS: Final = "require_secure_transport = ON below [mysqld] of my.cnf, which refuses plain connections of all accounts"
_AUDIT: Final = (
    "MariaDB: INSTALL SONAME 'server_audit'; server_audit_logging = ON, server_audit_events = CONNECT,QUERY below"
    " [mysqld]; MySQL Enterprise: the plugin audit_log (audit_log_filter_linux_install.sql) with a rule for everybody;"
    " else general_log = ON, which writes down all statements"
)
_AT_REST: Final = (
    "MariaDB: plugin_load_add = file_key_management (or hashicorp_key_management), innodb_encrypt_tables = FORCE,"
    " innodb_encrypt_log = ON, innodb_encryption_threads = 4, encrypt_binlog = ON; MySQL: a keyring component,"
    " default_table_encryption = ON, innodb_redo_log_encrypt = ON, innodb_undo_log_encrypt = ON, binlog_encryption ="
    " ON, ALTER TABLESPACE mysql ENCRYPTION = 'Y', and ALTER TABLE ... ENCRYPTION = 'Y' for each that is there; tables"
    " of other engines: ALTER TABLE ... ENGINE = InnoDB"
)
_NETWORKS: Final = (
    "bind_address = the address of the network of those who need it, below [mysqld]; and a firewall before the port"
)
_BACKUP: Final = (
    "MariaDB: mariadb-backup --backup --history each night; MySQL Enterprise: mysqlbackup, which keeps a history by"
    " itself. Of copies by other programs the server knows nothing"
)
_SERVER: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{_TRANSIT}.plain-refused": f"{_TLS}; or REQUIRE SSL for each account",
        f"{_TRANSIT}.protocol-version": "tls_version = TLSv1.2,TLSv1.3 below [mysqld]",
        f"{_TRANSIT}.strong-algorithms": "ssl_cipher = ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384 below [mysqld]",
        "mfa.demanded": "ALTER USER ... REQUIRE SUBJECT '...' (a certificate beside the password) for each account that"
        " a person uses; MySQL Enterprise: ADD 2 FACTOR IDENTIFIED WITH authentication_webauthn",
        "mfa.phishing-resistant-doors": "ALTER USER ... REQUIRE SUBJECT '...' for each administrator",
        "unique-user-identification.own-name": "DROP USER ''@'localhost' and all others without a name; mariadb-secure-"
        "installation, mysql_secure_installation. ALTER USER ... IDENTIFIED BY '...' where a password is empty; start"
        " the server without skip_grant_tables",
        "unique-user-identification.central-directory": "MariaDB: the plugin pam or gssapi; MySQL Enterprise:"
        " authentication_ldap_sasl",
        "automatic-logoff.idle-ends": "wait_timeout = 900, interactive_timeout = 900 below [mysqld]; pools of"
        " connections then have to try theirs before use",
        "automatic-logoff.enforced": "no setting keeps a session from choosing another limit: end sessions at a proxy"
        " (MaxScale: connection_timeout; ProxySQL: mysql-wait_timeout), which nobody can go round",
        "password-policy.long-enough": "MariaDB: INSTALL SONAME 'simple_password_check';"
        " simple_password_check_minimal_length = 14, strict_password_validation = ON; MySQL: INSTALL COMPONENT"
        " 'file://component_validate_password'; SET PERSIST validate_password.length = 14",
        "password-policy.history-and-age": "MariaDB: INSTALL SONAME 'password_reuse_check'; default_password_lifetime ="
        " DAYS; MySQL: SET PERSIST password_history = NUMBER, default_password_lifetime = DAYS",
        "password-policy.lockout": "MariaDB: max_password_errors = 5; MySQL: ALTER USER ... FAILED_LOGIN_ATTEMPTS 5"
        " PASSWORD_LOCK_TIME 1, for each account",
        "audit-logging.recording": _AUDIT,
        "audit-logging.events-complete": _AUDIT,
        "audit-logging.nobody-exempt": "server_audit_excl_users and server_audit_incl_users empty; MySQL:"
        " audit_log_exclude_accounts and audit_log_include_accounts",
        "log-retention.long-enough": "send the log to where it is kept: server_audit_output_type = syslog, or a"
        " collector that reads the file; MySQL Enterprise: SET PERSIST audit_log_prune_seconds = 31536000",
        "log-retention.tamper-evident": "send the log to where administrators of the database cannot change it",
        "encryption-at-rest.encrypted": _AT_REST,
        "encryption-at-rest.default-on": "MariaDB: innodb_encrypt_tables = FORCE; MySQL: default_table_encryption = ON,"
        " table_encryption_privilege_check = ON",
        "backup.exists": _BACKUP,
        "backup.fresh": f"{_BACKUP}. See why the last run failed",
        "backup.last-run-good": "mysql.backup_progress tells why a run failed; of replication SHOW REPLICA STATUS",
        "public-exposure.not-on-the-internet": _NETWORKS,
        "network-segmentation.no-open-ports": _NETWORKS,
        "network-segmentation.deny-by-default": "RENAME USER 'NAME'@'%' TO 'NAME'@'10.0.0.0/255.255.255.0', the network"
        " that it comes from, for each account of any address",
        "patching.supported-release": "MariaDB: move to the newest long-term release (11.8); MySQL: to 8.4, by"
        " mysql-shell's util.checkForServerUpgrade() first",
    }
)
_ACCOUNTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "least-privilege.no-everything": "REVOKE ALL PRIVILEGES ON *.* FROM the account, and GRANT what its work takes"
        " on the database that it works on",
        "least-privilege.asked-for": "put the right into a role (CREATE ROLE, GRANT ... TO the role), and GRANT the"
        " role without SET DEFAULT ROLE; no server asks for a password when a role is taken up",
        "least-privilege.by-group": "CREATE ROLE, GRANT the rights TO the role, and the role TO the account",
        "password-policy.stored-safely": "MySQL: ALTER USER ... IDENTIFIED WITH caching_sha2_password BY '...'; MariaDB"
        " from 11.6 on: ALTER USER ... IDENTIFIED VIA parsec USING PASSWORD('...'); before that let the account come in"
        " by unix_socket, pam or gssapi, for neither of its own ways salts what it keeps",
        "mfa.every-person": "ALTER USER ... REQUIRE SUBJECT '...', a certificate beside the password",
        "mfa.phishing-resistant-administrators": "ALTER USER ... REQUIRE SUBJECT '...', a certificate beside the"
        " password",
        "account-lifecycle.unused-closed": "ALTER USER ... ACCOUNT LOCK; DROP USER once nobody has asked for it",
        "unique-user-identification.no-shared-account": "DROP USER ''@'HOST': an account without a name is anybody's",
        "unique-user-identification.built-in-idle": "administrators work under accounts of their own; ALTER USER"
        " 'root'@'HOST' ACCOUNT LOCK for all hosts but localhost",
    }
)
_REPLICATION: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{_TRANSIT}.plain-refused": "MariaDB: CHANGE MASTER TO MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 1;"
        " MySQL: CHANGE REPLICATION SOURCE TO SOURCE_SSL = 1, SOURCE_SSL_VERIFY_SERVER_CERT = 1; and REQUIRE SSL for"
        " the account at the source",
        f"{_TRANSIT}.server-proven": "MariaDB: CHANGE MASTER TO MASTER_SSL_VERIFY_SERVER_CERT = 1; MySQL: CHANGE"
        " REPLICATION SOURCE TO SOURCE_SSL_VERIFY_SERVER_CERT = 1, with SOURCE_SSL_CA",
    }
)
_STIG: Final[Mapping[str, str]] = MappingProxyType(
    {
        "V-235137": "If Database Management System (DBMS) authentication using passwords is employed, the DBMS must"
        " enforce the DoD standards for password complexity and lifetime.",
        "V-235138": "If passwords are used for authentication, the MySQL Database Server 8.0 must store only hashed,"
        " salted representations of passwords.",
        "V-235139": "If passwords are used for authentication, the MySQL Database Server 8.0 must transmit only"
        " encrypted representations of passwords.",
        "V-253697": "If passwords are used for authentication, MariaDB must store only hashed, salted representations"
        " of passwords.",
    }
)
"""Rules of DISA for MySQL 8.0 and MariaDB Enterprise 10.x, by their titles."""
_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        f"{_TRANSIT}.plain-refused": ("V-235139",),
        "password-policy.long-enough": ("V-235137",),
        "password-policy.stored-safely": ("V-235138", "V-253697"),
    }
)
_MAY: Final[tuple[Promise, ...]] = (
    *((SignIn, "administrators"), (SignIn, "machines"), LogStore, (Guard, "unencrypted-stores"), (Backup, "replica")),
)


def _rules(check: str) -> tuple[str, ...]:
    return tuple(f"DISA STIG {rule}: {_STIG[rule]}" for rule in _RULES.get(check, ()))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="MariaDB or MySQL server",
            gives=(
                *((Asset, "store"), Release, (Channel, "database"), (SignIn, "everyone"), PasswordPolicy, Lockout),
                *((Session, "database"), (LogTrail, "store"), DataStore, (Backup, "copy"), (Exposure, "network/data")),
                *((Guard, "unlisted-traffic"), *_MAY),
            ),
            may=_MAY,
            always=True,
            fix=_SERVER,
            asked_by=_rules,
        ),
        ACCOUNT: Kind(
            title="account of MariaDB or MySQL",
            gives=(Identity, Credential, (Grant, "everything"), (Grant, "administer")),
            may=(Credential, (Grant, "everything"), (Grant, "administer")),
            fix=_ACCOUNTS,
            asked_by=_rules,
        ),
        REPLICA: Kind(
            title="replication from another server",
            gives=((Channel, "link"), (Guard, "impersonation")),
            may=((Guard, "impersonation"),),
            fix=_REPLICATION,
        ),
    }
)
