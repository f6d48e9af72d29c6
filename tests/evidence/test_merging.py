"""Bundles of one log as one."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from scanner.evidence.bundle import open_bundle
from scanner.evidence.export import Picked, export
from scanner.evidence.merging import Merged, MergeError
from scanner.evidence.verify import conclude
from scanner.signers import Signer
from scanner.stores import Store
from tests.evidence.made import unpack
from tests.evidence.test_parts import ASKED, a_store, checked


def cut(store: Store, out: Path, findings: Mapping[str, Sequence[int]]) -> Path:
    export(store, (), out, Picked((ASKED,), findings))
    return out


def joined(out: Path, *some: Path) -> Path:
    with ExitStack() as stack:
        merged = Merged([stack.enter_context(open_bundle(path)) for path in some])
        picked = Picked(merged.selections, dict.fromkeys(merged.cut, ())) if merged.cut else None
        export(merged, merged.whole, out, picked)
    return out


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Store:
    return a_store(tmp_path_factory.mktemp("nights") / "store", signer)


def test_what_each_proves_the_joined_one_proves(nights: Store, tmp_path: Path, signer: Signer) -> None:
    """The same findings, cut out together, give the same bytes."""
    one = cut(nights, tmp_path / "one.zip", {"run-0001": [0, 3], "run-0002": [8]})
    two = cut(nights, tmp_path / "two.zip", {"run-0001": [1, 3, 7], "run-0000": [4]})
    both = joined(tmp_path / "both.zip", one, two)
    every = {"run-0000": [4], "run-0001": [0, 1, 3, 7], "run-0002": [8]}
    assert both.read_bytes() == cut(nights, tmp_path / "every.zip", every).read_bytes()
    assert conclude(checked(both, signer))[0] == 0
    assert joined(tmp_path / "back.zip", two, one).read_bytes() == both.read_bytes()


def test_an_older_log_goes_with_a_longer_one(nights: Store, tmp_path: Path, signer: Signer) -> None:
    store = a_store(tmp_path / "store", signer, 1)
    export(store, ["run-0000"], tmp_path / "old.zip")
    export(nights, ["run-0002"], tmp_path / "new.zip")
    both = joined(tmp_path / "both.zip", tmp_path / "old.zip", tmp_path / "new.zip")
    assert len([key for key in unpack(both) if key.startswith("log/")]) == 3
    assert conclude(checked(both, signer))[0] == 0


def test_a_log_that_was_forked_does_not(nights: Store, tmp_path: Path, thief: Signer) -> None:
    export(a_store(tmp_path / "store", thief, 1), ["run-0000"], tmp_path / "fork.zip")
    export(nights, ["run-0002"], tmp_path / "new.zip")
    with pytest.raises(MergeError, match=r"the log in fork\.zip is not the beginning of that in new\.zip"):
        joined(tmp_path / "both.zip", tmp_path / "fork.zip", tmp_path / "new.zip")
