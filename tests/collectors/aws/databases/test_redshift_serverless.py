from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Exposure, Gap, LogTrail
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.networks.test_network import rule

NAMESPACE, WORKGROUP = "aws.redshift-serverless.namespace", "aws.redshift-serverless.workgroup"
HOME = f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[tuple[str, str, Any], ...] = (
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)
ACTIVITY = "enable_user_activity_logging"


def namespace(**row: Any) -> tuple[str, str, Any]:
    one_ = {"namespaceName": "reports", "namespaceArn": f"{HOME}:namespace/1", **row}
    return ("redshift-serverless.namespaces", REGION, {"namespaces": [one_]})


def workgroups(*rows: dict[str, Any]) -> tuple[str, str, Any]:
    base = {"workgroupName": "way", "workgroupArn": f"{HOME}:workgroup/1", "namespaceName": "reports", "port": 5439}
    return ("redshift-serverless.workgroups", f"{REGION}/all", {"workgroups": [{**base, **row} for row in rows]})


def said(**parameters: str) -> dict[str, Any]:
    return {"configParameters": [{"parameterKey": k, "parameterValue": v} for k, v in parameters.items()]}


@pytest.mark.parametrize(
    ("row", "customer"), [({}, False), ({"kmsKeyId": "AWS_OWNED_KMS_KEY"}, False), ({"kmsKeyId": KEY}, True)]
)
def test_whose_key_it_is(*, row: dict[str, Any], customer: bool) -> None:
    store = one(NAMESPACE, DataStore, namespace(**row), *KEYS)
    assert (store.encrypted, store.customer_key) == (True, customer)


@pytest.mark.parametrize(
    ("logs", "ways", "enabled", "records"),
    [
        (
            ["connectionlog", "useractivitylog"],
            [said(**{ACTIVITY: "true"})],
            True,
            "admin data-read data-write sign-in",
        ),
        (["connectionlog", "useractivitylog"], [said(**{ACTIVITY: "false"})], True, "sign-in"),
        (["useractivitylog"], [said(**{ACTIVITY: "true"}), said(**{ACTIVITY: "false"})], True, ""),
        (["connectionlog", "useractivitylog"], [said()], True, None),
        (["connectionlog", "useractivitylog"], [], True, "admin data-read data-write sign-in"),
        (["connectionlog"], [said()], True, "sign-in"),
        ([], [said(**{ACTIVITY: "true"})], False, ""),
        (None, [said(**{ACTIVITY: "true"})], False, ""),
    ],
)
def test_what_is_recorded(
    *, logs: list[str] | None, ways: list[dict[str, Any]], enabled: bool, records: str | None
) -> None:
    row = {} if logs is None else {"logExports": logs}
    trail = one(NAMESPACE, LogTrail, namespace(**row), workgroups(*ways))
    assert trail.enabled is enabled
    assert (None if trail.records is None else " ".join(trail.records)) == records
    assert records is not None or why(trail, "records") == "unclear"


def test_workgroups_that_were_not_listed_leave_the_log_open_and_are_gaps() -> None:
    refused = ("redshift-serverless.workgroups", f"{REGION}/all", DENIED)
    trail = one(NAMESPACE, LogTrail, namespace(logExports=["useractivitylog"]), refused)
    assert (trail.enabled, why(trail, "records")) == (True, DENIED)
    found = facts(namespace(), refused)
    missing = {(f.missing, f.site) for f in found if isinstance(f, Gap) and f.kind == WORKGROUP}
    assert missing == {(name, REGION) for name in ("asset", "channel", "session", "exposure")}


@pytest.mark.parametrize(
    ("points", "newest"),
    [
        ([("reports", "2026-11-25T11:30:00Z"), ("reports", "2026-11-25T11:00:00Z")], 1800),
        ([("other", "2026-11-25T11:30:00Z")], FOREVER),
        ([], FOREVER),
    ],
)
def test_recovery_points_are_kept_for_a_day(points: list[tuple[str, str]], newest: int) -> None:
    rows = [{"namespaceName": name, "recoveryPointCreateTime": when} for name, when in points]
    given = ("redshift-serverless.points", f"{REGION}/all", {"recoveryPoints": rows})
    backup = one(NAMESPACE, Backup, namespace(), given)
    assert (backup.newest_seconds, backup.retention_days) == (newest, 1)


def test_recovery_points_that_were_refused() -> None:
    refused = one(NAMESPACE, Backup, namespace(), ("redshift-serverless.points", f"{REGION}/all", DENIED))
    assert why(refused, "newest_seconds") == DENIED


@pytest.mark.parametrize(
    ("row", "encryption"),
    [(said(require_ssl="true"), "required"), (said(require_ssl="false"), "offered"), (said(), None), ({}, None)],
)
def test_whether_it_refuses_plain_connections(row: dict[str, Any], encryption: str | None) -> None:
    channel = one(WORKGROUP, Channel, namespace(), workgroups(row))
    assert channel.encryption == encryption
    assert encryption or why(channel, "encryption") == "unclear"


@pytest.mark.parametrize(
    ("row", "audience"),
    [
        ({}, None),
        ({"publiclyAccessible": False}, "owner"),
        ({"publiclyAccessible": True, "securityGroupIds": ["sg-1"]}, "everyone"),
        ({"publiclyAccessible": True, "securityGroupIds": ["sg-1"], "port": 5440}, "owner"),
        ({"publiclyAccessible": True}, None),
    ],
)
def test_who_reaches_it(row: dict[str, Any], audience: str | None) -> None:
    open_ = [rule("0.0.0.0/0", low=5439, high=5439)]
    groups = ("ec2.groups", REGION, {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": open_}]})
    assert one(WORKGROUP, Exposure, namespace(), workgroups(row), groups).audience == audience


def test_a_namespace_holds_the_data_and_a_workgroup_is_the_way_to_it() -> None:
    given = (namespace(), workgroups({}))
    assert (one(NAMESPACE, Asset, *given).role, one(WORKGROUP, Asset, *given).role) == ("store", "service")


@pytest.mark.parametrize(("outcome", "gaps"), [(DENIED, 2), (ABSENT, 0)])
def test_what_was_not_listed(outcome: str, gaps: int) -> None:
    found = facts(("redshift-serverless.namespaces", REGION, outcome))
    mine = [f for f in found if f.kind in {NAMESPACE, WORKGROUP}]
    assert len({f.kind for f in mine}) == gaps
    assert all(isinstance(f, Gap) and f.outcome == DENIED for f in mine)


def test_where_nothing_is_nothing_more_was_asked() -> None:
    found = facts(("redshift-serverless.namespaces", REGION, {}))
    assert [f for f in found if f.kind in {NAMESPACE, WORKGROUP}] == []
