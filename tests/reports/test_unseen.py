"""What a collector says of an answer that did not come, on its way to people."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest
from inline_snapshot import snapshot

from scanner.answers import Answer
from scanner.collector import Cause
from scanner.facts import DataStore, Session
from scanner.reports import as_json, html
from scanner.reports.expand import expand
from scanner.reports.night import Night
from scanner.reports.page import View
from scanner.reports.unseen import groups, where_of
from tests.reports.nights import Lab, answered, disk, lab, line
from tests.reports.screens import printed

CAUSE = Cause(
    said="there are no lab credentials to ask with",
    more="Looked in: environment, ~/.lab.",
    advice="or labctl login, where keys are in use",
    command="labctl sso",
)


def night(folder: Path, *answers: Answer, explain: Callable[[Answer], Cause | None] = lambda _: CAUSE) -> Night:
    return Lab(folder, collectors=(dataclasses.replace(lab(), explain=explain),)).night(*answers)


def refused(target: str, question: str = "sessions", code: str = "NoCredentials") -> Answer:
    return answered(target, question, outcome="denied", code=code, needs="lab.Read")


def test_a_target_without_credentials(tmp_path: Path) -> None:
    said = printed(night(tmp_path, refused("lab:h"))).split("By safeguard")[0]
    assert said == snapshot("""\
Nothing could be assessed: there are no lab credentials to ask with (NoCredentials).   lab:h, first
run

Not seen   0 of 1 target reached
  ? denied  leaves all of it open  there are no lab credentials to ask with (NoCredentials)
  Looked in: environment, ~/.lab.
  Next: labctl sso
  or labctl login, where keys are in use

