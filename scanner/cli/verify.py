"""`safeguard verify`: whether a bundle or a store is what was signed, by whom, and whether all of it is there."""

import os
import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scanner import paths
from scanner.cli import shared, supplied, trusting
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.reports.drawing import room
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.cli.flaws import Flaws
    from scanner.evidence.chain import Keyring
    from scanner.evidence.encrypted import Plain
    from scanner.evidence.layers.seen import Trust
    from scanner.evidence.nights import Demand
    from scanner.evidence.parts import Parts
    from scanner.evidence.replayed import Followed
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
_TARGET: Final = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:")
_ENDLESS: Final = 1_000_000
_DAY: Final = click.DateTime(["%Y-%m-%d"])
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
    metavar="FILE|STORE",
    help="A checkpoint of the log that was kept elsewhere, a timestamp over one, a folder or second store of them.",
)
@click.option(
    "--tsa-cert",
    "authorities",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PEM",
    help="The certificate of an authority whose timestamps you trust.",
)
@click.option(
    "--sigstore-root",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The trust root by which to check what identities signed. Default: the one of the package sigstore.",
)
@click.option("--since", type=_DAY, metavar="DATE", help="From which day on there has to be a scan.")
@click.option("--until", type=_DAY, metavar="DATE", help="Up to which day, that one included.")
@click.option("--every", metavar="TIME", help="How often there has to be one: 1d, 12h. Default: as the house declared.")
@click.option(
    "--profile", metavar="DIGEST|FILE|NAME", help="The profile by which it has to be judged, from somewhere else."
)
@click.option(
    "--code", "codes", multiple=True, metavar="DIGEST", help="The build of a program that you know, for older runs."
)
@click.option(
    "--all", "all_runs", is_flag=True, help="Of a store: compute the findings of every run again, not of the last."
)
@shared.identity_option
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON: layers, the log, findings that differ.")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own safeguard.yaml, whose plugins may judge again. Without it none is loaded, whatever lies here.",
)
@click.pass_obj
def verify(screen: Screen, /, source: str, keys: Sequence[str], anchors: Sequence[str], **options: Any) -> int:
    """Check a bundle or a store, layer by layer, offline.

    Exit codes: 0 verified, 1 not verified, 2 intact but incomplete or not computed again, 3 usage, 4 not finished:
    nothing may be concluded, 5 intact but signed with a key that nobody said is trusted.
    """
    from scanner.beside import beside
    from scanner.cli import verified
    from scanner.cli.flaws import Flaws
    from scanner.evidence import verify as proof
    from scanner.replay.altered import altered
    from scanner.replay.before import replay_in_order
    from scanner.replay.declared import declared
    from scanner.replay.follow import follow

    place = _there(source)
    allowed = _own_settings(options)
    lying = lies(place, options["identity"])
    now = datetime.now(UTC) if _is_store(place) else None
    trust = _trust(*trusting.named(keys, lying), supplied.anchors(anchors, place, lying), options, now)
    flaws = Flaws()
    load = _load(allowed, flaws if screen.debug else None)
    again: dict[str, proof.Replay] = {}

    def replay(run: "SealedRun") -> proof.Replay:
        return again.setdefault(run.record.run, replay_in_order(run, load))

    def following(parts: "Parts") -> "Followed":
        return follow(parts, lambda _: load(allowed))  # without a scope, which would name the plugins

    layers = list(
        proof.verify(
            lying,
            trust,
            replay,
            altered=altered,
            declared=declared,
            all_runs=options["all_runs"],
            follow=following,
            beside=beside,
        )
    )
    flaws.show(screen)
    code, sentence = proof.conclude(layers)
    held = verified.held(lying, again, trust) if code != 1 else []
    if options["as_json"]:
        screen.answer(verified.as_json(code, sentence, layers, held, again))
        return code
    shown = [*_layers(layers, screen)]
    runs = [*verified.lines(held), ""] if held else []
    screen.answer("\n".join([sentence, "", *shown, ""] if code == 1 else [*shown, "", *runs, sentence]))
    # Else there is nothing in it yet, or it is newer than this program; or the layer of the findings says what helps.
    if layers[0].state != "unknown" and (code == 1 or not keys or _again(layers)):
        for line in _next(code, source, lying, trusted=bool(keys), anchored=bool(anchors or options["authorities"])):
            screen.answer(line)
    return code


def _trust(
    keys: frozenset[str],
    keyring: "Keyring | None",
    anchors: supplied.Anchors,
    options: Mapping[str, Any],
    now: datetime | None,
) -> "Trust":
    """What the verifier brings along, each looked at before anything is checked."""
    from scanner.evidence.layers.seen import Trust
    from scanner.plugins.installed import tool

    authorities = supplied.authorities(options["authorities"])
    if anchors.tokens and not authorities:
        raise CommandError(
            f"--anchor {anchors.tokens[0].name} is a timestamp: whose you trust, say with --tsa-cert PEM\n"
            "  Nothing was checked."
        )
    return Trust(
        keys=keys,
        keyring=keyring,
        anchors=anchors.checkpoints,
        program=tool(),
        codes=supplied.digests(options["codes"]),
        profile=supplied.profile(options["profile"]) if options["profile"] else None,
        authorities=authorities,
        notes=anchors.notes,
        tokens=anchors.tokens,
        demand=_demand(options["since"], options["until"], options["every"] or "", now),
    )


