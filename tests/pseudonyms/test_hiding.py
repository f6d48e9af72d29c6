"""Runs handed out with pseudonyms: no name in any byte, every proof holds, and what was changed is found."""

import gzip
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.cli.root import run
from scanner.replay import recompute
from tests.cli.conftest import Safeguard, home, number, plugged, plugin, safeguard
from tests.evidence.made import Payload, pack, unpack
from tests.evidence.test_bundle import EVIDENCE, MEMBERS, PART_MEMBERS, PARTS, STEPS, blocks, status, unzip

__all__ = ["home", "plugged", "plugin", "safeguard"]

NAMES = ("smith", "rosenberg", "Müller", "Alder")
DECLARED = """\
organisation: Alder Creek
plugins: [acme-extra]
targets:
  - {target: "acme://mri-of-smith?idle=300"}
  - {target: "acme://rosenberg.example?idle=7200", owner: Müller}
"""


@pytest.fixture(scope="module")
def once(plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run over two targets that are called after people; to be copied."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "safeguard.yaml").write_text(DECLARED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.syspath_prepend(plugged)
        assert run(["scan", "--make-key", "--json"]) == 1
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def night(once: Path, home: Path, plugin: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(once, home, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    return home


def export(safeguard: Safeguard, *more: str) -> Path:
    done = safeguard("bundle", "export", "--pseudonyms", "--output", "p.zip", *more)
    assert done.code == 0, done.screen
    return Path("p.zip")


def verified(safeguard: Safeguard, night: Path, *more: str) -> str:
    return safeguard("verify", "p.zip", "--key", number(night), "-c", "safeguard.yaml", *more).screen


def test_no_name_is_in_any_byte_of_it_and_all_of_it_is_computed_again(night: Path, safeguard: Safeguard) -> None:
    held = plain(export(safeguard))
    assert any("smith" in text for text in plain_store(night))  # else nothing would be shown
    assert [name for name in NAMES if name.lower() in held.lower()] == []
    screen = verified(safeguard, night)
    assert "names withheld" in screen
    assert "computed again from the evidence with pseudonyms, each the same" in screen
    assert "Verified." in screen


def plain(path: Path) -> str:
    """All members of a bundle, unpacked."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(f"{name} {text(archive.read(name))}" for name in archive.namelist())


def text(data: bytes) -> str:
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode(errors="replace")


def plain_store(folder: Path) -> list[str]:
    return [text(path.read_bytes()) for path in (folder / "evidence").rglob("*.gz")]


def test_one_thing_has_one_pseudonym_night_after_night(night: Path, safeguard: Safeguard) -> None:
    assert safeguard("scan", "--json").code == 1
    export(safeguard, "--since", "2020-01-01")
    with zipfile.ZipFile("p.zip") as archive:
        scopes = [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("scope.json")]
    one, other = ({target["target"]["id"] for target in scope["targets"]} for scope in scopes)
    assert one == other
    assert "Verified." in verified(safeguard, night)


def test_a_sample_with_pseudonyms(night: Path, safeguard: Safeguard) -> None:
    held = plain(export(safeguard, "--sample", "1", "--seed", "auditor"))
    assert [name for name in NAMES if name.lower() in held.lower()] == []
    assert "with its proof, names withheld" in verified(safeguard, night)


@pytest.mark.parametrize("more", [(), ("--sample", "1", "--seed", "auditor")])
def test_the_steps_of_verify_md(night: Path, safeguard: Safeguard, tmp_path: Path, more: tuple[str, ...]) -> None:
    base = unzip(export(safeguard, *more), tmp_path / "unpacked")
    steps = blocks(base)
    assert [status(base, step) for step in steps] == [0] * len(STEPS)
    changed = [("catalogue.json", PART_MEMBERS)] if more else [("scope.json", MEMBERS), ("coverage.json", MEMBERS)]
    for name, step in changed:
        (path,) = base.glob(f"data/*/*/{name}")
        good = path.read_bytes()
        path.write_bytes(good + b" ")
        assert status(base, steps[step]) != 0
        path.write_bytes(good)
    (lines,) = base.glob("data/parts/*/answers.jsonl.gz" if more else "data/runs/*/evidence-1.jsonl.gz")
    lines.write_bytes(gzip.compress(b"{}\n"))
    assert status(base, steps[PARTS if more else EVIDENCE]) != 0


def test_the_target_that_was_asked_for_would_be_its_name(night: Path, safeguard: Safeguard) -> None:
    done = safeguard("bundle", "export", "--pseudonyms", "--target", "acme://mri-of-smith", "--output", "p.zip")
    assert done.screen == snapshot("""\
error: --target says in the bundle which target was chosen, and --pseudonyms hides it: give one
[exit 3]\
""")
    assert not Path("p.zip").exists()


def test_the_key_stays_in_the_store(night: Path, safeguard: Safeguard) -> None:
    key = (night / "evidence" / "pseudonyms.key").read_text().strip()
    assert key not in plain(export(safeguard))
    assert safeguard("bundle", "export", "--output", "whole.zip").code == 0
    assert key not in plain(Path("whole.zip"))
    assert (night / "evidence" / "pseudonyms.key").stat().st_mode & 0o777 == 0o600


def test_with_another_key_nothing_is_handed_out(night: Path, safeguard: Safeguard) -> None:
    (night / "evidence" / "pseudonyms.key").write_text("0" * 64 + "\n")
    done = safeguard("bundle", "export", "--pseudonyms", "--output", "p.zip")
    assert done.screen.replace(run_of(night), "RUN") == snapshot("""\
error: run RUN cannot be handed out with pseudonyms: its names or their key are not those of that night
[exit 3]\
""")
    (night / "evidence" / "pseudonyms.key").write_text("mine\n")
    assert safeguard("bundle", "export", "--pseudonyms", "--output", "p.zip").screen == snapshot("""\
error: pseudonyms.key in the store evidence is not the key of its pseudonyms: 64 digits
  Next: put back what was there. Without it no run of this store is handed out with pseudonyms.
[exit 3]\
""")


def run_of(folder: Path) -> str:
    (run,) = (folder / "evidence" / "runs").iterdir()
    return run.name


def test_a_run_of_before_is_refused_with_words(home: Path, safeguard: Safeguard) -> None:
    golden = Path(__file__).parents[1] / "golden" / "0.8.0" / "store.tar.xz"
    shutil.unpack_archive(golden, home)
    (store,) = (path.parent for path in home.rglob("store.json"))
    done = safeguard("bundle", "export", "--pseudonyms", "--store", str(store), "--output", "p.zip")
    assert done.code != 0
    assert "safeguard 0.8.0 sealed it with the names alone" in done.err


def edited(member: str, change: Callable[[bytes], bytes]) -> None:
    payload: Payload = unpack(Path("p.zip"))
    (name,) = (name for name in payload if name.endswith(member))
    old = payload[name]
    packed = old[:2] == b"\x1f\x8b"
    new = change(gzip.decompress(old) if packed else old)
    assert new != (gzip.decompress(old) if packed else old)
    payload[name] = gzip.compress(new, mtime=0) if packed else new
    pack(payload, Path("p.zip"))


@pytest.mark.parametrize(
    ("member", "change", "layer"),
    [
        ("evidence-1.jsonl.gz", lambda data: data.replace(b'"idle":7200', b'"idle":1200'), "evidence"),
        ("findings.jsonl.gz", lambda data: data.replace(b'"status":"fail"', b'"status":"pass"', 1), "findings"),
        ("coverage.json", lambda data: data.replace(b'"declared":2', b'"declared":3'), "findings"),
    ],
)
def test_what_was_changed_in_it_is_found(
    night: Path, safeguard: Safeguard, member: str, change: Callable[[bytes], bytes], layer: str
) -> None:
    export(safeguard)
    edited(member, change)
    found = json.loads(verified(safeguard, night, "--json").removesuffix("[exit 1]"))
    assert next(each["name"] for each in found["layers"] if each["state"] == "fails") == layer


def test_a_whole_run_does_not_pass_for_one_with_pseudonyms(night: Path, safeguard: Safeguard) -> None:
    """Whoever takes the list of names away has neither the one nor the other."""
    assert safeguard("bundle", "export", "--output", "p.zip").code == 0
    payload = unpack(Path("p.zip"))
    pack({name: data for name, data in payload.items() if not name.endswith("names.jsonl.gz")}, Path("p.zip"))
    assert "NOT VERIFIED. The evidence was changed after it was signed." in verified(safeguard, night)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"more": ("mfa.every-person",)}, "the scope leaves out the check mfa.every-person"),
        ({"rest": ("the coverage differs from what the evidence says",)}, "the coverage differs"),
    ],
)
def test_what_differs_beside_the_findings_is_not_called_the_same(
    night: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], said: str
) -> None:
    """A check that was never judged leaves no finding that could come out otherwise."""
    export(safeguard)
    whole = recompute.difference
    monkeypatch.setattr("scanner.replay.difference", lambda run, again: replace(whole(run, again), **more))
    screen = verified(safeguard, night)
    assert said in screen
    assert screen.endswith("[exit 2]")
