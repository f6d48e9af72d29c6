"""Writes the least rights as SQL to paste: to read settings, accounts and views of the server's own, and no data."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_COLUMNS: Final = (
    *("Host", "User", "plugin", "authentication_string", "account_locked", "password_expired", "password_last_changed"),
    *("password_lifetime", "ssl_type", "x509_subject", "x509_issuer", "User_attributes", "Select_priv", "Insert_priv"),
    *("Update_priv", "Delete_priv", "Create_user_priv", "Super_priv", "Grant_priv", "File_priv", "Shutdown_priv"),
    "Reload_priv",
)
_WHO: Final = "'safeguard'@'ADDRESS'"
_MARIADB: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "PROCESS": ("GRANT PROCESS ON *.*",),
        "REFERENCES": ("GRANT REFERENCES ON *.*",),
        "REPLICA_MONITOR": ("GRANT REPLICA MONITOR ON *.*",),
        "SELECT:mysql.global_priv": (
            *("GRANT SELECT ON mysql.global_priv", "GRANT SELECT ON mysql.user", "GRANT SELECT ON mysql.db"),
        ),
        "SELECT:mysql.roles_mapping": ("GRANT SELECT ON mysql.roles_mapping",),
        "SELECT:mysql.mariadb_backup_history": ("GRANT SELECT ON mysql.mariadb_backup_history",),
    }
)
_MYSQL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "PROCESS": ("GRANT PROCESS ON *.*",),
        "REFERENCES": ("GRANT REFERENCES ON *.*",),
        "REPLICATION_CLIENT": ("GRANT REPLICATION CLIENT ON *.*",),
        "SELECT:mysql.user": (
            f"GRANT SELECT ({', '.join(_COLUMNS)}) ON mysql.user",
            *("GRANT SELECT ON mysql.db", "GRANT SELECT ON mysql.global_grants"),
        ),
        "SELECT:mysql.role_edges": ("GRANT SELECT ON mysql.role_edges", "GRANT SELECT ON mysql.default_roles"),
        "SELECT:mysql.backup_history": ("GRANT SELECT ON mysql.backup_history",),
    }
)
_HEAD: Final = (
    "-- As an administrator there. ADDRESS: where safeguard runs. The password: its own, long and random.\n"
    "-- PROCESS shows views of InnoDB (and statements that run, which are not asked for), REFERENCES which tables\n"
    "-- there are and none of their rows. Whoever may read how accounts sign in could read the hashes: safeguard asks\n"
    "-- for the word empty, invalid or set in their place, and keeps no more. Guard its password as an\n"
    "-- administrator's.\n"
    "-- A history of backups is there once a tool has written one: MySQL says no to a GRANT before that.\n"
)


def grant(rights: Iterable[str]) -> str:
    """What to paste at a MariaDB, and what at a MySQL."""
    wanted = set(rights)
    parts = [_HEAD, _of("MariaDB", _MARIADB, wanted), _of("MySQL", _MYSQL, wanted)]
    return "\n".join(filter(None, parts)).rstrip("\n")


def _of(make: str, table: Mapping[str, tuple[str, ...]], wanted: set[str]) -> str:
    lines = [f"{line} TO {_WHO};" for right, some in table.items() if right in wanted for line in some]
    if not lines:
        return ""
    made = f"CREATE USER {_WHO} IDENTIFIED BY 'PASSWORD' REQUIRE SSL WITH MAX_USER_CONNECTIONS 2;"
    return "\n".join((f"-- {make}", made, *lines, ""))
