import base64
import json
from itertools import pairwise

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import merkle
from scanner.evidence.merkle import consistent, includes, leaf, prove_consistency, prove_inclusion, root
from tests.servers.need import shared

MOST = 37
LEAVES = [leaf(b"leaf %d" % number) for number in range(MOST)]
# The known answers of Certificate Transparency's own test tree.
CT = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    """Proofs that are not quite this one."""
    bad = [[*proof, proof[0] if proof else merkle.EMPTY], *([proof[:-1]] if proof else [])]
    return bad + [[*proof[:at], bytes(32), *proof[at + 1 :]] for at in range(len(proof))]


@pytest.mark.parametrize("size", range(9))
def test_known_answers(size: int) -> None:
    assert root(map(leaf, CT[:size])).hex() == CT_ROOTS[size]


def test_pymerkle_agrees() -> None:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for size in range(1, MOST + 1):
        tree.append_entry(b"leaf %d" % (size - 1))
        assert root(LEAVES[:size]) == tree.get_root()


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_inclusion(size: int) -> None:
    row = LEAVES[:size]
    top = root(row)
    for index in range(size):
        proof = prove_inclusion(row, index)
        assert includes(top, size, index, row[index], proof)
        assert not includes(top, size, (index + 1) % size, row[index], proof) or size == 1
        assert not includes(top, size, index, bytes(32), proof)
        assert not any(includes(top, size, index, row[index], bad) for bad in spoiled(proof))


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_consistency(size: int) -> None:
    new = size, root(LEAVES[:size])
    for old_size in range(size + 1):
        proof = prove_consistency(LEAVES[:size], old_size)
        old = old_size, root(LEAVES[:old_size])
        assert consistent(old, new, proof)
        assert not consistent((old_size, bytes(32)), new, proof)
        assert not any(consistent(old, new, bad) for bad in spoiled(proof))
        assert not consistent(new, old, proof) or old == new


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_of_what_is_not_there(index: int) -> None:
    with pytest.raises(IndexError, match="in a tree of 3"):
        prove_inclusion(LEAVES[:3], index)
    with pytest.raises(IndexError, match="in a tree of 3"):
        prove_consistency(LEAVES[:3], index if index < 0 else 4)
    assert not includes(root(LEAVES[:3]), 3, index, LEAVES[0], [])


@given(st.lists(st.binary(), max_size=200))
def test_growing_is_the_same_as_being_there(entries: list[bytes]) -> None:
    tree, roots = merkle.Tree(), [merkle.EMPTY]
    for entry in entries:
        tree.add(leaf(entry))
        roots.append(tree.root)
    assert tree.size == len(entries)
    assert roots[-1] == root(map(leaf, entries))
    assert all(old != new for old, new in pairwise(roots))


def test_vectors() -> None:
    """Roots and proofs that another program made and Go's tlog agreed with."""
    made = json.loads((shared("evidence") / "log.json").read_bytes())
    row = [leaf(base64.b64decode(entry)) for entry in made["leaves"]]
    for size, text in made["roots"].items():
        assert root(row[: int(size)]) == base64.b64decode(text)
    for index, path in made["incl"].items():
        assert prove_inclusion(row, int(index)) == [base64.b64decode(step) for step in path]
    for size, path in made["cons"].items():
        assert prove_consistency(row, int(size)) == [base64.b64decode(step) for step in path]
