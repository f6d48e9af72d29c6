"""Asks a double of a Workspace domain as a run does, and reads what came."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

from collectors.google.clouds import origin
from collectors.google.options import options as read_options
from collectors.workspace import QUESTIONS, WORKSPACE, asking
from scanner.answers import Answer, Answers
from scanner.collector import Inquiry, Together
from scanner.facts import CLASSES, Fact, facet
from scanner.targets import Target
from tests.collectors.azure.settings import LEFT_OUT, Change, changed
from tests.collectors.gcp.asking import Near
from tests.servers.google.double import Google

NOW: Final = "2026-11-25T12:00:00Z"
DOMAIN: Final = "alder.example"
ADMIN: Final = "admin@alder.example"
ROOT: Final = "03ph8a2z0root01"
WARD: Final = "03ph8a2z0ward01"
DIRECTORY: Final = "admin.googleapis.com/admin/directory/v1"
POLICIES: Final = "cloudidentity.googleapis.com/v1/policies"
SSO: Final = "cloudidentity.googleapis.com/v1/inboundSsoAssignments"
ALL: Final = "//admin.googleapis.com/customers/C01abcdef"


def user(id: str, email: str, **more: Any) -> Any:
    """Somebody who came in this morning with two steps."""
    said = {
        "id": id,
        "primaryEmail": email,
        "name": {"fullName": "Ana Secret"},
        "recoveryPhone": "+15550100",
        "recoveryEmail": "ana.secret@home.example",
        "phones": [{"value": "+15550101"}],
        "isAdmin": False,
        "isDelegatedAdmin": False,
        "isEnrolledIn2Sv": True,
        "isEnforcedIn2Sv": True,
        "suspended": False,
        "archived": False,
        "creationTime": "2024-01-01T00:00:00.000Z",
        "lastLoginTime": "2026-11-25T07:00:00.000Z",
        "orgUnitPath": "/",
    }
    return {**said, **more}


def policy(setting: str, value: Mapping[str, Any], *, unit: str = ROOT, order: float = 1, **more: Any) -> Any:
    """A policy for who is in a unit, or in a group of it, or has a licence."""
    clause = f"entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('{unit}'))"
    query: dict[str, Any] = {"orgUnit": f"orgUnits/{unit}", "query": clause, "sortOrder": order}
    if group := more.pop("group", ""):
        query |= {
            "group": f"groups/{group}",
            "query": f"{clause} && entity.groups.exists(group, group.group_id == groupId('{group}'))",
        }
    if licence := more.pop("licence", ""):
        query["query"] = (
            f"{clause} && entity.licenses.exists(license, license in ['/product/Google-Apps/sku/{licence}'])"
        )
    return {
        "name": f"policies/{more.pop('name', setting.rpartition('.')[2])}",
        "customer": "customers/C01abcdef",
        "type": "ADMIN",
        "setting": {"type": f"settings/security.{setting}", "value": dict(value)},
        "policyQuery": query,
        **more,
    }


def assignment(mode: str, *, unit: str = "", group: str = "") -> Any:
    """Who signs in with another provider, or here."""
    target = {"targetGroup": f"groups/{group}", "rank": 1} if group else {"targetOrgUnit": f"orgUnits/{unit}"}
    return {"name": "inboundSsoAssignments/1", "customer": "customers/C01abcdef", "ssoMode": mode, **target}


def device(**more: Any) -> Any:
    """A phone as Google recorded one."""
    said = {
        "resourceId": "AFiQxQ8",
        "model": "SM-G960F",
        "type": "ANDROID",
        "status": "APPROVED",
        "email": ["ana@alder.example"],
        "serialNumber": "R1SECRET",
        "lastSync": "2026-11-25T06:00:00.000Z",
        "encryptionStatus": "Encrypted",
        "devicePasswordStatus": "On",
    }
    return {**said, **more}


def entry(time: str, way: str = "google_password") -> Any:
    """An entry of the log of sign-ins. way: by what somebody came in."""
    event = {"type": "login", "name": "login_success", "parameters": [{"name": "login_type", "value": way}]}
    return {
        "id": {"time": time, "applicationName": "login"},
        "actor": {"email": "ana@alder.example"},
        "events": [event],
    }


GOOD: Final[Mapping[str, Any]] = {
    f"{DIRECTORY}/customers/my_customer": {
        "id": "C01abcdef",
        "customerDomain": DOMAIN,
        "alternateEmail": "owner.secret@home.example",
        "phoneNumber": "+15550199",
    },
    f"{DIRECTORY}/customer/my_customer/domains/alder.example": {
        "domainName": DOMAIN,
        "isPrimary": True,
        "verified": True,
    },
    f"{DIRECTORY}/customer/my_customer/orgunits/root": {
        "orgUnitId": f"id:{ROOT}",
        "orgUnitPath": "/",
        "name": "Alder",
    },
    f"{DIRECTORY}/customer/my_customer/orgunits/Ward": {
        "orgUnitId": f"id:{WARD}",
        "orgUnitPath": "/Ward",
        "name": "Ward",
        "parentOrgUnitId": f"id:{ROOT}",
        "parentOrgUnitPath": "/",
    },
    f"{DIRECTORY}/users/1": user("1", ADMIN, isAdmin=True),
    f"{DIRECTORY}/users/2": user("2", "ana@alder.example", orgUnitPath="/Ward"),
    f"{POLICIES}/on": policy("two_step_verification_enforcement", {"enforcedFrom": "2025-01-01T00:00:00Z"}),
    f"{POLICIES}/may": policy("two_step_verification_enrollment", {"allowEnrollment": True}),
    f"{POLICIES}/factor": policy(
        "two_step_verification_enforcement_factor", {"allowedSignInFactorSet": "PASSKEY_ONLY"}
    ),
    f"{POLICIES}/grace": policy("two_step_verification_grace_period", {"enrollmentGracePeriod": "604800s"}),
    f"{POLICIES}/trust": policy("two_step_verification_device_trust", {"allowTrustingDevice": False}),
    f"{POLICIES}/codes": policy("two_step_verification_sign_in_code", {"backupCodeExceptionPeriod": "86400s"}),
    f"{POLICIES}/session": policy("session_controls", {"webSessionDuration": "28800s"}),
    f"{POLICIES}/password": policy(
        "password",
        {
            "minimumLength": 14,
            "maximumLength": 100,
            "enforceRequirementsAtLogin": True,
            "allowReuse": False,
            "expirationDuration": "0s",
        },
    ),
    f"{SSO}/here": assignment("SSO_OFF", unit=ROOT),
    f"{DIRECTORY}/customer/my_customer/devices/mobile/AFiQxQ8": device(),
    "admin.googleapis.com/admin/reports/v1/activity/users/all/applications/login/1": entry("2026-11-25T11:00:00Z"),
    "admin.googleapis.com/admin/reports/v1/activity/users/all/applications/login/2": entry("2026-11-01T11:00:00Z"),
    "admin.googleapis.com/admin/reports/v1/activity/users/all/applications/admin/1": entry("2026-11-20T11:00:00Z"),
}
"""A domain in which all is well, by where each thing of it lies."""


def put(it: Google, *changes: Change, more: Iterable[tuple[str, Any]] = ()) -> None:
    """Have the double hold the good domain, changed; `more` by place."""
    customer = next(scope for scope in it.scopes.values() if scope.kind == "customers")
    for where, thing in copy.deepcopy(dict(GOOD)).items():
        said = thing
        for name, path, value in changes:
            if where.endswith(f"/{name}"):
                said = changed(said, path, value)
        if said is not LEFT_OUT:
            customer.put(where, said)
    for where, said in more:
        customer.put(where, said)


def target(it: Google, name: str = DOMAIN, **options: Any) -> Target:
    """A domain of a double; options replace what it is asked with, None leaves one out."""
    said = {"endpoint": it.origin, "attempts": 2, **options}
    told = {key: value for key, value in said.items() if value is not None}
    return Target(id=f"workspace:{name}", scheme="workspace", name=name, options=told)


def asked(one: Target, secrets: Mapping[str, str] | None = None, *questions: str) -> list[Answer]:
    """All answers over the wire; the questions of all checks where none are named."""
    wanted = frozenset(questions) or frozenset(WORKSPACE.wanted(CLASSES))
    return list(WORKSPACE.collect(Inquiry(one, wanted, lambda: NOW, (secrets or {}).__getitem__, together=Together())))


def read(one: Target, answers: list[Answer]) -> list[Fact]:
    """The facts that answers mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" for q in WORKSPACE.wanted(CLASSES).values()}
    placed = enumerate(sorted(answers, key=lambda answer: answer.key))
    return list(WORKSPACE.read(Answers(one.id, placed, wanted=wanted, options=one.options)))


def near_answers(it: Google, name: str = DOMAIN, **options: Any) -> list[Answer]:
    """What a double answers, asked from near by."""
    one = target(it, name, **options)
    inquiry = Inquiry(one, frozenset(WORKSPACE.wanted(CLASSES)), lambda: NOW, str)
    ways = {row.api: Near(it, origin(row.service, "", it.origin)) for row in QUESTIONS}
    caller = asking.calling(inquiry, read_options(one), ways, WORKSPACE.name, lambda: "near")
    return list(asking.ask(inquiry, QUESTIONS, caller, threads=1))


def facts(it: Google, name: str = DOMAIN, **options: Any) -> list[Fact]:
    """What a double means, asked from near by."""
    return read(target(it, name, **options), near_answers(it, name, **options))


def one(found: Iterable[Fact], cls: type[Fact], which: str, below: str) -> Any:
    """The fact of a class and a facet about what stands below the domain."""
    hits = [f for f in found if type(f) is cls and facet(f) == which and f.resource == f"{ALL}{below}"]
    assert len(hits) == 1, (hits, [f for f in found if type(f).__name__ == "Gap"])
    return hits[0]
