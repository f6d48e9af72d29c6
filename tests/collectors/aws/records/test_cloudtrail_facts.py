from typing import Any

import pytest

from scanner.facts import FOREVER, Delivery, Gap, LogStore, LogTrail
from tests.collectors.aws.answering import DENIED, REGION, facts, one, why

ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/whole"
ROW = {
    "Name": "whole",
    "TrailARN": ARN,
    "HomeRegion": REGION,
    "S3BucketName": "trail",
    "LogFileValidationEnabled": True,
}
ON = {"IsLogging": True, "LatestDeliveryTime": "2026-11-25T11:50:00Z"}
ALL = {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}
BUCKETS = ("s3.buckets", "", {"Buckets": [{"Name": "trail", "BucketRegion": REGION}]})
CHARTS = "arn:aws:s3:::charts"


def given(status: Any = ON, selectors: Any = ALL, lock: Any = "absent", **row: Any) -> tuple[tuple[str, str, Any], ...]:
    rows = {"trailList": [{**ROW, **row}]}
    return (
        ("cloudtrail.trails", REGION, rows),
        ("cloudtrail.status", ARN, status),
        ("cloudtrail.selectors", ARN, selectors),
        ("s3.lock", "trail", lock),
        BUCKETS,
    )


def region(*args: Any, **changed: Any) -> LogTrail:
    return one("aws.region", LogTrail, *given(*args, **changed))  # type: ignore[no-any-return]


def deliveries(*args: Any, **changed: Any) -> list[Delivery]:
    return [f for f in facts(*given(*args, **changed)) if isinstance(f, Delivery) and f.kind == "aws.region"]


def advanced(*fields: tuple[str, str, list[str]]) -> dict[str, Any]:
    return {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": f, op: values} for f, op, values in fields]}]}


MANAGEMENT = ("eventCategory", "Equals", ["Management"])
DATA = (("eventCategory", "Equals", ["Data"]), ("resources.type", "Equals", ["AWS::S3::Object"]))


@pytest.mark.parametrize(
    ("selectors", "records", "exempt"),
    [
        (ALL, ("admin", "sign-in"), ()),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]}, ("sign-in",), ()),
        ({"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]}, (), ()),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, (), ()),
        (
            {"EventSelectors": [{**ALL["EventSelectors"][0], "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]},
            ("admin", "sign-in"),
            ("kms.amazonaws.com",),
        ),
        ({}, (), ()),
        (advanced(MANAGEMENT), ("admin", "sign-in"), ()),
        (advanced(MANAGEMENT, ("readOnly", "Equals", ["false"])), ("sign-in",), ()),
        (advanced(MANAGEMENT, ("readOnly", "Equals", ["true"])), (), ()),
        (advanced(MANAGEMENT, ("eventName", "Equals", ["Delete"])), (), ()),
        (advanced(("eventCategory", "Equals", ["Data"])), (), ()),
        (advanced(MANAGEMENT, ("eventSource", "Equals", ["s3.amazonaws.com"])), (), ()),
        (
            advanced(MANAGEMENT, ("eventSource", "NotEquals", ["kms.amazonaws.com"])),
            ("admin", "sign-in"),
            ("kms.amazonaws.com",),
        ),
        (
            # What is left out of data events is none of these.
            {
                "AdvancedEventSelectors": [
                    *advanced(MANAGEMENT)["AdvancedEventSelectors"],
                    *advanced(*DATA, ("eventSource", "NotEquals", ["x"]))["AdvancedEventSelectors"],
                ]
            },
            ("admin", "sign-in"),
            (),
        ),
        (DENIED, None, None),
    ],
)
def test_what_a_region_s_trail_records(selectors: Any, records: Any, exempt: Any) -> None:
    trail = region(selectors=selectors)
    assert (trail.enabled, trail.records, trail.exempt) == (True, records, exempt)


def test_sign_ins_are_events_of_global_services() -> None:
    assert region(IncludeGlobalServiceEvents=False).records == ("admin",)


@pytest.mark.parametrize(
    ("status", "enabled", "silent"),
    [
        (ON, True, [600]),
        ({**ON, "LatestDeliveryError": "AccessDenied"}, True, [FOREVER]),
        ({**ON, "LatestDeliveryError": "NoSuchBucket", "LatestDeliveryTime": "2026-11-24T12:00:00Z"}, True, [FOREVER]),
        ({**ON, "LatestDeliveryError": "NoSuchBucket", "LatestDeliveryTime": "2026-11-24T11:59:59Z"}, False, []),
        ({"IsLogging": True, "LatestDeliveryError": "NoSuchBucket"}, False, []),
        ({"IsLogging": True}, True, [FOREVER]),
        ({"IsLogging": False, "LatestDeliveryTime": "2026-11-25T11:50:00Z"}, False, []),
        (DENIED, None, [None]),
    ],
)
def test_a_trail_that_is_on_and_alive(*, status: Any, enabled: bool | None, silent: list[int | None]) -> None:
    trail = region(status=status)
    assert trail.enabled is enabled
    assert enabled is not None or {why(trail, f) for f in ("enabled", "records")} == {DENIED}
    assert [f.silent_seconds for f in deliveries(status=status)] == silent


def test_a_region_without_a_trail_is_not_recorded_and_one_not_listed_is_open() -> None:
    assert one("aws.region", LogTrail, ("cloudtrail.trails", REGION, {})).enabled is False
    gap = one("aws.region", Gap, ("cloudtrail.trails", REGION, DENIED), missing="log-trail")
    assert (gap.outcome, gap.site) == (DENIED, REGION)


def test_one_of_two_trails_is_enough() -> None:
    other = {**ROW, "TrailARN": f"{ARN}2", "Name": "second"}
    trail = one(
        "aws.region",
        LogTrail,
        ("cloudtrail.trails", REGION, {"trailList": [ROW, other]}),
        ("cloudtrail.status", ARN, DENIED),
        ("cloudtrail.status", f"{ARN}2", ON),
        ("cloudtrail.selectors", f"{ARN}2", ALL),
        BUCKETS,
    )
    assert (trail.enabled, trail.records) == (True, ("admin", "sign-in"))


@pytest.mark.parametrize(
    ("row", "lock", "copies"),
    [
        ({}, "absent", 0),
        ({}, {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 400}}, 0),
        ({}, {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}, 0),
        ({}, {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 364}}, 0),
        ({}, {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}}, 1),
        ({}, {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}, 1),
        ({}, DENIED, None),
        ({"IsOrganizationTrail": True}, "absent", 0),
        ({"S3BucketName": "archive"}, DENIED, 1),
    ],
)
def test_copies_that_an_administrator_here_does_not_rule(row: dict[str, Any], lock: Any, copies: int | None) -> None:
    assert [f.copies for f in deliveries(lock=lock, **row)] == [copies]


