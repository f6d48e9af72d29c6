"""Who may do what: roles and members of all policies that hold in the project."""

from typing import Any

import pytest

from collectors.gcp.rights.roles import right
from scanner.facts import Gap, Grant
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import ACCOUNT, EMAIL, HERE, JSON, Change, gaps_of, put
from tests.servers.google.double import NUMBER, PROJECT, Google

JANE, GROUP, SA = "user:jane@alder.example", "group:ward-3@alder.example", f"serviceAccount:{EMAIL}"
OWNER, VIEWER = "roles/owner", "roles/viewer"
ONLY_OURS: Change = ("organization", "bindings", [])
NOW: JSON = {"title": "until Friday", "expression": "request.time < timestamp('hunter2')"}


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("roles/owner", "everything"),
        ("roles/admin", "everything"),
        ("roles/editor", "administer"),
        ("roles/writer", "administer"),
        ("roles/viewer", "other"),
        ("roles/reader", "other"),
        ("roles/browser", "other"),
        ("roles/storage.admin", "administer"),
        ("roles/storage.objectAdmin", "administer"),
        ("roles/iam.securityAdmin", "administer"),
        ("roles/resourcemanager.organizationAdmin", "administer"),
        ("roles/compute.instanceAdmin.v1", "administer"),
        ("roles/storage.objectViewer", "other"),
        ("roles/iam.serviceAccountUser", "impersonate"),
        ("roles/iam.serviceAccountTokenCreator", "impersonate"),
        ("roles/iam.serviceAccountKeyAdmin", "impersonate"),
        ("roles/iam.workloadIdentityUser", "impersonate"),
        ("projects/alder-prod/roles/storageAdmin", "other"),
        ("organizations/77/roles/owner", "other"),
    ],
)
def test_what_a_role_lets_one_do(role: str, said: str) -> None:
    assert right(role) == said


def given(role: str, *members: str, at: str = "project", **more: JSON) -> Change:
    return at, "bindings", [{"role": role, "members": [*members], **more}]


def held(near: Google, *changes: Change, **options: Any) -> dict[tuple[str, str], Grant]:
    """Each right by who has it."""
    put(near, ("project", "bindings", []), *changes)
    return {(f.name, f.right): f for f in facts(near, **options) if isinstance(f, Grant)}


@pytest.mark.parametrize("at", ["project", "folder", "organization"])
@pytest.mark.parametrize(("role", "what"), [(OWNER, "everything"), ("roles/editor", "administer"), (VIEWER, "other")])
def test_what_is_given_above_holds_here(near: Google, at: str, role: str, what: str) -> None:
    found = held(near, given(role, JANE, at=at))
    assert found.keys() == {(JANE, what)}
    grant = found[JANE, what]
    assert (grant.resource, grant.holders, grant.direct, grant.activation) == (JANE, (JANE,), True, "standing")
    assert grant.within == (HERE,)
    assert {"project": PROJECT, "folder": "55", "organization": "77"}[at] in grant.stands[0]


@pytest.mark.parametrize("policy", [{"etag": "BwYx"}, {"etag": "BwYx", "version": 1}, {"etag": "BwYx", "bindings": []}])
def test_a_policy_without_bindings_gives_nobody_anything(near: Google, policy: JSON) -> None:
    put(near)
    near.twist = lambda method, body: policy if method.endswith("getIamPolicy") else body
    assert not [f for f in facts(near) if f.kind == "gcp.iam.holder"]


def test_one_who_is_given_much_by_many_has_it_once(near: Google) -> None:
    shouted = "user:Jane@ALDER.example"
    both = [{"role": OWNER, "members": [JANE]}, {"role": VIEWER, "members": [shouted, GROUP]}]
    found = held(near, ("project", "bindings", both), given("roles/admin", JANE, at="organization"))
    assert found.keys() == {(JANE, "everything"), (JANE, "other"), (GROUP, "other")}
    assert found[JANE, "everything"].stands == (f"{OWNER} of projects/{PROJECT}", "roles/admin of organizations/77")
    assert len(found[JANE, "everything"].answers) >= 2


