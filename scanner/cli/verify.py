"""`safeguard verify`: whether a bundle or a store is what was signed, by whom, and whether all of it is there."""

import os
import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scanner import paths
from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.reports.drawing import room
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.cli.flaws import Flaws
    from scanner.evidence.chain import Keyring
    from scanner.evidence.note import Checkpoint
    from scanner.evidence.sealed import SealedRun
    from scanner.evidence.verify import Layer
    from scanner.replay import Load
    from scanner.stores import Reader

_MARKS: Final = {
    "ok": ("✓", "ok", "ok"),
    "open": ("○", "o", "open"),
    "unknown": ("?", "?", "unknown"),
    "fails": ("✗", "x", "fails"),
    "skipped": ("–", "-", "skipped"),  # noqa: RUF001  # a dash, on purpose
}
_NUMBER: Final = re.compile(r"(?:sha256:)?([0-9a-f]{32,64})", re.IGNORECASE)
_SHORT: Final = re.compile(r"(?:sha256:)?([0-9a-f]{4,31})", re.IGNORECASE)
_TARGET: Final = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:")
_DIGITS: Final = 64
_ENDLESS: Final = 1_000_000
_LIMITS: Final = "It shows what was asked and answered. It does not show that the declared scope is all there is."


@click.command("verify", cls=shared.Command)
@click.argument("source", metavar="BUNDLE|STORE")
@click.option(
    "--key",
    "--genesis",
    "keys",
    multiple=True,
    metavar="NUMBER|FILE",
    help="What you trust: the number of a keyring or key (64 digits, at least the first 32 of them), or its file.",
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A checkpoint of the log that was kept elsewhere.",
)
@click.option(
    "--all", "every", is_flag=True, help="Of a store: compute the findings of every run again, not of the last."
)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON: layers, the log, findings that differ.")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own safeguard.yaml, whose plugins may judge again. Without it none is loaded, whatever lies here.",
)
@click.pass_obj
def verify(screen: Screen, /, source: str, keys: Sequence[str], anchors: Sequence[Path], **options: Any) -> int:
    """Check a bundle or a store, layer by layer, offline.

    Exit codes: 0 verified, 1 not verified, 2 intact but not trusted, incomplete or not computed again, 3 usage, 4 not
    finished: nothing may be concluded.
    """
    from scanner.cli import verified
    from scanner.cli.flaws import Flaws
    from scanner.evidence import verify as proof
    from scanner.plugins.installed import tool
    from scanner.replay.altered import altered
    from scanner.replay.before import replay_in_order

    place = _there(source)
    rings = [name for name in keys if _is_keyring(name)]
    trust = proof.Trust(
        keys=frozenset(_trusted([name for name in keys if name not in rings], place)),
        keyring=_own(rings),
        anchors=tuple(_anchor(anchor, place) for anchor in anchors),
        program=tool(),
    )
    flaws = Flaws()
    load = _load(options["config"], flaws if screen.debug else None)
    again: dict[str, proof.Replay] = {}

    def replay(run: "SealedRun") -> proof.Replay:
        return again.setdefault(run.record.run, replay_in_order(run, load))

    layers = list(proof.verify(place, trust, replay, altered=altered, all_runs=options["every"]))
    flaws.show(screen)
    code, sentence = proof.conclude(layers)
    held = verified.held(place, again, trust) if code != 1 else []
    if options["as_json"]:
        screen.answer(verified.as_json(code, sentence, layers, held, again))
        return code
    shown = [*_layers(layers, screen)]
    runs = [*verified.lines(held), ""] if held else []
    screen.answer("\n".join([sentence, "", *shown, ""] if code == 1 else [*shown, "", *runs, sentence]))
    # Else there is nothing in it yet, or it is newer than this program; or the layer of the findings says what helps.
    if layers[0].state != "unknown" and (code == 1 or not keys or _again(layers)):
        for line in _next(code, source, place, trusted=bool(keys), anchored=bool(anchors)):
            screen.answer(line)
    return code


def _load(config: Path | None, flaws: "Flaws | None") -> "Load":
    """What judges again: our checks, and of the run's plugins those that the verifier's own file names."""
    from scanner import plugins
    from scanner.config import load_config

    allowed = load_config(config).plugins if config else ()

    def load(named: Sequence[str]) -> plugins.Registry:
        registry = plugins.load([name for name in named if name in allowed])
        return flaws.heard(registry) if flaws else registry

    return load


def _layers(layers: "Sequence[Layer]", screen: Screen) -> Iterator[str]:
    for layer in layers:
        mark, ascii_, word = _MARKS[layer.state]
        head = f"{f'  {screen.mark(mark, ascii_)} {word}':<12} {layer.name:<9}  "
        first, *more = visible(layer.said, lines=True).split("\n")
        for number, line in enumerate((first, *(rest.strip() for rest in more))):
            yield from _folded(line, head if number == 0 else " " * len(head))


