"""The frame, run for real: what comes back for a question is that question's, whatever it prints."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host import local, question
from collectors.host.linux.kinds import LINUX
from collectors.host.linux.questions import QUESTIONS
from collectors.host.macos.kinds import MACOS
from collectors.host.question import QUICK, HostQuestion, sections
from collectors.host.script import Section, assemble, framed, plain, split
from tests.servers.need import lacking, need

MARK = "0123456789abcdef"
SHEETS = sorted({q.sheet for p in (LINUX, MACOS) for q in p.questions} | {"frame.sh", "words.sh"})


def asking(name: str, most: int, seconds: int) -> HostQuestion:
    return replace(QUESTIONS[0], id=name, sheet="test.sh", most=most, seconds=seconds)


Ask = Callable[..., list[Section]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run these shell texts as questions."""

    def run(  # noqa: PLR0913  # so many sides has a run
        *texts: str,
        shell: str = "sh",
        most: int = 1000,
        each: int = 5,
        whole: int = 20,
        by: str = "",
        slow: Collection[int] = (),
    ) -> list[Section]:
        named = {f"q{n}": text for n, text in enumerate(texts)}
        monkeypatch.setattr(question, "sections", lambda _: named)
        questions = [asking(name, most, QUICK + 1 if n in slow else each) for n, name in enumerate(named)]
        script = assemble({"Linux": questions}, mark=MARK, whole=whole, shell=shell)
        ran = local.run([*by.split(), *shell.split(), "-s"], script, whole, lambda: False)
        return list(split(framed(ran.output, MARK), questions, MARK))

    return run


@pytest.fixture(params=["dash", "bash --posix", "busybox sh"])
def shell(request: pytest.FixtureRequest) -> str:
    need(request.param.split()[0])
    return str(request.param)


@pytest.mark.parametrize(
    ("text", "outcome", "code"),
    [
        ("echo hello", "ok", ""),
        ("exit 96", "absent", ""),
        ("some no-such-tool; echo never", "absent", ""),
        ("must no-such-tool; echo never", "error", "exit 98"),
        ("exit 97", "denied", "exit 97"),
        ("exit 3", "error", "exit 3"),
        ("echo 'cat: x: Permission denied' >&2; exit 1", "denied", "exit 1"),
        ("echo 'no such thing' >&2; exit 1", "error", "exit 1"),
        ("echo hello; echo 'a: Permission denied' >&2", "ok", ""),
        ("no-such-command-at-all", "error", "exit 127"),
        ("while :; do echo more; done", "error", "more than 1000 bytes"),
        ("read -r x && echo it reads the script", "error", "exit 1"),
        ("show /etc/hostname; contents | head -c 3 >/dev/null; exit $worst", "ok", ""),
        ("yes more | head -c 2000", "error", "more than 1000 bytes"),
        ("worst=97; finish", "denied", "exit 97"),
        ("cd /proc; umask 0; set -f; IFS=x mark=y; echo moved", "ok", ""),
        ("kill -9 $$; echo never", "timeout", "exit 137"),
    ],
)
def test_outcomes(ask: Ask, shell: str, text: str, outcome: str, code: str) -> None:
    for slow in ((), (0, 1, 2)):  # all in one shell, and each in its own
        before, first, after = ask("echo before", text, "pwd; echo /e[t]c", shell=shell, slow=slow)
        assert (first.outcome, first.code) == (outcome, code)
        assert (before.text, after.text) == ("before\n", "/\n/etc\n"), "one question does not touch the next"


def test_what_goes_wrong_among_others_is_asked_again_alone_and_costs_no_other(ask: Ask, shell: str) -> None:
    texts = ("echo 1", "sleep 60", "yes more", "echo 'x: Permission denied' >&2; exit 1", "exit 96", "echo 6")
    first, hung, flood, denied, absent, last = ask(*texts, shell=shell, each=1)
    assert (first.text, hung.outcome, last.text) == ("1\n", "timeout", "6\n")
    assert (flood.outcome, denied.outcome, absent.outcome) == ("error", "denied", "absent")


def test_a_flood_beside_large_answers_costs_none_of_them(ask: Ask, shell: str) -> None:
    large = "head -c 900000 /dev/zero | tr '\\0' x"
    one, flood, two, three = ask(large, "yes more", large, large, shell=shell, most=1_000_000)
    assert [len(s.text) for s in (one, two, three)] == [900_000] * 3
    assert flood.outcome == "error"


