"""AKS: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.containers.clusters import CLUSTER, KINDS
from scanner.facts import DataStore, Exposure, Fact, Gap, Grant, SignIn
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

AT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.ContainerService/managedClusters/alder"
GOOD: dict[str, JSON] = {
    "cluster": {
        "id": AT,
        "name": "alder",
        "location": "westeurope",
        "properties": {
            "enableRBAC": True,
            "disableLocalAccounts": True,
            "aadProfile": {"managed": True, "serverAppSecret": "hunter2-aad"},
            "windowsProfile": {"adminPassword": "hunter2-win"},
            "apiServerAccessProfile": {"enablePrivateCluster": True, "authorizedIPRanges": ["203.0.113.0/24"]},
            "securityProfile": {"azureKeyVaultKms": {"enabled": True}},
        },
    }
}


def says(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "cluster", f"properties.{setting}", value


DOOR = (SignIn, "everyone", AT)
NET = (Exposure, "network/administration", AT)
ALL = (Grant, "everything", AT)
PUBLIC = says("apiServerAccessProfile.enablePrivateCluster", False)
RANGES = "apiServerAccessProfile.authorizedIPRanges"
TABLE: list[Setting] = [
    ("rbac", *DOOR, "bypass", (), []),
    ("rbac", *DOOR, "bypass", ("local-accounts",), [says("disableLocalAccounts", False)]),
    ("rbac", *DOOR, "bypass", ("local-accounts",), [says("disableLocalAccounts")]),
    ("rbac", *DOOR, "bypass", ("local-accounts",), [says("aadProfile")]),
    ("rbac", *DOOR, "individual", True, []),
    ("rbac", *DOOR, "individual", False, [says("disableLocalAccounts")]),
    ("rbac", *DOOR, "directories", 2, []),
    ("rbac", *DOOR, "directories", 0, [says("aadProfile")]),
    ("rbac", *ALL, "holders", ("system:authenticated",), [says("enableRBAC", False)]),
    ("rbac", *ALL, "holders", None, [says("enableRBAC")]),
    ("network", *NET, "audience", "owner", []),
    ("network", *NET, "audience", "listed", [PUBLIC]),
    ("network", *NET, "audience", "everyone", [PUBLIC, says(RANGES)]),
    ("network", *NET, "audience", "everyone", [PUBLIC, says(RANGES, [])]),
    ("network", *NET, "audience", "everyone", [says("apiServerAccessProfile")]),
    ("network", *NET, "audience", "everyone", [PUBLIC, says(RANGES, ["0.0.0.0/0"])]),
    ("network", *NET, "audience", "owner", [PUBLIC, says(RANGES, ["0.0.0.0/32"])]),
    ("network", *NET, "ports", ((443, 443),), [PUBLIC]),
    ("key", DataStore, "", AT, "customer_key", True, []),
    ("key", DataStore, "", AT, "customer_key", False, [says("securityProfile.azureKeyVaultKms.enabled", False)]),
    ("key", DataStore, "", AT, "customer_key", False, [says("securityProfile")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_whom_roles_of_kubernetes_name_nobody_says(near: Arm) -> None:
    settings.put(near, GOOD)
    assert not [f for f in facts(near) if isinstance(f, Grant) and f.kind == CLUSTER]


def test_where_they_may_not_be_listed_all_they_give_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.ContainerService/managedClusters")
    found = [f for f in facts(near) if f.kind == CLUSTER]
    assert {type(f) for f in found} == {Gap}
    assert len(found) == len(KINDS[CLUSTER].gives)


def test_nothing_else_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    assert "hunter2" not in repr(before)
    settings.put(near, GOOD, says("windowsProfile", {}), says("dnsPrefix", "x"))
    assert facts(near) == before


@pytest.mark.parametrize("path", [path for path, value in leaves(GOOD["cluster"]) if value is True])
def test_another_value_is_another_fact(near: Arm, path: str) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, ("cluster", path.removesuffix(".managed"), False if "aad" not in path else None))
    assert facts(near) != before
