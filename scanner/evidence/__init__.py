"""Seal what a run saw so that somebody else can check it, and check what somebody else sealed.

From the bottom up: `canonical` bytes, `pack` (lines in gzip), `merkle` trees, `keys`, `dsse` envelopes around a
`statement`, `note` (checkpoints), `log` (the history of runs), `sealing`, `bundle` (one file for an auditor), `verify`.
"""


class EvidenceError(Exception):
    """The base of everything that can be wrong with evidence; its text is a sentence for people."""
