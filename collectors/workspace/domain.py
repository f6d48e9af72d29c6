"""The domain itself: that it is there, whose it is, and the organisational units that its people are in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.workspace import question
from collectors.workspace.options import break_glass
from collectors.workspace.question import ws
from scanner.answers import Answers, Got, rests_on
from scanner.collector import Kind
from scanner.facts import CLASSES, Asset, Fact, Identity, PasswordPolicy, Session, SignIn

CUSTOMER: Final = "ws.customer"
DOMAINS: Final = "ws.domains"
UNITS: Final = "ws.units"
USERS: Final = "ws.users"
POLICIES: Final = "ws.policies"
KIND: Final = "workspace.domain"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {KIND: Kind(title="Google Workspace domain", gives=((Asset, "scope"),), always=True)}
)
QUESTIONS: Final = (
    ws(
        CUSTOMER,
        "directory.customers.get",
        "/admin/directory/v1/customers/my_customer",
        ("id", "customerDomain"),
        scope=question.CUSTOMER,
        feeds=CLASSES,
    ),
    ws(
        DOMAINS,
        "directory.domains.list",
        "/admin/directory/v1/customer/my_customer/domains",
        ("domainName", "verified"),
        scope=question.DOMAINS,
        feeds=CLASSES,
        list="domains",
        paged=False,
    ),
    ws(
        UNITS,
        "directory.orgunits.list",
        "/admin/directory/v1/customer/my_customer/orgunits?type=allIncludingParent&orgUnitPath=/",
        ("orgUnitId", "orgUnitPath", "parentOrgUnitId", "parentOrgUnitPath"),
        scope=question.UNITS,
        feeds=(SignIn, Session, PasswordPolicy, Identity),
        list="organizationUnits",
        paged=False,
    ),
)


@dataclass(frozen=True)
class Domain:
    """The domain that answered, and everything it answered."""

    answers: Answers
    id: str
    """The customer's: `C01abcdef`."""
    name: str

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def resource(self) -> str:
        """As facts call the whole of it."""
        return f"//admin.googleapis.com/customers/{self.id}"

    @cached_property
    def users(self) -> list[Mapping[str, Any]]:
        """Everyone's account; nothing where they could not be listed."""
        return rows(self.answers.one(USERS))

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The accounts that are declared as kept for emergencies."""
        return break_glass(self.answers.options)

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The path of each organisational unit, by its id; of the top one too where only those below it name it."""
        found = {}
        for row in rows(self.answers.one(UNITS)):
            for of, path in (("parentOrgUnitId", "parentOrgUnitPath"), ("orgUnitId", "orgUnitPath")):
                if row.get(of) and row.get(path):
                    found[str(row[of]).removeprefix("id:")] = str(row[path])
        return found

    def thing(self, kind: str, below: str, name: str, *gots: Got) -> dict[str, Any]:
        """The fields that all facts about one thing share. below: what stands after the domain's own id."""
        return {
            "target": self.target,
            "resource": f"{self.resource}{below}",
            "kind": kind,
            "name": name,
            "within": (self.resource,) if below else (),
            "answers": rests_on(*gots),
        }


def domain(answers: Answers) -> Domain | None:
    """Which one answered; None where even that is not known."""
    said = answers.one(CUSTOMER).body or {}
    if not said.get("id"):
        return None
    return Domain(answers, str(said["id"]), str(said.get("customerDomain") or said["id"]))


def read(whole: Domain) -> Iterator[Fact]:
    """Give the domain itself."""
    yield Asset(**whole.thing(KIND, "", whole.name, whole.answers.one(CUSTOMER)), role="scope")


def called(answers: Answers) -> str:
    """What people call it."""
    return str((answers.one(CUSTOMER).body or {}).get("customerDomain", ""))
