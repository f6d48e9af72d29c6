"""Machines: each setting as it should be, as it should not be, left out, and not to be read; and how people come in."""

import pytest

from collectors.gcp.compute.machines import KINDS
from scanner.facts import Asset, Fact, Gap, Guard, SignIn
from tests.collectors.azure.settings import LEFT_OUT, leaves
from tests.collectors.gcp.asking import facts, left_out, near_answers
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, ZONE, Change, Setting, Things, one, put
from tests.servers.google.double import Google

PACS, IIS = (f"{FULL}/zones/{ZONE}/instances/{name}" for name in ("pacs", "iis"))
PROJECT = "//cloudresourcemanager.googleapis.com/projects/alder-prod"
ACCOUNT = "471100000815-compute@developer.gserviceaccount.com"
AUTH = "https://www.googleapis.com/auth/"
ALL = f"{AUTH}cloud-platform"
DISKS = tuple(f"{FULL}/zones/{ZONE}/disks/{name}" for name in ("boot", "data"))
GOOD: Things = {
    "machine": (
        "compute.googleapis.com/Instance",
        {
            "name": "pacs",
            "id": "8151",
            "disks": [
                {"source": f"{LINK}/zones/{ZONE}/disks/boot", "licenses": [f"{LINK}/global/licenses/debian-12"]},
                {"source": f"{LINK}/zones/{ZONE}/disks/data"},
                {"type": "SCRATCH"},
            ],
            "networkInterfaces": [{"network": f"{LINK}/global/networks/ward"}],
            "shieldedInstanceConfig": {
                "enableSecureBoot": True,
                "enableVtpm": True,
                "enableIntegrityMonitoring": True,
            },
            "serviceAccounts": [{"email": ACCOUNT, "scopes": [ALL]}],
            "metadata": {"items": [{"key": "startup-script", "value": "echo hunter2"}]},
        },
        {"zone": ZONE},
    ),
    "windows": (
        "compute.googleapis.com/Instance",
        {
            "name": "iis",
            "id": "8152",
            "disks": [
                {"licenses": [f"{LINK.replace('alder-prod', 'windows-cloud')}/global/licenses/x", f"{LINK}/licenses/y"]}
            ],
            "networkInterfaces": [{"network": f"{LINK}/global/networks/ward"}],
        },
        {"zone": ZONE},
    ),
    "project": (
        "compute.googleapis.com/Project",
        {
            "name": "alder-prod",
            "commonInstanceMetadata": {"items": [{"key": "ssh-keys", "value": "eve:ssh-rsa hunter2"}]},
        },
        {},
    ),
}


def machine(path: str, value: JSON = LEFT_OUT) -> Change:
    return "machine", path, value


def said(**switches: str) -> Change:
    """What the machine's own metadata say."""
    return machine("metadata.items", _items(switches))


def project(**switches: str) -> Change:
    """What the project's metadata say."""
    return "project", "commonInstanceMetadata.items", _items(switches)


def _items(switches: dict[str, str]) -> JSON:
    secret = {"key": "ssh-keys", "value": "eve:ssh-rsa hunter2"}
    return [secret, *({"key": key.replace("_", "-"), "value": value} for key, value in switches.items())]


