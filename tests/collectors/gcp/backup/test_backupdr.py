"""Backup and DR: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

import pytest

from collectors.gcp import QUESTIONS
from collectors.gcp.backup.backupdr import PROTECTED, VAULT
from collectors.gcp.backup.protected import ASSOCIATIONS, protected
from collectors.gcp.read import project
from scanner.answers import Answers
from scanner.facts import FOREVER, Backup, DataStore, Guard
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.held import JSON, WAYS, Held, follows, hold, missing, named, one, said, told
from tests.servers.google.double import NUMBER, PROJECT, Google

BASE = f"projects/{PROJECT}/locations/europe-west3"
HOST = f"//compute.googleapis.com/projects/{PROJECT}/zones/europe-west3-a/instances/ward"
SQL = f"//cloudsql.googleapis.com/projects/{PROJECT}/instances/pg"
SAFE = f"//backupdr.googleapis.com/{BASE}/backupVaults/safe"
COMPUTE = "https://www.googleapis.com/compute/v1"


def rule(id: str, days: int, recurs: str = "DAILY") -> JSON:
    return {"ruleId": id, "backupRetentionDays": days, "standardSchedule": {"recurrenceType": recurs}}


def ran(id: str, state: str = "SUCCEEDED", last: str = "2026-11-25T02:00:00Z") -> JSON:
    info = {"ruleId": id, "lastBackupState": state, "lastBackupError": {"message": "hunter2"}}
    return {**info, "lastSuccessfulBackupConsistencyTime": last} if last else info


def association(name: str, resource: str, type: str, *infos: JSON) -> tuple[str, JSON]:
    body = {
        "name": f"{BASE}/backupPlanAssociations/{name}",
        "resource": resource,
        "resourceType": type,
        "backupPlan": f"{BASE}/backupPlans/nightly",
        "state": "ACTIVE",
        "rulesConfigInfo": [*infos],
    }
    return "backupdr.googleapis.com/BackupPlanAssociation", body


GOOD: Held = {
    "vault": (
        "backupdr.googleapis.com/BackupVault",
        {
            "name": f"{BASE}/backupVaults/safe",
            "description": "hunter2",
            "labels": {"secret": "hunter2"},
            "backupMinimumEnforcedRetentionDuration": "3024000s",
            "effectiveTime": "2026-11-20T00:00:00Z",
            "encryptionConfig": {"kmsKeyName": "k"},
            "serviceAccount": "hunter2@alder.example",
        },
    ),
    "plan": (
        "backupdr.googleapis.com/BackupPlan",
        {
            "name": f"{BASE}/backupPlans/nightly",
            "backupVault": f"{BASE}/backupVaults/safe",
            "backupRules": [rule("daily", 40), rule("yearly", 3650, "YEARLY")],
        },
    ),
    "host": association("ward", HOST[25:], "compute.googleapis.com/Instance", ran("daily")),
    "sql": association(
        "pg",
        f"projects/{NUMBER}/instances/pg",
        "sqladmin.googleapis.com/Instance",
        ran("daily"),
        ran("y", last=""),
    ),
}


def says(of: str, path: str, value: JSON = LEFT_OUT) -> Change:
    return of, path, value


def infos(*some: JSON) -> Change:
    return says("host", "rulesConfigInfo", [*some])


def rules(*some: JSON) -> Change:
    return says("plan", "backupRules", [*some])


FAR = says("plan", "backupVault", "projects/vaults-prod/locations/europe-west3/backupVaults/safe")
AWAY = says("plan", "backupVault", f"projects/{PROJECT}/locations/europe-west1/backupVaults/safe")
THERE = says("vault", "name", f"projects/{PROJECT}/locations/europe-west1/backupVaults/safe")
YEARLY = rule("yearly", 3650, "YEARLY")
BOTH = infos(ran("daily"), ran("yearly"))
PENDING = ran("y", "FIRST_BACKUP_PENDING", "")
HOURLY = rules(rule("daily", 40), rule("yearly", 8, "HOURLY"))
BY_NUMBER = says("host", "backupPlan", f"{BASE}/backupPlans/nightly".replace(PROJECT, NUMBER))
SHORT = says("vault", "backupMinimumEnforcedRetentionDuration", "3023999s")
LATER = says("vault", "effectiveTime", "2027-01-01T00:00:00Z")
TABLE: list[Setting] = [
    ("backupdr.assoc", Backup, "copy", HOST, "newest_seconds", 36000, []),
    ("backupdr.assoc", Backup, "copy", SQL, "newest_seconds", 36000, []),
    ("backupdr.assoc", Backup, "copy", HOST, "newest_seconds", FOREVER, [infos(ran("daily", last=""))]),
    ("backupdr.assoc", Backup, "copy", HOST, "newest_seconds", FOREVER, [says("host", "rulesConfigInfo")]),
    ("backupdr.assoc", Backup, "copy", HOST, "succeeded", True, []),
    ("backupdr.assoc", Backup, "copy", HOST, "succeeded", False, [infos(ran("daily", "FAILED"))]),
    ("backupdr.assoc", Backup, "copy", HOST, "succeeded", False, [infos(ran("daily"), ran("y", "PERMISSION_DENIED"))]),
    (
        "backupdr.assoc",
        Backup,
        "copy",
        HOST,
        "succeeded",
        True,
        [infos(ran("daily"), PENDING)],
    ),
    ("backupdr.assoc", Backup, "copy", HOST, "succeeded", None, [infos(ran("daily", "FIRST_BACKUP_PENDING", ""))]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 40, []),
    (
        "backupdr.assoc",
        Backup,
        "copy",
        HOST,
        "retention_days",
        9,
        [rules(rule("daily", 9), YEARLY), BOTH],
    ),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 90, [rules(rule("daily", 90, "MONTHLY"))]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 8, [rules(rule("daily", 8, "HOURLY"))]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 40, [HOURLY, BOTH]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 40, [says("host", "rulesConfigInfo")]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 40, [BY_NUMBER]),
    # A rule that never made a copy keeps none.
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", 8, [rules(rule("daily", 8), rule("new", 400))]),
    ("backupdr.assoc", Backup, "copy", HOST, "retention_days", None, [("plan", "", LEFT_OUT)]),
    ("backupdr.assoc", Backup, "copy", HOST, "offsite", False, []),
    ("backupdr.assoc", Backup, "copy", HOST, "offsite", True, [FAR]),
    ("backupdr.assoc", Backup, "copy", HOST, "offsite", True, [AWAY, THERE]),
    ("backupdr.assoc", Backup, "copy", HOST, "offsite", None, [("plan", "", LEFT_OUT)]),
    ("backupdr.vault", Backup, "copy", HOST, "encrypted", True, []),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", True, []),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", True, [AWAY, THERE]),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", False, [SHORT]),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", False, [LATER]),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", False, [says("vault", "effectiveTime")]),
    ("backupdr.vault", Backup, "copy", HOST, "immutable", None, [FAR]),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", True, []),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", False, [says("vault", SHORT[1], "0s")]),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", None, [says("vault", SHORT[1])]),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", False, [SHORT]),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", False, [LATER]),
    ("backupdr.vault", Guard, "deletion", SAFE, "in_force", False, [says("vault", "effectiveTime")]),
    ("backupdr.vault", DataStore, "", SAFE, "encrypted", True, []),
    ("backupdr.vault", DataStore, "", SAFE, "documented", True, []),
    ("backupdr.vault", DataStore, "", SAFE, "customer_key", True, []),
    ("backupdr.vault", DataStore, "", SAFE, "customer_key", False, [says("vault", "encryptionConfig")]),
]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("setting", TABLE, ids=named)
def test_a_setting(near: Google, setting: Setting, *, bulk: bool) -> None:
    follows(near, GOOD, setting, bulk=bulk)


@pytest.mark.parametrize(
    ("resource", "type", "full"),
    [
        (HOST[25:], "compute.googleapis.com/Instance", HOST),
        (f"{COMPUTE}/{HOST[25:]}", "compute.googleapis.com/Instance", HOST),
        (f"https://compute.googleapis.com/compute/v1/{HOST[25:]}", "compute.googleapis.com/Instance", HOST),
        (HOST, "compute.googleapis.com/Instance", HOST),
        (HOST[25:].replace(PROJECT, NUMBER), "compute.googleapis.com/Instance", HOST),
        (f"projects/{PROJECT}/instances/pg", "sqladmin.googleapis.com/Instance", SQL),
        (
            f"https://sqladmin.googleapis.com/v1/{SQL[26:]}",
            "sqladmin.googleapis.com/Instance",
            SQL,
        ),
        (
            "projects/birch-prod/locations/l/clusters/c",
            "alloydb.googleapis.com/Cluster",
            "//alloydb.googleapis.com/projects/birch-prod/locations/l/clusters/c",
        ),
    ],
)
def test_what_is_protected_has_one_name_however_it_is_told(near: Google, resource: str, type: str, full: str) -> None:
    hold(near, {"one": association("one", resource, type)})
    some = near_answers(near)
    answers = Answers("gcp:alder-prod", enumerate(some), wanted={})
    whole = project(answers)
    assert whole
    assert list(protected(whole)) == [full]
    assert [f.resource for f in told(near, bulk=True) if f.kind == PROTECTED] == [full]


def test_an_association_that_goes_protects_nothing(near: Google) -> None:
    hold(near, GOOD, says("host", "state", "DELETING"))
    assert {f.resource for f in told(near, bulk=True) if f.kind == PROTECTED} == {SQL}


def test_of_several_plans_the_best_counts_that_has_made_a_copy(near: Google) -> None:
    name, body = association("again", f"{COMPUTE}/{HOST[25:]}", "compute.googleapis.com/Instance")
    weak = {**GOOD["plan"][1], "name": f"{BASE}/backupPlans/weak", "backupVault": FAR[2], "backupRules": [rule("w", 9)]}
    more = {**body, "backupPlan": weak["name"]}
    both = {**GOOD, "weak": ("backupdr.googleapis.com/BackupPlan", weak)}
    hold(near, {**both, "again": (name, {**more, "rulesConfigInfo": [ran("w", "FAILED", "2026-11-25T11:00:00Z")]})})
    fact = one(told(near, bulk=True), Backup, "copy", HOST)
    assert isinstance(fact, Backup)
    assert (fact.newest_seconds, fact.succeeded, fact.retention_days) == (3600, False, 40)
    assert (fact.offsite, fact.immutable) == (True, True)
    hold(near, {**both, "again": (name, {**more, "rulesConfigInfo": [ran("w", "FAILED", "")]})})
    fact = one(told(near, bulk=True), Backup, "copy", HOST)
    assert isinstance(fact, Backup)
    assert (fact.newest_seconds, fact.succeeded, fact.retention_days) == (36000, False, 40)
    assert (fact.offsite, fact.immutable) == (False, True)
    hold(near, {**both, "again": (name, {**more, "rulesConfigInfo": [ran("w")]})}, infos(ran("daily", last="")))
    fact = one(told(near, bulk=True), Backup, "copy", HOST)
    assert isinstance(fact, Backup)
    assert (fact.retention_days, fact.offsite, fact.immutable) == (9, True, None)


@pytest.mark.parametrize("changes", [[], [FAR], [("plan", "", LEFT_OUT)]])
def test_both_ways_say_the_same(near: Google, changes: list[Change]) -> None:
    hold(near, GOOD, *changes)
    before = said(told(near, bulk=True))
    assert said(told(near, bulk=False)) == before
    near.pages.size = 1
    assert [said(told(near, bulk=bulk)) for bulk in WAYS] == [before, before]


@pytest.mark.parametrize("bulk", WAYS)
def test_nothing_else_is_kept(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk))


def test_every_kept_value_is_read(near: Google) -> None:
    hold(near, GOOD)
    idle = held.idle(near, bulk=True, of="backupdr.")
    for change in (says("host", "state", "DELETING"), rules(rule("daily", 90), rule("weekly", 8, "WEEKLY"))):
        hold(near, GOOD, change, infos(ran("daily"), ran("weekly")))
        idle &= held.idle(near, bulk=True, of="backupdr.")
    assert idle == set()


@pytest.mark.parametrize(
    ("right", "needed"),
    [
        ("backupdr.backupPlans.list", {"retention_days", "offsite", "immutable"}),
        ("backupdr.backupVaults.list", {"immutable"}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Google, right: str, needed: set[str]) -> None:
    hold(near, GOOD)
    near.held.denied.add(right)
    found = [f for f in told(near, bulk=False) if f.kind == PROTECTED]
    assert {why.field for f in found for why in f.unread if why.outcome == "denied"} == needed


def test_what_may_not_be_listed_is_missing(near: Google) -> None:
    hold(near, GOOD)
    near.held.denied |= {row.needs for row in QUESTIONS if row.id in {ASSOCIATIONS, "backupdr.vaults"}}
    found = told(near, bulk=False)
    assert missing(found, PROTECTED) == {("backup", "copy", "denied")}
    assert missing(found, VAULT) == {("data-store", "", "denied"), ("guard", "deletion", "denied")}


def test_a_place_that_does_not_answer_hides_what_lies_there(near: Google) -> None:
    hold(near, GOOD)
    near.twist = lambda method, body: {**body, "unreachable": ["a"]} if "Associations" in method else body
    assert missing(told(near, bulk=False), PROTECTED) == {("backup", "copy", "error")}


def test_an_api_that_is_off_tells_nothing_and_asset_inventory_does(near: Google) -> None:
    hold(near, GOOD)
    near.held.disabled.add("backupdr.googleapis.com")
    assert missing(told(near, bulk=False), PROTECTED) == {("backup", "copy", "denied")}
    assert not missing(told(near, bulk=True), PROTECTED)
