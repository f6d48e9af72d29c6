"""What a target may set, and what to paste into the admin console."""

import pytest

from collectors.workspace import WORKSPACE
from collectors.workspace.question import AUTH, SCOPES
from scanner.collector import CollectError
from tests.collectors.workspace.asking import ADMIN, target
from tests.servers.google.double import Google

KEY = "file:key.json"
BRIDGE = "bridge@alder-prod.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"service_account_key": KEY}, "service_account_key: needs the option admin"),
        ({"impersonate": BRIDGE}, "impersonate: needs the option admin"),
        ({"sign_in": "attached", "admin": ADMIN}, "admin: with sign_in attached it takes the option impersonate too"),
        ({"workload_file": "f", "admin": ADMIN}, "admin: with sign_in workload it takes the option impersonate too"),
        ({"admin": "ana"}, "admin: must be the e-mail address of an administrator"),
        ({"cloud": "s3ns"}, "cloud: Workspace is in the public one alone"),
        ({"impersonate": "ward", "admin": ADMIN}, "impersonate: must be the e-mail address of a service account"),
    ],
)
def test_options_that_make_no_sense(near: Google, options: dict[str, str], said: str) -> None:
    with pytest.raises(CollectError, match=said):
        WORKSPACE.check(target(near, **options))


@pytest.mark.parametrize("name", ["", "alder", "alder.example/x", "-alder.example", "ana@alder.example", "a..example"])
def test_no_domain_is_named(near: Google, name: str) -> None:
    with pytest.raises(CollectError, match="which domain"):
        WORKSPACE.check(target(near, name))


@pytest.mark.parametrize(
    "options",
    [{}, {"admin": ADMIN}, {"impersonate": BRIDGE, "admin": ADMIN}, {"break_glass": "a@alder.example"}],
)
def test_options_that_do(near: Google, options: dict[str, str]) -> None:
    WORKSPACE.check(target(near, **options))


def test_what_to_paste() -> None:
    assert WORKSPACE.grant
    text = WORKSPACE.grant({"admin.directory.user.readonly", "cloud-identity.policies.readonly", ""})
    line = f"{AUTH}admin.directory.user.readonly,{AUTH}cloud-identity.policies.readonly"
    assert line in text.splitlines()
    assert "super admins alone" in text
    assert "super admins" not in WORKSPACE.grant({"admin.directory.user.readonly"})
    assert all(q.needs in SCOPES and q.needs.endswith(".readonly") for q in WORKSPACE.questions)
