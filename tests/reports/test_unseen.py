"""What a collector says of an answer that did not come, on its way to people."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from inline_snapshot import snapshot

from scanner.answers import Answer
from scanner.collector import Cause
from scanner.reports import as_json
from scanner.reports.night import Night
from scanner.reports.page import View
from scanner.reports.unseen import groups, where_of
from tests.reports.nights import Lab, answered, lab, line
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
  ? denied  leaves 4 open  there are no lab credentials to ask with (NoCredentials)
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
    assert [where_of(it, some) for some in (["lab:a"], ["lab:a", "lab:b"], ["lab:a", "bench:c"])] == [
        "lab:a",
        "lab, 2 targets",
        "2 targets",
    ]
