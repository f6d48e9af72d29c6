"""A night as one HTML file: no network, no other file, text from outside never anything but text."""

import base64
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scanner.check import days
from scanner.evidence import keys
from scanner.reports import page
from scanner.reports.kept import kept
from scanner.reports.night import Night
from scanner.reports.states import NEEDS_ACTION, STANDING, STATES, acts
from scanner.reports.unseen import because
from scanner.words import number, visible

if TYPE_CHECKING:
    from jinja2 import Environment

BUDGET: Final = 4 << 20
"""Bytes of answers that a page holds; with more it opens slowly. The rest lie in the bundle, and the page says so."""

SCRIPTS: Final = ("page", "table", "today", "proof", "drawer", "rule")
"""The files in `script/` that show a night, in the order in which they need each other: those of the viewer, too."""

_PIECE: Final = 48 << 10
"""Bytes that are packed before they are written."""

PACKED: Final = "findings.jsonl"
"""The signed member that may be large: it goes in as gzip, a tenth of the bytes."""

MEMBERS: Final = ("catalogue.json", "profile.json", "coverage.json")
"""Those that the page carries as they are: it shows what they say, and can check that they were signed."""


def render(night: Night) -> Iterator[bytes]:
    """The page, piece by piece."""
    style, script = _style(night), _script()
    context: dict[str, Any] = {
        "view": page.View(night),
        "policy": policy(style, script),
        "style": style,
        "script": script,
        "blocks": _blocks(night),
    }
    stream = environment().get_template("report.html.j2").stream(context)
    stream.enable_buffering(16)
    for piece in stream:
        yield piece.encode("utf-8", "backslashreplace")


def inert(data: bytes) -> str:
    """JSON as text that ends no script element: each `<` is a tab, which JSON itself never holds as it stands.

    So the page gets the exact bytes back that were signed, whatever stands in them.
    """
    return data.decode().replace("<", "\t")


def packed(pieces: Iterable[bytes]) -> Iterator[str]:
    """The bytes as gzip in base64, which ends no element either, piece by piece."""
    deflate, plain, held = zlib.compressobj(3, wbits=31), bytearray(), b""
    for piece in pieces:
        plain += piece
        if len(plain) >= _PIECE:
            held += deflate.compress(plain)
            plain.clear()
            whole = len(held) // 3 * 3
            yield base64.b64encode(held[:whole]).decode()
            held = held[whole:]
    yield base64.b64encode(held + deflate.compress(plain) + deflate.flush()).decode()


def _blocks(night: Night) -> Iterator[tuple[str, Iterable[str]]]:
    yield PACKED, packed(night.pieces())
    for name in MEMBERS:
        yield name, [inert(night.run.member(name))]
    yield "envelope", [inert(night.run.envelope)]
    yield "kept", packed(_kept(night))
    yield "page", [inert(msgspec.json.encode(_page(night)))]


def _kept(night: Night) -> Iterator[bytes]:
    """The answers that what needs action rests on, as JSON: line and proof by leaf."""
    places = (rest.leaf for finding in night.acting if acts(finding) for rest in finding.answers)
    separator = b"{"
    for one in kept(night, places, BUDGET):
        said = {"line": one.line.decode(), "path": [h.hex() for h in one.path]}
        yield separator + b'"%d":' % one.leaf + msgspec.json.encode(said)
        separator = b","
    yield b"}" if separator == b"," else b"{}"


def _page(night: Night) -> dict[str, Any]:
    """What the script needs beside the signed members."""
    public = night.public
    return {
        "run": night.record.run,
        "states": {status: state.word for status, state in STATES.items()},
        "standing": STANDING,
        "action": NEEDS_ACTION,
        "unseen": [
            {
                "reason": w.reason,
                "why": w.why,
                "asked": w.asked,
                "more": w.more,
                "advice": w.advice,
                "command": w.command,
            }
            for w in map(because, night.coverage.unseen)
        ],
        "public": base64.b64encode(public).decode(),
        "alg": keys.algorithm(public),
        "segments": night.record.evidence.segments,
    }


def _style(night: Night) -> str:
    """The style; what stands at the foot of each printed page is part of it."""
    foot = page.foot(night)
    return (
        source("report.css").replace('"@foot@"', _css_string(foot)).replace('"@label@"', _css_string(page.label(night)))
    )


def _script() -> str:
    parts = "\n".join(source(f"script/{name}.js") for name in ("embedded", *SCRIPTS, "self"))
    return f"'use strict';\n(async () => {{\n{parts}}})();\n"


def _css_string(text: str) -> str:
    r"""A string of CSS, every character of it written as `\41 `: nothing can end it."""
    return '"' + "".join(f"\\{ord(c):x} " for c in text) + '"'


def policy(style: str, script: str) -> str:
    """What a page may do: this style, this script, and nothing else."""
    ours = f"style-src '{_sha256(style)}'; script-src '{_sha256(script)}'"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def source(name: str) -> str:
    """A file of this package, as it is put into pages."""
    return (files("scanner.reports") / name).read_text("utf-8")


def _shown(value: Any) -> Any:
    """What the template prints: text that is not ours, with all that no screen shows written out."""
    from markupsafe import Markup

    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value, lines=True)


@cache
def environment() -> "Environment":
    """How our templates are read: text from outside is made visible, and is never anything but text."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["number"] = number
    made.filters["days"] = days
    return made
