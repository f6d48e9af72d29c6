"""Who may act as an account that is an administrator, by the policy of that account."""

from typing import Any

import pytest

from scanner.facts import Gap, Grant
from scanner.finding import Status
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.kept import EMAIL, HERE, JSON, Change, gaps_of, put
from tests.judged import judged
from tests.servers.google.double import PROJECT, Google

SA, JANE, EVE = f"serviceAccount:{EMAIL}", "user:jane@alder.example", "user:eve@gmail.com"
PLACE = f"iam.googleapis.com/v1/projects/{PROJECT}/serviceAccounts/{EMAIL}"
ASKED = "iam.projects.serviceAccounts.getIamPolicy"
TOKENS = "roles/iam.serviceAccountTokenCreator"
NOW: JSON = {"title": "until Friday", "expression": "request.time < timestamp('hunter2')"}


def holds(role: str, at: str = "project", **more: JSON) -> Change:
    """What the account holds."""
    return at, "bindings", [{"role": role, "members": [SA], **more}]


OWNS = holds("roles/owner")


def lend(near: Google, *bindings: JSON, changes: tuple[Change, ...] = (OWNS,)) -> None:
    put(near, *changes)
    near.held.policy(PLACE, {"bindings": [*bindings]})


def given(role: str, *members: str, **more: JSON) -> JSON:
    return {"role": role, "members": [*members], **more}


def lent(near: Google, **options: Any) -> dict[str, Grant]:
    """Who may act as it."""
    return {f.name: f for f in facts(near, **options) if isinstance(f, Grant) and f.right == "impersonate"}


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("role", "there"),
    [
        (TOKENS, True),
        ("roles/iam.serviceAccountUser", True),
        ("roles/iam.serviceAccountKeyAdmin", True),
        ("roles/iam.workloadIdentityUser", True),
        ("roles/iam.serviceAccountAdmin", True),
        ("roles/owner", True),
        ("roles/editor", True),
        ("roles/iam.serviceAccountViewer", False),
        ("roles/viewer", False),
    ],
)
def test_who_may_act_as_an_owner(near: Google, role: str, there: bool, way: str) -> None:  # noqa: FBT001  # a column
    lend(near, given(role, JANE))
    found = lent(near, asset_inventory=way)
    assert found.keys() == ({JANE} if there else set())
    for grant in found.values():
        assert (grant.holders, grant.direct, grant.within, grant.activation) == ((JANE,), True, (HERE,), "standing")
        assert grant.stands == (f"{role} of {EMAIL}, an administrator",)


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("change", "there"),
    [
        (holds("roles/owner", "organization"), True),
        (holds("roles/editor"), True),
        (holds("roles/storage.admin", "folder"), True),
        (holds("roles/owner", condition=NOW), True),
        (holds("roles/viewer"), False),
        (holds(TOKENS), False),
        (("project", "bindings", []), False),
        (("project", "bindings", [given("roles/owner", f"deleted:{SA}?uid=1")]), False),
        (("project", "bindings", [given("roles/owner", JANE)]), False),
        (("project", "bindings", [given("roles/owner", SA.replace("scans", "SCANS"))]), True),
    ],
)
def test_of_accounts_that_are_administrators_alone(near: Google, change: Change, there: bool, way: str) -> None:  # noqa: FBT001  # a column
    lend(near, given(TOKENS, EVE), changes=(("project", "bindings", []), change))
    assert (EVE in lent(near, asset_inventory=way)) is there


@pytest.mark.parametrize("way", ["true", "false"])
def test_a_policy_is_asked_of_administrators_alone(near: Google, way: str) -> None:
    """Asset Inventory does not tell that there is none: the service does, of those that matter."""
    put(near, ("project", "bindings", []))
    assert not [a for a in near_answers(near, asset_inventory=way) if a.operation == ASKED]
    put(near, OWNS)
    answers = [a for a in near_answers(near, asset_inventory=way) if a.operation == ASKED]
    assert [(a.about, a.outcome) for a in answers] == [(EMAIL, "ok")]
    assert not lent(near, asset_inventory=way)


@pytest.mark.parametrize("name", [EMAIL, "104000000000000000001"])
def test_asset_inventory_may_call_it_by_either_name(near: Google, name: str) -> None:
    lend(near, given(TOKENS, JANE))

    def called(method: str, body: Any) -> Any:
        for one in body.get("assets", []) if method == "cloudasset.assets.list" else ():
            one["name"] = one["name"].replace(f"serviceAccounts/{EMAIL}", f"serviceAccounts/{name}")
        return body

    near.twist = called
    assert not [a for a in near_answers(near) if a.operation == ASKED]
    assert lent(near).keys() == {JANE}


