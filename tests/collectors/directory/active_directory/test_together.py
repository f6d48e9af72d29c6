"""What of Active Directory hangs together: groups within groups, policies and whom they govern; and what is refused."""

import pytest

from collectors.directory.active_directory.words import seconds
from scanner.facts import FOREVER
from scanner.finding import Status
from tests.collectors.directory.active_directory.clinic import (
    BASE,
    DAY,
    SID,
    USERS,
    changed,
    entries,
    findings,
    group,
    of,
)

PASS, FAIL, OPEN = Status.PASS, Status.FAIL, Status.NOT_ASSESSED
# question that is refused: checks, kind: each is not assessed, and nothing of it passes
REFUSED = [
    ("ad.domain", "ad.policy", ("password-policy.long-enough", "password-policy.lockout")),
    ("ad.domain", "ad.domain", ("least-privilege.guarded",)),
    ("ad.forest", "ad.domain", ("backup.deletion-guarded",)),
    ("ad.backed_up", "ad.domain", ("backup.exists", "backup.fresh")),
    ("ad.psos", "ad.pso", ("password-policy.long-enough", "password-policy.lockout", "password-policy.stored-safely")),
    ("ad.psos.container", "ad.pso", ("password-policy.long-enough", "password-policy.lockout")),
    ("ad.controllers", "ad.controller", ("patching.supported-release", "encryption-in-transit.strong-algorithms")),
    ("ad.controllers", "ad.door", ("unique-user-identification.central-directory",)),
    ("ad.krbtgt", "ad.krbtgt", ("password-policy.credential-age",)),
    ("ad.settings", "ad.door", ("unique-user-identification.own-name", "mfa.demanded")),
    ("ad.groups", "ad.group", ("least-privilege.no-everything", "business-associates.outsiders-known")),
    ("ad.groups", "ad.account", ("least-privilege.guarded",)),
    ("ad.accounts", "ad.account", ("account-lifecycle.unused-closed", "least-privilege.guarded", "mfa.every-person")),
    ("ad.accounts", "ad.group", ("least-privilege.no-everything",)),
    ("ad.computers", "ad.computer", ("account-lifecycle.unused-closed", "password-policy.one-use")),
    ("ad.trusts", "ad.trust", ("business-associates.outsiders-known", "encryption-in-transit.strong-algorithms")),
]


@pytest.mark.parametrize(("question", "kind", "checks"), REFUSED)
def test_refused(question: str, kind: str, checks: tuple[str, ...]) -> None:
    some = findings(entries(), question)
    for check in checks:
        statuses = [(f.status, f.standing) for f in some if (f.check, f.kind) == (check, kind) and f.name != "admins"]
        assert (OPEN, False) in statuses, check


def test_nested_groups_a_circle_and_one_from_another_domain() -> None:
    found = entries()
    foreign = f"CN=S-1-5-21-9-9-9-1105,CN=ForeignSecurityPrincipals,{BASE}"
    found["ad.groups"] = [
        *(one for one in found["ad.groups"] if not one[0].startswith("CN=Domain Admins")),
        group("Domain Admins", f"{SID}-512", f"CN=boss,{USERS}", f"CN=EHR,{USERS}"),
        group("EHR", f"{SID}-1300", f"CN=Nested,{USERS}", foreign),
        group(
            "Nested", f"{SID}-1301", f"CN=ana,{USERS}", f"CN=EHR,{USERS}", f"CN=far,{USERS.replace('clinic', 'child')}"
        ),
    ]
    some = findings(found)
    far = "CN=far,CN=Users,DC=child,DC=example"
    ((status, said),) = of(some, "least-privilege.no-everything", "ad.group", "Domain Admins")
    assert (status, said) == (FAIL, f"may do everything, and is not approved: ana, boss, {far}, S-1-5-21-9-9-9-1105")
    ((status, said),) = of(some, "business-associates.outsiders-known", "ad.group", "Domain Admins")
    assert (status, said) == (FAIL, "held by outsiders who are not on the register: S-1-5-21-9-9-9-1105")
    ((status, said),) = of(some, "least-privilege.guarded", "ad.account", "ana")
    assert (status, said[:16]) == (FAIL, "it is privileged")


def test_groups_that_show_no_member_are_not_empty() -> None:
    found = entries()
    found["ad.groups"] = [(dn, {k: v for k, v in row.items() if k != "member"}) for dn, row in found["ad.groups"]]
    some = findings(found)
    assert [s for s, _ in of(some, "least-privilege.no-everything", "ad.group")] == [OPEN]


def test_a_password_that_never_ends_is_held_to_the_policy_that_governs_it() -> None:
    found = changed("ad.accounts", "CN=ana", userAccountControl=512 + 0x10000)
    ((status, said),) = of(findings(found), "password-policy.long-enough", "ad.account", "ana")
    assert (status, said) == (PASS, "at least 14 characters")
    finer = changed("ad.accounts", "CN=ana", userAccountControl=512 + 0x10000, msDS_ResultantPSO=found["ad.psos"][0][0])
    ((status, said),) = of(findings(finer), "password-policy.long-enough", "ad.account", "ana")
    assert (status, said) == (PASS, "at least 20 characters")
    hidden = {**finer, "ad.psos": []}
    ((status, said),) = of(findings(hidden), "password-policy.long-enough", "ad.account", "ana")
    assert (status, "the policy that holds for it may not be read" in said) == (OPEN, True)


@pytest.mark.parametrize(
    ("demanded", "ana", "boss"),
    [
        ("nobody", OPEN, OPEN),
        ("privileged", OPEN, FAIL),
        ("everyone", FAIL, FAIL),
    ],
)
def test_a_smart_card_where_it_is_demanded(demanded: str, ana: Status, boss: Status) -> None:
    found = changed("ad.accounts", "CN=boss", userAccountControl=512)
    some = findings(found, smart_card=demanded)
    for name, status in (("ana", ana), ("boss", boss)):
        about = of(some, "mfa.every-person", "ad.account", name) or of(some, "mfa.every-person", "ad.account", "every")
        assert [one for one, _ in about] == [status]


def test_break_glass_and_a_group_that_is_declared() -> None:
    found = entries()
    some = findings(found, break_glass=[f"CN=boss,{USERS}"], privileged=[f"cn=nurses, {USERS.lower()}"])
    ((status, said),) = of(some, "unique-user-identification.no-shared-account", "ad.account", "boss")
    assert (status, said) == (PASS, "the declared break-glass account")
    assert [s for s, _ in of(some, "least-privilege.asked-for", "ad.group", "Nurses")] == [FAIL]


def test_policies_that_end_never() -> None:
    assert [seconds(0), seconds(-(2**63)), seconds(DAY)] == [FOREVER, FOREVER, 86400]
