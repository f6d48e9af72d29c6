"""What each layer of a check shows, and what follows from all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["ok", "open", "unknown", "fails", "skipped"]
"""`open`: not known, by what the verifier supplied or asked for; it does not decide, and the sentence says it."""

LAYERS: Final = ("container", "signature", "evidence", "findings", "program", "log", "unsigned")
"""The layers, in the order in which they are checked."""


class Found(NamedTuple):
    """What a layer showed, before it has its name."""

    state: State
    said: str
    verdict: str = ""


@dataclass(frozen=True)
class Layer:
    """What one layer showed."""

    name: str
    state: State
    said: str
    verdict: str = ""
    """What follows for the whole, where it is not what usually follows from this state of this layer."""


def conclude(layers: Iterable[Layer]) -> tuple[int, str]:
    """The exit code and the sentence: 0 verified, 1 not verified, 2 intact but not trusted or not replayed.

    What is left open where it is verified has a line each: without an anchor it is verified as far as the key reaches.
    """
    found = {layer.name: layer for layer in layers}
    if tuple(found) != LAYERS:
        return 1, "NOT VERIFIED. Not every layer was checked."
    for state, code, usual in (("fails", 1, _FAILS), ("unknown", 2, _UNKNOWN)):
        for layer in found.values():
            if layer.state == state:
                return code, layer.verdict or usual[layer.name]
    if any(layer.state == "skipped" for layer in found.values()):
        return 1, "NOT VERIFIED. Not every layer was checked."
    rest = [layer.verdict or _OPEN[layer.name] for layer in found.values() if layer.state == "open"]
    return 0, "\n".join((_VERIFIED if found["log"].state == "ok" else _UNANCHORED, *rest))


_FAILS: Final[Mapping[str, str]] = {
    "container": "NOT VERIFIED. It is damaged, or was made to do damage.",
    "signature": "NOT VERIFIED. It is not signed with a key that you trust.",
    "evidence": "NOT VERIFIED. The evidence was changed after it was signed.",
    "findings": "NOT VERIFIED. The findings are not those that were signed, or not what the evidence says.",
    "program": "NOT VERIFIED. What made it cannot be told.",
    "log": "NOT VERIFIED. The log was cut or rewritten, or is another one.",
    "unsigned": "NOT VERIFIED. It holds files that nobody signed and that do not follow from the evidence.",
}
_UNKNOWN: Final[Mapping[str, str]] = {
    "container": "Nothing to verify: no run has been sealed in it.",
    "signature": "Intact, but not trusted. Anybody could have made it.",
    "evidence": "Not all of the evidence could be checked.",
    "findings": "Intact and signed, but the findings were not computed again.",
    "program": "Intact and signed, but not made by the program that you have.",
    "log": "Intact and signed, but its log could not be checked.",
    "unsigned": "Intact and signed, but there are files in it that could not be checked.",
}
_OPEN: Final[Mapping[str, str]] = {
    "findings": "Not all findings were computed again.",
    "program": "The program that made it was not compared with yours.",
    "log": "No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.",
    "unsigned": "What lies beside the evidence is not signed and was not checked.",
}
_VERIFIED: Final = "Verified. Trust rests on the key and, for the nights up to it, on the anchor that you supplied."
_UNANCHORED: Final = "Verified. Trust rests on the key that you supplied."
