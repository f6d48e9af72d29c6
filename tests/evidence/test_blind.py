"""Changes by chance to a bundle are seen, or are outside of what is claimed; none ends in a crash.

`make fuzz` tries twenty thousand; a seed that it prints tries the same again: make fuzz SEED=...
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, TypeVar

import pytest

from scanner import plugins
from scanner.beside import beside
from scanner.cli.root import run as safeguard
from scanner.evidence.parts import Parts
from scanner.evidence.replayed import Followed
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verify import Layer, Trust, verify
from scanner.plugins import Registry
from scanner.plugins.installed import tool
from scanner.replay.altered import altered
from scanner.replay.before import replay_in_order
from scanner.replay.declared import declared
from scanner.replay.follow import follow
from scanner.signers import Signer
from scanner.stores import Reader
from tests.cli.conftest import DECLARED, number, plugged
from tests.evidence.blind import Blind, Check, Good
from tests.evidence.made import a_run
from tests.evidence.test_verify import judge
from tests.reports import later
from tests.reports.chosen import parts
from tests.reports.keyed import keyed

__all__ = ["plugged"]

FEW = 40
"""Changes to each bundle in a usual run."""

MADE = {
    "whole": ("--since", "2020-01-01", "--report"),
    "pseudonyms": ("--since", "2020-01-01", "--pseudonyms"),
    "sample": ("--since", "2020-01-01", "--sample", "3", "--seed", "auditor"),
}
KEPT = {"keyed": keyed, "reviewed": later.reviewed, "veiled": later.veiled, "parts": parts}
_Found = TypeVar("_Found")
Attack: TypeAlias = Callable[[str, Path, Check], None]


@pytest.fixture(scope="module")
def nights(plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs over the plugin's targets, and the bundles that are made of them."""
    folder = tmp_path_factory.mktemp("nights")
    (folder / "safeguard.yaml").write_text(DECLARED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.syspath_prepend(plugged)
        assert [safeguard(["scan", *more, "--json"]) for more in (("--make-key", "east"), ("east", "west"))] == [1, 1]
        for name, asked in MADE.items():
            assert safeguard(["bundle", "export", *asked, "--output", f"{name}.zip"]) == 0
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def acme(plugged: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """What judges them, loaded once."""
    monkeypatch.syspath_prepend(plugged)
    return plugins.load(["acme-extra"])


@pytest.fixture
def attack(request: pytest.FixtureRequest, tmp_path: Path) -> Attack:
    """Changes a bundle as often as was asked for, by the seed of this run."""
    option = request.config.option
    times = int(option.changes or FEW)

    def go(name: str, path: Path, check: Check) -> None:
        blind = Blind(Good(path, check, tmp_path), f"{option.seed} {name}")
        assert blind.good.outcome[0] == 0, blind.good.outcome
        blind.go(times)
        assert blind.seen > times // 2
        sys.stdout.write(f"{name}: {blind.seen} of {times} seen, outside of what is claimed {blind.outside}\n")

    return go


@pytest.mark.parametrize("name", MADE)
def test_of_real_runs(name: str, nights: Path, acme: Registry, attack: Attack) -> None:
    attack(name, nights / f"{name}.zip", by(number(nights), acme))


@pytest.mark.parametrize("name", KEPT)
def test_of_made_runs(name: str, signer: Signer, attack: Attack, tmp_path: Path) -> None:
    """By a keyring, reviewed, with pseudonyms, in parts: what is judged is made up, so each is checked at once."""
    path = KEPT[name](signer, tmp_path)
    trust = Trust(frozenset({_told(path, signer)}), program=a_run(0).tool)

    def check(place: Path) -> list[Layer]:
        return list(verify(place, trust, judge, follow=lambda parts: Followed(len(parts.proof.findings.leaves))))

    attack(name, path, check)


def _told(path: Path, signer: Signer) -> str:
    genesis = path.parent / "genesis.txt"
    return genesis.read_text("ascii") if genesis.exists() else signer.keyid


def by(key: str, registry: Registry) -> Check:
    """Verifying as the command does; what was judged once is not judged again."""
    replay = once(lambda run: replay_in_order(run, lambda _: registry))
    following = once(lambda parts: follow(parts, lambda _: registry))
    shown = once(beside)
    trust = Trust(frozenset({f"SHA256:{key}"}), program=tool())

    def check(path: Path) -> list[Layer]:
        return list(verify(path, trust, replay, altered=altered, declared=declared, follow=following, beside=shown))

    return check


def once(find: Callable[..., _Found]) -> Callable[..., _Found]:
    """The same for the same run among the same others. What is raised is raised each time."""
    known: dict[str, _Found] = {}

    def found(run: SealedRun | Parts) -> _Found:
        sealed = run.run if isinstance(run, Parts) else run
        key = f"{sealed.record.run} {_digest(sealed.reader)}"
        if key not in known:
            known[key] = find(run)
        return known[key]

    return found


def _digest(reader: Reader) -> str:
    digest = hashlib.sha256()
    for key in reader.list(""):
        if key.startswith(("runs/", "parts/", "log/")):
            with reader.open(key) as file:
                digest.update(f"{key}\n".encode() + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
