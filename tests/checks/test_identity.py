from typing import Any

import pytest

from checks.emergency import break_glass, break_glass_tested, break_glass_watched
from checks.identity import (
    built_in_idle,
    central_directory,
    no_long_lived_keys,
    no_shared_account,
    own_name,
    unused_closed,
)
from scanner.check import Judged, Related
from scanner.facts import FOREVER, Alarm, Asset, Identity, SignIn
from tests.checks.every import GAP, only, routine
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("factors", "individual", "judged", "seen"),
    [
        (1, True, PASS, "machines: each has a name of their own"),
        (1, False, FAIL, "machines: several share one name or key"),
        (None, False, FAIL, "machines: several share one name or key"),
        (0, True, FAIL, "machines: a way in asks for no name"),
        (0, None, FAIL, "machines: a way in asks for no name"),
        (None, True, UNKNOWN, "how many factors it demands: denied (it:Ask)"),
        (1, None, UNKNOWN, "whether each person signs in by a name of their own: denied (it:Ask)"),
    ],
)
def test_own_name(*, factors: int | None, individual: bool | None, judged: Judged, seen: str) -> None:
    (verdict,) = own_name(make(SignIn, audience="machines", factors=factors, individual=individual))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("holder", "enabled", "judged"),
    [
        ("shared", True, FAIL),
        ("shared", False, PASS),
        ("shared", None, UNKNOWN),
        ("person", None, PASS),
        ("break-glass", True, PASS),
        ("built-in", True, Judged.INAPPLICABLE),
        ("built-in", False, PASS),
        (None, False, PASS),
        (None, True, UNKNOWN),
    ],
)
def test_no_shared_account(*, holder: str | None, enabled: bool | None, judged: Judged) -> None:
    assert only(no_shared_account(make(Identity, holder=holder, enabled=enabled))) is judged


@pytest.mark.parametrize(
    ("name", "judged"),
    [
        ("frontdesk", UNKNOWN),
        ("Front-Desk_2", UNKNOWN),
        ("nurse.1@example.org", UNKNOWN),
        ("ec2-user", UNKNOWN),
        ("nurse.ana", PASS),
        ("ana", PASS),
        ("labuda", PASS),
        ("", PASS),
    ],
)
def test_a_name_of_a_place_or_a_role_is_nobody_s(name: str, judged: Judged) -> None:
    who = make(Identity, name=name, holder="person", enabled=True)
    assert only(no_shared_account(who)) is judged
    (verdict,) = no_shared_account(who, allowed=(name,))
    assert (verdict.judged, "as the profile allows" in verdict.seen) == (PASS, judged is UNKNOWN)
    assert only(no_shared_account(who, generic=())) is PASS


def test_a_shared_account_may_be_allowed_by_name() -> None:
    who = make(Identity, name="reception", holder="shared", enabled=True)
    assert only(no_shared_account(who, allowed=("reception",))) is PASS
    assert only(no_shared_account(who, allowed=("recept",))) is FAIL


@pytest.mark.parametrize(
    ("seen", "judged"),
    [
        ({"unused_days": 90}, PASS),
        ({"unused_days": 89}, FAIL),
        ({"unused_days": 0}, FAIL),
        ({"unused_days": -1}, UNKNOWN),
        ({"unused_days": FOREVER}, PASS),
        ({"unused_days": None}, UNKNOWN),
        ({"unused_days": None, "enabled": False}, PASS),
        ({"unused_days": 1, "enabled": None}, UNKNOWN),
        ({"unused_days": 1, "holder": None}, UNKNOWN),
        ({"unused_days": 99, "enabled": None, "holder": None}, PASS),
        ({"unused_days": 1, "holder": "person"}, None),
    ],
)
def test_built_in_idle(seen: dict[str, Any], judged: Judged | None) -> None:
    assert only(built_in_idle(make(Identity, **{"holder": "built-in", "enabled": True, **seen}))) is judged


def test_built_in_idle_says_when() -> None:
    def seen(days: int) -> str:
        return built_in_idle(make(Identity, holder="built-in", enabled=True, unused_days=days))[0].seen

    assert seen(0) == "last used today; it should lie idle for 90 days"
    assert seen(FOREVER) == "never used"


