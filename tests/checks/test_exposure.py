from typing import Any

import pytest

from checks.exposure import (
    CLOSED,
    blocked_in_scope,
    deny_by_default,
    no_open_ports,
    not_on_the_internet,
    not_public,
)
from scanner.check import Judged
from scanner.facts import Exposure, Guard
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN
AUDIENCES = [
    ("owner", PASS),
    ("listed", PASS),
    ("provider", FAIL),
    ("any-account", FAIL),
    ("everyone", FAIL),
    (None, UNKNOWN),
]


@pytest.mark.parametrize(("audience", "judged"), AUDIENCES)
def test_not_public(audience: str | None, judged: Judged) -> None:
    assert only(not_public(make(Exposure, way="permission", offers="data", audience=audience))) is judged
    assert not_public(make(Exposure, way="network", offers="data", audience=audience)) == []


def test_not_public_says_to_whom() -> None:
    exposure = make(Exposure, way="permission", offers="data", audience="any-account")
    assert not_public(exposure)[0].seen == "open to any account of the provider"


@pytest.mark.parametrize("offers", ["data", "administration"])
@pytest.mark.parametrize(("audience", "judged"), AUDIENCES)
def test_not_on_the_internet(audience: str | None, judged: Judged, offers: str) -> None:
    exposure = make(Exposure, way="network", offers=offers, audience=audience)
    assert only(not_on_the_internet(exposure)) is judged
    assert only(not_on_the_internet(exposure, allowed=("r",))) is (PASS if judged is FAIL else judged)
    assert only(not_on_the_internet(exposure, allowed=("", "other"))) is judged


def test_a_service_may_stand_on_the_internet() -> None:
    assert not_on_the_internet(make(Exposure, way="network", offers="service", audience="everyone")) == []


