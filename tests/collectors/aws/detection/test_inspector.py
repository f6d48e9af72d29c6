"""Inspector: are flaws looked for, and how long do they stay open; answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Detector, Fixes, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

Given = tuple[str, str, Any]
ABOUT = f"{REGION}/{ACCOUNT}"
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
MACHINE: Given = ("ec2.instances", REGION, {"Instances": [{"InstanceId": "i-1", "State": "running"}]})
FUNCTION: Given = ("lambda.functions", REGION, {"Functions": [{"FunctionName": "f", "FunctionArn": LAMBDA}]})
NO_FUNCTION: Given = ("lambda.functions", REGION, {})
SEEN = "2026-11-24T12:00:00Z"


def status(**types: str) -> Given:
    row = {"accountId": ACCOUNT, "state": "ENABLED", "ec2": "ENABLED", "ecr": "DISABLED", "lambda": "ENABLED", **types}
    return ("inspector.status", REGION, {"accounts": [row]})


@pytest.mark.parametrize(
    ("state", "enabled"),
    [("ENABLED", True), ("DISABLED", False), ("ENABLING", False), ("DISABLING", False), ("SUSPENDED", False)],
)
def test_machines_are_scanned(state: str, *, enabled: bool) -> None:
    found = one("aws.inspector", Detector, status(ec2=state), MACHINE, NO_FUNCTION)
    assert (found.watches, found.enabled) == ("vulnerabilities", enabled)
    assert found.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*"


def test_each_sort_of_things_is_switched_on_by_itself() -> None:
    found = [f for f in facts(status(ec2="DISABLED"), MACHINE, FUNCTION) if f.kind == "aws.inspector"]
    assert [(f.name, f.enabled) for f in found if isinstance(f, Detector)] == [
        (f"EC2 instances in {REGION}", False),
        (f"Lambda functions in {REGION}", True),
    ]


@pytest.mark.parametrize(
    ("instances", "some"), [({}, False), (DENIED, True), ({"Instances": [{"InstanceId": "i-1"}]}, True)]
)
def test_where_there_is_nothing_nothing_need_be_scanned(instances: Any, *, some: bool) -> None:
    found = facts(status(ec2="DISABLED"), ("ec2.instances", REGION, instances), NO_FUNCTION)
    assert any(f.kind == "aws.inspector" and isinstance(f, Detector) for f in found) is some


def test_of_several_accounts_our_own_counts() -> None:
    other = {"accountId": "210987654321", "state": "ENABLED", "ec2": "ENABLED"}
    rows = [other, *status(ec2="DISABLED")[2]["accounts"]]
    given = (("inspector.status", REGION, {"accounts": rows}), MACHINE, NO_FUNCTION)
    assert one("aws.inspector", Detector, *given).enabled is False


def test_an_answer_that_names_no_account_is_none() -> None:
    found = one("aws.inspector", Detector, ("inspector.status", REGION, {}), MACHINE, NO_FUNCTION)
    assert (found.enabled, why(found, "enabled")) == (None, "unclear")


def covered(identity: str = "i-1", kind: str = "AWS_EC2_INSTANCE", **more: Any) -> dict[str, Any]:
    row = {"statusCode": "ACTIVE", "reason": "SUCCESSFUL", "lastScannedAt": SEEN}
    return {"resourceId": identity, "resourceType": kind, **row, **more}


def finding(severity: str, first: str, vendor: str = "", resource: str = "i-1") -> dict[str, Any]:
    listed = {"vendorCreatedAt": vendor} if vendor else {}
    return {"severity": severity, "firstObservedAt": first, "resources": [resource], **listed}


def release(*rows: dict[str, Any], findings: Any = None) -> Fixes:
    said = findings if isinstance(findings, str) else {"findings": findings or []}
    given: tuple[Given, ...] = (
        status(),
        ("inspector.coverage", ABOUT, {"coveredResources": list(rows)}),
        ("inspector.findings", ABOUT, said),
    )
    return one("aws.inspector.scanned", Fixes, *given)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("findings", "critical", "high"),
    [
        ([], 0, 0),
        ([finding("CRITICAL", "2026-11-10T12:00:00Z")], 15, 0),
        ([finding("CRITICAL", "2026-11-10T12:00:00Z"), finding("CRITICAL", "2026-11-20T12:00:00Z")], 15, 0),
        # Seen yesterday, and in its vendor's list for a month: the machine is new, the flaw is not.
        ([finding("HIGH", "2026-11-24T12:00:00Z", "2026-10-26T12:00:00Z")], 0, 30),
        ([finding("HIGH", "2026-10-26T12:00:00Z", "2026-11-24T12:00:00Z")], 0, 30),
        ([finding("HIGH", "2026-11-25T11:59:00Z")], 0, 1),
        ([finding("CRITICAL", "2026-11-10T12:00:00Z", resource="i-2")], 0, 0),
        (DENIED, None, None),
    ],
)
def test_open_flaws(findings: Any, critical: int | None, high: int | None) -> None:
    found = release(covered(), findings=findings)
    assert (found.oldest_critical_days, found.oldest_high_days, found.checked_days) == (critical, high, 1)
    assert found.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1"
    assert found.also == ("i-1",)


@pytest.mark.parametrize(
    ("row", "checked"),
    [
        ({"statusCode": "INACTIVE", "reason": "UNMANAGED_EC2_INSTANCE", "lastScannedAt": None}, FOREVER),
        ({"statusCode": "INACTIVE", "reason": "EXCLUDED_BY_TAG"}, 1),
        ({"reason": "PENDING_INITIAL_SCAN", "lastScannedAt": None}, FOREVER),
    ],
)
def test_of_what_is_not_scanned_no_flaw_is_unknown_and_not_none(row: dict[str, Any], checked: int) -> None:
    found = release(covered(**row))
    assert (found.oldest_critical_days, found.oldest_high_days, found.checked_days) == (None, None, checked)
    assert why(found, "oldest_critical_days") == "unclear"
    assert row["reason"] in next(u.ask for u in found.unread if u.field == "oldest_high_days")
    left = release(covered(**row), findings=[finding("CRITICAL", "2026-11-10T12:00:00Z")])
    assert (left.oldest_critical_days, left.oldest_high_days) == (15, None)


REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/charts/web"


def image(digest: str, **more: Any) -> dict[str, Any]:
    return covered(f"{REPOSITORY}/sha256:{digest}", "AWS_ECR_CONTAINER_IMAGE", **more)


def test_images_speak_for_their_repository() -> None:
    found = release(
        covered(REPOSITORY, "AWS_ECR_REPOSITORY", lastScannedAt=None),
        image("a"),
        image("b", lastScannedAt="2026-11-20T12:00:00Z"),
        image("c", statusCode="INACTIVE", reason="SCAN_ELIGIBILITY_EXPIRED", lastScannedAt="2025-01-01T00:00:00Z"),
        findings=[finding("CRITICAL", "2026-11-10T12:00:00Z", resource=f"{REPOSITORY}/sha256:b")],
    )
    assert (found.resource, found.name) == (REPOSITORY, "charts/web")
    assert (found.oldest_critical_days, found.oldest_high_days, found.checked_days) == (15, 0, 0)


MONTH_AGO = "2026-10-25T12:00:00Z"


@pytest.mark.parametrize(
    ("row", "checked"),
    [
        # Inspector comes back to these when a flaw becomes known that they have.
        (covered(LAMBDA, "AWS_LAMBDA_FUNCTION", lastScannedAt=MONTH_AGO), 0),
        (image("a", lastScannedAt=MONTH_AGO), 0),
        (covered("i-1", lastScannedAt=MONTH_AGO), 31),
        (image("a", lastScannedAt=MONTH_AGO, statusCode="INACTIVE", reason="SCAN_FREQUENCY_SCAN_ON_PUSH"), 31),
        (image("a", lastScannedAt=MONTH_AGO, reason="SCAN_FREQUENCY_SCAN_ON_PUSH"), 31),
        (covered(LAMBDA, "AWS_LAMBDA_FUNCTION", lastScannedAt=None), FOREVER),
    ],
)
def test_what_stands_still_is_known_as_long_as_it_is_watched(row: dict[str, Any], checked: int) -> None:
    assert release(row).checked_days == checked


def test_of_a_machine_that_is_stopped_nothing_new_can_be_told() -> None:
    found = release(covered(statusCode="INACTIVE", reason="EC2_INSTANCE_STOPPED", lastScannedAt=MONTH_AGO))
    assert (why(found, "oldest_critical_days"), found.checked_days) == ("hidden", 31)


def test_a_function_is_named_without_its_version() -> None:
    found = release(covered(f"{LAMBDA}:$LATEST", "AWS_LAMBDA_FUNCTION"))
    assert (found.resource, found.name, found.also) == (LAMBDA, "f", ())


def test_what_is_gone_or_no_thing_of_ours_is_left_out() -> None:
    rows = [
        covered(reason="RESOURCE_TERMINATED"),
        covered("x", "CODE_REPOSITORY"),
        covered(REPOSITORY, "AWS_ECR_REPOSITORY", reason="NO_RESOURCES_FOUND", lastScannedAt=None),
    ]
    given: tuple[Given, ...] = (status(), ("inspector.coverage", ABOUT, {"coveredResources": rows}))
    assert [f for f in facts(*given) if isinstance(f, Fixes) and f.kind == "aws.inspector.scanned"] == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((("inspector.status", REGION, DENIED),), {"detector", "fixes"}),
        ((status(), ("inspector.coverage", ABOUT, DENIED)), {"fixes"}),
        ((("inspector.status", REGION, ABSENT),), set()),
    ],
)
def test_what_was_not_read_is_a_gap(given: tuple[Given, ...], missing: set[str]) -> None:
    found = [f for f in facts(*given) if isinstance(f, Gap) and f.kind.startswith("aws.inspector")]
    assert {f.missing for f in found} == missing
