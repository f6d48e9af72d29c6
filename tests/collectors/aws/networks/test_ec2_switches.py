"""EC2's switches of a region, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Gap, Guard
from tests.collectors.aws.answering import DENIED, REGION, one, why


@pytest.mark.parametrize(
    ("question", "body", "kind", "prevents", "on"),
    [
        ("ec2.image_block", {"State": "block-new-sharing"}, "aws.ec2.images", "public-copies", True),
        ("ec2.image_block", {"State": "unblocked"}, "aws.ec2.images", "public-copies", False),
        ("ec2.image_block", DENIED, "aws.ec2.images", "public-copies", None),
        (
            "ec2.metadata_defaults",
            {"AccountLevel": {"HttpTokens": "required"}},
            "aws.ec2.new-instances",
            "credential-theft",
            True,
        ),
        (
            "ec2.metadata_defaults",
            {"AccountLevel": {"HttpTokens": "optional", "HttpEndpoint": "disabled"}},
            "aws.ec2.new-instances",
            "credential-theft",
            True,
        ),
        (
            "ec2.metadata_defaults",
            {"AccountLevel": {"HttpTokens": "optional"}},
            "aws.ec2.new-instances",
            "credential-theft",
            False,
        ),
        ("ec2.metadata_defaults", {"AccountLevel": {}}, "aws.ec2.new-instances", "credential-theft", False),
        ("ec2.metadata_defaults", DENIED, "aws.ec2.new-instances", "credential-theft", None),
        ("ec2.serial_console", {"SerialConsoleAccessEnabled": False}, "aws.ec2.new-instances", "console-access", True),
        ("ec2.serial_console", {"SerialConsoleAccessEnabled": True}, "aws.ec2.new-instances", "console-access", False),
        ("ec2.serial_console", DENIED, "aws.ec2.new-instances", "console-access", None),
    ],
)
def test_switches(*, question: str, body: Any, kind: str, prevents: str, on: bool | None) -> None:
    it = one(kind, Guard, (question, REGION, body), prevents=prevents, site=REGION)
    assert it.in_force is on
    assert on is not None or why(it, "in_force") == DENIED


def test_where_no_region_is_known() -> None:
    for question, kind in (
        ("ec2.image_block", "aws.ec2.images"),
        ("ec2.vpc_block", "aws.ec2.networks"),
    ):
        gap = one(kind, Gap, (question, "", DENIED))
        assert (gap.missing, gap.outcome) == ("guard", DENIED)


INGRESS = {"Mode": "block-ingress"}
ABOUT = f"{REGION}/block-ingress"


def exclusion(mode: str, state: str = "create-complete") -> dict[str, str]:
    return {"State": state, "InternetGatewayExclusionMode": mode}


@pytest.mark.parametrize(
    ("mode", "exclusions", "on"),
    [
        ({"Mode": "off"}, None, False),
        (DENIED, None, None),
        (INGRESS, [], True),
        (INGRESS, [exclusion("allow-egress")], True),
        (INGRESS, [exclusion("allow-bidirectional")], False),
        (INGRESS, [exclusion("allow-bidirectional", "update-in-progress")], False),
        (INGRESS, [exclusion("allow-bidirectional", "delete-complete")], True),
        (INGRESS, [{"State": "create-complete"}], False),
        (INGRESS, DENIED, None),
        (INGRESS, None, None),
    ],
)
def test_networks_that_nobody_reaches_from_outside(*, mode: Any, exclusions: Any, on: bool | None) -> None:
    body = {"VpcBlockPublicAccessExclusions": exclusions} if isinstance(exclusions, list) and exclusions else exclusions
    given = [("ec2.vpc_exclusions", ABOUT, body or {})] if exclusions is not None else []
    assert one("aws.ec2.networks", Guard, ("ec2.vpc_block", REGION, mode), *given, site=REGION).in_force is on
