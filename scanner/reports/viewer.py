"""The viewer: one page for any bundle, which is verified in the browser and then read. Nothing of a run is in it.

Its verifier is ours in JavaScript (`script/viewer`); the words of the verdict are those of `scanner.evidence.verdict`.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

from scanner.evidence import instructions
from scanner.evidence.verdict import LAYERS, Layer, State, conclude
from scanner.program import version
from scanner.reports.html import source

VERIFIER: Final = ("bytes", "inflate", "archive", "signed", "merkle", "bundle", "log", "verify")
"""The files in `script/viewer/` that verify, in the order in which they need each other."""


def verifier() -> str:
    """The verifier alone: `verify.js` and what it needs, with the words that it says."""
    parts = "\n".join(source(f"script/viewer/{name}.js") for name in VERIFIER)
    return f"const WORDS = {json.dumps(words(), sort_keys=True)};\n{parts}"


def words() -> Mapping[str, Any]:
    """What follows from the layers, sentence by sentence, and what this version writes into a bundle unsigned."""
    whole, unanchored = _said("", "ok"), _said("log", "open").partition("\n")[0]
    return {
        "layers": LAYERS,
        "verified": whole,
        "unanchored": unanchored,
        "fails": {name: _said(name, "fails") for name in LAYERS},
        "unknown": {name: _said(name, "unknown") for name in LAYERS},
        "open": {name: said for name in LAYERS if (said := _left_open(name))},
        "steps": sha256(instructions.text()).hexdigest(),
        "version": version(),
    }


def _said(name: str, state: State) -> str:
    """The sentence where one layer is in this state and all others are well."""
    return conclude(Layer(each, state if each == name else "ok", "") for each in LAYERS)[1]


def _left_open(name: str) -> str:
    with suppress(KeyError):  # it has no such state
        return _said(name, "open").partition("\n")[2]
    return ""
