import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner.evidence import merkle, note, sealed
from scanner.evidence.sealed import SealedRun
from scanner.finding import Rest, Status
from scanner.members import line as sealed_line
from scanner.reports import TERMINAL, load_reports
from scanner.reports.night import night
from scanner.signed import UnfitError
from scanner.targets import Target
from tests.reports.nights import RUN, Lab, answered, clinic, disk, line, person


def test_worst_is_first(tmp_path: Path) -> None:
    found = [*clinic(tmp_path).findings]
    assert [f.status for f in found] == sorted((f.status for f in found), key=list(Status).index)
    risks = [f.risk for f in found if f.status is Status.FAIL]
    assert risks == sorted(risks, reverse=True)


def test_the_numbers(tmp_path: Path) -> None:
    shown = clinic(tmp_path)
    assert shown.first
    assert shown.not_assessed == 5
    assert shown.assessed == shown.count - 5 - 3  # three are accepted
    assert [f.name for f in shown.failing()] == ["k.mbeki", "sda2", "vty 0 15"]
    assert len(shown.rows) == len(shown.profile.requirements)


def test_clean_says_all_only_of_all(tmp_path: Path) -> None:
    lab, host = Lab(tmp_path), "lab:h"
    whole = lab.night(answered(host, "sessions", line(host, "shell")))
    assert whole.clean == "2 findings, none fails, all assessed."
    part = dataclasses.replace(whole, coverage=msgspec.structs.replace(whole.coverage, declared=2))
    assert part.clean == "2 findings were assessed, none of them fails."


@pytest.mark.parametrize("p256", [False, True])
def test_the_key_beside_the_run_is_read(tmp_path: Path, *, p256: bool) -> None:
    shown = Lab(tmp_path, p256=p256).night(answered("lab:h", "people", person("lab:h", "a")))
    assert shown.public == Lab(tmp_path, p256=p256).signer.public


def test_without_its_key_it_is_not_shown(tmp_path: Path) -> None:
    """Whoever takes the key away could put anything below the signature."""
    run = clinic(tmp_path).run
    (key,) = (tmp_path / "store" / "public-keys").iterdir()
    key.unlink()
    with pytest.raises(UnfitError, match="its key 324b e2de a8bc 4446 did not come along"):
        night(run)


def test_only_who_sealed_it_knows_whose_it_is(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    assert [night(run).own, night(run, own=True).own] == [False, True]


def test_without_a_checkpoint_it_is_not_shown(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    (tmp_path / "store" / "checkpoint").unlink()
    with pytest.raises(UnfitError, match="no checkpoint of the log lies there"):
        night(run)


def test_an_entry_that_is_not_in_the_log(tmp_path: Path) -> None:
    """Signed, and put aside: another run has taken its place."""
    shown, other = clinic(tmp_path / "a"), clinic(tmp_path / "b", organisation="x", left_out=("lab:x",))
    (tmp_path / "a" / "store" / "log" / "000000").write_bytes(other.run.envelope)
    with pytest.raises(UnfitError, match="the entries of the log are not those that its checkpoint covers"):
        night(shown.run)
    (tmp_path / "a" / "store" / "checkpoint").write_bytes(other.checkpoint)
    with pytest.raises(UnfitError, match="entry 0 of the log is another one"):
        night(shown.run)


def test_more_findings_than_were_signed(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    for fail, said in ((2, "it has more findings than the 13 that were signed"), (10**6, "it has 1000011 findings")):
        totals = {**run.record.totals, "fail": fail}
        with pytest.raises(UnfitError, match=said):
            night(dataclasses.replace(run, record=msgspec.structs.replace(run.record, totals=totals)))


def _folder(store: Path) -> Path:
    return store / "store" / "runs" / RUN


def _edit(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(store: Path) -> None:
        path = _folder(store) / name
        data = path.read_bytes()
        assert old in data
        path.chmod(0o600)
        path.write_bytes(data.replace(old, new, 1))

    return edit


def _other_findings(store: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    from scanner.evidence import pack

    path = _folder(store) / "findings.jsonl.gz"
    with path.open("rb") as file:
        lines = list(pack.lines(file, "findings"))
    path.unlink()
    with pack.LineWriter(path) as writer:
        for each in change(lines):
            writer.write(each)


def _another_findings(store: Path) -> None:
    _other_findings(store, lambda lines: lines[1:])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_edit("coverage.json", b'"reached":2', b'"reached":3'), "coverage.json is not what was signed"),
        (_edit("profile.json", b"A small rule", b"A small lie!"), "profile.json is not what was signed"),
        (_edit("scope.json", b"core-sw-01", b"core-sw-02"), "scope.json is not what was signed"),
        (_edit("catalogue.json", b"second factor", b"second fact0r"), "catalogue.json is not what was signed"),
        (_another_findings, "findings.jsonl is not what was signed"),
    ],
)
def test_what_was_changed_is_not_shown(tmp_path: Path, edit: Callable[[Path], None], said: str) -> None:
    run = clinic(tmp_path).run
    edit(tmp_path)
    with pytest.raises(UnfitError, match=re.escape(f"run {RUN}: {said}. Next: safeguard verify")):
        night(run)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [line.replace(b'"seen"', b'"sewn"') for line in lines], r"findings\.jsonl(, line \d+:| is not)"),
        (lambda lines: [line for line in lines if b'"status":"pass"' not in line], "findings.jsonl is not what was"),
        (lambda lines: [line.replace(b"a.hale", b"a.hole") for line in lines], "findings.jsonl is not what was signed"),
        (lambda lines: [*lines, lines[-1]], "it has more findings than the 14 that were signed|is not what was signed"),
    ],
)
def test_what_is_changed_after_it_was_read_is_not_shown(tmp_path: Path, change: Any, said: str) -> None:
    """What passes is read again for each report."""
    shown = clinic(tmp_path)
    _other_findings(tmp_path, change)
    for report in load_reports().values():
        if report is not TERMINAL:  # which shows nothing of it
            with pytest.raises(UnfitError, match=said):
                b"".join(report.render(shown))


