"""One server, and everything it answered; its settings, as far as they hold for everybody. Pure."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from collectors.asking.listing import rows
from collectors.asking.tags import texts
from collectors.postgres.rules import Rule, read_rules
from collectors.postgres.statements import RULES, SERVER, SETTINGS
from collectors.sql.options import USER
from scanner.answers import Answers, Got, rests_on, unclear

_OURS: Final = frozenset({"database", "user", "database user", "client", "session"})
"""Sources of a setting that hold for whoever asked, and perhaps for nobody else."""
_BEHIND_A_RIGHT: Final = frozenset({"log_filename", "shared_preload_libraries", "ssl_min_protocol_version"})
"""GUC_SUPERUSER_ONLY in PostgreSQL's guc_tables.c: who lacks the right is told that there is no such setting."""


class Said(NamedTuple):
    """A setting: its value, or the answer that does not tell it."""

    value: str | None
    got: Got
    there: bool = True
    """This server has such a setting."""


class Given(NamedTuple):
    """A setting that some role, or all in some database, have of their own."""

    value: str
    """As somebody wrote it: `NONE` is `none`."""
    role: str
    database: str
    """Both empty: all have it."""

    @property
    def whose(self) -> str:
        """In words."""
        return whose(self.role, self.database)


def whose(role: str, database: str) -> str:
    """Whom a setting is for."""
    if role and database:
        return f"{role} in {database}"
    return role or (f"all in {database}" if database else "all")


@dataclass(frozen=True)
class Whole:
    """The server."""

    answers: Answers

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @cached_property
    def row(self) -> Mapping[str, Any]:
        """What it says of itself; nothing where that was not read."""
        return next(iter(rows(self.answers.one(SERVER))), {})

    @cached_property
    def _settings(self) -> Mapping[str, Mapping[str, Any]]:
        return {str(r["name"]): r for r in rows(self.answers.one(SETTINGS)) if r.get("source") != "given"}

    def given(self, name: str) -> Sequence[Given]:
        """Who has this setting of their own."""
        return [
            Given(str(row.get("setting", "")), str(row.get("role", "")), str(row.get("database", "")))
            for row in rows(self.answers.one(SETTINGS))
            if row.get("source") == "given" and row.get("name") == name
        ]

    def setting(self, name: str) -> Said:
        """What it is for all who have none of their own."""
        got = self.answers.one(SETTINGS)
        if not got.good:
            return Said(None, got)
        if row := self._settings.get(name):
            if row.get("source") in _OURS:
                return Said(None, unclear(got, f"{name} is set for whoever asked: what others have is not told"))
            return Said(str(row.get("setting", "")), got)
        if name in _BEHIND_A_RIGHT and self.row.get("sees_settings") is not True:
            return Said(None, Got("denied", f"{name} of pg_settings (pg_monitor)", place=got.place))
        return Said(None, got, there=False)

    @cached_property
    def libraries(self) -> tuple[frozenset[str], Got]:
        """The libraries that it starts with, so that every session has them; none, and why, where they are not told."""
        said = self.setting("shared_preload_libraries")
        if said.value is None:
            return frozenset(), said.got
        return frozenset(PurePosixPath(name.strip('"')).stem for name in texts(said.value)), said.got

    @cached_property
    def rules(self) -> tuple[list[Rule], Got]:
        """pg_hba.conf; nothing, and why, where it is not known."""
        return read_rules(self.answers.one(RULES))

    @property
    def forwarded(self) -> bool:
        """It takes us for somebody on its own machine, where we are not: what stands there lets others in like that."""
        address, reached = (str(self.row.get(name, "")) for name in ("address", "reached"))
        return bool(reached) and loopback(address) and not loopback(reached)

    @property
    def standby(self) -> bool:
        """It copies another one."""
        return self.row.get("standby") is True

    @cached_property
    def machines(self) -> frozenset[str]:
        """The accounts of programs, as declared; none declared: nobody says which those are."""
        return frozenset(texts(self.answers.options.get("machines")))

    @cached_property
    def ours(self) -> str:
        """The account that asks: a program's, whatever else is declared."""
        return str(self.answers.options.get("user", USER))

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The accounts that are declared as kept for emergencies."""
        return frozenset(texts(self.answers.options.get("break_glass")))

    def thing(self, kind: str, below: str, name: str, *gots: Got) -> dict[str, Any]:
        """The fields that all facts about one thing share. below: what stands after the server's own id.

        What has no name of its own is called as the server is.
        """
        return {
            "target": self.target,
            "resource": f"{self.target}{below}",
            "kind": kind,
            "name": name or (self.target.partition(":")[2] if below else ""),
            "within": (self.target,) if below else (),
            "answers": rests_on(*gots),
        }

    def rested(self, *questions: str) -> list[Got]:
        """Answers to rest on, each with what the server says of itself."""
        return [self.answers.one(question) for question in dict.fromkeys((SERVER, *questions))]


def loopback(address: str) -> bool:
    """Connections to it, or from it, are of one machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
