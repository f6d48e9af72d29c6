"""What PostgreSQL and MySQL of Azure record: whether it is sent anywhere, and whom they leave out."""

import pytest

from checks.logging import recording
from scanner.check import Judged
from scanner.facts import LogTrail
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.databases.test_flexible import ALL, GOOD, MY, OFF, PG, part
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import Arm


def group(name: str) -> JSON:
    return [{"categoryGroup": name, "enabled": True}]


def logs(value: JSON, of: str = "pg") -> Change:
    return f"{of} sent", "properties.logs", value


NAMED = [{"category": "PostgreSQLLogs", "enabled": True}]


def has(name: str, *groups: str, of: str = PG) -> Change:
    """What groups a category of a thing is in."""
    said = part(f"{of}/providers", "Microsoft.Insights/diagnosticSettingsCategories", name, categoryGroups=[*groups])
    return "a category", "", said


HAS, HAS_NOT = has("PostgreSQLLogs", "allLogs", "Audit"), has("PostgreSQLLogs", "allLogs")
FILES = ("pg.shared_buffers", "", part(PG, "configurations", "logfiles.download_enable", value="on"))
METRICS = ("pg sent", "properties", {"workspaceId": "x", "metrics": [{"category": "AllMetrics", "enabled": True}]})
SENT: list[tuple[str, str, list[Change], JSON, str]] = [
    ("as it should be", PG, [], True, ""),
    ("all of it", PG, [logs(group("allLogs"))], True, ""),
    ("no setting", PG, [("pg sent", "", LEFT_OUT)], False, ""),
    ("measurements alone", PG, [METRICS], False, ""),
    ("another category", PG, [logs([{"category": "PostgreSQLFlexSessions", "enabled": True}])], False, ""),
    ("off", PG, [logs([{"category": "PostgreSQLLogs", "enabled": False}])], False, ""),
    ("to nowhere", PG, [("pg sent", "properties.workspaceId", LEFT_OUT)], False, ""),
    ("a group that has it", PG, [logs(group("audit")), HAS], True, ""),
    ("a group that has others", PG, [logs(group("audit")), HAS_NOT], False, ""),
    ("a group of which nobody says what it has", PG, [logs(group("audit"))], None, "unclear"),
    ("a group beside the category", PG, [logs([*group("audit"), *NAMED]), HAS_NOT], True, ""),
    ("files of some days", PG, [("pg sent", "", LEFT_OUT), FILES], None, "unclear"),
    ("files of some days, and sent", PG, [FILES], True, ""),
    ("MySQL's", MY, [], True, ""),
    ("MySQL's, nowhere", MY, [("my sent", "", LEFT_OUT)], False, ""),
]


@pytest.mark.parametrize(("said", "at", "changes", "enabled", "why"), SENT, ids=[row[0] for row in SENT])
def test_what_is_recorded_and_sent_nowhere_is_no_record(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, said: str, at: str, changes: list[Change], enabled: JSON, why: str
) -> None:
    settings.put(near, GOOD | {name: {} for name, _, _ in changes if name == "a category"}, *changes)
    found = one(facts(near), LogTrail, "store", at)
    assert found.enabled is enabled, said
    assert found.records == {True: ALL, False: (), None: None}[enabled]
    assert {u.outcome for u in found.unread} == ({why} if why else set())
    judged = {True: Judged.PASS, False: Judged.FAIL, None: Judged.UNKNOWN}[enabled]
    assert [v.judged for v in recording(found)] == [judged]


@pytest.mark.parametrize(
    ("name", "value", "exempt"),
    [
        ("include", "", ()),
        ("include", "carol", ("users that audit_log_include_users does not name",)),
        ("exclude", "azure_superuser", ()),
        ("exclude", "azure_superuser,dave", ("users that audit_log_exclude_users names",)),
    ],
)
def test_users_that_mysql_leaves_out_are_exempt(near: Arm, name: str, value: str, exempt: tuple[str, ...]) -> None:
    parameter = f"audit_log_{name}_users"
    settings.put(near, {**GOOD, "users": part(MY, "configurations", parameter, value=value)})
    assert one(facts(near), LogTrail, "store", MY).exempt == exempt


def test_where_settings_may_not_be_read_it_is_not_known(near: Arm) -> None:
    settings.put(near, GOOD, OFF)
    near.held.denied.add("Microsoft.Insights/diagnosticSettings")
    found = facts(near)
    assert {u.outcome for u in one(found, LogTrail, "store", PG).unread} == {"denied"}
    assert one(found, LogTrail, "store", MY).enabled is False  # nothing is recorded, wherever it would go


def test_what_is_in_a_group_is_asked_only_where_it_matters(near: Arm) -> None:
    wanted = {
        "audit": (logs(group("audit")), [PG.lower()]),
        "both": (logs([*group("audit"), *NAMED]), []),
        "neither": (logs(NAMED), []),
        "off": (logs([{"categoryGroup": "audit", "enabled": False}]), []),
    }
    for said, (change, about) in wanted.items():
        settings.put(near, GOOD, change)
        assert [a.about for a in evidence(near) if a.question == "postgres.logging_groups"] == about, said


def test_where_groups_may_not_be_read_it_is_not_known(near: Arm) -> None:
    settings.put(near, GOOD, logs(group("audit")))
    near.held.denied.add("Microsoft.Insights/diagnosticSettingsCategories")
    found = one(facts(near), LogTrail, "store", PG)
    assert {u.outcome for u in found.unread} == {"denied"}
    assert "Microsoft.Insights/diagnosticSettingsCategories/read" in found.unread[0].ask
