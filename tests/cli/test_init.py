"""`safeguard init`: what it finds, what it asks, what it writes."""

# screens stand here as a person sees them

import re
from pathlib import Path

import click
import pytest
from inline_snapshot import snapshot

from scanner import plugins
from scanner.cli.screen import Screen
from scanner.config import load_config
from tests.cli.conftest import Safeguard

CANARY = "c4n4ry-S3cr3t"


def test_it_finds_this_host_and_the_profiles_of_aws(safeguard: Safeguard, home: Path) -> None:
    (home.parent / ".aws").mkdir()
    (home.parent / ".aws" / "config").write_text(
        "[default]\nregion = us-east-1\n[profile alder-prod]\n"
        f"aws_secret_access_key = {CANARY}\n[profile od\x1bd]\n[sso-session x]\n"
    )
    ran = safeguard("init", "--organisation", "Alder Creek", "--ephi", "aws:alder-prod")
    assert ran.screen == snapshot("""\
Wrote safeguard.yaml (3 targets).
Looking around (nothing is contacted)

  ✓ found  this host
  ✓ found  ~/.aws/config   alder-prod, default

Next: safeguard scan
[exit 0]\
""")
    found = load_config()
    assert [(t.id.partition(":")[0], t.ephi) for t in found.targets] == [
        ("local", False),
        ("aws", True),
        ("aws", False),
    ]
    assert CANARY not in Path("safeguard.yaml").read_text()


@pytest.mark.parametrize("name", ['Alder "Creek": clinic #1', "Klinik Ä", "a: b", "{}", "\\", "'"])
def test_any_name_of_an_organisation_comes_back(safeguard: Safeguard, name: str) -> None:
    assert safeguard("init", "--organisation", name, "--ephi", "all").code == 0
    assert load_config().organisation == name


def test_it_asks_only_what_it_cannot_find(safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return "none"

    monkeypatch.setattr(Screen, "asks", lambda _: True)
    monkeypatch.setattr(click, "prompt", answer)
    assert safeguard("init", "--organisation", "Alder Creek", "--target", "local:").code == 0
    assert len(asked) == 1
    assert asked[0].startswith("Which of these hold or reach ePHI: all, none, or some of local:")


def test_it_writes_nothing_over(safeguard: Safeguard, home: Path) -> None:
    (home / "safeguard.yaml").write_text("# mine\n")
    ran = safeguard("init", "--organisation", "Alder Creek", "--ephi", "all")
    assert (ran.code, ran.err) == (
        3,
        snapshot("""\
error: safeguard.yaml is there already, and is not written over
  Next: safeguard scan -c safeguard.yaml
"""),
    )
    assert (home / "safeguard.yaml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    "args", [("--ephi", "all"), ("--organisation", "x"), ("--organisation", "x", "--ephi", "aws:nobody"), ()]
)
def test_without_an_answer_nothing_is_written(safeguard: Safeguard, home: Path, args: tuple[str, ...]) -> None:
    ran = safeguard("init", *args)
    assert (ran.code, "nothing was written" in ran.err) == (3, True)
    assert list(home.iterdir()) == []


def test_targets_that_are_named_are_checked(safeguard: Safeguard, home: Path) -> None:
    assert safeguard("init", "--organisation", "x", "--ephi", "all", "--target", "aws://p?regoins=x").code == 3
    assert list(home.iterdir()) == []


def test_the_file_shows_how_other_targets_are_named(safeguard: Safeguard, home: Path) -> None:
    safeguard("init", "--organisation", "Alder Creek", "--ephi", "all")
    (line,) = re.findall(r"^# Targets are (.+)$", (home / "safeguard.yaml").read_text(), re.MULTILINE)
    assert {"ios", "ssh"} <= set(re.findall(r"\b([a-z]+):", line)) <= plugins.load().collectors.keys()
