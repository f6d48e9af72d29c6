"""Policies: what administrators, or Google itself, set for a unit, a group or a licence, and which of them hold. Pure.

Of all that apply to somebody, the one with the greatest sortOrder holds
(cloud.google.com/identity/docs/concepts/policy-api-concepts: reducer Max, which all settings here have). Who is in a
group or has a licence is not asked: a policy for some may hold for anybody, and the weakest counts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from collectors.asking.listing import rows
from collectors.workspace import question
from collectors.workspace.domain import POLICIES, UNITS, Domain
from collectors.workspace.question import ws
from scanner.answers import Got, unclear
from scanner.facts import Identity, PasswordPolicy, Session, SignIn

ENFORCEMENT: Final = "security.two_step_verification_enforcement"
ENROLLMENT: Final = "security.two_step_verification_enrollment"
FACTORS: Final = "security.two_step_verification_enforcement_factor"
GRACE: Final = "security.two_step_verification_grace_period"
TRUST: Final = "security.two_step_verification_device_trust"
CODES: Final = "security.two_step_verification_sign_in_code"
SESSION: Final = "security.session_controls"
PASSWORD: Final = "security.password"  # noqa: S105  # the name of a setting
_SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ENFORCEMENT: "enforcedFrom",
        ENROLLMENT: "allowEnrollment",
        FACTORS: "allowedSignInFactorSet",
        GRACE: "enrollmentGracePeriod",
        TRUST: "allowTrustingDevice",
        CODES: "backupCodeExceptionPeriod",
    }
)
"""The field of each setting that has one alone. None has a default that Google documents: each is told
(cloud.google.com/identity/docs/concepts/policy-api-concepts: default field values)."""
_VALUES: Final = (
    *_SAYS.values(),
    *("webSessionDuration", "minimumLength", "enforceRequirementsAtLogin", "allowReuse", "expirationDuration"),
)
_FILTER: Final = quote(r"setting.type.matches('^settings/security\\..*$')", safe="")

QUESTIONS: Final = (
    ws(
        POLICIES,
        "cloudidentity.policies.list",
        f"/v1/policies?pageSize=100&filter={_FILTER}",
        (
            *("name", "type", "policyQuery.query", "policyQuery.orgUnit", "policyQuery.group", "policyQuery.sortOrder"),
            *("setting.type", *(f"setting.value.{name}" for name in _VALUES)),
        ),
        scope=question.POLICIES,
        feeds=(SignIn, Session, PasswordPolicy, Identity),
        list="policies",
        service="cloudidentity",
    ),
)
_ONE_UNIT: Final = re.compile(
    r"entity\.org_units\.exists\(\s*org_unit\s*,\s*org_unit\.org_unit_id\s*==\s*orgUnitId\('[^']*'\)\s*\)"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One of them."""

    unit: str
    """The path of the unit that it is for; empty where that is not one unit that is known."""
    group: str
    plain: bool
    """It is for all who are in the unit: no group, licence or other condition narrows it."""
    system: bool
    """Google's own."""
    order: float
    value: Mapping[str, Any]

    @property
    def whom(self) -> str:
        """For whom it is, as people say it."""
        if self.group:
            return f"group {self.group.removeprefix('groups/')}"
        return f"organisational unit {self.unit}" if self.unit and self.plain else "some of the people"


class Held(NamedTuple):
    """The policies of one setting that hold."""

    base: list[Policy]
    """For whom no other does; several where they say the same. Empty: none that is for everybody is told."""
    more: list[Policy]
    """That hold, or may, for some instead."""

    @property
    def all(self) -> list[Policy]:
        """Each of them."""
        return [*self.base, *self.more]


def unreadable(whole: Domain) -> Got | None:
    """Why nobody can tell which policies hold; None: one can."""
    for got in (whole.answers.one(POLICIES), whole.answers.one(UNITS)):
        if not got.good:
            return got
    if "/" not in whole.units.values():
        return unclear(whole.answers.one(UNITS), "it does not tell which unit is the top")
    orders = [(row.get("policyQuery") or {}).get("sortOrder") for row in rows(whole.answers.one(POLICIES))]
    if any(_number(order) is None for order in orders):
        return unclear(whole.answers.one(POLICIES), "a policy does not say which ones it comes before")
    return None


def held(whole: Domain, setting: str, unit: str = "") -> Held:
    """The policies that hold: for who is in one unit, or for everybody."""
    found = [one for one in _of(whole, setting) if not unit or not one.unit or _in(unit, one.unit)]
    plain = [one for one in found if one.plain and (unit or one.unit == "/")]
    if plain:
        best = max(plain, key=lambda one: one.order)
        return Held([best], [one for one in found if one is not best and one.order >= best.order])
    own = [one for one in found if one.system and one.unit == "/" and not one.group]
    # Google has one for each licence.
    same = own and all(one.value == own[0].value for one in own)
    return Held(own if same else [], [one for one in found if one not in own or not same])


def _of(whole: Domain, setting: str) -> Iterable[Policy]:
    for row in rows(whole.answers.one(POLICIES)):
        said, query = row.get("setting") or {}, row.get("policyQuery") or {}
        if str(said.get("type", "")).removeprefix("settings/") == setting:
            unit = whole.units.get(str(query.get("orgUnit", "")).removeprefix("orgUnits/"), "")
            group, clause = str(query.get("group", "")), str(query.get("query", ""))
            yield Policy(
                unit=unit,
                group=group,
                plain=bool(unit) and not group and (not clause or bool(_ONE_UNIT.fullmatch(clause.strip()))),
                system=row.get("type") == "SYSTEM",
                order=_number(query.get("sortOrder")) or 0,
                value=said.get("value") or {},
            )


def _number(said: Any) -> float | None:
    """Evidence has no floats: they are texts there."""
    try:
        return None if isinstance(said, bool) else float(said)
    except (TypeError, ValueError):
        return None


def _in(path: str, unit: str) -> bool:
    """A unit is another, or below it."""
    return path == unit or path.startswith(unit if unit.endswith("/") else f"{unit}/")


def words(whole: Domain, setting: str, units: Iterable[str]) -> set[Any]:
    """What policies say for who is in these units; with None where one says nothing, or none is for all."""
    some = [held(whole, setting, unit) for unit in units]
    field = _SAYS[setting]
    return {said for one in some for said in (*(p.value.get(field) for p in one.all), *(() if one.base else (None,)))}


def weakest(some: Iterable[int | None], pick: Callable[[list[int]], int]) -> int | None:
    """The weakest of what policies say; None where there are none, or one says nothing that can be read."""
    values = [*some]
    known = [value for value in values if value is not None]
    return pick(known) if known and len(known) == len(values) else None


def seconds(said: Any) -> int | None:
    """A duration as Google writes it: `1209600s`."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.[0-9]+)?s", str(said), re.ASCII)
    return int(found[1]) if found else None