""")


@pytest.mark.parametrize(
    ("cause", "lines"),
    [
        (Cause(said="it is so", advice="wait"), ["  Next: wait"]),
        (Cause(said="it is so", command="labctl wait"), ["  Next: labctl wait"]),
        (Cause(said="it is so"), []),
        (Cause(said="it\x1b[31m is so", more="\x1b]0;x\x07", command="a\nb"), ["  \\x1b]0;x\\x07", "  Next: a\\x0ab"]),
    ],
)
def test_what_there_is_of_it(cause: Cause, lines: list[str], tmp_path: Path) -> None:
    text = printed(night(tmp_path, refused("lab:h"), explain=lambda _: cause))
    below = text.split("Not seen")[1].split("By safeguard")[0].splitlines()[2:]
    assert [row for row in below if row] == lines
    assert "\x1b" not in text


def test_one_cause_is_told_once_and_no_right_is_to_be_granted_for_it(tmp_path: Path) -> None:
    it = night(
        tmp_path, *(a for h in ("lab:a", "lab:b") for a in (answered(h, "people"), refused(h), refused(h, "disks")))
    )
    (group,) = groups(it.coverage)
    assert group.targets == ("lab:a", "lab:b")
    assert group.what == "there are no lab credentials to ask with (NoCredentials)"
    assert [row.ask for row in group.rows] == ["lab disks; lab sessions"] * 2
    assert [row.needs for row in group.rows] == ["", ""]
    assert printed(it).count("Next: labctl sso") == 1
    assert "what to grant" not in printed(it)


def test_beside_it_a_missing_right_stays_one(tmp_path: Path) -> None:
    it = night(
        tmp_path,
        answered("lab:h", "people"),
        refused("lab:h", "sessions"),
        refused("lab:h", "disks", "AccessDenied"),
        explain=lambda a: CAUSE if a.code == "NoCredentials" else None,
    )
    assert {(row.needs, row.cause.said if row.cause else "") for row in it.coverage.unseen} == {
        ("", CAUSE.said),
        ("lab.Read", ""),
    }
    assert "what to grant" in printed(it)


def test_a_flaw_in_the_explaining_leaves_the_answer_as_it_is(tmp_path: Path) -> None:
    def flawed(answer: Answer) -> Cause | None:
        raise KeyError(answer.code)

    assert "lab sessions (NoCredentials)" in printed(night(tmp_path, refused("lab:h"), explain=flawed))


def test_the_page_and_the_document_say_it_too(tmp_path: Path) -> None:
    it = night(tmp_path, refused("lab:h"))
    (cause,) = View(it).causes
    assert cause.next == ((CAUSE.more, CAUSE.advice, CAUSE.command),)
    document = json.loads(b"".join(as_json.render(it)))
    jsonschema.Draft202012Validator(json.loads(as_json.schema())).validate(document)
    assert document["coverage"]["unseen"][0]["cause"]["said"] == CAUSE.said
    plain = Lab(tmp_path / "plain").night(answered("lab:h", "sessions", line("lab:h", "shell")))
    assert not any("cause" in row for row in json.loads(b"".join(as_json.render(plain)))["coverage"]["unseen"])


def test_targets_of_two_platforms_are_of_neither(tmp_path: Path) -> None:
    it = night(tmp_path, answered("lab:a", "people"))
    assert [where_of(it.called, some) for some in (["lab:a"], ["lab:a", "lab:b"], ["lab:a", "bench:c"])] == [
        "lab:a",
        "lab, 2 targets",
        "2 targets",
    ]


def test_a_finding_that_was_not_assessed_gets_its_cause_and_no_fix_of_a_failure(tmp_path: Path) -> None:
    hidden = [{"field": "idle_seconds", "outcome": "hidden", "ask": ""}]
    shell = msgspec.convert(
        {**msgspec.to_builtins(line("lab:h", "x")), "idle_seconds": None, "unread": hidden}, Session
    )
    found = Lab(tmp_path).night(
        answered("lab:h", "disks", outcome="denied", needs="lab:ReadDisks"),
        answered("lab:h", "people", outcome="timeout", operation="lab people --all"),
        answered("lab:h", "sessions", shell, line("lab:h", "y", idle_seconds=3600)),
    )
    said = {f.check: expand(f, found) for f in found.acting}
    told = {c: [(w["reason"], w["asked"], w["next"]) for w in e["causes"]] for c, e in said.items()}
    assert told == {
        "encryption-at-rest.encrypted": [
            ("denied", "lab:ReadDisks", "Grant it: safeguard permissions lab --missing"),
        ],
        "mfa.every-person": [
            ("timeout", "lab people --all", "Check that it answers at all; give it longer"),
        ],
        "automatic-logoff.idle-ends": [],
    }
    disk = said["encryption-at-rest.encrypted"]
    assert (disk["fix"], disk["fix_if_it_fails"][:8]) == ("Grant it: safeguard permissions lab --missing", "encrypt ")
    by_status = {f.status: expand(f, found) for f in found.acting if f.check == "automatic-logoff.idle-ends"}
    assert [(e["fix"], e["fix_if_it_fails"]) for _, e in sorted(by_status.items())] == [
        ("labctl set idle 900\nlabctl save", ""),
        ("", "labctl set idle 900\nlabctl save"),
    ]


def test_two_rights_that_one_control_lacks_are_told_apart(tmp_path: Path) -> None:
    def denied(right: str) -> DataStore:
        why = ({"field": "encrypted", "outcome": "denied", "ask": f"lab.{right} (lab:{right})"},)
        whole = {**msgspec.to_builtins(disk("lab:h", right)), "encrypted": None, "unread": why}
        return msgspec.convert(whole, DataStore)

    found = Lab(tmp_path).night(answered("lab:h", "disks", denied("See"), denied("Look")))
    assert {f.name: [w.asked for w in found.causes.of(f)] for f in found.acting} == {
        "See": ["lab.See (lab:See)"],
        "Look": ["lab.Look (lab:Look)"],
    }


def test_what_may_be_an_attack_is_called_that_and_comes_first(tmp_path: Path) -> None:
    alarm = Cause(said="it shows another key", alarm="host key changed")
    asked = Lab(tmp_path, collectors=(dataclasses.replace(lab(), explain=lambda a: alarm if a.code == "K" else None),))
    found = asked.night(
        *(answered(f"lab:{n}", "sessions", outcome="unreachable", code="Refused") for n in range(9)),
        answered("lab:x", "sessions", outcome="error", code="K"),
    )
    first = groups(found.coverage)[0]
    assert (first.reason, first.targets, first.alarm, first.leaves) == (
        "host key changed",
        ("lab:x",),
        True,
        "all of it open",
    )
    shown = printed(found, color="always")
    assert shown.index("\x1b[1;31m? host key changed\x1b[0m") < shown.index("? unreachable")
    assert '<b class="s-fail">host key changed</b>: it shows another key' in b"".join(html.render(found)).decode()
    assert b'"alarm":"host key changed"' in b"".join(as_json.render(found))