def _folded(line: str, head: str) -> list[str]:
    """A line behind its head, as wide as the terminal; in a pipe whole."""
    return textwrap.wrap(
        line,
        max(room(_ENDLESS), len(head) + 16),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _again(layers: "Sequence[Layer]") -> bool:
    """The findings were computed again: where they were not, a checkpoint would not help."""
    return all(layer.state != "unknown" for layer in layers if layer.name == "findings")


def _next(code: int, source: str, place: Path, *, trusted: bool, anchored: bool) -> Iterator[str]:
    named = visible(shlex.quote(source))
    if code == 1:
        yield "Use nothing from it. Keep it as it is, and ask for the original by another way."
    elif not trusted:
        lying = _lying(place)
        if not lying:
            return
        for what, name in lying:
            yield f"  {what}  {name}"
        yield "Compare it with what you were told by telephone or letter."
        yield f"Next: safeguard verify {named} --key NUMBER   when it agrees"
    elif not anchored:
        yield f"Next: safeguard verify {named} --key NUMBER --anchor FILE   with a checkpoint that was kept elsewhere"
    else:
        yield _LIMITS


def _there(source: str) -> Path:
    path = Path(source.removeprefix("file:"))
    if paths.is_there(path) and not os.access(path, os.R_OK | (os.X_OK if paths.is_folder(path) else 0)):
        raise CommandError(f"{visible(source)} may not be read by you: nothing was checked")
    if not paths.is_there(path):
        # What was meant as a target may hold a password.
        shown = f"{target[0]}…" if (target := _TARGET.match(source)) else source
        raise CommandError(
            f"“{visible(shown)}” does not exist\n"
            "  Give a bundle (from `safeguard bundle export`) or the folder of a store."
        )
    if paths.is_there(path / "bagit.txt") and not paths.is_there(path / "store.json"):
        raise CommandError(
            f"{visible(source)} is a bundle that was unpacked: nothing was checked\n"
            "  Give the ZIP that it came out of: that is what is checked, and it is never unpacked for it."
        )
    return path


def _anchor(path: Path, place: Path) -> "Checkpoint":
    from scanner.evidence import EvidenceError
    from scanner.evidence.history import read_anchor

    data = _read(path)
    if paths.resolved(path).is_relative_to(paths.resolved(place)):
        raise CommandError(
            f"--anchor {visible(str(path))} lies in what it is to vouch for, so it shows nothing\n"
            "  Give a checkpoint that somebody else has kept: from a job's log, a ticket, a mail."
        )
    try:
        return read_anchor(data, f"--anchor {path}")
    except EvidenceError as err:
        raise CommandError(f"{err}\n  Nothing was checked.") from None


def _trusted(named: Sequence[str], place: Path) -> Iterator[str]:
    for name in named:
        bare = name.replace(" ", "")
        digits = _NUMBER.fullmatch(bare)
        if not digits and (short := _SHORT.fullmatch(bare)) and not paths.is_there(Path(name)):
            raise CommandError(
                f"--key {visible(name)}: these are {len(short[1])} of {_DIGITS} digits, and another key can begin so\n"
                "  Ask for all of them: `safeguard keys show` prints them where the key is."
            )
        yield _whole(digits[1].lower(), place) if digits else _from_file(Path(name), place)


def _from_file(path: Path, place: Path) -> str:
    """The number of the key in a PEM file, or the number that a file of text holds."""
    from scanner.evidence import keys

    data = _read(path)
    if b"-----BEGIN PUBLIC KEY-----" in data:
        try:
            return keys.keyid(keys.from_pem(data, str(path)))
        except keys.PublicKeyError as err:
            raise CommandError(str(err)) from None
    found = _NUMBER.search(data.decode("ascii", "replace"))
    if not found:
        raise CommandError(f"{visible(str(path))} holds neither a public key in PEM nor a key's number (64 digits)")
    return _whole(found[1].lower(), place)


def _whole(digits: str, place: Path) -> str:
    """The name of a key from its number; of one cut short only where such a key lies there."""
    full = next((name for _, name in _lying(place) if name.removeprefix("SHA256:").startswith(digits)), "")
    if not full and len(digits) < _DIGITS:
        raise CommandError(f"no key that came along begins with {digits}: give all {_DIGITS} digits of the number")
    return full or f"SHA256:{digits}"


def _lying(place: Path) -> list[tuple[str, str]]:
    """What came along that may be trusted: a keyring by the first of its versions, and keys.

    Nothing where it cannot be read, for which `verify` has the words.
    """
    from scanner.evidence import EvidenceError
    from scanner.evidence.bundle import open_bundle
    from scanner.stores import StoreError
    from scanner.stores.opening import open_store

    try:
        if place.is_dir():
            return [*_named(open_store(place))]
        with open_bundle(place) as bundle:
            return [*_named(bundle)]
    except (EvidenceError, StoreError):
        return []


def _named(reader: "Reader") -> Iterator[tuple[str, str]]:
    from scanner.evidence import adopted, keys

    if ring := adopted.lying_in(reader):
        yield from (("Keyring", f"SHA256:{version.digest}") for version in ring.versions[:1])
    yield from (("Key    " if ring else "Key", name) for name in sorted(keys.lying_in(reader)))


def _is_keyring(name: str) -> bool:
    """Tell whether it names the file of a keyring."""
    path = Path(name)
    return paths.is_file(path) and _read(path).startswith(b'{"payload":')


def _own(named: Sequence[str]) -> "Keyring | None":
    """The verifier's own copy of the keyring, by which it is checked."""
    from scanner.cli import keyring
    from scanner.evidence import EvidenceError
    from scanner.evidence.chain import longer

    found: Keyring | None = None
    for name in named:
        try:
            found = longer(found, keyring.read(Path(name)), f"in {name}")
        except EvidenceError as err:
            raise CommandError(f"--key {visible(name)}: {err}\n  Nothing was checked.") from None
    if found and not found.versions:
        raise CommandError(f"--key {visible(named[0])}: its first version is pending, so it counts for nothing")
    return found


def _read(path: Path) -> bytes:
    from scanner.paths import open_regular

    try:
        with open_regular(path) as file:
            return file.read(1 << 16)
    except OSError as err:
        raise CommandError(f"{visible(str(path))} cannot be read: {err.strerror}") from None