@pytest.mark.parametrize(
    ("member", "direct", "resource"),
    [
        (JANE, True, JANE),
        (GROUP, False, GROUP),
        ("domain:alder.example", False, "domain:alder.example"),
        (SA, False, ACCOUNT),
        ("serviceAccount:x@another.iam.gserviceaccount.com", False, "serviceAccount:x@another.iam.gserviceaccount.com"),
        (
            "principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/Jane",
            True,
            "principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/Jane",
        ),
        (
            f"principalSet://iam.googleapis.com/projects/{NUMBER}/locations/global/workloadIdentityPools/ci/*",
            False,
            f"principalSet://iam.googleapis.com/projects/{NUMBER}/locations/global/workloadIdentityPools/ci/*",
        ),
        (
            f"principal://iam.googleapis.com/projects/{NUMBER}/locations/global/workloadIdentityPools/ci/subject/x",
            False,
            f"principal://iam.googleapis.com/projects/{NUMBER}/locations/global/workloadIdentityPools/ci/subject/x",
        ),
        ("allUsers", False, "allUsers"),
    ],
)
def test_who_holds_it(near: Google, member: str, direct: bool, resource: str) -> None:  # noqa: FBT001  # a column
    grant = held(near, given(VIEWER, member))[member, "other"]
    assert (grant.direct, grant.resource, grant.holders) == (direct, resource, (member,))


def test_who_is_deleted_holds_nothing(near: Google) -> None:
    assert not held(near, given(OWNER, "deleted:user:jane@alder.example?uid=123456789012345678901"))


NO_DOMAIN: Change = ("domain", "displayName", "hillside")
OTHER_SA = "serviceAccount:x@another.iam.gserviceaccount.com"
OUTSIDE: list[tuple[str, bool | None, str, dict[str, Any], list[Change]]] = [
    (JANE, False, "", {}, []),
    ("user:Jane@Alder.Example", False, "", {}, []),
    (JANE, None, "unclear", {}, [NO_DOMAIN]),
    (JANE, False, "", {"own_domains": "alder.example"}, [NO_DOMAIN]),
    (JANE, False, "", {"own_domains": ["Alder.example", "alder.test"]}, [NO_DOMAIN]),
    (JANE, True, "", {"own_domains": "alder.test"}, [NO_DOMAIN]),
    ("user:eve@elsewhere.example", None, "unclear", {}, []),
    ("user:eve@elsewhere.example", True, "", {"own_domains": "alder.example"}, []),
    ("user:eve@ward.alder.example", None, "unclear", {}, []),
    ("user:eve@gmail.com", True, "", {}, []),
    ("user:eve@gmail.com", True, "", {"own_domains": "gmail.com"}, []),
    ("user:eve@googlemail.com", True, "", {}, []),
    ("group:all@googlegroups.com", True, "", {}, []),
    (GROUP, None, "not-asked", {}, []),
    ("group:x@elsewhere.example", None, "unclear", {}, []),
    ("group:x@elsewhere.example", True, "", {"own_domains": "alder.example"}, []),
    ("domain:alder.example", False, "", {}, []),
    ("domain:elsewhere.example", True, "", {"own_domains": "alder.example"}, []),
    ("allUsers", True, "", {}, []),
    ("allAuthenticatedUsers", True, "", {}, []),
    (SA, False, "", {}, []),
    (f"serviceAccount:{NUMBER}-compute@developer.gserviceaccount.com", False, "", {}, []),
    (f"serviceAccount:{NUMBER}@cloudservices.gserviceaccount.com", False, "", {}, []),
    (f"serviceAccount:service-{NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com", False, "", {}, []),
    (f"serviceAccount:{PROJECT}@appspot.gserviceaccount.com", False, "", {}, []),
    (f"serviceAccount:{PROJECT}.svc.id.goog[ehr/app]", False, "", {}, []),
    ("serviceAccount:another.svc.id.goog[ehr/app]", None, "not-asked", {}, []),
    (f"serviceAccount:not-{PROJECT}.svc.id.goog[ehr/app]", None, "not-asked", {}, []),
    (OTHER_SA, None, "not-asked", {}, []),
    (OTHER_SA, None, "not-asked", {"own_domains": "alder.example"}, []),
    (f"serviceAccount:x@not-{PROJECT}.iam.gserviceaccount.com", None, "not-asked", {}, []),
    ("serviceAccount:service-99@gcp-sa-pubsub.iam.gserviceaccount.com", None, "not-asked", {}, []),
    (f"serviceAccount:service-{NUMBER}@evil-project.iam.gserviceaccount.com", None, "not-asked", {}, []),
    ("principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/Jane", None, "not-asked", {}, []),
    (f"principalSet://cloudresourcemanager.googleapis.com/projects/{NUMBER}/type/ServiceAccount", False, "", {}, []),
    ("principalSet://cloudresourcemanager.googleapis.com/projects/99/type/ServiceAccount", None, "not-asked", {}, []),
    ("somebody:new", None, "unclear", {}, []),
]


