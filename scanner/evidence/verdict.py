"""What each layer of a check shows: the words that all layers and their conclusion have in common."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["ok", "open", "unknown", "fails", "skipped"]
"""`open`: not known, by what the verifier supplied or asked for; it does not decide, and the sentence says it."""


class Found(NamedTuple):
    """What a layer showed, before it has its name."""

    state: State
    said: str
    verdict: str = ""
    code: int = 0


@dataclass(frozen=True)
class Layer:
    """What one layer showed."""

    name: str
    state: State
    said: str
    verdict: str = ""
    """What follows for the whole, where it is not what usually follows from this state of this layer."""
    code: int = 0
    """The exit code where it is unknown, likewise; 0: the usual one."""
