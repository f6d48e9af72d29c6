import pytest

from checks.inventory import known, recorded
from scanner.check import Judged, Related
from scanner.facts import Asset, Detector, Gap
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN
GAP = Gap(target="t", resource="t", kind="k", missing="asset", outcome="denied", ask="it:List")


def things(*roles: str, resource: str = "r") -> Related[Asset]:
    return Related(tuple(make(Asset, resource=resource, role=role) for role in roles))


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
@pytest.mark.parametrize("role", ["host", "device"])
def test_a_machine_is_known(role: str, *, enabled: bool | None, judged: Judged) -> None:
    detector = make(Detector, watches="inventory", enabled=enabled)
    assert only(known(detector, things(role))) is judged
    assert recorded(detector, things(role)) == []


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
@pytest.mark.parametrize("role", ["scope", "store", "service"])
def test_a_scope_is_recorded(role: str, *, enabled: bool | None, judged: Judged) -> None:
    detector = make(Detector, watches="inventory", enabled=enabled)
    assert only(recorded(detector, things(role))) is judged
    assert known(detector, things(role)) == []


def test_what_it_is_comes_before_what_it_is_a_part_of() -> None:
    detector = make(Detector, watches="inventory", enabled=False, within=("whole",))
    whole = things("scope", resource="whole")
    assert only(recorded(detector, whole)) is FAIL
    both = Related((*whole.seen, *things("host").seen))
    assert recorded(detector, both) == []
    assert only(known(detector, both)) is FAIL
    stranger = things("host", resource="another")
    assert only(known(detector, stranger)) is UNKNOWN


@pytest.mark.parametrize(("gaps", "reason"), [((), "unclear"), ((GAP,), "denied")])
def test_of_what_no_list_holds_both_questions_are_open(gaps: tuple[Gap, ...], reason: str) -> None:
    detector = make(Detector, watches="inventory", enabled=True)
    for check in (known, recorded):
        (verdict,) = check(detector, Related((), gaps))
        assert (verdict.judged, verdict.reason) == (UNKNOWN, reason)


def test_other_detectors_are_no_inventory() -> None:
    detector = make(Detector, watches="threats", enabled=False)
    assert known(detector, things("host")) == recorded(detector, things("scope")) == []
