"""CloudFront's distributions, from answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.paths import search
from collectors.aws.asking.keep import Kept
from scanner.facts import Channel, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, ROWS, facts, one, why

ARN = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
Given = tuple[str, str, Any]
STRICT = {"TargetOriginId": "app", "ViewerProtocolPolicy": "redirect-to-https"}
LAX = {"TargetOriginId": "app", "ViewerProtocolPolicy": "allow-all"}


def distribution(**row: Any) -> Given:
    whole = {
        "ARN": ARN,
        "Id": "E1",
        "Enabled": True,
        "DefaultCacheBehavior": STRICT,
        "OwnName": False,
        "MinimumProtocolVersion": "TLSv1.2_2021",
        **row,
    }
    return ("cloudfront.distributions", "", {"Distributions": [whole]})


@pytest.mark.parametrize(
    ("row", "encryption"),
    [
        ({}, "required"),
        ({"DefaultCacheBehavior": {**STRICT, "ViewerProtocolPolicy": "https-only"}}, "required"),
        ({"DefaultCacheBehavior": LAX}, "offered"),
        ({"CacheBehaviors": [LAX]}, "offered"),
        ({"DefaultCacheBehavior": {}}, "offered"),
    ],
)
def test_viewers(row: Any, encryption: str) -> None:
    assert one("aws.cloudfront.distribution", Channel, distribution(**row)).encryption == encryption


@pytest.mark.parametrize(
    ("row", "version"),
    [
        ({}, "1.2"),
        ({"MinimumProtocolVersion": "TLSv1.3_2025"}, "1.3"),
        ({"MinimumProtocolVersion": "TLSv1.1_2016"}, "1.1"),
        ({"MinimumProtocolVersion": "TLSv1"}, "1.0"),
        ({"MinimumProtocolVersion": "SSLv3"}, "1.0"),
        ({"OwnName": True}, "1.0"),
        ({"MinimumProtocolVersion": "TLSv9_2099"}, None),
        ({"MinimumProtocolVersion": None}, None),
    ],
)
def test_the_oldest_version(row: Any, version: str | None) -> None:
    it = one("aws.cloudfront.distribution", Channel, distribution(**row))
    assert it.min_version == version
    assert version or why(it, "min_version") == "unclear"


def test_a_distribution_that_is_off_serves_nobody() -> None:
    assert one("aws.cloudfront.distribution", Channel, distribution(Enabled=False)).enabled is False


@pytest.mark.parametrize(
    ("origin", "row", "encryption", "version", "reason"),
    [
        ({"OriginProtocolPolicy": "https-only", "OriginSslProtocols": ["TLSv1.2"]}, {}, "required", "1.2", ""),
        ({"OriginProtocolPolicy": "https-only", "OriginSslProtocols": ["SSLv3", "TLSv1.2"]}, {}, "required", "1.0", ""),
        ({"OriginProtocolPolicy": "https-only"}, {}, "required", None, "unclear"),
        ({"OriginProtocolPolicy": "http-only", "OriginSslProtocols": ["TLSv1.2"]}, {}, "none", "", ""),
        ({"OriginProtocolPolicy": "match-viewer", "OriginSslProtocols": ["TLSv1.2"]}, {}, "required", "1.2", ""),
        ({"OriginProtocolPolicy": "match-viewer"}, {"CacheBehaviors": [LAX]}, "offered", None, "unclear"),
        ({}, {"CacheBehaviors": [LAX]}, "offered", None, "hidden"),
        ({}, {"CacheBehaviors": [{**LAX, "TargetOriginId": "other"}]}, "required", None, "hidden"),
        ({"Id": "in-a-group"}, {"CacheBehaviors": [LAX]}, "offered", None, "hidden"),
        ({"VpcOriginId": "vo_1"}, {}, None, None, "not-asked"),
    ],
)
def test_origins(origin: Any, row: Any, encryption: str | None, version: str | None, reason: str) -> None:
    it = one("aws.cloudfront.origin", Channel, distribution(Origins=[{"Id": "app", **origin}], **row))
    assert (it.encryption, it.min_version) == (encryption, version)
    assert not reason or why(it, "min_version") == reason


SOURCE = {"deliverySources": [{"name": "s", "resourceArns": [ARN]}]}
DELIVERY = {"deliveries": [{"deliverySourceName": "s"}]}
REALTIME = {"DefaultCacheBehavior": {**STRICT, "RealtimeLogConfigArn": "arn"}}
NO_REALTIME = {"DefaultCacheBehavior": {**STRICT, "RealtimeLogConfigArn": ""}}


@pytest.mark.parametrize(
    ("answers", "row", "enabled", "reason"),
    [
        (({"Logging": {"Enabled": True}}, {}, {}), {}, True, ""),
        (({"Logging": {"Enabled": True}}, DENIED, DENIED), REALTIME, True, ""),
        (({"Logging": {"Enabled": False}}, SOURCE, DELIVERY), {}, True, ""),
        ((DENIED, SOURCE, DELIVERY), {}, True, ""),
        (({"Logging": {"Enabled": False}}, SOURCE, {}), {}, False, ""),
        (({"Logging": {"Enabled": False}}, {}, DELIVERY), {}, False, ""),
        (({"Logging": {"Enabled": False}}, {}, {}), {}, False, ""),
        (({"Logging": {"Enabled": False}}, {}, {}), REALTIME, None, "not-asked"),
        (({"Logging": {"Enabled": False}}, {}, {}), NO_REALTIME, False, ""),
        (({"Logging": {"Enabled": False}}, DENIED, {}), {}, None, DENIED),
        (({"Logging": {"Enabled": False}}, SOURCE, DENIED), {}, None, DENIED),
        ((DENIED, {}, {}), {}, None, DENIED),
    ],
)
def test_logs(*, answers: tuple[Any, Any, Any], row: Any, enabled: bool | None, reason: str) -> None:
    about = (("cloudfront.config", ARN), ("cloudfront.sources", ""), ("cloudfront.deliveries", ""))
    given = ((question, about, body) for (question, about), body in zip(about, answers, strict=True))
    trail = one("aws.cloudfront.distribution", LogTrail, distribution(**row), *given)
    assert trail.enabled is enabled
    assert not reason or why(trail, "enabled") == reason


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ({"DistributionList": {"Quantity": 0}}, {"Distributions": []}),
        (
            {"DistributionList": {"Quantity": 1, "Items": [{"Id": "E1", "Comment": "x"}]}},
            {"Distributions": [{"Id": "E1"}]},
        ),
        ({"DistributionList": {}}, {}),
        ({}, {}),
    ],
)
def test_an_answer_that_lists_nothing_is_none_where_it_does_not_say_so(page: Any, kept: Any) -> None:
    answer = Kept(())
    answer.add(search(ROWS["cloudfront.distributions"].keep, page))
    told = {key: [{k: v for k, v in one.items() if v != {}} for one in rows] for key, rows in answer.body.items()}
    assert told == kept


def test_distributions_that_were_not_listed() -> None:
    found = [f for f in facts(("cloudfront.distributions", "", DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found} == {
        *(("aws.cloudfront.distribution", c) for c in ("asset", "channel", "log-trail")),
        ("aws.cloudfront.origin", "channel"),
    }
