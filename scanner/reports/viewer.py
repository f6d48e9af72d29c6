"""The viewer: one page for any bundle, which is verified in the browser and then read. Nothing of a run is in it.

Its verifier is ours in JavaScript (`script/viewer`), with the words of `scanner.evidence.layers`. What it shows of a
run is the report: the same template, as `compiled` makes JavaScript of it, and the same script.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from scanner.check import SEVERITIES
from scanner.evidence import instructions, keys
from scanner.evidence.layers import STEPS
from scanner.finding import Status
from scanner.program import version
from scanner.reports import proof_page, tally, unseen
from scanner.reports.compiled import function
from scanner.reports.html import SCRIPTS, environment, policy, source
from scanner.reports.states import NEEDS_ACTION, OPEN, STANDING, STATES, UNTAKEN
from scanner.reports.text import MONTHS

VERIFIER: Final = (
    *("bytes", "inflate", "archive", "signed", "merkle", "bundle", "keyring", "log"),
    *("members", "parts", "ranks", "selection", "around", "verify"),
)
"""The files in `script/viewer/` that verify, in the order in which they need each other."""

READER: Final = ("night", "seen", "view", "marks", "reading")
"""Those that make the page of a run, behind them."""


def render() -> bytes:
    """The page. The same version gives the same bytes."""
    style, script = _style(), f"'use strict';\n(() => {{\n{verifier()}\n{reader()}\n{_report()}\n{_shell()}}})();\n"
    context = {"policy": policy(style, script), "style": style, "script": script, "version": version()}
    return environment().get_template("viewer.html.j2").render(context).encode()


def verifier() -> str:
    """The verifier alone: `verify.js` and what it needs, with the words that it says."""
    return f"const WORDS = {_json(words())};\n{_files(VERIFIER)}"


def reader() -> str:
    """What makes the page of a run from its members: it needs the verifier, and gives `nightPage`."""
    return f"const SAID = {_json(said())};\n{_files(READER)}\n{function(environment(), 'night.html.j2', 'nightPage')}"


def words() -> Mapping[str, Any]:
    """The layers, what each rests on, what follows from them; and what this version writes into a bundle unsigned.

    What makes a whole that is verified is not among it: without the checks nothing is.
    """
    return {
        "layers": [step.name for step in STEPS],
        "needs": {step.name: step.needs for step in STEPS},
        "fails": {step.name: step.fails for step in STEPS},
        "unknown": {step.name: step.unknown for step in STEPS},
        "codes": {step.name: step.code for step in STEPS},
        "steps": sha256(instructions.text()).hexdigest(),
        "version": version(),
        "statuses": [*Status],
        "severities": SEVERITIES,
    }


def said() -> Mapping[str, Any]:
    """The words of a report that its modules hold in tables."""
    return {
        "states": {state: {"word": how.word, "count": how.count} for state, how in STATES.items()},
        "standing": STANDING,
        "action": NEEDS_ACTION,
        "open": OPEN,
        "untaken": UNTAKEN,
        "months": MONTHS,
        "sections": list(tally.SECTIONS.items()),
        "sorts": [(sort, *words) for sort, words in tally.WORDS.items()],
        "installed": proof_page.INSTALLED,
        "openssl": {alg: f"{kind.number}\n{kind.openssl}" for alg, kind in keys.ALGORITHMS.items()},
        "retain": (proof_page.RETAIN, proof_page.YEARS),
        "advice": {**unseen.ADVICE, "": unseen.AGAIN},
    }


def _report() -> str:
    """The report's own script, as a function of what it shows."""
    parts = "\n".join(source(f"script/{name}.js") for name in SCRIPTS)
    return f"async function report(HELD) {{\n{parts}}}\n"


def _shell() -> str:
    return source("script/viewer/pieces.js") + source("script/viewer/shell.js")


def _style() -> str:
    """Of the report, but for what stands on each printed page: the shell adds that with each run."""
    return source("report.css").replace('"@label@"', '""').replace('"@foot@"', '""') + source("viewer.css")


def _files(names: tuple[str, ...]) -> str:
    return "\n".join(source(f"script/viewer/{name}.js") for name in names)


def _json(value: Mapping[str, Any]) -> str:
    # No text in it can end the script, or stand for a line break in it.
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
