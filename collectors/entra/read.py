"""What all readers of Entra ID share: which directory it is, how things are called, and who is who. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from collectors.asking.listing import rows
from collectors.entra.options import break_glass
from scanner.answers import Answers, Got, rests_on

ORGANIZATION: Final = "entra.organization"
USERS: Final = "entra.users"
POLICIES: Final = "entra.policies"
USERS_PLAIN: Final = "entra.users.plain"
LEFT_OUT: Final = "entra.policies.left_out"
"""Who is in the groups that policies of conditional access leave out."""
PERSON: Final = "#microsoft.graph.user"
MICROSOFT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""The directory that has Microsoft's own applications."""

FEW: Final = 5
"""So many persons left out are exceptions, each of which is told as a way round; of more than these it cannot be said
that all are asked, nor that they are kept for emergencies. The number is ours: Microsoft has two accounts kept for
emergencies, and advises fewer than five Global Administrators."""
FOREIGN: Final = "#ext#"
"""In the name of whoever is of another organization, members of this directory too."""


@dataclass(frozen=True)
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

    @cached_property
    def people(self) -> Mapping[str, Mapping[str, Any]]:
        """The users by their ids."""
        return by_id(self.users)

    def let_in(self, who: str) -> bool:
        """Somebody can sign in, as far as that is known: the account is there, and is not off."""
        return not self.users.good or self.people.get(who, {"accountEnabled": False}).get("accountEnabled") is not False

    def members(self, group: str) -> tuple[frozenset[str], Got | None]:
        """Ids of those who are in a group that a policy leaves out, as it stands; and why there may be more."""
        got = self.one(LEFT_OUT, group)
        some = {str(row.get("id", "")).lower() for row in rows(got) if row.get("@odata.type") in {None, PERSON}}
        return frozenset(filter(self.let_in, some)), None if got.good else got

    @cached_property
    def declared_groups(self) -> tuple[Got, ...]:
        """Who is in those that are declared, as far as policies leave them out."""
        return tuple(got for got in self.answers.every(LEFT_OUT) if got.about in self.declared)

    @cached_property
    def _by_group(self) -> tuple[frozenset[str], Got | None]:
        """Ids of those who are in declared groups; and why there may be more. A group of many is none of these."""
        groups = [self.members(got.about)[0] for got in self.declared_groups]
        found = frozenset[str]().union(*(some for some in groups if len(some) <= FEW))
        policies = self.one(POLICIES)
        unsaid = not policies.good and any("@" not in one for one in self.declared - self.people.keys())
        return found, first_bad(*self.declared_groups, *([policies] if unsaid else []))

    def is_break_glass(self, who: str) -> tuple[bool | None, Got | None]:
        """Somebody is declared as kept for emergencies, by name or by a group; None: nobody knows, and why."""
        name = str(self.people.get(who, {}).get("userPrincipalName", "")).lower()
        some, bad = self._by_group
        if who in some or not self.declared.isdisjoint({who, name}):
            return True, None
        if not self.users.good and any("@" in one for one in self.declared):
            return None, self.users
        return (None, bad) if bad else (False, None)


def guest(user: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether an account is a guest's, and whether its name says that it is of another organization."""
    return user.get("userType") == "Guest", FOREIGN in str(user.get("userPrincipalName", "")).lower()


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
