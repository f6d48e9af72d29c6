"""Who may do everything on the server, or administer its accounts, roles within roles counted in. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.listing import rows
from collectors.mssql.instance import Instance, flag
from collectors.mssql.statements import RIGHTS
from scanner.answers import HIDDEN, Got, gaps, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Promise

RIGHT: Final = "mssql.right"
Right: TypeAlias = Literal["everything", "administer"]
_GIVES: Final[tuple[Promise, ...]] = ((Grant, "everything"), (Grant, "administer"))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        RIGHT: Kind(
            title="administrator of SQL Server",
            gives=_GIVES,
            may=_GIVES,
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "ALTER SERVER ROLE sysadmin DROP MEMBER [NAME]; REVOKE CONTROL "
                    "SERVER FROM [NAME]; REVOKE IMPERSONATE on logins that have it; and give the rights that the work "
                    "needs. What begins with NT SERVICE\\ are services of SQL Server itself, which stop working "
                    "without: approve those",
                    "least-privilege.by-group": "put who holds it into a role of the server that has the right",
                    "least-privilege.asked-for": "let NAME do its daily work without it, and take up another account, "
                    "which a vault hands out, for what needs it",
                }
            ),
            own={"NAME": "name"},
        )
    }
)
_RIGHTS: Final[Mapping[str, Right]] = MappingProxyType(
    {
        "sysadmin": "everything",
        "CONTROL SERVER": "everything",
        "IMPERSONATE ANY LOGIN": "everything",
        "securityadmin": "administer",
        "##MS_LoginManager##": "administer",
        "ALTER ANY LOGIN": "administer",
    }
)
"""securityadmin "should be treated as equivalent to sysadmin" (learn.microsoft.com: "Server-level roles"). Whoever may
take any login's place may take that of an administrator (the same: "EXECUTE AS")."""
_ROLE: Final = "R"
_GROUPS: Final = ("G", "X")
"""Of Windows, and of Entra ID."""
_SIGNS: Final = ("C", "K")
"""Logins of certificates and keys: they sign code, and nobody comes in with them."""


def read(whole: Instance) -> Iterator[Fact]:
    """Give one right for each who holds it."""
    got = whole.answers.one(RIGHTS)
    if not got.good:
        yield from gaps(whole.target, RIGHT, got, *_GIVES)
        return
    for (holder, right), direct in _held(rows(got)).items():
        if holder in _shut(whole):
            continue
        yield Grant(
            **whole.thing(RIGHT, f"/logins/{holder}", holder, got),
            right=right,
            holders=(holder,),
            outsiders=None,
            direct=direct,
            activation="standing",
            unused_days=None,
            unread=unread(outsiders=_OUTSIDERS, unused_days=HIDDEN),
        )


def _shut(whole: Instance) -> set[str]:
    """`sa`, by whatever name, where it is disabled: nobody can take it out of sysadmin, and nobody comes in as it."""
    return {str(row["name"]) for row in whole.logins if row.get("is_sa") == 1 and flag(row.get("is_disabled"))}


_OUTSIDERS: Final = Got("hidden", "which of its accounts are of another organisation")


def great(whole: Instance) -> frozenset[str] | None:
    """The names that hold any of these; None where they could not be listed."""
    got = whole.answers.one(RIGHTS)
    return frozenset(holder for holder, _ in _held(rows(got))) if got.good else None


def _held(some: list[Mapping[str, Any]]) -> dict[tuple[str, Right], bool]:
    """By who holds which right: whether it is given to them without a role."""
    members: dict[str, list[Mapping[str, Any]]] = {}
    for row in some:
        members.setdefault(str(row["granted"]), []).append(row)
    found: dict[tuple[str, Right], bool] = {}
    for granted, right in _RIGHTS.items():
        for holder, direct in _below(granted, members):
            found[holder, right] = found.get((holder, right), False) or direct
    return found


def _below(granted: str, members: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[str, bool]]:
    """All that hold it, and who may be a member of a role of these, or take the place of one; each is looked at once.

    Whether it is given to a person without a role: a group of a directory is one.
    """
    todo, seen = [granted], {granted}
    while todo:
        for row in members.get(todo.pop(), ()):
            holder, kind = str(row["holder"]), str(row["holder_type"]).strip()
            if holder not in seen:
                seen.add(holder)
                todo.append(holder)
            if kind != _ROLE and kind not in _SIGNS:
                yield holder, row.get("through") != "role" and kind not in _GROUPS
