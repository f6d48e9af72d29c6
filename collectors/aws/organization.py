"""The organisation: which accounts there are, where each stands, and the target that each is to a scan. Pure.

Asked of a target that says `organization: true`, of which nothing else is asked. `ListAccounts` alone says which
accounts there are; the units only say where each stands, so where those cannot be read no account is lost.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.row import Known
from collectors.asking.tags import texts
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, named
from scanner.answers import NOT_OFFERED, Answers, Got, gaps, unclear
from scanner.collector import Kind, Member
from scanner.facts import CLASSES, Asset, Fact
from scanner.targets import Target

MEMBER: Final = "aws.organization.account"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {MEMBER: Kind(title="Account of the organisation", gives=((Asset, "scope"),))}
)

_Row: TypeAlias = Mapping[str, Any]
_DEPTH: Final = 5
"""Units lie in units so deep at most: a limit of AWS."""
_NOT_IN_USE: Final = "AWSOrganizationsNotInUseException"
_ACCOUNTS: Final = "organization.accounts"
_OWN: Final = ("organization", "accounts", "role", "account")
"""Options that an account does not take from the organisation, or not as they are there."""
_ASIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SUSPENDED": "AWS has suspended the account",
        "PENDING_CLOSURE": "the account is being closed",
        "CLOSED": "the account is closed",
        "PENDING_ACTIVATION": "the account was never activated",
    }
)
"""By state: why nobody can be asked there."""


def _placed(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    """The list of the accounts has said already where each stands."""
    listed = known.body(_ACCOUNTS) or {}
    return all("Paths" in account for account in listed.get("Accounts", []))


def _row(id: str, call: str, keep: str, **more: Any) -> Ask:
    return Ask(
        id=id,
        operation=f"organizations.{call}",
        needs=f"organizations:{call}",
        feeds=CLASSES,
        asked_of="lists",
        option=("organization",),
        keep=keep,
        unique=True,
        **more,
    )


def _under(depth: int, held: str, call: str, keep: str, **more: Any) -> Ask:
    """What stands directly below the root (depth 0), or below the units so deep."""
    above, of = ("organization.roots", "Roots[].Id") if not depth else (f"organization.units.{depth}", "Units[].Id")
    given = MappingProxyType({"ParentId": "item"})
    return _row(f"organization.{held}.{depth + 1}", call, keep, each=above, of=of, given=given, **more)


QUESTIONS: Final = (
    _row(
        "organization.described",
        "DescribeOrganization",
        "{Id: Organization.Id, MasterAccountId: Organization.MasterAccountId}",
        scope="account",
        absent=(_NOT_IN_USE,),
    ),
    _row(
        _ACCOUNTS,
        "ListAccounts",
        # Neither addresses of people nor how and when an account came to be.
        "{Accounts: Accounts[].{Id: Id, Name: Name, State: State, Status: Status, Paths: Paths}}",
        scope="account",
        absent=(_NOT_IN_USE,),
    ),
    _row("organization.roots", "ListRoots", "{Roots: Roots[].{Id: Id}}", scope="account", absent=(_NOT_IN_USE,)),
    *(
        _under(
            depth,
            "units",
            "ListOrganizationalUnitsForParent",
            "{Units: OrganizationalUnits[].{Id: Id, Name: Name}}",
        )
        for depth in range(_DEPTH)
    ),
    *(
        _under(
            depth,
            "held",
            "ListAccountsForParent",
            "{Accounts: Accounts[].{Id: Id}}",
            after=(_ACCOUNTS,),
            unless=_placed,
        )
        for depth in range(_DEPTH + 1)
    ),
)


def members(target: Target, answers: Answers) -> Iterator[Member]:
    """Give one target for each account that the organisation lists, or that the target names."""
    who = named(answers.one("aws.identity").body)
    own = who[0] if who else ""
    units = _Units(answers)
    for account in _accounts(target, answers, own):
        number, name, where = account["Id"], str(account.get("Name", "")), "/".join(units.above(account))
        yield Member(
            target=Target(
                id=f"{target.scheme}:{number}",
                scheme=target.scheme,
                name=target.name,
                options=_options(target, number, own=number == own),
                title=f"{name} ({where})" if name and where else name,
            ),
            aside=_ASIDE.get(str(account.get("State") or account.get("Status", "")), ""),
        )


def read(whole: Account) -> Iterator[Fact]:
    """Give gaps for all that the accounts might hold where they could not be listed.

    Of one that is listed nothing: the answers are the inventory, and what there is in it its own answers tell.
    """
    if not whole.option("accounts"):
        listed, _ = _listed(whole.answers)
        if not listed.good:
            yield from gaps(whole.target, MEMBER, listed, *CLASSES)


def _accounts(target: Target, answers: Answers, own: str) -> list[_Row]:
    if chosen := texts(target.options.get("accounts")):
        return [{"Id": number} for number in chosen]
    if _alone(answers.one(_ACCOUNTS)):
        return [{"Id": own}] if own else []
    return _listed(answers)[1]


def _alone(got: Got) -> bool:
    """AWS says that the account is in no organisation."""
    return got.outcome == "absent" and not body(got).get(NOT_OFFERED)


def _listed(answers: Answers) -> tuple[Got, list[_Row]]:
    """The list of the accounts. It is unclear as a whole where one has no number, or two have one, or there is none.

    To pass one over would hide it, and an organisation has one account at least. Where there is no organisation the
    account that answers is not the one that was meant.
    """
    got = answers.one(_ACCOUNTS)
    if not got.good:
        return got, []
    if got.outcome == "absent":
        return unclear(got, "the account is in no organisation" if _alone(got) else "nobody is there to ask"), []
    rows = [row for row in body(got).get("Accounts", []) if isinstance(row, Mapping)]
    numbers = {str(row.get("Id")) for row in rows}
    whole = len(numbers) == len(body(got).get("Accounts", [])) > 0
    if whole and all(re.fullmatch(r"[0-9]{12}", number, re.ASCII) for number in numbers):
        return got, rows
    return unclear(got, "it names accounts in a way that cannot be read"), []


class _Units:
    """The tree of organisational units, as far as it could be read: it only gives names, so what is odd is left out."""

    def __init__(self, answers: Answers) -> None:
        self._names: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        for depth in range(1, _DEPTH + 2):
            for got in answers.every(f"organization.units.{depth}"):
                for unit in _items(got, "Units"):
                    self._names[unit["Id"]] = str(unit.get("Name", unit["Id"]))
                    self._parents[unit["Id"]] = got.about
            for got in answers.every(f"organization.held.{depth}"):
                self._parents.update((account["Id"], got.about) for account in _items(got, "Accounts"))

    def above(self, account: _Row) -> list[str]:
        """The names of the units that an account lies in, the outermost first; of one without a name its id."""
        paths = account.get("Paths")
        if isinstance(paths, list) and paths:
            return [self._names.get(part, part) for part in str(paths[0]).split("/") if part.startswith("ou-")]
        return [*self._climbed(account["Id"])][::-1]

    def _climbed(self, part: str) -> Iterator[str]:
        # So many steps at most: answers that lead round in a circle must not hold anybody.
        for _ in range(_DEPTH):
            part = self._parents.get(part, "")
            if part in self._names:
                yield self._names[part]


def _items(got: Got, key: str) -> list[_Row]:
    rows = body(got).get(key, []) if got.good else []
    return [row for row in rows if isinstance(row, Mapping) and isinstance(row.get("Id"), str)]


def _options(target: Target, account: str, *, own: bool) -> Mapping[str, Any]:
    """Those of the organisation; the account of the caller itself is entered without a role."""
    shared = {name: value for name, value in target.options.items() if name not in _OWN}
    role = {} if own else {"role": target.options["role"]}
    return {**shared, "account": account, **role}
