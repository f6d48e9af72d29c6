"""What the real Azure answered, put through our readers: nothing stumbles, and what stands there is what is seen."""

import subprocess
from pathlib import Path

import pytest

from collectors.azure.databases.others import UNREAD
from collectors.azure.networks.lines import LINE
from collectors.azure.storage.accounts import ACCOUNT
from scanner.facts import Backup, Channel, Fact, Gap, facet
from tests.collectors.azure.asking import facts
from tests.servers.arm import recorded
from tests.servers.arm.resources import type_of
from tests.servers.arm.server import Arm

pytestmark = pytest.mark.sampled("long")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    try:
        return recorded.fetched(tmp_path_factory.mktemp("archives"), *recorded.PACKAGES)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("PyPI cannot be reached: recordings of the real Azure were not read")


def test_what_the_real_azure_answered(near: Arm, archives: list[Path]) -> None:
    """One test, for it takes a quarter of a minute to read all that was recorded."""
    near.held.missing["microsoft.storage/storageaccounts/managementpolicies"] = "ManagementPolicyNotFound"
    for archive in archives:
        for one in recorded.resources(archive):
            near.held.put(one)
    seen = [f for f in facts(near) if f.kind != UNREAD]
    _nothing_stumbles(near, seen)
    _what_is_written_there_is_what_is_seen(near, seen)
    _a_tunnel_without_a_policy_of_its_own_takes_what_azure_takes(seen)


def _nothing_stumbles(near: Arm, seen: list[Fact]) -> None:
    assert not [f for f in seen if isinstance(f, Gap)]
    services = {f.kind.split(".")[1] for f in seen}
    assert services == {"subscription", "storage", "keyvault", "compute", "loganalytics", "network", "sql", "defender"}
    held = {name for name in near.held.resources if type_of(name) == "microsoft.storage/storageaccounts"}
    assert held
    assert {f.resource for f in seen if f.kind == ACCOUNT and not isinstance(f, Gap)} == held


def _what_is_written_there_is_what_is_seen(near: Arm, seen: list[Fact]) -> None:
    for name, said in near.held.resources.items():
        if type_of(name) != "microsoft.storage/storageaccounts":
            continue
        own = [f for f in seen if f.resource == name]
        tls = next(f for f in own if isinstance(f, Channel))
        assert tls.encryption == ("required" if said["properties"]["supportsHttpsTrafficOnly"] else "offered")
        assert tls.min_version == said["properties"].get("minimumTlsVersion", "TLS1_0").removeprefix("TLS").replace(
            "_", "."
        )
        replicas = [f for f in own if isinstance(f, Backup) and facet(f) == "replica"]
        assert bool(replicas) == said["sku"]["name"].endswith("GRS")


def _a_tunnel_without_a_policy_of_its_own_takes_what_azure_takes(seen: list[Fact]) -> None:
    (found,) = [f for f in seen if f.kind == LINE]
    assert isinstance(found, Channel)
    assert (found.encryption, found.min_version) == ("required", "2")
    assert {"3des", "group2", "sha1"} < set(found.algorithms or ())
