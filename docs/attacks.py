"""The page of attacks: what an enemy does, and what `safeguard verify` says. Its rows are those of the tests."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from scanner.evidence.layers import STEPS
from tests.evidence.attacks import CAUGHT, MIXED, NEEDS_AN_ANCHOR, Attack, Mix
from tests.evidence.ring_attacks import ATTACKS

INTRODUCTION: Final = """\
What somebody may do to a bundle or a store, and what `safeguard verify` says then. Each row is an attack that the
tests of every version carry out, manifests made to fit afterwards; the words are a part of what stands in the line of
the layer. OURS and THIEF are the numbers of keys. But where a row says otherwise the exit code is 1, and the sentence
begins "NOT VERIFIED.". Layers behind one that failed are not looked at. [evidence.md](evidence.md) says what each
layer shows, and what remains uncaught."""

FILES: Final = """\
Hostile files (two members of one name, paths that lead out, links, comments, encryption, bytes before, between and
behind members, more than a member or the whole may hold) fail in `container`, and nothing is extracted:
`tests/evidence/test_archive.py` has them. JSON that has two meanings (a key twice, NaN, `1e999`, numbers beyond 2^53,
half characters, deep nesting) is refused wherever it stands: `tests/evidence/test_canonical.py`. Attacks on parts of
runs: `tests/evidence/test_parts.py`."""

KEYRING: Final = """\
Whoever verifies has pinned the number of the first version. ROOT, MACHINE, NEXT, ANA and THIEF are the numbers of
keys: of those that sign the keyring, of what scans, of its successor, of a reviewer, and of somebody else."""

NEEDED: Final = """\
Not everything can be seen in what lies there. `--anchor` is a checkpoint that was kept elsewhere, `--tsa-cert` an
authority whose timestamps are trusted."""

GIVEN: Final = (
    (
        "The timestamps are taken away",
        "`--tsa-cert`",
        "Intact and signed, but no timestamp of an authority that you named vouches for it.",
        2,
        "evidence/test_timestamps.py",
    ),
    (
        "The house says that it sealed tomorrow what was stamped today",
        "`--tsa-cert`",
        ": the clock of the house ran ahead",
        1,
        "evidence/test_timestamps.py",
    ),
    (
        "A thief with a revoked key begins a log of his own",
        "`--key`, the number of the keyring",
        "the keyring: is for another log, test.invalid/log; this is thief.invalid/log",
        1,
        "evidence/test_adopted.py",
    ),
    (
        "The keyring is handed out without the version that revoked a key",
        "`--key`, the numbers of both versions",
        "Intact and signed, but a number that you gave is of nothing here.",
        2,
        "evidence/test_adopted.py",
    ),
    (
        "The key of a run was revoked, and only its number is known",
        "`--key`, its number",
        "Intact and signed with a key that you trust, but a keyring came along that says otherwise.",
        2,
        "evidence/test_adopted.py",
    ),
    (
        "The profile is sealed with looser numbers",
        "`--profile`",
        "you pinned 111111111111",
        1,
        "evidence/test_verify.py",
    ),
    (
        "A night is left out",
        "`--every`, or the schedule that is declared",
        "Intact and signed, but nights are missing on which a scan was due.",
        2,
        "evidence/test_nights.py",
    ),
    (
        "The schedule is loosened afterwards",
        "nothing; `--every` counts by your own",
        "The declared schedule was changed; nights were counted by the last one: --every 1d counts by yours.",
        0,
        "evidence/test_nights.py",
    ),
)
"""What is done, what a verifier brings to see it, in which words, the exit code, and which test has these."""

OWNED: Final = """\
Whoever has the key can seal what never was, and nothing in its signatures is wrong. Findings are computed again, and
what one night says of the others is held against them."""

SEALED: Final = (
    (
        "A failure is sealed as a pass",
        "rest.encrypted of one (tiny:a): the bundle says pass, the evidence says fail",
        1,
        "runs/test_forged.py",
    ),
    (
        "A finding is left out",
        "rest.encrypted of one (tiny:a): the evidence says fail, and the bundle has no such finding",
        1,
        "runs/test_forged.py",
    ),
    (
        "A finding is sealed that nobody found",
        "rest.encrypted of one (tiny:a): the bundle says fail, and no such finding follows from the evidence",
        1,
        "runs/test_forged.py",
    ),
    (
        "Findings are sealed in another order",
        "the findings stand in another order than they follow from the evidence",
        1,
        "runs/test_forged.py",
    ),
    (
        "Passes are sealed under a version that never existed",
        "Intact and signed, but not replayed. Computed again by this program,",
        2,
        "runs/test_forged.py",
    ),
    (
        "The profile is exchanged after the night",
        "profile.json was changed",
        1,
        "cli/test_checkpoint.py",
    ),
    (
        "An ECDSA signature is written otherwise, (r, -s): it fits the statement as well",
        "entry 1 was sealed after other entries than those before it",
        1,
        "evidence/test_verify.py",
    ),
    (
        "The same, of the last night",
        "its entries are not those that the checkpoint of 1 covers",
        1,
        "evidence/test_verify.py",
    ),
    (
        "A target is declared no more",
        "The declared scope shrank: later runs leave out targets of earlier ones.",
        0,
        "evidence/test_nights.py",
    ),
)
"""What is done, in which words it is said, the exit code, and which test has these."""


def attacks() -> Iterator[str]:
    """A table for each layer of a bundle, one of two stores in one, of keyrings, and of what takes more to be seen."""
    yield "# Attacks"
    yield "<!-- Made by `make docs` from the code. Change the code. -->"
    yield INTRODUCTION
    yield "## On a bundle"
    order = [step.name for step in STEPS]
    for layer, rows in groupby(sorted(CAUGHT, key=lambda row: order.index(row[1])), key=lambda row: row[1]):
        yield f"### {layer}"
        yield _table(("what is done", "what is said"), [(_done(attack), _quoted(said)) for attack, _, said in rows])
    yield FILES
    yield "## By whoever has the key"
    yield OWNED
    sealed = [(done, _quoted(said), str(code), f"`{test}`") for done, said, code, test in SEALED]
    yield _table(("what is done", "what is said", "exit code", "in tests"), sealed)
    yield "## Two stores in one"
    mixed = [(_done(mix), layer or "none: exit code 0", _quoted(said)) for mix, layer, said in MIXED]
    yield _table(("what is done", "layer that fails", "what is said"), mixed)
    yield "## On a keyring, and on the keys in it"
    yield KEYRING
    ring = [(name, layer, _quoted(said)) for name, (_, layer, said) in ATTACKS.items()]
    yield _table(("what is done", "layer", "what is said"), ring)
    yield "## What the verifier has to bring"
    yield NEEDED
    anchored = [
        (_done(attack), "`--anchor`", _quoted(said), "1", "exit code 0: what was not seen is said")
        for attack, said in NEEDS_AN_ANCHOR
    ]
    told = [(done, brings, _quoted(said), str(code), f"`{test}`") for done, brings, said, code, test in GIVEN]
    yield _table(("what is done", "what shows it", "what is said", "exit code", "without it"), anchored)
    yield _table(("what is done", "what shows it", "what is said", "exit code", "in tests"), told)


def _done(attack: Attack | Mix) -> str:
    return (attack.__doc__ or "").partition("\n")[0].rstrip(".").replace("|", "\\|")


def _quoted(said: str) -> str:
    return f"``{said}``" if "`" in said else f"`{said.strip()}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