def test_a_trail_of_another_account_s_organisation_is_out_of_reach() -> None:
    theirs = ARN.replace("123456789012", "210987654321")
    trail = one(
        "aws.region",
        Delivery,
        ("cloudtrail.trails", REGION, {"trailList": [{**ROW, "TrailARN": theirs, "IsOrganizationTrail": True}]}),
        ("cloudtrail.status", theirs, ON),
        ("cloudtrail.selectors", theirs, ALL),
        ("s3.lock", "trail", "absent"),
        BUCKETS,
    )
    assert (trail.copies, trail.within) == (1, ("arn:aws:iam::123456789012:root",))


def kept_by(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"Rules": [{"Status": "Enabled", **rule} for rule in rules]}


@pytest.mark.parametrize(
    ("life", "days"),
    [
        (kept_by({"Expiration": {"Days": 400}}, {"Expiration": {"Days": 90}}), 90),
        (kept_by({"Expiration": {"Date": "2020-01-01T00:00:00Z"}}), 0),
        (kept_by({"Expiration": {"Date": "2026-12-05T12:00:00Z"}}), 10),
        (kept_by({"Expiration": {"Days": 7}, "Prefix": "tmp/"}), FOREVER),
        (kept_by({"Expiration": {"Days": 7}, "Prefix": "central/AWSLogs/"}), 7),
        (kept_by({"Expiration": {"Days": 7}, "Prefix": "central/AWSLogs/123456789012/CloudTrail/"}), 7),
        (kept_by({"Expiration": {"Days": 7}, "Prefix": "cen"}), 7),
        (kept_by({"Expiration": {"ExpiredObjectDeleteMarker": True}}), FOREVER),
        (kept_by({"Expiration": {"Days": 7}, "Tagged": True}), FOREVER),
        ({"Rules": [{"Status": "Disabled", "Expiration": {"Days": 7}}]}, FOREVER),
    ],
)
def test_rules_that_reach_the_trail_s_objects(life: Any, days: int) -> None:
    store = one(
        "aws.cloudtrail.trail",
        LogStore,
        ("cloudtrail.trails", REGION, {"trailList": [{**ROW, "S3KeyPrefix": "central"}]}),
        ("s3.lifecycle", "trail", life),
        BUCKETS,
    )
    assert store.retention_days == days


@pytest.mark.parametrize(
    ("set_up", "status", "evident"),
    [
        (True, ON, True),
        (True, {**ON, "LatestDigestDeliveryTime": "2026-11-25T11:00:00Z"}, True),
        (True, {**ON, "LatestDigestDeliveryTime": "2026-11-24T11:00:00Z"}, False),
        (True, {"IsLogging": False, "LatestDigestDeliveryTime": "2026-11-24T11:00:00Z"}, True),
        (True, {**ON, "LatestDigestDeliveryError": "AccessDenied"}, False),
        (True, DENIED, None),
        (False, DENIED, False),
    ],
)
def test_digests_arrive(*, set_up: bool, status: Any, evident: bool | None) -> None:
    rows = {"trailList": [{**ROW, "LogFileValidationEnabled": set_up}]}
    given = (("cloudtrail.trails", REGION, rows), ("cloudtrail.status", ARN, status), BUCKETS)
    assert one("aws.cloudtrail.trail", LogStore, *given).tamper_evident is evident