def test_a_condition_narrows_it(near: Google) -> None:
    lend(near, given(TOKENS, JANE, condition=NOW))
    for way in ("true", "false"):
        grant = lent(near, asset_inventory=way)[JANE]
        assert grant.activation is None
        assert "hunter2" not in repr(near_answers(near, asset_inventory=way))


def test_one_who_may_by_both_has_it_once(near: Google) -> None:
    both = [given("roles/owner", SA), given(TOKENS, JANE)]
    lend(near, given("roles/iam.serviceAccountUser", JANE), changes=(("project", "bindings", both),))
    assert lent(near)[JANE].stands == (
        f"{TOKENS} of projects/{PROJECT}",
        f"roles/iam.serviceAccountUser of {EMAIL}, an administrator",
    )


@pytest.mark.parametrize("right", ["iam.serviceAccounts.getIamPolicy", "iam.serviceAccounts.list"])
@pytest.mark.parametrize(("changes", "gap"), [((OWNS,), True), ((("project", "bindings", []),), False)])
def test_what_may_not_be_read_may_let_somebody(
    near: Google,
    right: str,
    changes: tuple[Change, ...],
    gap: bool,  # noqa: FBT001  # a column
) -> None:
    lend(near, given(TOKENS, JANE), changes=changes)
    near.denied.add(right)
    found = facts(near, asset_inventory=False)
    assert gaps_of(found, "gcp.iam.holder") == ({("grant", "impersonate", "denied")} if gap else set())
    assert not [f for f in found if isinstance(f, Grant) and f.right == "impersonate"]


def test_what_a_role_of_ones_own_lets_one_do_with_it_is_not_asked(near: Google) -> None:
    lend(near, given("organizations/77/roles/deployer", JANE), given(TOKENS, EVE))
    assert gaps_of(facts(near), "gcp.iam.holder") == {("grant", "impersonate", "not-asked")}
    assert lent(near).keys() == {EVE}


SEED, ABROAD = "serviceAccount:terraform@seed.iam.gserviceaccount.com", ("grant", "impersonate", "not-asked")


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("role", "member", "there"),
    [
        ("roles/owner", SEED, True),
        ("roles/editor", SEED, True),
        ("roles/owner", "serviceAccount:99-compute@developer.gserviceaccount.com", True),
        ("roles/viewer", SEED, False),
        ("roles/owner", JANE, False),
        ("roles/owner", SA, False),
        ("roles/owner", f"serviceAccount:{PROJECT}.svc.id.goog[ehr/app]", False),
        ("roles/owner", "serviceAccount:service-99@gcp-sa-pubsub.iam.gserviceaccount.com", False),
    ],
)
def test_who_may_act_as_an_account_of_another_project_is_not_asked(
    near: Google,
    role: str,
    member: str,
    there: bool,  # noqa: FBT001  # a column
    way: str,
) -> None:
    put(near, ("project", "bindings", [given(role, member)]))
    assert gaps_of(facts(near, asset_inventory=way), "gcp.iam.holder") == ({ABROAD} if there else set())


def test_what_stands_hides_no_policy_that_may_not_be_read(near: Google) -> None:
    put(near, ("project", "bindings", [given("roles/owner", SA, SEED)]))
    near.denied.add("iam.serviceAccounts.getIamPolicy")
    found = gaps_of(facts(near, asset_inventory=False), "gcp.iam.holder")
    assert found == {ABROAD, ("grant", "impersonate", "denied")}


@pytest.mark.parametrize("garbage", [{}, [], None])
def test_what_is_no_policy_is_a_gap(near: Google, garbage: JSON) -> None:
    put(near, OWNS)
    near.twist = lambda method, body: garbage if method == ASKED else body
    found = facts(near)
    assert {f.outcome for f in found if isinstance(f, Gap) and f.which == "impersonate"} == {"error"}


def test_an_outsider_fails(near: Google) -> None:
    lend(near, given(TOKENS, EVE))
    found = judged(near_answers(near), target(near)).findings
    failed = {(f.check, f.resource) for f in found if f.status is Status.FAIL}
    assert ("business-associates.outsiders-known", EVE) in failed
