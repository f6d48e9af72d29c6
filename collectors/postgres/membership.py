"""Which roles are members of which, and who may do what by it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.postgres.statements import ROLES
from collectors.postgres.whole import Whole
from scanner.answers import Got

Row: TypeAlias = Mapping[str, Any]
_NEAR: Final = frozenset(
    {
        *("pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"),
        *("rds_superuser", "cloudsqlsuperuser", "alloydbsuperuser", "azure_pg_admin"),
    }
)
"""Roles that lead to a superuser's rights (https://www.postgresql.org/docs/current/predefined-roles.html); and those
that clouds, which keep the superuser to themselves, give to who administers (docs of Amazon RDS, Cloud SQL, AlloyDB
and Azure Database for PostgreSQL)."""


@dataclass(frozen=True)
class Members:
    """All roles."""

    got: Got
    all: Mapping[str, Row]

    @cached_property
    def logins(self) -> Mapping[str, Row]:
        """Those that can sign in; the others are groups."""
        return {name: row for name, row in self.all.items() if row.get("login") is True}

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """By role those that it is a member of, by way of others too."""
        direct = {name: tuple(map(str, row.get("groups") or ())) for name, row in self.all.items()}
        return {name: _reached(name, direct) for name in direct}

    @cached_property
    def supers(self) -> frozenset[str]:
        """Those that can sign in and are superusers, or can become one (SET ROLE)."""
        return frozenset(name for name in self.logins if self.itself(name) or self.by_group(name))

    def itself(self, name: str) -> bool:
        """It is a superuser."""
        return self.all.get(name, {}).get("super") is True

    def by_group(self, name: str) -> list[str]:
        """The superusers that it is a member of."""
        return sorted(group for group in self.groups.get(name, ()) if self.itself(group))

    def near(self, name: str) -> list[str]:
        """What leads to such rights: files and programs of the server, and, before PostgreSQL 16, making roles."""
        own = ["CREATEROLE"] if self._makes_roles(name) else []
        groups = self.groups.get(name, frozenset())
        by_group = (f"CREATEROLE of {group}" for group in sorted(groups) if self._makes_roles(group))
        return own + sorted(_NEAR & groups) + [*by_group]

    def _makes_roles(self, name: str) -> bool:
        return self.all.get(name, {}).get("makes_roles") is True


def members(whole: Whole) -> Members:
    """All roles; none where they could not be read."""
    got = whole.answers.one(ROLES)
    return Members(got, {str(row["name"]): row for row in rows(got)})


def _reached(name: str, direct: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    todo = [*direct.get(name, ())]
    while todo:
        if (one := todo.pop()) not in found:
            found.add(one)
            todo += direct.get(one, ())
    return frozenset(found)