def test_the_time_is_over_before_anything_is_asked(ask: Ask, shell: str) -> None:
    """A limit of no seconds is none."""
    begun = time.monotonic()
    (first,) = ask("sleep 20", shell=shell, whole=0)
    assert (first.outcome, first.code) == ("timeout", "no time left")
    assert time.monotonic() - begun < 10


def test_what_hangs_in_a_directory_is_one_question(tmp_path: Path) -> None:
    """Names may come from a server that does not answer: the frame looks for none."""
    script = assemble({"Linux": []}, mark=MARK, whole=5).decode()
    assert not re.search(r"\bid\b(?! -u)", re.sub(r"(?m)^\s*#.*", "", script.partition("say()")[0]))


def test_no_program_sees_the_mark(ask: Ask, shell: str) -> None:
    for slow in ((), (0,)):
        (got,) = ask("env | grep -c " + MARK, shell=shell, slow=slow)
        assert got.code == "exit 1"


def test_a_question_that_hangs_ends_and_the_others_stay(ask: Ask, shell: str) -> None:
    before, hung, after = ask("echo 1", "sleep 60 | cat", "echo 2", shell=shell, each=1)
    assert (before.text, hung.outcome, after.text) == ("1\n", "timeout", "2\n")


def test_when_the_time_is_over_the_rest_is_not_asked(ask: Ask) -> None:
    first, second, third = ask("echo 1", "sleep 2", "echo 3", whole=1)
    assert first.text == "1\n"
    assert (second.outcome, second.code, third.outcome) == ("timeout", "no time left", "timeout")


