"""One server as its readers hold it: its answers, its settings, its accounts, and how its facts are named. Pure."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.asking.tags import texts
from collectors.mysql.entering import is_mariadb
from collectors.mysql.settings import Settings
from collectors.mysql.statements import OURS, SETTING, TABLES
from collectors.sql.options import USER
from scanner.answers import Answers, Got, rests_on

SERVER: Final = "mysql.server"


@dataclass(frozen=True)
class Server:
    """A MariaDB or MySQL that told its settings."""

    answers: Answers
    settings: Settings

    @property
    def mariadb(self) -> bool:
        """It is a MariaDB."""
        return is_mariadb(self.settings.text("version"))

    @property
    def resource(self) -> str:
        """One id, by whichever scheme it was named."""
        return f"mysql:{self.answers.target.partition(':')[2]}"

    def ask(self, question: str | tuple[str, str]) -> Got:
        """The answer to a question; of a pair that of this make."""
        return self.answers.one(question if isinstance(question, str) else question[self.mariadb])

    @cached_property
    def machines(self) -> frozenset[str]:
        """The accounts of programs, as declared; none declared: nobody says which those are."""
        return frozenset(texts(self.answers.options.get("machines")))

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The accounts that are declared as kept for emergencies."""
        return frozenset(texts(self.answers.options.get("break_glass")))

    @property
    def ours(self) -> str:
        """The account that asks: a program's, whatever else is declared."""
        return str(self.answers.options.get("user", USER))

    @cached_property
    def status(self) -> dict[str, str]:
        """What it says of our session, and of what runs, by names in small letters."""
        return {str(row.get("Variable_name", "")).lower(): str(row.get("Value", "")) for row in rows(self.ask(OURS))}

    @cached_property
    def tables(self) -> "Tables":
        """What it says of the tables that it has."""
        return Tables(self.ask(TABLES))

    def thing(self, *gots: Got, part: str = "", name: str = "", kind: str = SERVER) -> dict[str, Any]:
        """The fields that all facts about the server share, or about a part of it: `/accounts/ana@%`."""
        return {
            "target": self.answers.target,
            "resource": f"{self.resource}{part}",
            "kind": kind,
            "name": name or self.settings.text("hostname") or self.resource,
            "within": (self.resource,) if part else (),
            "answers": rests_on(self.settings.got, *gots),
        }


class Tables:
    """What it says of its tables: how many are of another engine than InnoDB, and which of its own are there."""

    def __init__(self, got: Got) -> None:
        self.got = got
        self._row = next(iter(rows(got)), {})

    def count(self, column: str) -> int | None:
        """So many; None where it may have shown us fewer than there are."""
        entire = int(self._row.get("entire", 0))
        return int(self._row[column]) if entire and column in self._row else None


def server(answers: Answers) -> Server | None:
    """Which one answered; None where it told no settings, and so nobody knows."""
    settings = Settings(answers.one(SETTING))
    return Server(answers, settings) if settings.text("version") else None
