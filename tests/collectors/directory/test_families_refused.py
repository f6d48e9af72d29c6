"""Every question to Active Directory and FreeIPA refused, one at a time and all at once: nothing new is claimed."""

from collections.abc import Iterator

import pytest

from scanner.finding import Status
from tests.collectors.directory.active_directory import clinic
from tests.collectors.directory.freeipa import realm
from tests.judged import judged, lost

_FAMILIES = {"ad": clinic, "freeipa": realm}


def asked() -> Iterator[tuple[str, str]]:
    yield from ((family, question) for family, it in _FAMILIES.items() for question in it.entries())


@pytest.mark.parametrize(("family", "question"), [*asked()])
def test_one_that_is_refused_makes_nothing_better_and_nothing_go_without_a_word(family: str, question: str) -> None:
    it = _FAMILIES[family]
    before = judged(it.answers(it.entries()), it.TARGET)
    assert lost(before, judged(it.answers(it.entries(), question), it.TARGET)) == []


@pytest.mark.parametrize("family", _FAMILIES)
def test_where_all_is_refused_nothing_passes(family: str) -> None:
    it = _FAMILIES[family]
    after = judged(it.answers(it.entries(), *it.entries()), it.TARGET)
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}
