"""Service accounts and their keys, asked by both ways."""

import pytest

from scanner.facts import FOREVER, Credential, Fact, Identity
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import ACCOUNT, EMAIL, JSON, KEY, Change, gaps_of, put, the
from tests.servers.google.double import PROJECT, Google

SA = f"serviceAccount:{EMAIL}"
_KEYS = f"projects/{PROJECT}/serviceAccounts/{EMAIL}/keys"


def key(path: str, value: JSON = LEFT_OUT) -> Change:
    return "key", path, value


def bound(role: str, member: str = SA, at: str = "project", **more: JSON) -> Change:
    return at, "bindings", [{"role": role, "members": [member], **more}]


BARE: Change = ("project", "bindings", [])
NOW: JSON = {"title": "x", "expression": "x"}
TABLE: list[tuple[type[Fact], str, JSON, list[Change]]] = [
    (Identity, "holder", "machine", []),
    (Identity, "interactive", False, []),
    (Identity, "mfa", "none", []),
    (Identity, "enabled", True, []),
    (Identity, "enabled", True, [("account", "disabled", False)]),
    (Identity, "enabled", False, [("account", "disabled", True)]),
    (Identity, "keys", 1, []),
    (Identity, "keys", 1, [("account", "disabled", True)]),
    (Identity, "keys", 0, [key("", LEFT_OUT)]),
    (Identity, "keys", 0, [key("disabled", True)]),
    (Identity, "keys", 1, [key("disabled", False)]),
    (Identity, "keys", 0, [key("validBeforeTime", "2026-11-24T11:00:00Z")]),
    (Identity, "keys", 1, [key("validBeforeTime", LEFT_OUT)]),
    (Credential, "form", "access-key", []),
    (Credential, "age_days", 24, []),
    (Credential, "age_days", 389, [key("validAfterTime", "2025-11-01T12:00:00Z")]),
    (Credential, "age_days", None, [key("validAfterTime")]),
    (Credential, "days_left", 30, []),
    (Credential, "days_left", FOREVER, [key("validBeforeTime", "9999-12-31T23:59:59Z")]),
    (Credential, "days_left", -1, [key("validBeforeTime", "2026-11-24T13:00:00Z")]),
    (Credential, "days_left", None, [key("validBeforeTime")]),
    (Credential, "stored", None, []),
    (Identity, "privileged", False, [BARE]),
    (Identity, "privileged", False, [bound("roles/storage.objectViewer")]),
    (Identity, "privileged", True, [bound("roles/owner")]),
    (Identity, "privileged", True, [bound("roles/editor")]),
    (Identity, "privileged", True, [bound("roles/storage.admin")]),
    (Identity, "privileged", True, [BARE, bound("roles/owner", at="organization")]),
    (Identity, "privileged", False, [bound("roles/owner", "user:jane@alder.example")]),
    (Identity, "privileged", None, [bound("roles/owner", "group:all@alder.example")]),
    (Identity, "privileged", False, [bound("roles/viewer", "group:all@alder.example")]),
    (Identity, "privileged", None, [bound("roles/owner", condition=NOW)]),
    (Identity, "privileged", None, [bound(f"projects/{PROJECT}/roles/ward")]),
    (Identity, "privileged", None, [bound(f"projects/{PROJECT}/roles/ward", "group:all@alder.example")]),
    (Identity, "privileged", False, [bound(f"projects/{PROJECT}/roles/ward", "user:jane@alder.example")]),
    (Identity, "privileged", True, [bound("roles/owner", "allAuthenticatedUsers")]),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("cls", "field", "value", "changes"), TABLE)
def test_an_account_and_its_key(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, cls: type[Fact], field: str, value: JSON, changes: list[Change], way: str
) -> None:
    put(near, *changes)
    found = facts(near, asset_inventory=way)
    which, at = ("access-key", KEY) if cls is Credential else ("", ACCOUNT)
    assert getattr(the(found, cls, which, at), field) == value


@pytest.mark.parametrize("way", ["true", "false"])
def test_keys_that_google_keeps_are_none_of_ours(near: Google, way: str) -> None:
    put(near, key("keyType", "SYSTEM_MANAGED"))
    found = facts(near, asset_inventory=way)
    assert the(found, Identity, "", ACCOUNT).keys == 0  # type: ignore[attr-defined]  # an identity
    assert not [f for f in found if isinstance(f, Credential)]