BOOT = "shieldedInstanceConfig"
BOOTS, CONSOLE = (Guard, "unsigned-boot", PACS), (Guard, "console-access", PACS)
DOOR, OWN = (SignIn, "administrators", PROJECT), (SignIn, "administrators", PACS)
LOGIN = project(enable_oslogin="TRUE")
TWO = project(enable_oslogin="TRUE", enable_oslogin_2fa="TRUE")
TABLE: list[Setting] = [
    ("vm", Asset, "host", PACS, "rests_on", DISKS, []),
    ("vm", Asset, "host", PACS, "also", ("8151",), []),
    ("vm", Asset, "host", PACS, "site", ZONE, []),
    ("vm.shielded", *BOOTS, "in_force", True, []),
    ("vm.shielded", *BOOTS, "in_force", False, [machine(BOOT)]),
    ("vm.shielded", *BOOTS, "in_force", False, [machine(f"{BOOT}.enableSecureBoot", False)]),
    ("vm.shielded", *BOOTS, "in_force", False, [machine(f"{BOOT}.enableSecureBoot")]),
    ("vm.shielded", *BOOTS, "in_force", False, [machine(f"{BOOT}.enableVtpm", False)]),
    ("vm.shielded", *BOOTS, "in_force", True, [machine(f"{BOOT}.enableVtpm")]),
    ("vm.shielded", *BOOTS, "in_force", False, [machine(f"{BOOT}.enableIntegrityMonitoring", False)]),
    ("vm.shielded", *BOOTS, "in_force", True, [machine(f"{BOOT}.enableIntegrityMonitoring")]),
    ("vm.serial", *CONSOLE, "in_force", True, []),
    ("vm.serial", *CONSOLE, "in_force", True, [machine("metadata"), ("project", "commonInstanceMetadata", LEFT_OUT)]),
    ("vm.serial", *CONSOLE, "in_force", True, [said(serial_port_enable="false")]),
    *(
        ("vm.serial", *CONSOLE, "in_force", False, [said(serial_port_enable=word)])
        for word in ("TRUE", "true", "1", "Y")
    ),
    ("vm.serial", *CONSOLE, "in_force", False, [project(serial_port_enable="yes")]),
    ("vm.serial", *CONSOLE, "in_force", True, [said(serial_port_enable="0"), project(serial_port_enable="TRUE")]),
    ("vm.serial", *CONSOLE, "in_force", False, [said(serial_port_enable="1"), project(serial_port_enable="FALSE")]),
    ("vm.serial", *CONSOLE, "in_force", None, [said(serial_port_enable="perhaps")]),
    ("vm.serial", *CONSOLE, "in_force", None, [project(serial_port_enable="")]),
    ("project.oslogin", *DOOR, "individual", False, []),
    ("project.oslogin", *DOOR, "factors", 1, []),
    ("project.oslogin", *DOOR, "directories", 0, []),
    ("project.oslogin", *DOOR, "individual", True, [LOGIN]),
    ("project.oslogin", *DOOR, "directories", 2, [LOGIN]),
    ("project.oslogin", *DOOR, "individual", False, [project(enable_oslogin="FALSE")]),
    ("project.oslogin", *DOOR, "individual", None, [project(enable_oslogin="perhaps")]),
    ("project.oslogin", *OWN, "individual", True, [said(enable_oslogin="TRUE")]),
    ("project.oslogin", *OWN, "individual", False, [said(enable_oslogin="FALSE"), LOGIN]),
    ("project.oslogin_2fa", *DOOR, "factors", 1, [LOGIN]),
    ("project.oslogin_2fa", *DOOR, "factors", 2, [TWO]),
    ("project.oslogin_2fa", *DOOR, "phishing_resistant", False, [TWO]),
    ("project.oslogin_2fa", *DOOR, "bypass", None, [TWO]),
    # Without OS Login nobody asks for a second factor, whatever is said of it.
    ("project.oslogin_2fa", *DOOR, "factors", 1, [project(enable_oslogin_2fa="TRUE")]),
    ("project.oslogin_2fa", *DOOR, "factors", None, [project(enable_oslogin="TRUE", enable_oslogin_2fa="?")]),
    ("project.oslogin_2fa", *DOOR, "factors", None, [project(enable_oslogin="?", enable_oslogin_2fa="TRUE")]),
    ("project.oslogin_2fa", *OWN, "factors", 1, [said(enable_oslogin_2fa="FALSE"), TWO]),
    ("project.oslogin_2fa", *OWN, "factors", 2, [said(enable_oslogin_2fa="TRUE"), LOGIN]),
    ("project.oslogin_2fa", *OWN, "factors", 1, [said(enable_oslogin="FALSE"), TWO]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    row: str,
    cls: type[Fact],
    which: str,
    at: str,
    field: str,
    value: JSON,
    changes: list[Change],
    inventory: str,
) -> None:
    put(near, GOOD, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), cls, which, at), field) == value, row


