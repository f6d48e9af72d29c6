"""Roles that can sign in: whose they are, what they may do, and how their passwords are stored. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from collectors.asking.ages import DAY
from collectors.asking.listing import rows
from collectors.postgres.kinds import ADMINISTRATOR, ROLE
from collectors.postgres.membership import Members, Row, members
from collectors.postgres.methods import OWN, TYPED, WEAK, Ways, doors
from collectors.postgres.statements import PASSWORDS, ROLES, RULES
from collectors.postgres.whole import Whole
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Credential, Fact, Grant, Identity

_FIRST: Final = 10
"""The number of the role that initdb makes: BOOTSTRAP_SUPERUSERID in PostgreSQL's pg_authid.dat."""
_Stored: TypeAlias = Literal["strong-hash", "weak-hash"] | None


def read(whole: Whole) -> Iterator[Fact]:
    """Give each account, its password, and what it may do."""
    people = members(whole)
    if not people.got.good:
        yield from gaps(whole.target, ROLE, people.got, Identity, (Credential, "password"))
        yield from gaps(whole.target, ADMINISTRATOR, people.got, (Grant, "everything"), (Grant, "administer"))
        return
    stored, ways = whole.answers.one(PASSWORDS), _Open(whole)
    kept = {str(row["name"]): str(row["stored"]) for row in rows(stored)}
    if untold := _untold(stored, people, kept):
        yield from gaps(whole.target, ROLE, untold, (Credential, "password"))
    for name, row in people.logins.items():
        yield _identity(whole, people, name, kept.get(name) if stored.good else None, ways)
        if kept.get(name, "none") != "none":
            yield _credential(whole, name, row, kept[name])
        if held := _held(people, name):
            yield _grant(whole, people, name, held)


def _untold(stored: Got, people: Members, kept: Mapping[str, str]) -> Got | None:
    """Why not everybody's password is known: the list was not told, or is a part of one."""
    if not stored.good:
        return stored
    absent = [name for name in people.logins if name not in kept]
    return unclear(stored, f"it does not list {', '.join(absent[:3])}") if absent else None


class _Open:
    """The ways in of each; none, and why, where they are not known."""

    def __init__(self, whole: Whole) -> None:
        found, self.got = whole.rules
        self._doors = doors(found)

    def of(self, people: Members, name: str) -> Ways:
        return self._doors.of(name, people.groups.get(name, ()))


def _identity(whole: Whole, people: Members, name: str, stored: str | None, ways: _Open) -> Identity:
    row, passwords = people.all[name], whole.answers.one(PASSWORDS)
    holder = _holder(whole, name, row)
    own = ways.of(people, name)
    typed, why_typed = _typed(own, ways.got, stored, passwords, row)
    mfa, why_mfa = _second(own, ways.got)
    return Identity(
        **_thing(whole, ROLE, name, ROLES, RULES, PASSWORDS),
        holder=holder,
        enabled=row.get("connections") != 0 or people.itself(name),
        interactive=typed,
        privileged=name in people.supers or bool(people.near(name)),
        mfa=mfa,
        unused_days=None,
        keys=None,
        unread=unread(
            holder=_NOBODY_SAYS if holder is None else people.got,
            interactive=why_typed,
            mfa=why_mfa,
            unused_days=Got("hidden", "when a role was last used"),
            keys=Got("hidden", "certificates of clients"),
        ),
    )


_NOBODY_SAYS: Final = Got("hidden", "whose account a role is: the option machines names those of programs")


def _holder(whole: Whole, name: str, row: Row) -> Literal["person", "machine", "built-in", "break-glass"] | None:
    """PostgreSQL knows no persons: whoever declares the programs' accounts says that the others are persons'."""
    if name in whole.break_glass:
        return "break-glass"
    if row.get("id") == _FIRST:
        return "built-in"
    if name in whole.machines or name == whole.ours:
        return "machine"
    return "person" if whole.machines else None


def _typed(own: Ways, got: Got, stored: str | None, passwords: Got, row: Row) -> tuple[bool | None, Got]:
    """Some password lets it in: any, one that a directory keeps, or its own, if it has one that has not ended."""
    if not got.good:
        return None, got
    methods = own.methods
    if methods & (TYPED | WEAK) - OWN:
        return True, got
    over = isinstance(until := row.get("valid_seconds"), int) and until < 0
    if not methods & OWN or over or stored == "none":
        return False, got
    if stored:
        return True, got
    return None, unclear(passwords, "it is not listed") if passwords.good else passwords


def _second(own: Ways, got: Got) -> tuple[Literal["none", "phishing-resistant"] | None, Got]:
    """The weakest way in: what a directory demands beside its password is asked of it."""
    if not got.good:
        return None, got
    if any(count is not None and count < 2 for count in own.asked):  # noqa: PLR2004  # factors
        return "none", got
    if None in own.asked:
        return None, Got("not-asked", f"what {own.others} demands")
    return "phishing-resistant", got


def _credential(whole: Whole, name: str, row: Row, method: str) -> Credential:
    """MD5 is broken for this: https://www.postgresql.org/docs/current/auth-password.html."""
    stored: _Stored = {"scram-sha-256": "strong-hash", "md5": "weak-hash"}.get(method)  # type: ignore[assignment]  # words
    until = row.get("valid_seconds")
    return Credential(
        **_thing(whole, ROLE, name, ROLES, PASSWORDS),
        form="password",
        age_days=None,
        days_left=until // DAY if isinstance(until, int) else FOREVER,
        stored=stored,
        unread=unread(
            age_days=Got("hidden", "when a password was set"),
            stored=whole.answers.one(PASSWORDS)
            if stored
            else unclear(whole.answers.one(PASSWORDS), "it is stored in a way that is not known here"),
        ),
    )


class _Held(NamedTuple):
    """What an account may do, and how it comes to it."""

    right: Literal["everything", "administer"]
    activation: Literal["standing", "click"]
    by: tuple[str, ...]
    itself: bool
    """Written to the account, and not to a group."""


def _held(people: Members, name: str) -> _Held | None:
    """The right to everything is never inherited: a member takes it up with SET ROLE, which asks for nothing."""
    if people.itself(name):
        return _Held("everything", "standing", ("SUPERUSER",), itself=True)
    if groups := people.by_group(name):
        return _Held("everything", "click", tuple(f"member of {group}" for group in groups), itself=False)
    if near := people.near(name):
        return _Held("administer", "standing", tuple(near), itself="CREATEROLE" in near)
    return None


def _grant(whole: Whole, people: Members, name: str, held: _Held) -> Grant:
    holder = _holder(whole, name, people.all[name])
    direct = False if not held.itself else None if holder is None else holder == "person"
    return Grant(
        **_thing(whole, ADMINISTRATOR, name, ROLES),
        stands=held.by,
        right=held.right,
        holders=(name,),
        outsiders=None,
        direct=direct,
        activation=held.activation,
        unused_days=None,
        unread=unread(
            direct=_NOBODY_SAYS if direct is None else people.got,
            outsiders=Got("hidden", "of which organisation somebody is"),
            unused_days=HIDDEN,
        ),
    )


def _thing(whole: Whole, kind: str, name: str, *questions: str) -> dict[str, Any]:
    return whole.thing(kind, f"/roles/{name}", name, *map(whole.answers.one, questions))