@pytest.mark.parametrize(
    ("life", "lock", "bucket", "kept", "immutable"),
    [
        ("absent", "absent", "trail", FOREVER, False),
        ({"Rules": [{"Status": "Enabled", "Expiration": {"Days": 90}}]}, "absent", "trail", 90, False),
        ("absent", {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}}, "trail", FOREVER, True),
        (
            {"Rules": [{"Status": "Enabled", "Expiration": {"Days": 90}}]},
            {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 120}},
            "trail",
            120,
            False,
        ),
        (DENIED, DENIED, "trail", None, None),
        (None, None, "archive", None, None),
    ],
)
def test_how_a_trail_s_log_is_kept(
    *, life: Any, lock: Any, bucket: str, kept: int | None, immutable: bool | None
) -> None:
    store = one(
        "aws.cloudtrail.trail",
        LogStore,
        ("cloudtrail.trails", REGION, {"trailList": [{**ROW, "S3BucketName": bucket}]}),
        ("cloudtrail.status", ARN, ON),
        BUCKETS,
        *((q, bucket, b) for q, b in (("s3.lifecycle", life), ("s3.lock", lock)) if b is not None),
    )
    assert (store.retention_days, store.immutable, store.tamper_evident) == (kept, immutable, True)
    assert bucket == "trail" or why(store, "retention_days") == "not-asked"


def _data(*values: str, reach: str = "All") -> dict[str, Any]:
    return {
        "EventSelectors": [
            {"ReadWriteType": reach, "DataResources": [{"Type": "AWS::S3::Object", "Values": [*values]}]}
        ]
    }


@pytest.mark.parametrize(
    ("selectors", "records"),
    [
        (_data("arn:aws:s3"), ("data-read", "data-write")),
        (_data("arn:aws:s3:::"), ("data-read", "data-write")),
        (_data(f"{CHARTS}/"), ("data-read", "data-write")),
        (_data(f"{CHARTS}/", reach="WriteOnly"), ("data-write",)),
        (_data(f"{CHARTS}/prefix"), ()),
        (_data("arn:aws:s3:::chart"), ()),
        (_data("arn:aws:s3:::charts-old/"), ()),
        (advanced(*DATA), ("data-read", "data-write")),
        (advanced(*DATA, ("readOnly", "Equals", ["true"])), ("data-read",)),
        (advanced(*DATA, ("resources.ARN", "StartsWith", [f"{CHARTS}/"])), ("data-read", "data-write")),
        (advanced(*DATA, ("resources.ARN", "StartsWith", [f"{CHARTS}/a"])), ()),
        (advanced(*DATA, ("resources.ARN", "NotStartsWith", ["arn:aws:s3:::logs/"])), ("data-read", "data-write")),
        (advanced(*DATA, ("resources.ARN", "NotStartsWith", [f"{CHARTS}/old/"])), ()),
        (advanced(*DATA, ("resources.ARN", "NotStartsWith", ["arn:aws:s3:::cha"])), ()),
        (advanced(*DATA, ("resources.ARN", "NotEquals", [f"{CHARTS}/one"])), ()),
        (advanced(*DATA, ("resources.ARN", "NotEquals", ["arn:aws:s3:::logs/one"])), ("data-read", "data-write")),
        (advanced(*DATA, ("resources.ARN", "Equals", [f"{CHARTS}/"])), ()),
        (advanced(*DATA, ("resources.ARN", "EndsWith", ["/"])), ()),
        (advanced(*DATA, ("resources.ARN", "StartsWith", ["arn:aws:s3:::cha"])), ("data-read", "data-write")),
        (advanced(*DATA, ("eventName", "Equals", ["DeleteObject"])), ()),
        (DENIED, None),
    ],
)
def test_data_events_of_a_bucket(selectors: Any, records: Any) -> None:
    found = one(
        "aws.s3.bucket",
        LogTrail,
        ("s3.buckets", "", {"Buckets": [{"Name": "charts", "BucketRegion": REGION}]}),
        ("s3.logging", "charts", {}),
        ("cloudtrail.trails", REGION, {"trailList": [ROW]}),
        ("cloudtrail.status", ARN, ON),
        ("cloudtrail.selectors", ARN, selectors),
    )
    assert found.records == records


def test_a_bucket_in_a_region_that_was_not_asked() -> None:
    found = facts(
        ("s3.buckets", "", {"Buckets": [{"Name": "charts", "BucketRegion": "eu-west-1"}]}),
        ("s3.logging", "charts", {}),
        ("cloudtrail.trails", REGION, {}),
    )
    (trail,) = (f for f in found if isinstance(f, LogTrail) and f.kind == "aws.s3.bucket")
    assert (trail.enabled, why(trail, "enabled")) == (None, "unclear")
