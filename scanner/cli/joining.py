"""Several bundles, checked and joined."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import paths
from scanner.cli.exporting import Made, number
from scanner.cli.failures import CommandError
from scanner.words import counted, visible

if TYPE_CHECKING:
    from scanner.evidence.bundle import Bundle


def join(
    bundles: Sequence[Path], output: Path, recipients: Sequence[str], identities: Sequence[Path]
) -> tuple[Made, Sequence[str]]:
    """Write one bundle of these; the runs in its log of which it has nothing.

    Raises:
        CommandError: one of them is none, or does not verify.
        EvidenceError: they do not go together.
    """
    from scanner.evidence import encrypted
    from scanner.evidence.export import Picked, export
    from scanner.evidence.merging import Merged

    if len(set(map(paths.resolved, bundles))) < 2:  # noqa: PLR2004  # several
        raise CommandError("bundle merge joins several bundles: name at least two, each once")
    if paths.resolved(output) in map(paths.resolved, bundles):
        raise CommandError(f"{visible(str(output))} is one of those that are joined: name another file")
    to = encrypted.recipients(recipients) if recipients else ()
    with ExitStack() as stack:
        merged = Merged([stack.enter_context(closing(_checked(path, identities))) for path in bundles])
        picked = Picked(merged.selections, dict.fromkeys(merged.cut, ())) if merged.cut else None
        export(merged, merged.whole, output, picked, to=to)
        runs = [run for name, run in merged.logged.items() if name in {*merged.whole, *merged.cut}]
        parts = f"parts of {counted(len(merged.cut), 'run')}" if merged.cut else ""
        whole = counted(len(merged.whole), "run") if merged.whole else ""
        what = " and ".join(filter(None, (whole, parts)))
        return Made(what, runs, keyring=number(merged)), merged.missing


def _checked(path: Path, identities: Sequence[Path]) -> "Bundle":
    """The bundle in a file, once every seal of it was found good."""
    from scanner.cli.verify import lies
    from scanner.evidence.bundle import Bundle
    from scanner.evidence.replayed import Replay
    from scanner.evidence.verify import Trust, opened, verify

    shown = visible(str(path))
    if not paths.is_file(path):
        raise CommandError(f"{shown} is no bundle: there is no such file")
    source = lies(path, identities)
    for layer in verify(source, Trust(), lambda _: Replay("lacks", "left to whoever reads it")):
        if layer.state in {"fails", "skipped"}:
            raise CommandError(
                f"{shown} does not verify, so nothing was joined\n  {layer.name}: {layer.said}\n"
                f"  Next: safeguard verify {shown}"
            )
    found = opened(source)
    assert isinstance(found, Bundle)  # noqa: S101  # it is a file
    return found
