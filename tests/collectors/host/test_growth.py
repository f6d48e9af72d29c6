"""One host decides what it prints, and all the others wait while it is read: no output takes out of proportion long."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import pytest

from collectors.host.asking import kept
from collectors.host.linux.kinds import LINUX
from collectors.host.linux.protection.rulesets import iptables
from collectors.host.macos.kinds import MACOS
from collectors.host.question import HostQuestion
from collectors.host.script import Section
from collectors.host.windows.kinds import WINDOWS
from scanner.facts import SignIn
from tests.collectors.host.machines import answer, facts
from tests.collectors.host.macos.samples import SAMPLES as MAC
from tests.collectors.host.samples import SAMPLES
from tests.collectors.host.windows.outputs import OUTPUTS

EVERY = [
    (question, outputs[question.id])
    for platform, outputs in ((LINUX, SAMPLES), (MACOS, MAC), (WINDOWS, OUTPUTS))
    for question in platform.questions
]
SIGNS = " \t({[<\"'=,;:-./\\%!|@*a0"
BRIEF = 0.03
"""Seconds that say nothing: below them nobody has waited."""


def shapes(sample: str) -> Iterator[Callable[[int], str]]:
    """Outputs of any length, in the words of a good one: signs without an end, one of its lines over and over."""
    lines = sorted({line for line in sample.split("\n") if line}, key=len)
    heads = sorted({line.partition(" ")[0] for line in lines})[:10]
    yield partial(_repeated, "\n", sample)
    for sign in SIGNS:
        yield partial(_repeated, sign, "")
        yield partial(_repeated, sign * 190 + "\n", "")
        yield partial(_repeated, sign, f"{sample}\n|")
    for head in heads:
        yield from (partial(_repeated, sign, f"{sample}\n{head} ") for sign in "(a{ =")
    for line in lines[-12:]:
        yield from (partial(_repeated, f"{line}\n", ""), partial(_repeated, f"{line} ", ""), partial(_numbered, line))
    for one, other in pairwise(lines[-8:]):
        yield partial(_both, one, other, sample)


def _repeated(unit: str, before: str, size: int) -> str:
    return before + unit * (size // len(unit))


def _both(one: str, other: str, before: str, size: int) -> str:
    return f"{before}\n{_numbered(one, size // 2)}{_numbered(other, size // 2)}"


def _numbered(line: str, size: int) -> str:
    """A line over and over, another name in each."""
    places = [found.span() for found in re.finditer(r"\w+", line)] or [(0, 0)]
    begin, end = places[len(places) // 2]
    return "".join(f"{line[:begin]}x{n}{line[end:]}\n" for n in range(size // (len(line) + 4)))


def seconds(question: HostQuestion, text: str) -> float:
    """How long it takes to keep what is kept of it, in time of this thread."""
    begun = time.thread_time()
    kept(question, Section(question.id, "ok", "", text))
    return time.thread_time() - begun


@pytest.mark.parametrize(("question", "sample"), EVERY, ids=lambda x: x.id if isinstance(x, HostQuestion) else "")
def test_four_times_the_output_takes_about_four_times_as_long(question: HostQuestion, sample: str) -> None:
    for shape in shapes(sample):
        small, large = shape(2_000), shape(8_000)
        if seconds(question, large) < BRIEF:
            continue
        # It was slow once: the quickest of a few tries is what it takes.
        ratio = min(seconds(question, large) for _ in range(3)) / min(seconds(question, small) for _ in range(3))
        assert ratio < 9, f"{large[-60:]!r}: {ratio:.0f} times as long"


def outcome(ask: str, text: str) -> tuple[str, str]:
    question = next(question for question, _ in EVERY if question.id == ask)
    begun = time.thread_time()
    section, _ = kept(question, Section(ask, "ok", "", text))
    assert time.thread_time() - begun < 5, "seconds, of which each holds up all other hosts"
    return section.outcome, section.code


SUDO = SAMPLES["linux.sudo"]
LISTS = "".join(f"|Cmnd_Alias L{n} = " + ", ".join([f"L{n + 1}"] * 12) + "\n" for n in range(12))
MANY = "|User_Alias MANY = " + ", ".join(f"u{n}" for n in range(2_000)) + "\n" + "|MANY ALL=(ALL) ALL\n" * 8_000
FORWARD = "@ok /etc/rsyslog.conf\n" + "".join(f"|*.* @@log{n}.example:514\n" for n in range(8_000))
ERROR_BLANKS = ("error", "more than 200 blanks in a row")
NOT_UNDERSTOOD = ("error", "output not understood")


@pytest.mark.parametrize(
    ("ask", "text", "said"),
    [
        ("linux.sudo", f"{SUDO}\n|%sudo {'(' * 16_000}", ("ok", "")),
        ("linux.sudo", f"{SUDO}\n|%sudo {'(' * 240_000}", ("error", "a line of more than 16384 characters")),
        ("linux.sudo", f"{SUDO}\n{LISTS}|ana ALL=(ALL) L0", NOT_UNDERSTOOD),
        ("linux.sudo", f"{SUDO}\n{MANY}", NOT_UNDERSTOOD),
        ("linux.forward", FORWARD, NOT_UNDERSTOOD),
        ("linux.lsblk", "[" * 200_000, NOT_UNDERSTOOD),
        ("linux.lsblk", '{"blockdevices": ' + '[{"children": ' * 20_000, NOT_UNDERSTOOD),
        ("macos.boot", MAC["macos.boot"] + "\n" * 240_000, ("error", "more than 200 blanks in a row")),
        ("macos.boot", MAC["macos.boot"] + "\n" * 150, ("ok", "")),
        *(("linux.sudo", f"{SUDO}|{'x' * n}{' ' * 199}\n", ("ok", "")) for n in range(0, 202, 40)),
        *(("linux.sudo", f"{SUDO}|{'x' * n}{' ' * 201}", ERROR_BLANKS) for n in range(0, 202, 20)),
        ("windows.password-rules", OUTPUTS["windows.password-rules"] + "\n" * 150, ("ok", "")),
        ("windows.services", "[" * 200_000, ("error", "a line of more than 16384 characters")),
        ("windows.accounts", "[" * 200_000, NOT_UNDERSTOOD),
    ],
)
def test_what_has_no_end_is_an_error_of_that_question(ask: str, text: str, said: tuple[str, str]) -> None:
    assert outcome(ask, text) == said


def test_chains_that_call_each_other_are_walked_once() -> None:
    rules = "".join(
        f"-A {name} -j C{n + 1}\n" * 4 for n, name in enumerate(("INPUT", *(f"C{n}" for n in range(1, 16))))
    )
    begun = time.thread_time()
    assert list(iptables(f"-P INPUT ACCEPT\n{rules}-A C16 -j DROP\n", "ip")) == [
        {"family": "ip", "policy": "accept", "refuses": True}
    ]
    assert time.thread_time() - begun < 5


INCLUDES = {f"s{n}": [["@include", "", f"s{n + 1}", []]] * 12 for n in range(14)} | {"s14": []}
PAM = {"login": [["@include", "", "s0", []]], "sudo": [["auth", "include", "s0", []]], "passwd": [], "sshd": []}
HISTORY = [["password", "required", "pam_pwhistory", []]] * 5_000


@pytest.mark.parametrize("body", [INCLUDES | PAM, INCLUDES | PAM | {"passwd": HISTORY}])
def test_stacks_that_include_each_other_are_unclear(body: dict[str, object]) -> None:
    begun = time.thread_time()
    found = facts([answer(q.id, body if q.id == "linux.pam" else q.keep(SAMPLES[q.id])) for q in LINUX.questions])
    assert time.thread_time() - begun < 5
    (login,) = (fact for fact in found if fact.kind == "linux.login" and isinstance(fact, SignIn))
    assert "more than 300 lines" in str(login.unread)