@pytest.mark.parametrize(("member", "stranger", "outcome", "options", "changes"), OUTSIDE)
def test_who_comes_from_outside(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    member: str,
    stranger: bool | None,  # noqa: FBT001  # a column of a table
    outcome: str,
    options: dict[str, Any],
    changes: list[Change],
) -> None:
    (grant,) = held(near, given(VIEWER, member), *changes, **options).values()
    assert grant.outsiders == (None if stranger is None else (grant.name,) if stranger else ())
    assert [why.outcome for why in grant.unread if why.field == "outsiders"] == ([outcome] if outcome else [])


@pytest.mark.parametrize("right_", ["resourcemanager.organizations.get", "cloudresourcemanager.projects.getAncestry"])
def test_without_the_organisation_nobody_knows_whose_domain_it_is(near: Google, right_: str) -> None:
    near.denied.add(right_)
    grant = held(near, given(VIEWER, JANE))[JANE, "other"]
    assert grant.outsiders is None
    assert {why.outcome for why in grant.unread if why.field == "outsiders"} == {"denied"}
    near.denied.add("cloudasset.assets.listResource")
    assert held(near, given(VIEWER, JANE), own_domains="alder.example")[JANE, "other"].outsiders == ()


def test_a_project_without_an_organisation(near: Google) -> None:
    near.held.parent = None
    grant = held(near, given(VIEWER, JANE))[JANE, "other"]
    assert [why.outcome for why in grant.unread if why.field == "outsiders"] == ["unclear"]


def test_a_condition_narrows_what_is_given(near: Google) -> None:
    """What it lets through is not followed: who owns under one may own everything, or nothing now."""
    grant = held(near, given(OWNER, JANE, condition=NOW))[JANE, "everything"]
    assert (grant.holders, grant.activation) == (None, None)
    assert {(why.field, why.outcome) for why in grant.unread} >= {("holders", "unclear"), ("activation", "unclear")}
    grant = held(near, given("roles/editor", JANE, condition=NOW))[JANE, "administer"]
    assert (grant.holders, grant.activation) == ((JANE,), None)


def test_a_condition_of_one_right_does_not_narrow_another(near: Google) -> None:
    both = [{"role": OWNER, "members": [JANE], "condition": NOW}, {"role": OWNER, "members": [JANE]}]
    grant = held(near, ("project", "bindings", both))[JANE, "everything"]
    assert (grant.holders, grant.activation) == ((JANE,), "standing")


def test_conditions_are_asked_for(near: Google) -> None:
    """Google leaves them out where nobody asks for version 3: what they narrow would look as if it were for ever."""
    put(near, given(OWNER, JANE, condition=NOW), given(OWNER, JANE, at="folder", condition=NOW))
    assert [f.activation for f in facts(near) if isinstance(f, Grant)] == [None]