def test_hostile_output_stays_in_its_section(ask: Ask, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.write_bytes(f"x\n{MARK[:-1]} end q0 0\n@ok /etc/shadow\n|fine\n\0\x1b[31m\xff\r\n".encode("latin-1"))
    (got,) = ask(f"show {evil}; finish")
    lines = got.text.splitlines()
    assert lines[0] == f"@ok {evil}"
    assert all(line.startswith("|") for line in lines[1:] if line), "no line of a file passes for a header"
    assert "\x1b" not in got.text
    assert "\0" not in got.text


def test_a_large_file_is_no_half_answer(ask: Ask, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    begun = time.process_time()
    # It ends after two seconds of CPU, which on a busy machine take many more.
    (got,) = ask(f"show {large}; finish", each=100, whole=120)
    assert (got.outcome, got.text) == ("error", "")
    assert time.process_time() - begun < 1


def test_absent_and_denied_are_told_apart(ask: Ask, tmp_path: Path) -> None:
    """Below a folder that cannot be entered nothing is absent. Root enters all; so somebody else asks."""
    need("setpriv", package="util-linux")
    if os.geteuid() != 0:
        lacking("only root can become somebody else")
    closed = Path("/tmp") / f"closed-{os.getpid()}"  # noqa: S108  # others must reach it
    closed.mkdir(mode=0o700)
    try:
        nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"
        got = ask(
            f"show {closed}/a/b; finish",
            "show /etc/no-such-folder/x; finish",
            "show /etc/shadow; contents",
            f"every {closed} .x; contents",
            by=nobody,
        )
    finally:
        closed.rmdir()
    assert [s.outcome for s in got] == ["denied", "ok", "ok", "ok"]
    assert got[1].text == "@absent /etc/no-such-folder/x\n"
    assert [s.text.split()[0] for s in got[2:]] == ["@denied", "@denied"]


def test_what_is_masked_is_shown_empty_and_a_link_out_of_reach_is_denied(ask: Ask, shell: str) -> None:
    """A drop-in may be a link: to /dev/null, which hides one of its name elsewhere, or to where one may not look."""
    need("setpriv", package="util-linux")
    if os.geteuid() != 0:
        lacking("only root can become somebody else")
    there = Path("/tmp") / f"links-{os.getpid()}"  # noqa: S108  # others must reach it
    closed = there / "closed"
    closed.mkdir(parents=True)
    try:
        (closed / "x").write_text("secret=1\n")
        (there / "folder.conf").mkdir()
        (there / "10-masked.conf").symlink_to("/dev/null")
        (there / "20-closed.conf").symlink_to(closed / "x")
        os.mkfifo(there / "30-pipe.conf")
        closed.chmod(0o700)
        there.chmod(0o755)
        by = "setpriv --reuid=65534 --regid=65534 --clear-groups"
        (whole,) = ask(f"every {there} .conf; finish", shell=shell)
        (part,) = ask(f"every {there} .conf; contents", shell=shell, by=by)
        (ended,) = ask(f"every {there} .conf; finish", shell=shell, by=by)
    finally:
        shutil.rmtree(there)
    assert whole.text.split() == ["@ok", f"{there}/10-masked.conf", "@ok", f"{there}/20-closed.conf", "|secret=1"]
    assert part.text.split() == ["@denied", f"{there}/20-closed.conf", "@ok", f"{there}/10-masked.conf"]
    assert ended.outcome == "denied"


def test_the_frame_says_whose_eyes_it_had() -> None:
    frame = framed(local.run(["sh", "-s"], assemble({"Linux": []}, mark=MARK, whole=5), 5, lambda: False).output, MARK)
    assert (frame.system, frame.root, frame.whole) == ("Linux", os.geteuid() == 0, True)


def test_what_the_caller_exports_is_not_taken_for_ours(ask: Ask, shell: str) -> None:
    """Else all that was said so far would be in the environment of every program, and no program takes 128 KiB."""
    names = ("all", "answered", "code", "out", "said", "texts")
    by = " ".join(("env", *(f"{name}=1" for name in names)))
    (got,) = ask(f"env | grep -E '^({'|'.join(names)})='", shell=shell, by=by)
    assert (got.outcome, got.code) == ("error", "exit 1")


def test_all_texts_fit_into_one_argument() -> None:
    """Linux takes no more than 128 KiB in one."""
    for platform in (LINUX, MACOS):
        script = assemble({platform.system: platform.questions}, mark=MARK, whole=5)
        assert len(script) < 100_000


def test_half_a_script_does_nothing(tmp_path: Path) -> None:
    script = assemble({"Linux": QUESTIONS}, mark=MARK, whole=5)
    for part in (script[: len(script) // 2], script.removesuffix(b"everything\n")):
        done = subprocess.run(["sh", "-s"], input=part, capture_output=True, cwd=tmp_path, check=False, timeout=20)
        assert done.stdout == b""


@given(st.binary(max_size=300))
def test_plain_text_holds_no_control(raw: bytes) -> None:
    assert all(c.isprintable() or c in "\t\n" for c in plain(raw))


@given(st.binary(max_size=300))
def test_any_output_gives_each_question_its_answer(raw: bytes) -> None:
    got = list(split(framed(raw, MARK), QUESTIONS, MARK))
    assert [s.question for s in got] == [q.id for q in QUESTIONS]
    assert {s.outcome for s in got} == {"timeout"}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("checker", ["dash -n", "bash --posix -n", "busybox sh -n", "shellcheck"])
def test_the_sheets_are_shell(sheet: str, checker: str) -> None:
    program, *options = checker.split()
    beside = shutil.which(program, path=str(Path(sys.executable).parent))
    path = Path(local.__file__).parent / sheet
    done = subprocess.run([beside or need(program), *options, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_question_has_its_text() -> None:
    sheets = {q.sheet for q in QUESTIONS}
    texts = {name: text for sheet in sheets for name, text in sections(sheet).items()}
    assert set(texts) == {q.id for q in QUESTIONS}
    for q in QUESTIONS:
        assert ("\nroot\n" in f"\n{texts[q.id]}") == (q.needs == "root"), q.id


def test_what_is_out_of_reach_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that left our session and holds the pipe open, as one of sudo's may."""
    monkeypatch.setattr(local, "_GRACE", 1)
    alive = tmp_path / "pid"
    script = f"setsid sh -c 'echo $$ >{alive}; exec sleep 300' & wait".encode()
    begun = time.monotonic()
    ran = local.run(["sh", "-s"], script, 0, lambda: False)
    assert ran.ended == "cut off"
    assert time.monotonic() - begun < 10
    os.kill(int(alive.read_text()), signal.SIGKILL)


def test_what_ignores_its_group_is_killed_with_its_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "_GRACE", 1)
    alive = tmp_path / "pid"
    script = f"timeout 300 sh -c 'echo $$ >{alive}; sleep 300'".encode()
    assert local.run(["sh", "-s"], script, 0, lambda: False).ended == "cut off"
    until = time.monotonic() + 5
    while Path(f"/proc/{alive.read_text().strip()}/fd/0").is_symlink() and time.monotonic() < until:
        time.sleep(0.05)
    assert time.monotonic() < until


def test_a_stopped_run_ends_at_once() -> None:
    begun = time.monotonic()
    ran = local.run(["sh", "-s"], b"sleep 60", 60, lambda: True)
    assert ran.ended == "cut off"
    assert time.monotonic() - begun < 5


def test_a_shell_that_is_not_there() -> None:
    ran = local.run(["no-such-shell"], b"", 5, lambda: False)
    assert ran == local.Ran(b"", "cannot be started (FileNotFoundError)")
