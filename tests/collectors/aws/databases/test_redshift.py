from typing import Any

import pytest

from collectors.aws import AWS
from scanner.facts import (
    FOREVER,
    Asset,
    Backup,
    Channel,
    DataStore,
    Delivery,
    Exposure,
    Gap,
    LogTrail,
    Release,
    Session,
)
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.networks.test_network import rule
from tests.collectors.aws.possible import Odd

CLUSTER = "aws.redshift.cluster"
ARN = f"arn:aws:redshift:{REGION}:{ACCOUNT}:cluster:warehouse"
ROW = {
    "ClusterIdentifier": "warehouse",
    "Encrypted": True,
    "Port": 5439,
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
    "ClusterParameterGroups": [{"ParameterGroupName": "strict", "ParameterApplyStatus": "in-sync"}],
    "AutomatedSnapshotRetentionPeriod": 35,
    "ClusterVersion": "1.0",
}
DATA = {"admin", "data-read", "data-write"}


def cluster(**row: Any) -> tuple[str, str, Any]:
    return ("redshift.clusters", REGION, {"Clusters": [{**ROW, **row}]})


def parameters(**said: str) -> tuple[str, str, Any]:
    rows = [{"ParameterName": name, "ParameterValue": value} for name, value in said.items()]
    return ("redshift.parameters", f"{REGION}/strict", {"Parameters": rows})


def logging(**said: Any) -> tuple[str, str, Any]:
    return ("redshift.logging", f"{REGION}/warehouse", said)


def snapshots(*made: tuple[str, str, str]) -> tuple[str, str, Any]:
    rows = [
        {"ClusterIdentifier": "warehouse", "SnapshotType": kind, "Status": status, "SnapshotCreateTime": when}
        for kind, status, when in made
    ]
    return ("redshift.snapshots", f"{REGION}/all", {"Snapshots": rows})


@pytest.mark.parametrize(
    ("row", "encrypted", "cipher"),
    [({}, True, "aes-256"), ({"Encrypted": False}, False, ""), ({"Encrypted": None}, False, "")],
)
def test_how_it_rests(*, row: dict[str, Any], encrypted: bool, cipher: str) -> None:
    store = one(CLUSTER, DataStore, cluster(**row))
    assert (store.resource, store.encrypted, store.cipher) == (ARN, encrypted, cipher)
    assert one(CLUSTER, Backup, cluster(**row), snapshots()).encrypted is encrypted


@pytest.mark.parametrize(
    ("said", "status", "encryption"),
    [
        ({"require_ssl": "true"}, "in-sync", "required"),
        ({"require_ssl": "false"}, "in-sync", "offered"),
        ({"require_ssl": "true"}, "pending-reboot", None),
        ({"require_ssl": "true"}, None, None),
        ({"require_ssl": "maybe"}, "in-sync", None),
        ({}, "in-sync", None),
    ],
)
def test_whether_it_refuses_plain_connections(said: dict[str, str], status: str | None, encryption: str | None) -> None:
    groups = [{"ParameterGroupName": "strict", "ParameterApplyStatus": status}]
    channel = one(CLUSTER, Channel, cluster(ClusterParameterGroups=groups), parameters(**said))
    assert channel.encryption == encryption
    assert encryption or why(channel, "encryption") == "unclear"


def test_without_its_parameters_nothing_is_known_of_them() -> None:
    denied = ("redshift.parameters", f"{REGION}/strict", DENIED)
    assert why(one(CLUSTER, Channel, cluster(), denied), "encryption") == DENIED
    assert why(one(CLUSTER, Channel, cluster(ClusterParameterGroups=[])), "encryption") == "unclear"


ON = {"enable_user_activity_logging": "true"}
BUCKET = {"LoggingEnabled": True, "LogDestinationType": "s3", "LastSuccessfulDeliveryTime": "2026-11-25T11:00:00Z"}
CLOUD = {"LoggingEnabled": True, "LogDestinationType": "cloudwatch"}
ALL_LOGS = ["connectionlog", "userlog", "useractivitylog"]


@pytest.mark.parametrize(
    ("said", "activity", "enabled", "records"),
    [
        (BUCKET, ON, True, {"sign-in", *DATA}),
        ({**BUCKET, "LogDestinationType": Odd("elsewhere")}, ON, None, None),
        ({"LoggingEnabled": True}, ON, True, {"sign-in", *DATA}),
        (BUCKET, {"enable_user_activity_logging": "false"}, True, {"sign-in"}),
        (BUCKET, {}, True, None),
        ({**CLOUD, "LogExports": ALL_LOGS}, ON, True, {"sign-in", *DATA}),
        ({**CLOUD, "LogExports": ["connectionlog"]}, {}, True, {"sign-in"}),
        ({**CLOUD, "LogExports": ["userlog"]}, {}, True, set()),
        (CLOUD, ON, False, set()),
        ({"LoggingEnabled": True, "LogDestinationType": "s3table", "LogExports": ["sys_query"]}, ON, None, None),
        ({"LoggingEnabled": False}, ON, False, set()),
        ({}, ON, False, set()),
    ],
)
def test_what_it_records(
    *, said: dict[str, Any], activity: dict[str, str], enabled: bool | None, records: set[str] | None
) -> None:
    trail = one(CLUSTER, LogTrail, cluster(), logging(**said), parameters(**activity))
    assert trail.enabled is enabled
    assert (None if trail.records is None else set(trail.records)) == records


