"""What all readers of Entra ID share: which directory it is, how things are called, and who is who. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from collectors.asking.listing import rows
from collectors.entra.options import break_glass
from scanner.answers import Answers, Got, rests_on

ORGANIZATION: Final = "entra.organization"
USERS: Final = "entra.users"
USERS_PLAIN: Final = "entra.users.plain"
MICROSOFT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""The directory that has Microsoft's own applications."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """The directory that answered, and everything it answered."""

    answers: Answers
    id: str

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def resource(self) -> str:
        """As its own things are called below it."""
        return f"/tenants/{self.id}"

    @property
    def name(self) -> str:
        """What people call it."""
        return str(next((row.get("displayName") for row in rows(self.one(ORGANIZATION))), None) or "")

    def one(self, question: str, about: str = "") -> Got:
        """The answer to a question."""
        return self.answers.one(question, about)

    def thing(self, kind: str, below: str, name: str, *gots: Got) -> dict[str, Any]:
        """The fields that all facts about one thing share. below: its place in the directory; empty: the directory."""
        return {
            "target": self.target,
            "resource": f"{self.resource}{below.lower()}",
            "kind": kind,
            "name": name,
            "within": (self.resource,) if below else (),
            "answers": rests_on(*gots),
        }

    @property
    def users(self) -> Got:
        """The list of users: with their activity, or without where the directory does not tell that."""
        full = self.one(USERS)
        return full if full.good else self._plain(full)

    def _plain(self, full: Got) -> Got:
        plain = self.one(USERS_PLAIN)
        return plain if plain.good else full

    @property
    def declared(self) -> frozenset[str]:
        """The accounts and groups that are declared as kept for emergencies."""
        return break_glass(self.answers.options)

    def is_break_glass(self, user: Mapping[str, Any]) -> bool:
        """A user is one of them."""
        return not self.declared.isdisjoint({str(user.get(key, "")).lower() for key in ("id", "userPrincipalName")})


def by_id(got: Got) -> dict[str, Mapping[str, Any]]:
    """The things of a list by their ids, in lower case."""
    return {str(row.get("id", "")).lower(): row for row in rows(got)}


def first_bad(*gots: Got) -> Got | None:
    """The first answer that did not come."""
    return next((got for got in gots if not got.good), None)


def texts(part: Any, name: str) -> tuple[str, ...]:
    """A list of words of a part, or one word; nothing where it says nothing."""
    value = (part or {}).get(name) if isinstance(part, Mapping) else None
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return tuple(str(word) for word in cast("list[Any]", value or []))
