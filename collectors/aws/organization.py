"""The organisation: which accounts there are, where each stands, and the target that each is to a scan. Pure.

Asked of a target that says `organization: true`, of which nothing else is asked. `ListAccounts` alone says which
accounts there are; the units only say where each stands, so where those cannot be read no account is lost.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.options import texts
from collectors.aws.question import Ask, Known, Place
from collectors.aws.read import Account, body, named
from scanner.answers import Answers, Got, gaps, rests_on, unclear
from scanner.collector import Kind, Member
from scanner.facts import CLASSES, Asset, Fact
from scanner.targets import Target

MEMBER: Final = "aws.organization.account"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({MEMBER: Kind(title="Account of the organisation", gives=(Asset,))})

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
    try:
        accounts = list(_inventory(target, answers, own))
    except (ValueError, LookupError, TypeError):
        return  # all or none; `read` says what is wrong with the list
    for account in accounts:
        number, name = account["Id"], account.get("Name", "")
        where = "/".join(account["Where"])
        yield Member(
            target=Target(
                id=f"{target.scheme}:{number}",
                scheme=target.scheme,
                name=target.name,
                options=_options(target, number, own=number == own),
                title=f"{name} ({where})" if name and where else name,
            ),
            aside=_ASIDE.get(account.get("State") or account.get("Status", ""), ""),
        )


def read(whole: Account) -> Iterator[Fact]:
    """Give each account that is listed as a thing; where they could not be listed, gaps for all they might hold."""
    if whole.option("accounts"):
        return
    listed = whole.one(_ACCOUNTS)
    try:
        accounts = list(_listed(listed))
    except (ValueError, LookupError, TypeError):
        listed = unclear(listed, "it names accounts in a way that cannot be read")
    if not listed.good:
        yield from gaps(whole.target, MEMBER, listed, *CLASSES)
        return
    for account in accounts:
        arn = f"arn:{whole.partition}:iam::{account['Id']}:root"
        thing = whole.thing(MEMBER, arn, name=account.get("Name", ""), answers=rests_on(listed))
        yield Asset(**thing, role="scope")


def _listed(listed: Got) -> Iterator[Mapping[str, Any]]:
    """The accounts of a list. Raises ValueError for one that has no number: passing it over would hide it."""
    for account in body(listed).get("Accounts", []) if listed.good else ():
        if not re.fullmatch(r"[0-9]{12}", account["Id"], re.ASCII):
            raise ValueError("no number of an account")
        yield account


def _inventory(target: Target, answers: Answers, own: str) -> Iterator[Mapping[str, Any]]:
    """The accounts, each with the names of the units that it lies in, from the outermost on."""
    if chosen := texts(target.options.get("accounts")):
        yield from ({"Id": number, "Where": ()} for number in chosen)
        return
    listed = answers.one(_ACCOUNTS)
    if listed.outcome == "absent" and own:
        yield {"Id": own, "Where": ()}  # no organisation: the account stands alone
    units = _Units(answers)
    yield from ({**account, "Where": tuple(units.above(account))} for account in _listed(listed))


class _Units:
    """The tree of organisational units, as far as it could be read."""

    def __init__(self, answers: Answers) -> None:
        self._names: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        for depth in range(1, _DEPTH + 2):
            for got in answers.every(f"organization.units.{depth}"):
                for unit in _items(got, "Units"):
                    self._names[unit["Id"]] = unit["Name"]
                    self._parents[unit["Id"]] = got.about
            for got in answers.every(f"organization.held.{depth}"):
                self._parents.update((account["Id"], got.about) for account in _items(got, "Accounts"))

    def above(self, account: Mapping[str, Any]) -> Iterator[str]:
        """The names of the units that an account lies in; of one whose name is not known its id."""
        for path in account.get("Paths", ())[:1]:
            yield from (self._names.get(part, part) for part in path.split("/") if part.startswith("ou-"))
            return
        yield from reversed([*self._climbed(account["Id"])])

    def _climbed(self, part: str) -> Iterator[str]:
        # So many steps at most: answers that lead round in a circle must not hold anybody.
        for _ in range(_DEPTH):
            part = self._parents.get(part, "")
            if part in self._names:
                yield self._names[part]


def _items(got: Got, key: str) -> list[Mapping[str, Any]]:
    return list(body(got).get(key, [])) if got.good else []


def _options(target: Target, account: str, *, own: bool) -> Mapping[str, Any]:
    """Those of the organisation; the account of the caller itself is entered without a role."""
    shared = {name: value for name, value in target.options.items() if name not in _OWN}
    role = {} if own else {"role": target.options["role"]}
    return {**shared, "account": account, **role}
