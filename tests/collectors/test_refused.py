"""Every question of the clouds refused, one at a time and all at once: nothing new is claimed, nothing vanishes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import pytest
from msgspec import structs

from collectors.asking.row import Row
from collectors.azure import AZURE
from collectors.entra import ENTRA
from collectors.gcp import GCP
from collectors.workspace import WORKSPACE
from scanner.answers import GOOD, Answer
from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.collectors import well_kept
from tests.collectors.well_kept import Cloud
from tests.judged import judged, lost

_MAKE: Final[Mapping[str, Callable[[], Cloud]]] = {
    "azure": well_kept.azure,
    "entra": well_kept.entra,
    "gcp": lambda: well_kept.gcp(asset_inventory=False),
    "workspace": well_kept.workspace,
}


_ALL_THE_SAME: Final[Mapping[tuple[str, str], str]] = {
    ("azure", "backup.account_elsewhere"): r"another backup is kept .* is new",
    ("entra", "entra.roles"): r"(other: .* vanished|administer: .* is new)",
    ("gcp", "compute.forwarding"): r"targetSslProxies/front .* is new",
    ("gcp", "secretmanager.versions"): r"secrets/(Empty|Gone) .* is new",
    ("gcp", "sql.instances"): r"copy#2: .* vanished",
}
"""What is no new claim: that of a copy that there may be another is kept; a role that nobody describes counts as one
that administers; a proxy that may take no connections, and a secret that may hold nothing, as one that does; and the
second of two copies is the first where the other is not told."""


@cache
def cloud(scheme: str) -> Cloud:
    return _MAKE[scheme]()


@cache
def before(scheme: str) -> Assessment:
    return judged(cloud(scheme).answers, cloud(scheme).target)


def asked() -> Iterator[tuple[str, str]]:
    for scheme, collector in (("azure", AZURE), ("entra", ENTRA), ("gcp", GCP), ("workspace", WORKSPACE)):
        yield from ((scheme, q.id) for q in collector.questions if q.asked_of != "lists")


def refused(one: Cloud, questions: Iterable[str]) -> list[Answer]:
    """The same answers, but that these were refused, and so nothing was asked about what they would have named."""
    rows = {q.id: q for q in one.collector.questions if isinstance(q, Row)}
    shut, gone = {*questions}, set[str]()
    for row in rows.values():  # each comes after those that it waits for
        if row.each in shut | gone and row.id not in shut:
            gone.add(row.id)
    return [_denied(a) if a.question in shut else a for a in one.answers if a.question not in gone]


def _denied(answer: Answer) -> Answer:
    return structs.replace(answer, outcome="denied", code="Forbidden", body=None, items=0, complete=False, dropped=())


@pytest.mark.parametrize("scheme", _MAKE)
def test_a_well_kept_one_passes_much_and_knows_what_it_was_told(scheme: str) -> None:
    statuses = [finding.status for finding in before(scheme).findings]
    assert statuses.count(Status.PASS) > 15
    assert {a.outcome for a in cloud(scheme).answers if a.outcome not in GOOD} <= {"error"}


@pytest.mark.parametrize(("scheme", "question"), [*asked()])
def test_one_that_is_refused_makes_nothing_better_and_nothing_go_without_a_word(scheme: str, question: str) -> None:
    one = cloud(scheme)
    said = lost(before(scheme), judged(refused(one, [question]), one.target))
    fine = _ALL_THE_SAME.get((scheme, question), r"(?!)")
    assert [line for line in said if not re.search(fine, line)] == []


@pytest.mark.parametrize("scheme", _MAKE)
def test_where_all_is_refused_nothing_passes(scheme: str) -> None:
    one = cloud(scheme)
    all_ = [question for other, question in asked() if other == scheme]
    after = judged([a for a in refused(one, all_) if a.outcome == "denied"], one.target)
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}
