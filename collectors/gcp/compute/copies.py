"""Copies that somebody else tells of, or nobody yet. Pure."""

from collections.abc import Iterator
from typing import Final

from collectors.gcp.read import Project, rows
from scanner.answers import Got, gaps
from scanner.facts import Backup, Fact

_VAULTS: Final = Got("not-asked", "what Backup and DR holds")


def copies_unasked(whole: Project, question: str, kind: str) -> Iterator[Fact]:
    """Whether Backup and DR has a copy is not asked yet: of what is listed, nobody may say that there is none."""
    if rows(whole.answers.one(question)):
        yield from gaps(whole.target, kind, _VAULTS, (Backup, "copy"))