@pytest.mark.parametrize(
    ("role", "member", "told"),
    [
        ("roles/pubsub.serviceAgent", f"serviceAccount:service-{NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com", False),
        ("roles/pubsub.serviceAgent", JANE, True),
        ("roles/pubsub.serviceAgent", f"serviceAccount:service-{NUMBER}@evil-project.iam.gserviceaccount.com", True),
        ("roles/editor", f"serviceAccount:service-{NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com", True),
        ("roles/pubsub.serviceAgent", "serviceAccount:service-99@gcp-sa-pubsub.iam.gserviceaccount.com", True),
        (
            "roles/dataflow.serviceAgent",
            "serviceAccount:service-666@dataflow-service-producer-prod.iam.gserviceaccount.com",
            True,
        ),
        ("roles/editor", f"serviceAccount:{NUMBER}@cloudservices.gserviceaccount.com", False),
        ("roles/editor", "serviceAccount:99@cloudservices.gserviceaccount.com", True),
        ("roles/editor", f"serviceAccount:{NUMBER}@cloudbuild.gserviceaccount.com", True),
        ("roles/owner", f"serviceAccount:{NUMBER}@cloudservices.gserviceaccount.com", True),
        ("roles/editor", f"serviceAccount:{NUMBER}-compute@developer.gserviceaccount.com", True),
        ("roles/pubsub.serviceAgent", f"serviceAccount:{NUMBER}-compute@developer.gserviceaccount.com", True),
    ],
)
def test_what_google_gives_its_own_agents_nobody_can_change(near: Google, role: str, member: str, told: bool) -> None:  # noqa: FBT001  # a column
    assert bool(held(near, given(role, member))) is told


def test_google_makes_its_agent_editor_of_the_project_alone(near: Google) -> None:
    member = f"serviceAccount:{NUMBER}@cloudservices.gserviceaccount.com"
    assert held(near, given("roles/editor", member, at="organization")).keys() == {(member, "administer")}


def test_what_a_role_of_ones_own_allows_is_not_asked(near: Google) -> None:
    found = held(near, given(f"projects/{PROJECT}/roles/ward", JANE))
    assert found.keys() == {(JANE, "other")}
    assert gaps_of(facts(near), "gcp.iam.holder") == {
        ("grant", word, "not-asked") for word in ("everything", "administer", "impersonate")
    }


@pytest.mark.parametrize(
    "denied",
    [
        "resourcemanager.projects.getIamPolicy",
        "resourcemanager.folders.getIamPolicy",
        "resourcemanager.organizations.getIamPolicy",
        "cloudresourcemanager.projects.getAncestry",
    ],
)
def test_a_policy_that_may_not_be_read_may_give_more(near: Google, denied: str) -> None:
    put(near)
    near.denied.add(denied)
    found = facts(near)
    assert ("grant", "", "denied") in gaps_of(found, "gcp.iam.holder")
    left = [f for f in found if isinstance(f, Grant)]
    assert bool(left) is ("projects.getIamPolicy" not in denied)


@pytest.mark.parametrize("garbage", [{}, [], None])
def test_what_is_no_policy_is_a_gap(near: Google, garbage: JSON) -> None:
    put(near, ("domain", "displayName", LEFT_OUT))
    near.twist = lambda method, body: garbage if method.endswith("getIamPolicy") else body
    assert {f.outcome for f in facts(near) if isinstance(f, Gap) and f.kind == "gcp.iam.holder"} == {"error"}


def test_members_of_only_ours(near: Google) -> None:
    """The well kept project has an emergency group and a service account that reads."""
    put(near, ONLY_OURS)
    assert {(f.name, f.right) for f in facts(near) if isinstance(f, Grant)} == {
        ("group:emergency@alder.example", "everything"),
        (SA, "other"),
    }