@pytest.mark.parametrize("way", ["true", "false"])
def test_a_key_that_is_switched_off_is_no_credential(near: Google, way: str) -> None:
    put(near, key("disabled", True))
    assert not [f for f in facts(near, asset_inventory=way) if isinstance(f, Credential)]


@pytest.mark.parametrize("way", ["true", "false"])
def test_each_account_has_its_own_keys(near: Google, way: str) -> None:
    put(near)
    other = f"other@{PROJECT}.iam.gserviceaccount.com"
    name = f"projects/{PROJECT}/serviceAccounts/{other}"
    near.held.put("iam.googleapis.com/ServiceAccount", {"name": name, "email": other, "uniqueId": "105"})
    for n in range(2):
        near.held.put(
            "iam.googleapis.com/ServiceAccountKey",
            {"name": f"{name}/keys/{n}", "keyType": "USER_MANAGED", "validAfterTime": "2026-11-01T12:00:00Z"},
        )
    found = facts(near, asset_inventory=way)
    assert {f.name: f.keys for f in found if isinstance(f, Identity)} == {EMAIL: 1, other: 2}
    assert len([f for f in found if isinstance(f, Credential)]) == 3


def test_a_key_may_name_its_account_by_number(near: Google) -> None:
    put(near, key("name", _KEYS.replace(EMAIL, "104000000000000000001") + "/0a1b"))
    found = facts(near)
    assert the(found, Identity, "", ACCOUNT).keys == 1  # type: ignore[attr-defined]  # an identity
    assert the(found, Credential, "access-key", KEY)


def test_a_key_of_a_type_that_we_do_not_know_may_be_one(near: Google) -> None:
    """The service is asked for those that people keep alone; Asset Inventory tells of all."""
    put(near, key("keyType", "KEY_TYPE_UNSPECIFIED"))
    found = facts(near)
    assert the(found, Identity, "", ACCOUNT).keys is None  # type: ignore[attr-defined]  # an identity
    assert gaps_of(found, "gcp.iam.service-account-key") == {("credential", "", "unclear")}


def test_a_key_of_an_account_that_was_not_listed_is_a_gap(near: Google) -> None:
    put(near, ("account", "", LEFT_OUT))
    found = facts(near)
    assert gaps_of(found, "gcp.iam.service-account") == {("identity", "", "unclear")}
    assert gaps_of(found, "gcp.iam.service-account-key") == {("credential", "", "unclear")}


@pytest.mark.parametrize("outcome", ["denied", "off"])
def test_accounts_that_may_not_be_listed(near: Google, outcome: str) -> None:
    put(near)
    if outcome == "off":
        near.held.disabled.add("iam.googleapis.com")
    else:
        near.denied.add("iam.serviceAccounts.list")
    found = facts(near, asset_inventory=False)
    assert gaps_of(found, "gcp.iam.service-account") == {("identity", "", "denied")}
    assert gaps_of(found, "gcp.iam.service-account-key") == {("credential", "", "denied")}
    assert not [f for f in found if isinstance(f, Identity | Credential)]


def test_keys_that_may_not_be_listed(near: Google) -> None:
    put(near)
    near.denied.add("iam.serviceAccountKeys.list")
    found = facts(near, asset_inventory=False)
    account = the(found, Identity, "", ACCOUNT)
    assert isinstance(account, Identity)
    assert account.keys is None
    assert {(why.field, why.outcome) for why in account.unread} >= {("keys", "denied")}
    assert gaps_of(found, "gcp.iam.service-account-key") == {("credential", "", "denied")}


@pytest.mark.parametrize(
    ("denied", "great"),
    [("resourcemanager.folders.getIamPolicy", None), ("resourcemanager.organizations.getIamPolicy", None)],
)
def test_rights_above_that_may_not_be_read(near: Google, denied: str, great: bool | None) -> None:  # noqa: FBT001  # a column
    put(near, BARE)
    near.denied.add(denied)
    assert the(facts(near), Identity, "", ACCOUNT).privileged is great  # type: ignore[attr-defined]  # an identity
    put(near, bound("roles/owner"))
    assert the(facts(near), Identity, "", ACCOUNT).privileged is True  # type: ignore[attr-defined]  # an identity