def _demand(since: datetime | None, until: datetime | None, every: str, now: datetime | None) -> "Demand":
    from scanner.evidence.nights import Demand, is_interval

    if every and not is_interval(every):
        raise CommandError(f"--every is “{visible(every)}”, and must be hours or days, such as 12h or 1d")
    if since and until and until < since:
        raise CommandError(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}")
    return Demand(since.date() if since else None, until.date() if until else None, every, now)


def _is_store(place: "Path | Reader") -> bool:
    """Tell whether it is written to every night; a bundle says what was so when it was made."""
    return not isinstance(place, Path) or paths.is_there(place / "store.json")


def _own_settings(options: Mapping[str, Any]) -> Sequence[str]:
    """The plugins that the verifier's own file names; and from now on, identities are checked by their trust root."""
    from scanner.config import load_config

    own = load_config(options["config"]) if options["config"] else None
    if root := options["sigstore_root"]:
        supplied.trust_root(root, "--sigstore-root")
    elif own and own.sigstore_root:
        supplied.trust_root(Path(own.sigstore_root), "sigstore_root")
    return own.plugins if own else ()


def _load(allowed: Sequence[str], flaws: "Flaws | None") -> "Load":
    """What judges again: our checks, and of the run's plugins those that are allowed."""
    from scanner import plugins

    def load(named: Sequence[str]) -> plugins.Registry:
        registry = plugins.load([name for name in named if name in allowed])
        return flaws.heard(registry) if flaws else registry

    return load


def _layers(layers: "Sequence[Layer]", screen: Screen) -> Iterator[str]:
    for layer in layers:
        mark, ascii_, word = _MARKS[layer.state]
        head = f"{f'  {screen.mark(mark, ascii_)} {word}':<12} {layer.name:<10}  "
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


def _next(code: int, source: str, place: "Path | Plain | Reader", *, trusted: bool, anchored: bool) -> Iterator[str]:
    named = visible(shlex.quote(source))
    if code == 1:
        yield "Use nothing from it. Keep it as it is, and ask for the original by another way."
    elif not trusted:
        lying = trusting.lying(place)
        if not lying:
            return
        for what, name, whose in lying:
            yield f"  {what}  {name}{whose}"
        yield "Compare it with what you were told by telephone or letter."
        yield f"Next: safeguard verify {named} --key NUMBER   when it agrees"
    elif not anchored:
        yield f"Next: safeguard verify {named} --key NUMBER --anchor FILE   with a checkpoint that was kept elsewhere"
    else:
        yield _LIMITS


def _there(source: str) -> "Path | Reader":
    from scanner.stores.opening import FAR, open_store

    if source.startswith(FAR):
        return open_store(source)
    path = Path(source.removeprefix("file:"))
    if paths.is_there(path) and not os.access(path, os.R_OK | (os.X_OK if paths.is_folder(path) else 0)):
        raise CommandError(f"{visible(source)} may not be read by you: nothing was checked")
    if not paths.is_there(path):
        # What was meant as a target may hold a password.
        shown = f"{target[0]}…" if (target := _TARGET.match(source)) else source
        raise CommandError(
            f"“{visible(shown)}” does not exist\n"
            "  Give a bundle (from `safeguard bundle export`) or a store: its folder, s3://, gs:// or azblob://."
        )
    if paths.is_there(path / "bagit.txt") and not paths.is_there(path / "store.json"):
        raise CommandError(
            f"{visible(source)} is a bundle that was unpacked: nothing was checked\n"
            "  Give the ZIP that it came out of: that is what is checked, and it is never unpacked for it."
        )
    return path


def lies(place: "Path | Reader", identities: Sequence[Path]) -> "Path | Plain | Reader":
    """Where it can be read: an encrypted bundle is decrypted, until the command ends. Raises `EvidenceError`."""
    from scanner.evidence import encrypted

    bundle = isinstance(place, Path) and paths.is_file(place)
    try:
        if not bundle:
            return _store(place, identities)
        if not isinstance(place, Path) or not encrypted.is_encrypted(place):
            return place
        found = encrypted.decrypt(place, identities)
    except encrypted.RecipientError as err:
        raise CommandError(f"{err}\n  Nothing was checked.") from None
    click.get_current_context().call_on_close(found.close)
    return found


def _store(place: "Path | Reader", identities: Sequence[Path]) -> "Path | Reader":
    """The store, as these identities open it; as it was named where none is there, for which `verify` has the words."""
    from scanner.cli.place import veiled
    from scanner.stores import StoreError
    from scanner.stores.opening import open_store

    try:
        found: Any = open_store(place) if isinstance(place, Path) else place
        shown = veiled(found, identities)
    except StoreError:
        return place
    return place if shown is found else shown