def test_a_log_that_was_refused_is_neither_on_nor_off() -> None:
    trail = one(CLUSTER, LogTrail, cluster(), ("redshift.logging", f"{REGION}/warehouse", DENIED), parameters(**ON))
    assert {why(trail, field) for field in ("enabled", "records")} == {DENIED}
    told = one(CLUSTER, LogTrail, cluster(), logging(**BUCKET), ("redshift.parameters", f"{REGION}/strict", DENIED))
    assert (told.enabled, told.records, why(told, "records")) == (True, None, DENIED)


@pytest.mark.parametrize(
    ("said", "silent"),
    [
        (BUCKET, [3600]),
        ({**BUCKET, "LastFailureTime": "2026-11-25T10:59:59Z"}, [3600]),
        ({**BUCKET, "LastFailureTime": "2026-11-25T11:00:01Z"}, [FOREVER]),
        ({"LoggingEnabled": True, "LastFailureTime": "2026-11-25T11:00:00Z"}, [FOREVER]),
        ({"LoggingEnabled": True}, [FOREVER]),
        ({"LoggingEnabled": False}, []),
        ({**CLOUD, "LogExports": ALL_LOGS}, [None]),
    ],
)
def test_since_when_nothing_arrives(said: dict[str, Any], silent: list[int | None]) -> None:
    sent = [f for f in facts(cluster(), logging(**said), parameters(**ON)) if isinstance(f, Delivery)]
    assert [f.silent_seconds for f in sent] == silent
    assert silent != [None] or why(sent[0], "silent_seconds") == "not-asked"


OPEN, SOME = rule("0.0.0.0/0", low=5439, high=5439), rule("8.8.8.0/24", low=5439, high=5439)


@pytest.mark.parametrize(
    ("row", "rules", "audience"),
    [
        ({"PubliclyAccessible": False}, [OPEN], "owner"),
        ({}, [OPEN], None),
        ({"PubliclyAccessible": True}, [OPEN], "everyone"),
        ({"PubliclyAccessible": True}, [SOME], "listed"),
        ({"PubliclyAccessible": True}, [], "owner"),
        ({"PubliclyAccessible": True, "VpcSecurityGroups": []}, [OPEN], None),
        ({"PubliclyAccessible": True, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-2"}]}, [OPEN], None),
        ({"PubliclyAccessible": True, "Port": None}, [OPEN], None),
    ],
)
def test_who_reaches_it(row: dict[str, Any], rules: list[Any], audience: str | None) -> None:
    groups = ("ec2.groups", REGION, {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": rules}]})
    found = one(CLUSTER, Exposure, cluster(**row), groups)
    assert found.audience == audience
    assert audience or why(found, "audience") == "unclear"


GOOD, OLDER = ("automated", "available", "2026-11-25T06:00:00Z"), ("automated", "available", "2026-11-24T06:00:00Z")


@pytest.mark.parametrize(
    ("row", "made", "newest", "succeeded", "kept"),
    [
        ({}, [OLDER, GOOD], 21600, True, 35),
        ({}, [OLDER, ("automated", "failed", "2026-11-25T06:00:00Z")], 108000, False, 35),
        ({}, [GOOD, ("automated", "creating", "2026-11-25T11:59:00Z")], 21600, True, 35),
        ({}, [("manual", "available", "2026-11-25T06:00:00Z")], FOREVER, None, 35),
        ({}, [], FOREVER, None, 35),
        ({"AutomatedSnapshotRetentionPeriod": 0}, [GOOD], FOREVER, True, 0),
        ({"AutomatedSnapshotRetentionPeriod": None}, [GOOD], 21600, True, 1),
    ],
)
def test_its_snapshots(
    *, row: dict[str, Any], made: list[tuple[str, str, str]], newest: int, succeeded: bool | None, kept: int
) -> None:
    given = {key: value for key, value in {**ROW, **row}.items() if value is not None}
    listing = ("redshift.clusters", REGION, {"Clusters": [given]})
    backup = one(CLUSTER, Backup, listing, snapshots(*made))
    assert (backup.newest_seconds, backup.succeeded, backup.retention_days) == (newest, succeeded, kept)


def test_snapshots_that_were_not_listed_and_a_copy_elsewhere() -> None:
    refused = one(CLUSTER, Backup, cluster(), ("redshift.snapshots", f"{REGION}/all", DENIED))
    assert {why(refused, field) for field in ("newest_seconds", "succeeded")} == {DENIED}
    assert one(CLUSTER, Backup, cluster()).offsite is False
    assert one(CLUSTER, Backup, cluster(DestinationRegion="eu-west-1")).offsite is True


def test_when_an_idle_session_ends_is_told_inside_the_database_only() -> None:
    session = one(CLUSTER, Session, cluster())
    assert {why(session, field) for field in ("idle_seconds", "enforced")} == {"hidden"}
    assert one(CLUSTER, Asset, cluster()).role == "store"
    assert one(CLUSTER, Release, cluster(AllowVersionUpgrade=True)).auto_update is True


def test_clusters_that_were_not_listed_are_gaps() -> None:
    found = facts(("redshift.clusters", REGION, DENIED))
    missing = {f.missing for f in found if isinstance(f, Gap) and f.kind == CLUSTER and f.outcome == DENIED}
    assert missing == {
        "asset",
        "data-store",
        "log-trail",
        "delivery",
        "release",
        "channel",
        "session",
        "exposure",
        "backup",
    }
    assert [f for f in facts(("redshift.clusters", REGION, ABSENT)) if f.kind == CLUSTER] == []


def test_where_its_log_goes_hangs_on_no_parameter() -> None:
    asked = AWS.wanted([Delivery]).keys()
    assert ("redshift.logging" in asked, "redshift.parameters" in asked) == (True, False)
