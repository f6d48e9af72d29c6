"""What an older version wrote is read for ever: its store and its bundle verify, and its reports can be written."""

import tarfile
from pathlib import Path

import pytest

from scanner.evidence import log
from scanner.evidence.anchors import read_anchor
from scanner.evidence.bundle import open_bundle
from scanner.evidence.released import RELEASED
from scanner.evidence.sealed import read_run
from scanner.evidence.verify import Trust, verify
from scanner.plugins.installed import tool, version
from scanner.replay.before import replay_in_order
from scanner.reports import load_reports
from scanner.reports.night import night

HERE = Path(__file__).parent
VERSIONS = sorted(p.name for p in HERE.iterdir() if (p / "bundle.zip").exists())


def test_this_version_has_one() -> None:
    assert version() in VERSIONS


def test_the_builds_of_earlier_versions_are_known() -> None:
    """What a run of theirs says that judged it is held against these."""
    builds = {name: _build(HERE / name) for name in VERSIONS if name != version()}
    assert dict(RELEASED) == builds


def _build(made: Path) -> str:
    with open_bundle(made / "bundle.zip") as bundle:
        runs = [read_run(bundle, envelope, "an entry") for envelope in log.leaves(bundle)]
    (build,) = {run.record.tool.digest for run in runs if run}
    return build


@pytest.fixture(params=VERSIONS)
def made(request: pytest.FixtureRequest) -> Path:
    return HERE / str(request.param)


@pytest.fixture(params=["store", "bundle"])
def source(made: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "bundle":
        return made / "bundle.zip"
    with tarfile.open(made / "store.tar.xz") as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # 3.11.2 has none, and Debian has 3.11.2
        tar.extractall(tmp_path)  # noqa: S202  # we made it
    (tmp_path / "store").chmod(0o700)
    return tmp_path / "store"


def test_it_verifies(made: Path, source: Path) -> None:
    anchor = read_anchor((made / "checkpoint-1").read_bytes(), "the anchor")
    trust = Trust(frozenset({(made / "key.txt").read_text("ascii").strip()}), (anchor,), tool())
    found = {layer.name: (layer.state, layer.said) for layer in verify(source, trust, replay_in_order, all_runs=True)}
    for layer in ("container", "signature", "evidence", "log", "anchor", "retention"):
        assert found[layer][0] == "ok", found[layer]
    assert found["program"][0] == ("ok" if _build(made) in {tool().digest, *RELEASED.values()} else "unknown")
    state, said = found["findings"]
    # Another build may judge otherwise, and says so; it never calls the older one a forgery.
    assert state in ("ok", "unknown"), said


def test_its_reports_can_be_written(made: Path) -> None:
    with open_bundle(made / "bundle.zip") as bundle:
        for number, envelope in enumerate(log.leaves(bundle)):
            run = read_run(bundle, envelope, f"entry {number}")
            assert run
            shown = night(run, log.read_head(bundle) or b"")
            for report in load_reports().values():
                assert b"".join(report.render(shown))