def doors(near: Google) -> set[str]:
    return {f.resource for f in facts(near) if isinstance(f, SignIn)}


def test_a_door_stands_where_it_is_said(near: Google) -> None:
    """At the project, for machines that say nothing of it; at each that does; none for Windows, or where none is."""
    put(near, GOOD)
    assert doors(near) == {PROJECT}
    put(near, GOOD, said(enable_oslogin="TRUE"), ("windows", "metadata.items", _items({"enable-oslogin": "TRUE"})))
    assert doors(near) == {PACS}
    put(near, GOOD, machine("disks", GOOD["windows"][1]["disks"]))
    assert doors(near) == set()


def test_what_the_project_says_may_not_be_read(near: Google) -> None:
    put(near, GOOD, ("windows", "metadata.items", _items({"serial-port-enable": "TRUE"})))
    near.denied.add("compute.projects.get")
    found = facts(near)
    console = one(found, *CONSOLE)
    assert console.in_force is None  # type: ignore[attr-defined]
    assert {why.outcome for why in console.unread} == {"denied"}
    assert one(found, Guard, "console-access", IIS).in_force is False  # type: ignore[attr-defined]
    assert {(f.kind, f.missing) for f in found if isinstance(f, Gap) and f.outcome == "denied"} == {
        ("gcp.compute.project", "sign-in")
    }


@pytest.mark.parametrize("inventory", BOTH)
def test_what_may_not_be_listed_is_missing(near: Google, inventory: str) -> None:
    put(near, GOOD)
    near.denied.add("compute.instances.list")
    found = facts(near, asset_inventory=inventory)
    gaps = [f for f in found if isinstance(f, Gap) and f.outcome == "denied"]
    assert {gap.kind for gap in gaps} == {"gcp.compute.instance"}
    assert len(gaps) == len(KINDS["gcp.compute.instance"].gives)
    assert one(found, *DOOR)


@pytest.mark.parametrize("inventory", BOTH)
def test_a_machine_that_is_not_told_whole_passes_nothing(near: Google, inventory: str) -> None:
    put(near, GOOD, machine("networkInterfaces"))
    found = facts(near, asset_inventory=inventory)
    assert not [f for f in found if f.resource == PACS]
    unclear = [f for f in found if isinstance(f, Gap) and f.outcome == "unclear" and not left_out(f)]
    assert len(unclear) == len(KINDS["gcp.compute.instance"].gives)


@pytest.mark.parametrize("inventory", BOTH)
def test_nothing_else_of_metadata_is_kept(near: Google, inventory: str) -> None:
    put(near, GOOD, said(enable_oslogin="TRUE"), LOGIN)
    answers = repr(near_answers(near, asset_inventory=inventory))
    assert "hunter2" not in answers
    assert "enable-oslogin" in answers


READ = [(path, value) for path, value in leaves(GOOD["machine"][1]) if path != "name"]


@pytest.mark.parametrize(("path", "value"), READ)
def test_another_value_is_another_fact(near: Google, path: str, value: JSON) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, machine(path, not value if isinstance(value, bool) else "1"))
    assert facts(near) != before


@pytest.mark.parametrize(
    "change",
    [
        machine("machineType", "x"),
        machine("canIpForward", True),
        machine("confidentialInstanceConfig", {"enableConfidentialCompute": True}),
        machine("metadata.items", [{"key": "block-project-ssh-keys", "value": "TRUE"}]),
        ("project", "defaultServiceAccount", "x"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Google, change: Change) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, change)
    assert facts(near) == before
