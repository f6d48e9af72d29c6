"""Application, network and gateway load balancers, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Asset, Channel, Exposure, Gap, Guard, LogTrail, Session
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.networks.test_network import ACCELERATOR, OF_AWS, rule

ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/1"
HTTPS, HTTP = f"{ARN}/443", f"{ARN}/80"
POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
SECURE = {"ListenerArn": HTTPS, "Port": 443, "Protocol": "HTTPS", "SslPolicy": POLICY}
FORWARD = [{"Type": "forward"}]
ON = [{"Type": "redirect", "Protocol": "HTTPS", "Port": "443", "Host": "#{host}"}]
PLAIN = {"ListenerArn": HTTP, "Port": 80, "Protocol": "HTTP", "DefaultActions": FORWARD}
Given = tuple[str, str, Any]


def balancer(**row: Any) -> Given:
    whole = {
        "LoadBalancerArn": ARN,
        "LoadBalancerName": "web",
        "Scheme": "internet-facing",
        "Type": "application",
        "SecurityGroups": ["sg-1"],
        "IpAddressType": "ipv4",
        **row,
    }
    return ("elbv2.balancers", REGION, {"LoadBalancers": [whole]})


def listeners(*rows: Any) -> Given:
    return ("elbv2.listeners", ARN, {"Listeners": [{"DefaultActions": FORWARD, **row} for row in rows]})


def rules(*actions: Any, listener: str = HTTPS) -> Given:
    rows = [{"RuleArn": f"{listener}/rule/{n}", "Actions": some} for n, some in enumerate(actions)]
    return ("elbv2.rules", listener, {"Rules": rows})


def policies(*protocols: str, name: str = POLICY) -> Given:
    row = {"Name": name, "SslProtocols": list(protocols), "Ciphers": ["ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"]}
    return ("elbv2.ssl_policies", f"{REGION}/{name}", {"SslPolicies": [row]})


MODERN = policies("TLSv1.2", "TLSv1.3")
NO_RULES = rules()


def attributes(**said: str) -> Given:
    rows = [{"Key": key.replace("__", "."), "Value": value} for key, value in said.items()]
    return ("elbv2.attributes", ARN, {"Attributes": rows})


def channel(*given: Given, resource: str = HTTPS) -> Channel:
    return one("aws.elbv2.listener", Channel, balancer(), *given, resource=resource)  # type: ignore[no-any-return]


def test_an_encrypted_listener() -> None:
    it = channel(listeners(SECURE), NO_RULES, MODERN)
    assert (it.protocol, it.encryption, it.min_version) == ("http", "required", "1.2")
    assert it.algorithms == ("aes128-sha", "ecdhe-rsa-aes128-gcm-sha256")
    assert it.name == "web HTTPS 443"


@pytest.mark.parametrize(
    ("answer", "version", "reason"),
    [
        (policies("TLSv1", "TLSv1.1", "TLSv1.2"), "1.0", ""),
        (policies("TLSv1.3"), "1.3", ""),
        (policies("TLSv1.2", "TLSv9"), None, "unclear"),
        (policies(), None, "unclear"),
        (policies("TLSv1.2", name="another"), None, "error"),
        (("elbv2.ssl_policies", f"{REGION}/{POLICY}", {"SslPolicies": []}), None, "unclear"),
        (("elbv2.ssl_policies", f"{REGION}/{POLICY}", DENIED), None, DENIED),
        (("elbv2.ssl_policies", f"eu-west-1/{POLICY}", MODERN[2]), None, "error"),
    ],
)
def test_the_oldest_version_a_policy_lets_in(answer: Given, version: str | None, reason: str) -> None:
    it = channel(listeners(SECURE), NO_RULES, answer)
    assert it.min_version == version
    assert not reason or why(it, "min_version") == reason


def test_policies_are_asked_for_in_bundles() -> None:
    """An answer is named by the first of those it is about."""
    rows = [*policies("TLSv1", name="first")[2]["SslPolicies"], *MODERN[2]["SslPolicies"]]
    it = channel(listeners(SECURE), NO_RULES, ("elbv2.ssl_policies", f"{REGION}/first", {"SslPolicies": rows}))
    assert it.min_version == "1.2"


@pytest.mark.parametrize(
    ("actions", "more", "encryption"),
    [
        (FORWARD, (), "none"),
        (ON, (rules(ON, listener=HTTP),), "required"),
        (ON, (rules(ON, FORWARD, listener=HTTP),), "none"),
        (ON, (("elbv2.rules", HTTP, DENIED),), None),
        (ON, (), None),
        ([{"Type": "redirect", "Protocol": "HTTP"}], (rules(listener=HTTP),), "none"),
        ([{"Type": "redirect", "Protocol": "#{protocol}"}], (rules(listener=HTTP),), "none"),
        ([{"Type": "redirect"}], (rules(listener=HTTP),), "none"),
        ([{"Type": "fixed-response"}], (rules(listener=HTTP),), "required"),
        ([], (), "none"),
    ],
)
def test_a_plain_listener(actions: Any, more: Any, encryption: str | None) -> None:
    found = listeners(SECURE, {**PLAIN, "DefaultActions": actions})
    it = channel(found, NO_RULES, MODERN, *more, resource=HTTP)
    assert it.encryption == encryption


def test_a_listener_that_sends_on_encrypts_as_the_one_it_sends_to() -> None:
    plain = {**PLAIN, "DefaultActions": ON}
    it = channel(listeners(SECURE, plain), NO_RULES, MODERN, rules(ON, listener=HTTP), resource=HTTP)
    assert (it.encryption, it.min_version) == ("required", "1.2")
    away = {**PLAIN, "DefaultActions": [{**ON[0], "Host": "elsewhere.example"}]}
    it = channel(listeners(SECURE, away), NO_RULES, MODERN, rules(ON, listener=HTTP), resource=HTTP)
    assert (it.min_version, why(it, "min_version")) == (None, "hidden")


def test_what_a_listener_passes_on_unseen_it_does_not_tell() -> None:
    it = channel(listeners({**PLAIN, "Protocol": "TCP"}), resource=HTTP)
    assert (it.protocol, it.encryption, why(it, "encryption")) == ("tls", None, "hidden")


def sessions(*given: Given) -> list[tuple[str, int | None]]:
    found = facts(balancer(), MODERN, *given)
    return [(f.resource, f.max_seconds) for f in found if isinstance(f, Session) and f.kind == "aws.elbv2.sign-in"]


def test_who_signs_in_stays_as_long_as_the_action_says() -> None:
    oidc = [{"Type": "authenticate-oidc", "SessionTimeout": 900}, *FORWARD]
    cognito = [{"Type": "authenticate-cognito"}, *FORWARD]
    assert sessions(listeners({**SECURE, "DefaultActions": oidc}), rules(FORWARD, cognito)) == [
        (HTTPS, 900),
        (f"{HTTPS}/rule/1", 604800),
    ]
    assert sessions(listeners(SECURE), rules(FORWARD)) == []
    gap = one("aws.elbv2.sign-in", Gap, balancer(), listeners(SECURE), ("elbv2.rules", HTTPS, DENIED))
    assert (gap.missing, gap.which, gap.outcome) == ("session", "web", DENIED)


def test_the_default_rule_is_the_listener_s_own() -> None:
    own = [{"Type": "authenticate-oidc", "SessionTimeout": 60}, *FORWARD]
    row = {"RuleArn": f"{HTTPS}/rule/0", "IsDefault": True, "Actions": own}
    given = (listeners({**SECURE, "DefaultActions": own}), ("elbv2.rules", HTTPS, {"Rules": [row]}))
    assert sessions(*given) == [(HTTPS, 60)]


def reach(*given: Given, **row: Any) -> Exposure:
    more: list[Given] = [] if any(g[0] == "elbv2.targets" for g in given) else [("elbv2.targets", REGION, {})]
    return one("aws.elbv2.load-balancer", Exposure, balancer(**row), *given, *more)  # type: ignore[no-any-return]


def opened(*rules_: Any, id: str = "sg-1") -> Given:
    return ("ec2.groups", REGION, {"SecurityGroups": [{"GroupId": id, "IpPermissions": [*rules_]}]})


WORLD = opened(rule("0.0.0.0/0", low=0, high=65535))
INTERFACES: Given = ("ec2.interfaces", REGION, {"NetworkInterfaces": []})


@pytest.mark.parametrize(
    ("row", "given", "audience", "ports"),
    [
        ({}, (WORLD,), "everyone", ((80, 80), (443, 443))),
        ({}, (opened(rule("0.0.0.0/0", low=443, high=443)),), "everyone", ((443, 443),)),
        ({}, (opened(rule("203.0.113.0/28", low=0, high=65535)),), "owner", ((80, 80), (443, 443))),
        ({}, (opened(rule("8.8.8.0/24", low=443, high=443)),), "listed", ((443, 443),)),
        ({}, (opened(rule("::/0", low=0, high=65535)),), "owner", ((80, 80), (443, 443))),
        ({"IpAddressType": "dualstack"}, (opened(rule("::/0", low=0, high=65535)),), "everyone", None),
        ({"IpAddressType": None}, (opened(rule("::/0", low=0, high=65535)),), "everyone", None),
        ({"IpAddressType": "dualstack-without-public-ipv4"}, (WORLD,), "owner", None),
        ({}, (opened(id="sg-9"),), None, None),
        ({}, (opened(rule(low=443, high=443, PrefixListIds=[{"PrefixListId": "pl-1"}])),), None, ((443, 443),)),
        ({}, (("ec2.groups", REGION, DENIED),), None, None),
        ({"SecurityGroups": []}, (WORLD,), None, None),
        ({"SecurityGroups": [], "Type": "network"}, (), "everyone", ((80, 80), (443, 443))),
        ({"Scheme": None}, (WORLD, INTERFACES), None, None),
        ({"Scheme": "internal"}, (INTERFACES,), "owner", None),
        ({"Scheme": "internal"}, (("ec2.interfaces", REGION, DENIED),), None, None),
        ({"Scheme": "internal"}, (("ec2.interfaces", REGION, {"NetworkInterfaces": [ACCELERATOR]}),), None, None),
    ],
)
def test_who_reaches_it(row: Any, given: Any, audience: str | None, ports: Any) -> None:
    it = reach(listeners(SECURE, PLAIN), *given, OF_AWS, **row)
    assert (it.audience, it.offers) == (audience, "service")
    assert ports is None or it.ports == ports
    assert (it.ports is None) == any(DENIED in one for one in given)


@pytest.mark.parametrize(("port", "offers"), [(8080, "service"), (5432, "data"), (3389, "administration")])
def test_what_it_leads_to_is_what_it_offers(port: int, offers: str) -> None:
    group = {"TargetGroupArn": "tg", "Port": port, "LoadBalancerArns": [ARN]}
    other = {"TargetGroupArn": "other", "Port": 22, "LoadBalancerArns": ["another"]}
    it = reach(listeners(SECURE), WORLD, ("elbv2.targets", REGION, {"TargetGroups": [group, other, {}]}))
    assert (it.audience, it.offers, it.ports) == ("everyone", offers, ((443, 443),))


def test_what_it_leads_to_may_be_data_where_nobody_could_look() -> None:
    refused = ("elbv2.targets", REGION, DENIED)
    gap = one("aws.elbv2.load-balancer", Gap, balancer(), listeners(SECURE), WORLD, refused, missing="exposure")
    assert (gap.which, gap.outcome) == ("", DENIED)
    desktop = {"ListenerArn": "a", "Port": 3389, "Protocol": "TCP"}
    it = reach(listeners(SECURE, desktop), WORLD, refused)
    assert (it.audience, it.offers) == ("everyone", "administration")


@pytest.mark.parametrize(
    ("said", "row", "found", "enabled"),
    [
        ({"access_logs__s3__enabled": "true"}, {}, (SECURE,), True),
        ({"access_logs__s3__enabled": "false"}, {}, (SECURE,), False),
        ({}, {}, (SECURE,), None),
        ({"access_logs__s3__enabled": "true"}, {"Type": "network"}, ({**PLAIN, "Protocol": "TCP"},), None),
        ({"access_logs__s3__enabled": "false"}, {"Type": "network"}, ({**PLAIN, "Protocol": "TCP"},), None),
        ({"access_logs__s3__enabled": "false"}, {"Type": "network"}, ({**SECURE, "Protocol": "TLS"},), False),
        ({"access_logs__s3__enabled": "true"}, {"Type": "network"}, ({**SECURE, "Protocol": "TLS"},), True),
    ],
)
def test_access_logs(*, said: Any, row: Any, found: Any, enabled: bool | None) -> None:
    trail = one("aws.elbv2.load-balancer", LogTrail, balancer(**row), listeners(*found), attributes(**said))
    assert trail.enabled is enabled
    assert enabled is not None or why(trail, "enabled") == ("hidden" if row else "unclear")


@pytest.mark.parametrize(("value", "on"), [("true", True), ("false", False)])
def test_deletion_protection(*, value: str, on: bool) -> None:
    said = attributes(deletion_protection__enabled=value)
    assert one("aws.elbv2.load-balancer", Guard, balancer(), said).in_force is on
    assert one("aws.elbv2.gateway-load-balancer", Guard, balancer(Type="gateway"), said).in_force is on
    refused = one("aws.elbv2.load-balancer", Guard, balancer(), ("elbv2.attributes", ARN, DENIED))
    assert (refused.in_force, why(refused, "in_force")) == (None, DENIED)


def test_it_is_a_service_of_its_own() -> None:
    assert one("aws.elbv2.load-balancer", Asset, balancer()).role == "service"


def test_balancers_that_were_not_listed() -> None:
    found = [f for f in facts(("elbv2.balancers", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found} == {
        *(("aws.elbv2.load-balancer", c) for c in ("asset", "exposure", "log-trail", "guard")),
        ("aws.elbv2.gateway-load-balancer", "guard"),
        ("aws.elbv2.listener", "channel"),
        ("aws.elbv2.sign-in", "session"),
    }


def test_listeners_that_were_not_listed() -> None:
    found = facts(balancer(), ("elbv2.listeners", ARN, DENIED), ("elbv2.attributes", ARN, {}))
    gaps = {(f.kind, f.missing) for f in found if isinstance(f, Gap) and f.outcome == DENIED}
    assert gaps == {
        ("aws.elbv2.load-balancer", "exposure"),
        ("aws.elbv2.listener", "channel"),
        ("aws.elbv2.sign-in", "session"),
    }
