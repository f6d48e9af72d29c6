"""The tables: what is promised, and what is told to do about it."""

import importlib
import pkgutil
from typing import Any

import pytest

import checks
from collectors.host.here import LOCAL
from collectors.host.linux.kinds import KINDS
from collectors.host.linux.questions import QUESTIONS
from scanner.check import Check
from scanner.facts import spread
from tests.collectors.host.machines import answer, facts
from tests.feeding import FEEDS


def known() -> dict[str, Check[Any, Any]]:
    modules = [importlib.import_module(f"checks.{m.name}") for m in pkgutil.iter_modules(checks.__path__)]
    return {c.id: c for m in modules for c in vars(m).values() if isinstance(c, Check)}


def test_every_fix_is_of_a_check_that_judges_what_the_kind_gives() -> None:
    all_checks = known()
    for name, kind in KINDS.items():
        given = {p[0] if isinstance(p, tuple) else p for p in kind.gives}
        for check in kind.fix:
            assert check in all_checks, f"{name}: no check is called {check}"
            assert all_checks[check].fact in given, f"{name}: {check} judges another class of facts"


def test_every_question_feeds_what_some_kind_gives() -> None:
    given = {one for kind in KINDS.values() for promise in kind.gives for one in spread(promise)}
    assert all(given.intersection(FEEDS[q.id]) for q in QUESTIONS)
    assert len({q.id for q in QUESTIONS}) == len(QUESTIONS)


def test_a_machine_of_which_nobody_knows_which_it_is() -> None:
    found = facts([answer("linux.machine", outcome="error")])
    assert {f.kind for f in found} == set(KINDS)
    assert {f.__class__.__name__ for f in found} == {"Gap"}


@pytest.mark.parametrize(("rights", "line"), [([], ""), ([""], ""), (["", "root"], "safeguard ALL=(root) NOPASSWD: ")])
def test_the_right_to_paste(rights: list[str], line: str) -> None:
    assert LOCAL.grant
    assert line in LOCAL.grant(rights)
    assert bool(LOCAL.grant(rights)) == bool(line)
