"""Classic load balancers, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Channel, Exposure, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.networks.test_elbv2 import INTERFACES, WORLD

ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/old"
ABOUT = f"{REGION}/old"
Given = tuple[str, str, Any]


def balancer(*listeners: Any, **row: Any) -> Given:
    whole = {
        "LoadBalancerName": "old",
        "Scheme": "internet-facing",
        "SecurityGroups": ["sg-1"],
        "ListenerDescriptions": [*listeners],
        **row,
    }
    return ("elb.balancers", REGION, {"LoadBalancerDescriptions": [whole]})


def listener(protocol: str = "HTTPS", port: int = 443, behind: int = 8080) -> dict[str, Any]:
    return {"Protocol": protocol, "LoadBalancerPort": port, "InstancePort": behind, "PolicyNames": ["tls", "sticky"]}


def policy(*on: str, name: str = "tls") -> Given:
    return ("elb.policies", ABOUT, {"PolicyDescriptions": [{"PolicyName": name, "On": [*on]}]})


@pytest.mark.parametrize(
    ("protocol", "answer", "encryption", "version", "reason"),
    [
        ("HTTPS", policy("Protocol-TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"), "required", "1.2", ""),
        ("SSL", policy("Protocol-TLSv1.2", "Protocol-TLSv1", "AES128-SHA"), "required", "1.0", ""),
        ("HTTPS", policy("Protocol-SSLv3"), "required", "1.0", ""),
        ("HTTPS", policy("Server-Defined-Cipher-Order"), "required", None, "unclear"),
        ("HTTPS", policy("Protocol-TLSv1.2", name="another"), "required", None, "unclear"),
        ("HTTPS", ("elb.policies", ABOUT, DENIED), "required", None, DENIED),
        ("HTTP", ("elb.policies", ABOUT, DENIED), "none", "", ""),
        ("TCP", ("elb.policies", ABOUT, DENIED), None, None, "hidden"),
    ],
)
def test_listeners(protocol: str, answer: Given, encryption: str | None, version: str | None, reason: str) -> None:
    it = one("aws.elb.listener", Channel, balancer(listener(protocol)), answer)
    assert (it.resource, it.encryption, it.min_version) == (f"{ARN}:443", encryption, version)
    assert not reason or why(it, "min_version") == reason


def test_ciphers_are_what_is_on_and_no_version() -> None:
    on = policy("Protocol-TLSv1.2", "Server-Defined-Cipher-Order", "AES128-SHA")
    assert one("aws.elb.listener", Channel, balancer(listener()), on).algorithms == ("aes128-sha",)


@pytest.mark.parametrize(
    ("row", "ports", "given", "audience", "offers"),
    [
        ({}, (443, 8080), WORLD, "everyone", "service"),
        ({}, (443, 3306), WORLD, "everyone", "data"),
        ({}, (22, 22), WORLD, "everyone", "administration"),
        ({}, (443, 8080), ("ec2.groups", REGION, DENIED), None, "service"),
        ({"SecurityGroups": []}, (443, 8080), WORLD, None, "service"),
        ({"Scheme": None}, (443, 8080), WORLD, None, "service"),
        ({"Scheme": "internal"}, (22, 22), INTERFACES, "owner", "administration"),
        ({"Scheme": "internal"}, (22, 22), ("ec2.interfaces", REGION, DENIED), None, "administration"),
    ],
)
def test_who_reaches_it(row: Any, ports: tuple[int, int], given: Given, audience: str | None, offers: str) -> None:
    it = one("aws.elb.load-balancer", Exposure, balancer(listener("TCP", *ports), **row), given)
    assert (it.audience, it.offers) == (audience, offers)
    assert (it.ports is None) == (DENIED in given)


@pytest.mark.parametrize(
    ("answer", "enabled"),
    [({"AccessLog": {"Enabled": True}}, True), ({"AccessLog": {"Enabled": False}}, False), (DENIED, None)],
)
def test_access_logs(*, answer: Any, enabled: bool | None) -> None:
    trail = one("aws.elb.load-balancer", LogTrail, balancer(), ("elb.attributes", ABOUT, answer))
    assert trail.enabled is enabled
    assert enabled is not None or why(trail, "enabled") == DENIED


def test_balancers_that_were_not_listed() -> None:
    found = [f for f in facts(("elb.balancers", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found} == {
        *(("aws.elb.load-balancer", c) for c in ("asset", "exposure", "log-trail")),
        ("aws.elb.listener", "channel"),
    }