def test_a_signature_of_nobody_is_not_shown(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    forged = run.envelope.replace(b'"sig":"', b'"sig":"AAAA', 1)
    assert forged != run.envelope
    with pytest.raises(UnfitError, match=r"the signature of key 324b e2de a8bc 4446 does not fit"):
        night(dataclasses.replace(run, envelope=forged))


def test_a_finding_of_an_unsealed_check_is_not_shown(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    with pytest.raises(UnfitError, match=r"its findings name mfa\.every-person"):
        night(_signed_anew(run, tmp_path, "catalogue.json", b'"mfa.every-person"', b'"mfa.every-other!"'))


def test_numbers_of_other_findings(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    with pytest.raises(UnfitError, match="its coverage counts other findings than are sealed with it"):
        night(_signed_anew(run, tmp_path, "coverage.json", b'"fail":3', b'"fail":0'))


@pytest.mark.parametrize(("origin", "size"), [("clinic.example/log", 0), ("other.example/log", 9)])
def test_a_checkpoint_that_does_not_cover_it(tmp_path: Path, origin: str, size: int) -> None:
    shown = clinic(tmp_path)
    other = note.sign(note.Checkpoint(origin, size, merkle.EMPTY), Lab(tmp_path).signer)
    with pytest.raises(UnfitError, match=f"the checkpoint of {re.escape(origin)} at {size} does not cover it"):
        night(shown.run, other)


def test_a_checkpoint_that_nobody_signed(tmp_path: Path) -> None:
    shown = clinic(tmp_path)
    other = note.sign(note.Checkpoint("clinic.example/log", 1, merkle.EMPTY), Lab(tmp_path, p256=True).signer)
    with pytest.raises(UnfitError, match="no key that came along has signed the checkpoint of its log"):
        night(shown.run, other)


def _signed_anew(run: SealedRun, store: Path, name: str, old: bytes = b"", new: bytes = b"") -> SealedRun:
    """The run as somebody would have sealed it who holds the key."""
    from hashlib import sha256

    from scanner.evidence import dsse, statement

    signer = Lab(store).signer

    if old:
        _edit(name, old, new)(store)
    record = run.record
    members = {n: d for n, d in run.statement.digests.items() if n != "evidence"}
    members[name] = sha256(run.member(name)).hexdigest()
    envelope = dsse.sign(statement.dumps(record, members.items()), signer)
    head = note.Checkpoint("clinic.example/log", 1, merkle.leaf(envelope))
    (store / "store" / "log" / "000000").write_bytes(envelope)
    (store / "store" / "checkpoint").write_bytes(note.sign(head, signer))
    found = sealed.read_run(run.reader, envelope, "the envelope")
    assert found
    return found


def test_a_finding_on_an_answer_that_is_not_there(tmp_path: Path) -> None:
    run = clinic(tmp_path).run
    fewer = msgspec.structs.replace(run.record, evidence=msgspec.structs.replace(run.record.evidence, size=1))
    with pytest.raises(UnfitError, match="a finding rests on an answer that is not there"):
        night(dataclasses.replace(run, record=fewer))


def test_a_finding_that_rests_on_an_answer_where_there_is_none(tmp_path: Path) -> None:
    resting = Rest(leaf=0, sha256="0" * 64)
    run = Lab(tmp_path).night(targets=(Target(id="lab:a", scheme="lab", name="a"),)).run
    lines = [sealed_line(msgspec.structs.replace(f, answers=(resting,))) for f in night(run).findings]
    _other_findings(tmp_path, lambda _: lines)
    with pytest.raises(UnfitError, match="a finding rests on an answer that is not there"):
        night(_signed_anew(run, tmp_path, "findings.jsonl"))


def test_nothing_but_the_sealed_members_is_read(tmp_path: Path) -> None:
    """Its checks and its profile may be long gone."""
    shown = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", "sda", encrypted=False)))
    again = night(shown.run, shown.checkpoint)
    assert ([*again.findings], again.catalogue, again.profile) == ([*shown.findings], shown.catalogue, shown.profile)


def test_a_row_of_the_rule_passes_only_when_all_that_is_declared_was_looked_at(tmp_path: Path) -> None:
    host = "lab:h"
    for part, state in (((), "pass"), (("lab:other",), "not_assessed")):
        shown = Lab(tmp_path / state).night(answered(host, "sessions", line(host, "shell")), left_out=part)
        assert {r.requirement.cite: r.state for r in shown.rows}["164.312(a)(2)(iii)"] == state
