"""What a target shows to prove who it is, for a person to compare before anybody trusts it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

State: TypeAlias = Literal["unknown", "known", "changed", "revoked"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One key of a target."""

    where: str
    """Host and port."""
    kind: str
    """`ssh-ed25519`."""
    fingerprint: str
    """As the machine's own tools print it."""
    state: State
    """What is known of it here."""
    line: str
    """What to add to the file to trust it."""
    file: Path | None
    """Where that file is; None where none is named."""
    compare: str
    """What to type at the machine itself to see the same fingerprint."""


@dataclass(frozen=True, slots=True)
class Installable:
    """A program that a host may keep, so that an account needs the right to run that one alone."""

    text: bytes
    path: str
    """Where it goes unless somebody says otherwise."""
