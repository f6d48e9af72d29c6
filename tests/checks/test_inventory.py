import pytest

from checks.inventory import known, recorded
from scanner.check import Judged
from scanner.facts import Detector
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_a_machine_is_known_and_a_scope_is_recorded(*, enabled: bool | None, judged: Judged) -> None:
    machine, scope = (make(Detector, watches=what, enabled=enabled) for what in ("enrolment", "inventory"))
    assert (only(known(machine)), recorded(machine)) == (judged, [])
    assert (only(recorded(scope)), known(scope)) == (judged, [])


def test_other_detectors_are_no_inventory() -> None:
    detector = make(Detector, watches="malware", enabled=False)
    assert known(detector) == recorded(detector) == []
