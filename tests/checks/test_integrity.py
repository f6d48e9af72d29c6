import pytest

from checks.integrity import boot, changes_noticed
from scanner.check import Judged
from scanner.facts import Guard
from tests.checks.every import only
from tests.make import make

ROWS = [(True, Judged.PASS), (False, Judged.FAIL), (None, Judged.UNKNOWN)]


@pytest.mark.parametrize(("in_force", "judged"), ROWS)
def test_boot(*, in_force: bool | None, judged: Judged) -> None:
    assert only(boot(make(Guard, prevents="unsigned-boot", in_force=in_force))) is judged
    assert boot(make(Guard, prevents="image-change", in_force=in_force)) == []


@pytest.mark.parametrize("prevents", ["silent-file-change", "image-change"])
@pytest.mark.parametrize(("in_force", "judged"), ROWS)
def test_changes_noticed(*, prevents: str, in_force: bool | None, judged: Judged) -> None:
    assert only(changes_noticed(make(Guard, prevents=prevents, in_force=in_force))) is judged
    assert changes_noticed(make(Guard, prevents="unsigned-boot", in_force=in_force)) == []
