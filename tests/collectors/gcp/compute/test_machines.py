"""Machines: each setting as it should be, as it should not be, left out, and not to be read; and how people come in."""

import pytest

from collectors.gcp.compute.machines import KINDS
from scanner.facts import Asset, Fact, Gap, Grant, Guard, SignIn
from tests.collectors.azure.settings import LEFT_OUT, changed, leaves
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
EDITOR: JSON = {"role": "roles/editor", "members": [f"serviceAccount:{ACCOUNT}"]}
VIEWER: JSON = {"role": "roles/viewer", "members": [f"serviceAccount:{ACCOUNT}"]}


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