@pytest.mark.parametrize(
    ("holder", "keys", "judged", "seen"),
    [
        ("built-in", 0, PASS, "no long-lived key"),
        ("built-in", 1, FAIL, "1 long-lived key, more than 0"),
        ("person", 1, PASS, "1 long-lived key"),
        ("person", 2, FAIL, "2 long-lived keys, more than 1"),
        ("machine", 2, FAIL, "2 long-lived keys, more than 1"),
        ("guest", 2, FAIL, "2 long-lived keys, more than 1"),
        (None, 0, PASS, "no long-lived key"),
        (None, 1, UNKNOWN, "whose account it is: denied (it:Ask)"),
        (None, 2, FAIL, "2 long-lived keys, more than 1"),
        ("person", None, UNKNOWN, "how many long-lived keys it has: denied (it:Ask)"),
    ],
)
def test_no_long_lived_keys(holder: str | None, keys: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = no_long_lived_keys(make(Identity, holder=holder, keys=keys))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("servers", "judged", "seen"),
    [
        (2, PASS, "everyone: asks 2 servers of a central directory"),
        (1, FAIL, "everyone: asks one server, fewer than 2"),
        (0, FAIL, "everyone: local accounts only"),
        (None, UNKNOWN, "which central directory it asks: denied (it:Ask)"),
    ],
)
def test_central_directory(servers: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = central_directory(make(SignIn, audience="everyone", directories=servers))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert central_directory(make(SignIn, audience="machines", directories=servers)) == []


@pytest.mark.parametrize(
    ("holder", "enabled", "unused", "judged"),
    [
        ("person", True, 45, PASS),
        ("person", True, 46, FAIL),
        ("guest", True, 46, FAIL),
        ("machine", True, 90, PASS),
        ("machine", True, 91, FAIL),
        ("person", True, FOREVER, FAIL),
        ("person", False, FOREVER, PASS),
        ("person", None, 46, UNKNOWN),
        ("person", None, 45, PASS),
        (None, True, 45, PASS),
        (None, True, 46, UNKNOWN),
        (None, True, FOREVER, UNKNOWN),  # it may be the break-glass account
        ("person", True, None, UNKNOWN),
        ("person", True, -1, UNKNOWN),
        ("break-glass", True, FOREVER, None),
        ("built-in", True, FOREVER, None),
    ],
)
def test_unused_closed(*, holder: str | None, enabled: bool | None, unused: int | None, judged: Judged | None) -> None:
    assert only(unused_closed(make(Identity, holder=holder, enabled=enabled, unused_days=unused))) is judged


def test_who_may_be_anyone_is_held_to_the_tightest_limit() -> None:
    who = make(Identity, holder=None, enabled=True, unused_days=40)
    assert only(unused_closed(who, max_days={"person": 45, "machine": 30})) is UNKNOWN


def account(holder: str | None, *, enabled: bool | None = True) -> Identity:
    return make(Identity, holder=holder, enabled=enabled, name="ops-glass")


@pytest.mark.parametrize(
    ("people", "gap", "judged", "seen"),
    [
        ((account("break-glass"),), True, PASS, "break-glass: ops-glass"),
        ((account("person"), account("break-glass")), False, PASS, "break-glass: ops-glass"),
        ((account("break-glass", enabled=False),), False, FAIL, "no break-glass account"),
        ((account("person"),), False, FAIL, "no break-glass account"),
        ((), False, FAIL, "no break-glass account"),
        ((account("break-glass", enabled=None),), False, UNKNOWN, "whether it is on: denied (it:Ask)"),
        ((account(None),), False, UNKNOWN, "whose account it is: denied (it:Ask)"),
        ((account("person"),), True, UNKNOWN, "which backups it has: denied (it:List)"),
    ],
)
def test_break_glass(*, people: tuple[Identity, ...], gap: bool, judged: Judged, seen: str) -> None:
    related = Related(people, (GAP,) if gap else ())
    (verdict,) = break_glass(make(Asset, role="scope"), related)
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert break_glass(make(Asset, role="host"), related) == []


@pytest.mark.parametrize(("notifies", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_break_glass_watched(*, notifies: bool | None, judged: Judged) -> None:
    assert only(break_glass_watched(make(Alarm, watches="privileged-use", enabled=True, notifies=notifies))) is judged
    assert break_glass_watched(make(Alarm, watches="threats", enabled=True, notifies=notifies)) == []


@pytest.mark.parametrize(("age", "judged"), [(365, PASS), (366, FAIL), (FOREVER, FAIL), (None, UNKNOWN)])
def test_break_glass_tested(age: int | None, judged: Judged) -> None:
    assert only(break_glass_tested(routine("break-glass-test", age=age))) is judged
    assert break_glass_tested(routine("restore-test", age=age)) == []
