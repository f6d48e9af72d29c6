"""OpenSCAP and Lynis, run inside the hosts: they say what we say, or a command shows who is right."""

from pathlib import Path

import pytest

from tests.hosts import opinions
from tests.hosts.asking import from_within, ready
from tests.servers.bases import BUILD_SECONDS

pytestmark = [pytest.mark.timeout(2 * BUILD_SECONDS), pytest.mark.sampled]


@pytest.mark.parametrize("flavour", ["hardened", "careless", "default"])
@pytest.mark.parametrize("program", ["oscap", "lynis"])
def test_second_opinion(program: str, flavour: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ready(flavour, "bookworm", tmp_path) as one:
        ours = from_within(one, monkeypatch)
        theirs = getattr(opinions, program)(one.host)
        found = list(opinions.disagreements(ours, program, theirs))
        known = opinions.exceptions(program, flavour)
        assert sorted(rule for rule, _, _ in found) == sorted(rule for each in known for rule in each.rules), found
        for each in known:
            assert each.shows in one.host.run(each.command), each


def test_every_rule_is_asked_once() -> None:
    for program in ("oscap", "lynis"):
        rules = [row.rule for row in opinions.mapped(program)]
        assert len(rules) == len(set(rules)) > 10
