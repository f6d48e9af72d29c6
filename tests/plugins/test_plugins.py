import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from scanner import plugins
from scanner.plugins import MissingPluginError, PluginError
from scanner.profile.layers import load_profile
from scanner.written.document import FileError

CHECK = """
    from collections.abc import Iterator
    from scanner.check import Verdict, check, passed
    from scanner.facts import Clock

    @check(id="{id}", title="Ticks", control="audit-logging", severity="low")
    def ticks(clock: Clock) -> Iterator[Verdict]:
        '''Why.

        Fix: wind it.
        '''
        yield passed("it ticks")
"""


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Somebody else's distribution, installed: `acme-checks` 1.1 with the package `acme_idle`."""
    site = tmp_path / "site"
    package = site / "acme_idle"
    package.mkdir(parents=True)
    write_check(package, "acme.ticks")
    (package / "broken.txt").write_text("no module")
    described = site / "acme_checks-1.1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-checks\nVersion: 1.1\n")
    (described / "entry_points.txt").write_text("[safeguard.checks]\nacme = acme_idle\n")
    (described / "RECORD").write_text("acme_idle/__init__.py,,\nacme_idle/broken.txt,,\n")
    monkeypatch.syspath_prepend(str(site))
    yield package
    for name in [m for m in sys.modules if m.startswith("acme_")]:
        del sys.modules[name]


def write_check(package: Path, check: str) -> None:
    (package / "__init__.py").write_text(dedent(CHECK).format(id=check))


@pytest.mark.usefixtures("other")
def test_a_plugin_that_nobody_named_stays_out() -> None:
    assert "acme.ticks" not in plugins.load().checks
    assert "acme_idle" not in sys.modules


@pytest.mark.usefixtures("other")
def test_a_named_plugin_comes_in_and_is_told_with_its_digest() -> None:
    found = plugins.load(["acme-checks"])
    assert found.checks["acme.ticks"].title == "Ticks"
    (plugin,) = found.plugins
    assert (plugin.name, plugin.version, len(plugin.digest)) == ("acme-checks", "1.1", 64)


def test_the_digest_is_of_what_the_plugin_is_made_of(other: Path) -> None:
    before = plugins.load(["acme-checks"]).plugins[0].digest
    (other / "broken.txt").write_text("changed")
    assert plugins.load(["acme-checks"]).plugins[0].digest != before


def test_the_digest_is_of_a_working_tree_too(other: Path) -> None:
    """An editable installation records where the code lies, and none of it."""
    (other.parent / "acme_checks-1.1.dist-info" / "RECORD").write_text("")
    before = plugins.load(["acme-checks"]).plugins[0].digest
    (other / "table.yaml").write_text("limit: 1")
    assert plugins.load(["acme-checks"]).plugins[0].digest != before


def test_two_checks_of_one_id(other: Path) -> None:
    write_check(other, "automatic-logoff.idle-ends")
    with pytest.raises(PluginError) as refused:
        plugins.load(["acme-checks"])
    first, ours, theirs, last = str(refused.value).splitlines()
    assert first == "two checks are called “automatic-logoff.idle-ends”"
    assert "checks.session:idle_ends (safeguard-scanner" in ours
    assert "acme_idle:ticks (acme-checks 1.1)" in theirs
    assert last == "  Uninstall one, or rename it: an id means one thing."


@pytest.mark.usefixtures("other")
def test_a_plugin_that_is_named_and_not_there() -> None:
    with pytest.raises(MissingPluginError, match=r"^no plugin “nothing-of-the-kind” is installed here$") as caught:
        plugins.load(["nothing-of-the-kind"])
    assert "acme-checks" in caught.value.known


def test_a_plugin_that_cannot_be_imported(other: Path) -> None:
    (other / "__init__.py").write_text("import no_such_module")
    with pytest.raises(PluginError, match=r"the plugin acme \(acme_idle\) cannot be loaded: No module named 'no_such"):
        plugins.load(["acme-checks"])


def test_what_brings_no_more_than_a_store_is_told_too_and_judges_nothing(other: Path) -> None:
    """It holds the evidence in its hands. It is not loaded only to be told."""
    (other.parent / "acme_checks-1.1.dist-info" / "entry_points.txt").write_text(
        "[safeguard.stores]\nacme = acme_idle\n"
    )
    found = plugins.load(["acme-checks"])
    assert [(p.name, p.judges) for p in found.plugins] == [("acme-checks", False)]
    assert found.judging == ()
    assert "acme_idle" not in sys.modules
    (other / "broken.txt").write_text("changed")
    assert plugins.load(["acme-checks"]).plugins != found.plugins


def test_what_is_installed_and_not_allowed_can_be_named(other: Path) -> None:
    assert plugins.idle("safeguard.checks", plugins.load()) == ["acme-checks"]
    assert plugins.idle("safeguard.checks", plugins.load(["acme-checks"])) == []
    assert plugins.idle("safeguard.stores", plugins.load()) == []


@pytest.mark.parametrize(
    ("control", "said"),
    [("audit-loging", "Did you mean audit-logging?"), ("tea", "It would be judged nowhere. `controls:` of profiles/")],
)
def test_a_check_of_a_control_that_no_rule_knows_is_refused(other: Path, control: str, said: str) -> None:
    text = (other / "__init__.py").read_text()
    (other / "__init__.py").write_text(text.replace('control="audit-logging"', f'control="{control}"'))
    with pytest.raises(FileError) as refused:
        load_profile("hipaa-security-rule", plugins.load(["acme-checks"]).checks)
    first, second = str(refused.value).splitlines()
    assert first == f"the check acme.ticks (acme_idle:ticks) serves the control “{control}”, which no rule knows"
    assert said in second
