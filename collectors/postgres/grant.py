"""Writes the least role as SQL: it may look at the server, and reads no table. Nothing of it changes a setting."""

from collections.abc import Iterable, Iterator
from typing import Final

from collectors.postgres.statements import HBA, MONITOR, STORED, TOLD

_MADE: Final = (
    "-- As a superuser, in the database that the target names (postgres by default).\n"
    "CREATE ROLE safeguard LOGIN CONNECTION LIMIT 2 PASSWORD 'PASSWORD';\n"
    "-- In psql \\password safeguard keeps the password out of the server's log and of psql's history.\n"
    "-- Where PUBLIC may not connect to that database:\n"
    "GRANT CONNECT ON DATABASE postgres TO safeguard;"
)
_TOLD: Final = TOLD.replace(" WHEN ", "\n    WHEN ").replace(" ELSE ", "\n    ELSE ").replace(" FROM ", "\n  FROM ")
_RIGHTS: Final = {
    MONITOR: "-- Settings, sessions and the archive:\nGRANT pg_monitor TO safeguard;",
    HBA: "-- Who may come in, as the server reads pg_hba.conf:\n"
    "GRANT SELECT ON pg_catalog.pg_hba_file_rules TO safeguard;\n"
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO safeguard;",
    STORED: "-- By which method passwords are stored, and never what is stored:\n"
    "CREATE SCHEMA safeguard;\n"
    "CREATE VIEW safeguard.stored_passwords AS\n"
    f"{_TOLD};\n"
    "GRANT USAGE ON SCHEMA safeguard TO safeguard;\n"
    "GRANT SELECT ON safeguard.stored_passwords TO safeguard;",
}


def grant(rights: Iterable[str]) -> str:
    """What to paste."""
    return "\n".join(_lines({*rights}))


def _lines(rights: set[str]) -> Iterator[str]:
    yield _MADE
    yield from (said for right, said in _RIGHTS.items() if right in rights)