@pytest.mark.parametrize("prevents", ["public-storage", "public-copies", "public-services"])
@pytest.mark.parametrize(("in_force", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_blocked_in_scope(*, prevents: str, in_force: bool | None, judged: Judged) -> None:
    assert only(blocked_in_scope(make(Guard, prevents=prevents, in_force=in_force))) is judged
    assert blocked_in_scope(make(Guard, prevents="deletion", in_force=in_force)) == []


@pytest.mark.parametrize(
    ("audience", "ports", "judged", "seen"),
    [
        ("everyone", ((22, 22),), FAIL, "open to everyone: SSH (22)"),
        ("everyone", ((20, 23), (3389, 3389)), FAIL, "open to everyone: SSH (22), Telnet (23), RDP (3389)"),
        ("everyone", ((0, 65535),), FAIL, f"open to everyone: all {len(CLOSED)} ports that should be closed"),
        ("any-account", ((5432, 5432),), FAIL, "open to any account of the provider: PostgreSQL (5432)"),
        (
            "everyone",
            ((443, 443), (80, 80)),
            PASS,
            "no port of data or administration is open to strangers",
        ),
        ("everyone", (), PASS, "no port of data or administration is open to strangers"),
        ("listed", ((22, 22),), PASS, "open to its owner and named outsiders only"),
        ("owner", None, PASS, "open to its owner only"),
        ("everyone", None, UNKNOWN, "at which ports it can be reached: denied (it:Ask)"),
        (None, ((22, 22),), UNKNOWN, "who can reach it: denied (it:Ask)"),
        (None, None, UNKNOWN, "who can reach it and at which ports it can be reached: denied (it:Ask)"),
    ],
)
def test_no_open_ports(
    audience: str | None, ports: tuple[tuple[int, int], ...] | None, judged: Judged, seen: str
) -> None:
    (verdict,) = no_open_ports(make(Exposure, way="network", offers="service", audience=audience, ports=ports))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("offers", "audience", "ports", "judged", "seen"),
    [
        ("data", "everyone", ((443, 443),), FAIL, "data open to everyone: 443"),
        ("data", "everyone", ((5671, 5671), (8000, 8010)), FAIL, "data open to everyone: 5671, 8000 to 8010"),
        ("data", "everyone", ((443, 443), (5432, 5432)), FAIL, "open to everyone: PostgreSQL (5432)"),
        ("administration", "everyone", ((443, 443),), FAIL, "administration open to everyone: 443"),
        ("data", "everyone", (), FAIL, "data open to everyone"),
        ("data", "everyone", None, FAIL, "data open to everyone"),
        ("data", None, None, UNKNOWN, "who can reach it: denied (it:Ask)"),
        ("data", None, ((443, 443),), UNKNOWN, "who can reach it: denied (it:Ask)"),
        ("data", None, (), UNKNOWN, "who can reach it: denied (it:Ask)"),
        ("data", "owner", ((443, 443),), PASS, "open to its owner only"),
    ],
)
def test_data_is_not_safe_behind_an_odd_port(
    offers: str, audience: str | None, ports: tuple[tuple[int, int], ...] | None, judged: Judged, seen: str
) -> None:
    (verdict,) = no_open_ports(make(Exposure, way="network", offers=offers, audience=audience, ports=ports))
    assert (verdict.judged, verdict.seen) == (judged, seen)


ADDRESS, GROUP, POLICY = "it has a public address", "sg-0abc lets nobody in", "its policy is public"


@pytest.mark.parametrize(
    "weighed",
    [
        ((), ""),
        ((ADDRESS,), f" {ADDRESS}"),
        ((ADDRESS, GROUP), f" {ADDRESS}, and {GROUP}"),
        ((ADDRESS, GROUP, POLICY), f" {ADDRESS}, {GROUP}, and {POLICY}"),
    ],
)
@pytest.mark.parametrize(
    ("check", "audience", "ports", "seen"),
    [
        (not_on_the_internet, "owner", (), "data can be reached by its owner only:"),
        (not_on_the_internet, "everyone", (), "data can be reached by everyone:"),
        (no_open_ports, "owner", (), "open to its owner only:"),
        (no_open_ports, "everyone", ((5432, 5432),), "open to everyone: PostgreSQL (5432);"),
        (no_open_ports, "everyone", ((1, 1),), "data open to everyone: 1;"),
        (no_open_ports, "everyone", (), "data open to everyone:"),
        (not_public, "owner", (), "open to its owner only:"),
        (not_public, "everyone", (), "open to everyone:"),
    ],
)
def test_it_is_said_what_was_considered(
    check: Any, audience: str, ports: Any, seen: str, weighed: tuple[tuple[str, ...], str]
) -> None:
    considered, why = weighed
    way = "permission" if check is not_public else "network"
    exposure = make(Exposure, way=way, offers="data", audience=audience, ports=ports, considered=considered)
    assert [v.seen for v in check(exposure)] == [f"{seen}{why}" if why else seen[:-1]]


@pytest.mark.parametrize("port", CLOSED)
def test_each_closed_port_counts_and_its_neighbours_do_not(port: int) -> None:
    def judged(low: int, high: int) -> Judged | None:
        exposure = make(Exposure, way="network", offers="service", audience="everyone", ports=((low, high),))
        return only(no_open_ports(exposure, closed=(port,)))

    assert judged(port, port) is FAIL
    assert judged(port - 1, port + 1) is FAIL
    assert judged(port + 1, port + 1) is PASS
    assert judged(port - 1, port - 1) is PASS


def test_a_port_of_the_profile_has_a_number_if_no_name() -> None:
    exposure = make(Exposure, way="network", offers="data", audience="everyone", ports=((1, 9999),))
    assert no_open_ports(exposure, closed=(4242, 20000))[0].seen == "open to everyone: 4242"


@pytest.mark.parametrize(("in_force", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_deny_by_default(*, in_force: bool | None, judged: Judged) -> None:
    assert only(deny_by_default(make(Guard, prevents="unlisted-traffic", in_force=in_force))) is judged
    assert deny_by_default(make(Guard, prevents="deletion", in_force=in_force)) == []
