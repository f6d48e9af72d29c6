import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import collectors
from scanner import plugins
from scanner.collector import Collector
from scanner.config import read_config
from scanner.plugins import MissingPluginError, PluginError
from scanner.profile.layers import load_profile
from scanner.written import yamlfile
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


COLLECTOR = """
    from scanner.collector import Collector

    REDIS = Collector(
        scheme="redis", platform="Redis", version="1", kinds={}, questions=(), options={},
        collect=lambda inquiry: iter(()), read=lambda answers: iter(()),
    )
"""


def tabled(package: Path, places: str, text: str = COLLECTOR) -> None:
    """The distribution brings a table of collectors, as ours does, and a module `acme_idle.asks` with one of them."""
    (package.parent / "acme_checks-1.1.dist-info" / "entry_points.txt").write_text(
        "[safeguard.collectors]\nacme = acme_idle\n"
    )
    (package / "__init__.py").write_text(f"COLLECTORS = {places}\n")
    (package / "asks.py").write_text(dedent(text))


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


def test_the_table_of_ours_leaves_out_no_collector() -> None:
    """Whatever stands at the top of a package of ours, or where the table says, is in the table, and but once."""
    places = [f"collectors.{found.name}" for found in pkgutil.iter_modules(collectors.__path__)]
    places += [place.partition(":")[0] for place in collectors.COLLECTORS.values()]
    there = {
        id(value): f"{module.__name__}:{name}"
        for module in map(importlib.import_module, places)
        for name, value in vars(module).items()
        if isinstance(value, Collector)
    }
    read = plugins.load().collectors
    assert [place for one, place in there.items() if one not in {id(c) for c in read.values()}] == []
    assert [*read] == sorted(collectors.COLLECTORS)


def test_a_collector_of_a_table_is_imported_when_it_is_asked_for(other: Path) -> None:
    tabled(other, "{'redis': 'acme_idle.asks:REDIS'}")
    found = plugins.load(["acme-checks"])
    assert ("redis" in found.collectors, found.brought["redis"]) == (True, "acme-checks 1.1")
    assert "acme_idle.asks" not in sys.modules
    assert found.collectors["redis"].platform == "Redis"
    assert found.collectors["redis"] is found.collectors["redis"]


@pytest.mark.parametrize(
    ("places", "text", "said"),
    [
        ("{'redis': 'acme_idle.asks:REDIS'}", "import gone_away", ".asks:REDIS) cannot be loaded: No module named"),
        ("{'redis': 'acme_idle.asks:REDIS'}", "1 / 0", ".asks:REDIS) cannot be loaded: ZeroDivisionError"),
        ("{'redis': 'acme_idle.asks:RADISH'}", COLLECTOR, ".asks:RADISH) cannot be loaded: AttributeError"),
        ("{'redis': 'acme_idle.gone:REDIS'}", COLLECTOR, ".gone:REDIS) cannot be loaded: No module named"),
        ("{'redis': 'acme_idle.asks:Collector'}", COLLECTOR, ".asks:Collector) cannot be loaded: that is no collector"),
        ("{'radish': 'acme_idle.asks:REDIS'}", COLLECTOR, "loaded: that is no collector of “radish:”"),
        ("{'redis': 7}", COLLECTOR, "the plugin acme (7) cannot be loaded: "),
        ("7", COLLECTOR, "the plugin acme (acme_idle) cannot be loaded: TypeError"),
    ],
)
def test_a_table_that_leads_nowhere(other: Path, places: str, text: str, said: str) -> None:
    """The word of it stands at the target that needs it, and no other target is lost by it."""
    tabled(other, places, text)
    scheme = "radish" if "radish" in places else "redis"
    with pytest.raises(PluginError, match=re.escape(said)):
        plugins.load(["acme-checks"]).collectors[scheme]
    text = f"plugins: [acme-checks]\ntargets:\n  - target: 'local:'\n  - target: '{scheme}://one'\n"
    with pytest.raises(FileError, match=re.escape(said)) as refused:
        read_config(yamlfile.load(text, "safeguard.yaml"))
    place = "line 4, column 13" if places != "7" else "line 1, column 10"  # the target, or the list of plugins
    assert str(refused.value).startswith(f"safeguard.yaml {place}: the plugin acme (")


def test_two_collectors_of_one_scheme(other: Path) -> None:
    tabled(other, "{'local': 'acme_idle.asks:LOCAL'}", COLLECTOR.replace("REDIS", "LOCAL").replace("redis", "local"))
    with pytest.raises(PluginError) as refused:
        plugins.load(["acme-checks"])
    first, ours, theirs, last = str(refused.value).splitlines()
    assert first == "two collectors read targets of the scheme “local”"
    assert re.fullmatch(r"  This machine \(safeguard-scanner \S+\)", ours)
    assert theirs == "  Redis (acme-checks 1.1)"
    assert last == "  Uninstall one, or rename it: an id means one thing."


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
