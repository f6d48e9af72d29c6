"""The server that answered, and everything it answered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.asking.tags import texts
from collectors.mssql.statements import LOGINS, SERVER
from collectors.sql.options import USER
from scanner.answers import Answers, Got, rests_on, unclear

_AZURE: Final = (5, 6, 9, 11, 12)
"""EngineEdition of Azure SQL Database, Synapse, Edge, and Fabric: they are asked by Azure's own ways
(learn.microsoft.com: SERVERPROPERTY). 8, a managed instance, has these views."""


@dataclass(frozen=True)
class Instance:
    """One server."""

    answers: Answers
    said: Mapping[str, Any]
    """What it says of itself."""

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def name(self) -> str:
        r"""`SQL01`, or with an instance `SQL01\EHR`."""
        return str(self.said["server_name"])

    @property
    def resource(self) -> str:
        """As facts call the whole of it."""
        return f"mssql:{self.name}"

    @property
    def version(self) -> str:
        """`16.0.4135.4`."""
        return str(self.said.get("product_version", ""))

    @property
    def windows_only(self) -> bool | None:
        """Nobody signs in with a password of SQL Server's own."""
        return {0: False, 1: True}.get(self.said.get("windows_only", -1))

    @property
    def elsewhere(self) -> Got | None:
        """Why a list of logins is not all who sign in: databases may have accounts of their own. None: it is all.

        learn.microsoft.com: "contained database authentication"; where Windows alone signs in, they have no passwords.
        """
        if self.windows_only or self.said.get("contained") == 0:
            return None
        return unclear(self.answers.one(SERVER), "contained databases may have accounts of their own, not listed here")

    @cached_property
    def machines(self) -> frozenset[str]:
        """The logins of programs, as declared, in small letters; none declared: nobody says which those are."""
        return _names(self.answers.options.get("machines"))

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The logins that are declared as kept for emergencies."""
        return _names(self.answers.options.get("break_glass"))

    @property
    def programs(self) -> frozenset[str]:
        """Those, and the one that asks."""
        return self.machines | _names([self.answers.options.get("user", USER)])

    @property
    def told(self) -> Got:
        """The answer that lists the logins; not good too where it lists none, for the one that asks is one."""
        got = self.answers.one(LOGINS)
        return unclear(got, "it lists no login") if got.good and not rows(got) else got

    @cached_property
    def logins(self) -> list[Mapping[str, Any]]:
        """All accounts of people and machines; nothing where they could not be listed."""
        return rows(self.answers.one(LOGINS))

    def thing(self, kind: str, below: str, name: str, *gots: Got) -> dict[str, Any]:
        """The fields that all facts about one thing share. below: what stands after the server's own id."""
        return {
            "target": self.target,
            "resource": f"{self.resource}{below}",
            "kind": kind,
            "name": name,
            "within": (self.resource,) if below else (),
            "answers": rests_on(self.answers.one(SERVER), *gots),
        }


def _names(value: Any) -> frozenset[str]:
    """Names of logins, which SQL Server mostly does not tell apart by case."""
    return frozenset(name.lower() for name in texts(value))


def instance(answers: Answers) -> Instance | None:
    """Which one answered; None where even that is not known, or where it is one that is asked in another way."""
    said = next(iter(rows(answers.one(SERVER))), {})
    return Instance(answers, said) if said.get("server_name") and said.get("engine_edition") not in _AZURE else None


def flag(value: Any) -> bool | None:
    """A bit, as a driver brings it; None where it is none."""
    return bool(value) if value in (0, 1) else None


def known(value: object, got: Got, what: str) -> Got:
    """The answer that says it, or why it does not. what: after "it does not say"."""
    return unclear(got, f"it does not say {what}") if got.good and value is None else got
