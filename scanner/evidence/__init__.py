"""Seal what a run saw so that somebody else can check it, and check what somebody else sealed.

From the bottom up: `canonical` bytes, `pack` (lines in gzip), `merkle` trees, `keys`, `dsse` envelopes around a
`statement`, `note` (checkpoints), `log` (the history of runs), `sealing`, `bundle` (one file for an auditor) with its
`tags`, and `verify` with a module for each of its `layers`, whose words stand in `verdict`.
"""

from scanner.words import visible


class EvidenceError(Exception):
    """The base of everything that can be wrong with evidence; its text is a sentence for people.

    What is quoted in it may come from an enemy, so it holds no character that a terminal would obey.
    """

    def __init__(self, said: str, *more: str) -> None:
        super().__init__("\n  ".join(map(visible, (said, *more))))
