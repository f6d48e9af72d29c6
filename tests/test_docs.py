"""What is written for people agrees with the program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import attacks
from docs.pages import pages
from scanner import plugins
from scanner.config import load_config
from scanner.profile.layers import load_profile

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", ["attacks.md", "checks.md", "devices.md", "platforms.md", "rule.md", "verify.md"])
def test_pages_made_from_the_code_are_up_to_date(page: str) -> None:
    assert (ROOT / "docs" / page).read_text("utf-8") == pages()[page], "make docs"


@pytest.mark.parametrize("row", [*attacks.GIVEN, *attacks.SEALED], ids=lambda row: row[0])
def test_the_words_of_an_attack_are_those_of_its_test(row: tuple[str | int, ...]) -> None:
    """The other rows of that page are the very ones that tests go through."""
    *_, words, _, test = row
    assert str(words) in (ROOT / "tests" / str(test)).read_text("utf-8")


def test_the_page_says_of_every_check_how_it_judges() -> None:
    page = (ROOT / "docs" / "checks.md").read_text("utf-8").replace("`", "")
    assert [c.id for c in plugins.load().checks.values() if f"How it is judged: {c.rule}\n" not in page] == []


def test_the_page_says_of_every_platform_what_it_is_asked() -> None:
    """In its own section, or in one that it names, of which then all is asked."""
    page = (ROOT / "docs" / "platforms.md").read_text("utf-8")
    texts = {m[1]: m[2] for m in re.finditer(r"^## .+? \(`(\w+):`\)$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)}
    shown = {
        scheme: set(re.findall(r"^\| `([\w.-]+)`(?: †)? \| (?:`|\|)", text, re.MULTILINE))
        for scheme, text in texts.items()
    }
    for scheme, collector in plugins.load().collectors.items():
        below = re.search(r"^All that stands below (.+)$", texts[scheme], re.MULTILINE)
        parts = re.findall(r"`(\w+\.)` below `(\w+):`", below[1]) if below else []
        others = re.findall(r"(?<!below )`(\w+):`", below[1]) if below else []
        every = shown[scheme].union(*(shown[other] for other in others))
        every |= {name for part, other in parts for name in shown[other] if name.startswith(part)}
        assert {q.id for q in collector.questions} <= every
        assert not {q.id for other in others for q in plugins.load().collectors[other].questions} - {
            q.id for q in collector.questions
        }, f"{scheme} is not asked all of {others}"


def block(page: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_profile_that_the_page_shows_loads(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(block("docs/profiles.md", "yaml"), "utf-8")
    profile = load_profile(tmp_path / "clinic.yaml", plugins.load().checks)
    assert profile.thresholds["session.idle.server_shell"].value == 300
    assert "encryption-at-rest.key-rotates" in profile.disabled


def test_the_safeguard_yaml_that_the_page_shows_loads(tmp_path: Path) -> None:
    (tmp_path / "safeguard.yaml").write_text(block("docs/using.md", "yaml"), "utf-8")
    assert [t.id for t in load_config(tmp_path / "safeguard.yaml").targets][1] == "aws:alder-prod"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in link:
            assert (page.parent / link).exists(), link


COMMANDS = sorted(
    {
        m[1]
        for page in PAGES
        for m in re.finditer(r"^ {4}safeguard ((?:[a-z]+ )?[a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_that_are_shown_exist(command: str) -> None:
    group, *rest = command.split()
    words = [group, *rest] if group in ("bundle", "keys", "profiles") else [group]
    program = str(Path(sys.executable).with_name("safeguard"))
    done = subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_every_page_is_reached_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name}" not in text] == []


def test_files_that_the_sources_name_are_there() -> None:
    """`As scanner/profile/rule.py has it`: who reads on must find it."""
    sources = [p for top in ("scanner", "checks", "collectors") for p in (ROOT / top).rglob("*.*")]
    named = {
        (source.name, name)
        for source in sources
        if source.suffix in {".py", ".js", ".css", ".j2", ".sh", ".ps1"}
        for name in re.findall(
            r"\b(?:scanner|checks|collectors|profiles|tests|docs)/[\w/]+\.(?:py|js|md|yaml|json)\b",
            source.read_text("utf-8"),
        )
    }
    assert len(named) > 3
    assert [(where, name) for where, name in sorted(named) if not (ROOT / name).exists()] == []


def test_nothing_waits_to_be_filled_in() -> None:
    for page in PAGES:
        assert not re.search(r"@[A-Z]+@|TODO|FIXME|lorem", page.read_text("utf-8")), page.name
