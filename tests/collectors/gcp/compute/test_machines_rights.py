"""What a machine may do as its service account: by the roles of that, as far as the machine's scopes let it."""

import pytest

from scanner.facts import Grant
from tests.collectors.azure.settings import LEFT_OUT, changed
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.compute.test_machines import ACCOUNT, ALL, AUTH, GOOD, IIS, PACS, PROJECT, machine
from tests.collectors.gcp.things import JSON, one, put
from tests.servers.google.double import Google

EDITOR: JSON = {"role": "roles/editor", "members": [f"serviceAccount:{ACCOUNT}"]}
VIEWER: JSON = {"role": "roles/viewer", "members": [f"serviceAccount:{ACCOUNT}"]}
OTHERS = {**EDITOR, "members": ["serviceAccount:471100000816-compute@developer.gserviceaccount.com"]}
ALL_OF_US = {**EDITOR, "members": ["group:all@alder.example"]}
SET = "principalSet://cloudresourcemanager.googleapis.com/projects/471100000815/type/ServiceAccount"
RIGHTS: list[tuple[str, JSON, JSON, JSON]] = [
    ("holds it here", [EDITOR], [], ("pacs",)),
    ("holds it above", [VIEWER], [{**EDITOR, "role": "roles/owner"}], ("pacs",)),
    ("holds less", [VIEWER], [], ()),
    (
        "others hold it",
        [{**EDITOR, "members": ["serviceAccount:471100000816-compute@developer.gserviceaccount.com"]}],
        [],
        (),
    ),
    ("Google's newer role", [{**EDITOR, "role": "roles/admin"}], [], ("pacs",)),
    ("and the other", [{**EDITOR, "role": "roles/writer"}], [], ("pacs",)),
    ("however it is written", [{**EDITOR, "members": [f"serviceAccount:{ACCOUNT.upper()}"]}], [], ("pacs",)),
    ("one of many services", [{**EDITOR, "role": "roles/storage.admin"}], [], ()),
    ("all accounts hold it", [{**EDITOR, "members": ["allAuthenticatedUsers"]}], [], ("pacs",)),
    ("a group holds it", [{**EDITOR, "members": ["group:all@alder.example"]}], [], None),
    ("a group holds it above", [VIEWER], [{**EDITOR, "members": ["group:all@alder.example"]}], None),
    ("accounts of a project hold it", [{**EDITOR, "members": [SET]}], [], None),
    ("a group holds less", [{**VIEWER, "members": ["group:all@alder.example"]}], [], ()),
    ("a person holds it", [{**EDITOR, "members": ["user:jane@alder.example"]}], [], ()),
    ("a role of ones own", [{**EDITOR, "role": "projects/alder-prod/roles/ward"}], [], None),
    ("one from above", [VIEWER], [{**EDITOR, "role": "organizations/77/roles/ward"}], None),
    ("one that others hold", [{**OTHERS, "role": "projects/alder-prod/roles/ward"}], [], ()),
    ("one that a group holds", [{**ALL_OF_US, "role": "projects/alder-prod/roles/ward"}], [], None),
    ("a group beside itself", [{**EDITOR, "members": [*EDITOR["members"], "group:all@alder.example"]}], [], ("pacs",)),
    ("under a condition", [{**EDITOR, "condition": {"title": "x", "expression": "true"}}], [], None),
    ("with and without one", [{**EDITOR, "condition": {"title": "x", "expression": "true"}}], [EDITOR], ("pacs",)),
]


@pytest.mark.parametrize(("case", "here", "above", "holders"), RIGHTS)
def test_what_a_machine_may_do(near: Google, case: str, here: JSON, above: JSON, holders: JSON) -> None:
    """vm.default_sa: the default account, with the scope that takes nothing away."""
    put(near, GOOD)
    near.held.policy("", {"bindings": here})
    near.scopes["folders/55"].policy("", {"bindings": above})
    grant = one(facts(near), Grant, "everything", PACS)
    assert getattr(grant, "holders", "") == holders, case
    assert grant.within == (PROJECT,)


DEFAULTS = (
    *("devstorage.read_only", "logging.write", "monitoring.write", "monitoring", "pubsub.readonly", "servicecontrol"),
    *("service.management.readonly", "trace.append", "cloud-platform.read-only", "compute.readonly", "userinfo.email"),
)
SCOPES: list[tuple[JSON, JSON]] = [
    (LEFT_OUT, ()),
    ([], ()),
    *(([f"{AUTH}{scope}"], ()) for scope in DEFAULTS),
    ([f"{AUTH}{scope}" for scope in DEFAULTS], ()),
    *(([f"{AUTH}{scope}"], None) for scope in ("compute", "iam", "devstorage.full_control", "devstorage.read_write")),
    ([f"{AUTH}compute", f"{AUTH}iam", f"{AUTH}devstorage.full_control"], None),
    ([f"{AUTH}logging.write", f"{AUTH}iam"], None),
    ([f"{AUTH}compute.readonly.not"], None),
    (["https://elsewhere.example/auth/compute.readonly"], None),
    ([ALL, f"{AUTH}logging.write"], ("pacs",)),
    ([ALL], ("pacs",)),
]


@pytest.mark.parametrize(("scopes", "holders"), SCOPES)
def test_scopes_narrow_what_a_machine_may_do(near: Google, scopes: JSON, holders: JSON) -> None:
    """How far, is known of those alone by which next to nothing is changed."""
    put(near, GOOD, machine("serviceAccounts", [changed({"email": ACCOUNT}, "scopes", scopes)]))
    near.held.policy("", {"bindings": [EDITOR]})
    grant = one(facts(near), Grant, "everything", PACS)
    assert getattr(grant, "holders", "") == holders
    assert [why.outcome for why in grant.unread if why.field == "holders"] == ["unclear"] * (holders is None)


def test_a_machine_without_an_account_may_do_nothing(near: Google) -> None:
    put(near, GOOD, machine("serviceAccounts"))
    near.held.policy("", {"bindings": [EDITOR]})
    assert getattr(one(facts(near), Grant, "everything", PACS), "holders", "") == ()


def test_scopes_give_no_right_that_the_account_has_not(near: Google) -> None:
    put(near, GOOD, machine("serviceAccounts", [{"email": ACCOUNT, "scopes": [f"{AUTH}compute"]}]))
    near.held.policy("", {"bindings": [VIEWER]})
    assert getattr(one(facts(near), Grant, "everything", PACS), "holders", "") == ()


@pytest.mark.parametrize("denied", ["projects", "folders", "organizations"])
def test_where_a_policy_may_not_be_read_nobody_knows_what_it_may_do(near: Google, denied: str) -> None:
    put(near, GOOD)
    near.denied.add(f"resourcemanager.{denied}.getIamPolicy")
    found = facts(near)
    grant = one(found, Grant, "everything", PACS)
    assert grant.holders is None  # type: ignore[attr-defined]
    assert {why.outcome for why in grant.unread if why.field == "holders"} == {"denied"}
    # A machine without an account has no right by it, whatever is written there.
    assert one(found, Grant, "everything", IIS).holders == ()  # type: ignore[attr-defined]


def test_what_may_not_be_read_above_takes_nothing_away(near: Google) -> None:
    put(near, GOOD)
    near.held.policy("", {"bindings": [EDITOR]})
    near.denied.add("resourcemanager.folders.getIamPolicy")
    assert one(facts(near), Grant, "everything", PACS).holders == ("pacs",)  # type: ignore[attr-defined]
