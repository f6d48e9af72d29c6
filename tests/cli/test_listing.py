"""What a list of findings holds and reads, however many there are."""

import tracemalloc
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest
from msgspec.structs import replace

from scanner.cli.choosing import Choice
from scanner.cli.listing import Listing
from scanner.finding import Finding, Status
from scanner.reports.console import console
from scanner.reports.counting import quiet
from scanner.reports.night import night
from tests.reports.nights import clinic

MANY = 20_000


def test_each_member_is_read_twice_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, opened = clinic(tmp_path).run, Counter[str]()
    stored = run.reader.open

    def counting(key: str) -> BinaryIO:
        opened[key.rpartition("/")[2]] += 1
        return stored(key)

    monkeypatch.setattr(type(run.reader), "open", lambda _, key: counting(key))
    shown = night(run)
    assert Status.PASS in {finding.status for finding in Choice(every=True).of_it(shown)}
    assert opened["findings.jsonl.gz"] == 2
    assert max(opened.values()) == 2


def test_what_does_not_apply_comes_behind_what_passes(tmp_path: Path) -> None:
    one = next(clinic(tmp_path).failing())
    states = [Status.NOT_APPLICABLE, Status.PASS, Status.FAIL, Status.NOT_APPLICABLE, Status.PASS]
    found = [replace(one, status=status, name=f"{n}") for n, status in enumerate(states)]
    assert [f.name for f in quiet((f, msgspec.json.encode(f)) for f in found)] == ["1", "4", "0", "3"]


@pytest.mark.parametrize("fix", [False, True])
def test_of_many_that_are_alike_few_are_held(tmp_path: Path, *, fix: bool) -> None:
    shown = clinic(tmp_path)
    line, decode = msgspec.json.encode(next(shown.failing())), msgspec.json.Decoder(Finding).decode
    listing = Listing(shown, console(StringIO()), fix=fix, each=False)
    listing.add(decode(line))
    tracemalloc.start()
    for _ in range(MANY):
        listing.add(decode(line))
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert (listing.shown, listing.folded) == (MANY + 1, True)
    assert held < 50 * MANY  # a list of them takes twenty times that
    assert len(list(listing.lines())) < 10
