"""What a scan leaves behind once its run is sealed: reports, and what is said at the end."""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import output
from scanner.cli.failures import CommandError, NotStoredError
from scanner.cli.screen import Screen

if TYPE_CHECKING:
    from scanner.cli.selection import Selection
    from scanner.config import Config
    from scanner.night import Night
    from scanner.reports import Report
    from scanner.run import Outcome
    from scanner.stores import Store


@dataclass(frozen=True)
class Ended:
    """A scan whose run is sealed."""

    outcome: "Outcome"
    store: "Store"
    uri: str
    """Of the store, as it was named."""
    config: "Config"
    selected: "Selection"
    code: int

    @cached_property
    def night(self) -> "Night":
        """The run as reports read it: from the store, not from memory."""
        from scanner.cli.place import find
        from scanner.night import night

        run = find(self.store, self.outcome.run)
        head = self.outcome.sealed.entry.checkpoint
        return night(run, head, organisation=self.config.organisation, own=True)


def formats(files: Sequence[Path], config: "Config") -> Mapping[Path, "Report"]:
    """Which report goes into which file. Raises CommandError for what cannot be written, before anything is asked."""
    from scanner.reports import load_reports

    by_suffix = {report.suffix: report for report in load_reports(config.plugins).values()} if files else {}
    for file in files:
        if file.suffix not in by_suffix:
            raise CommandError(
                f"--report {file}: its suffix says which report it is, and none is “{file.suffix}”\n"
                f"  There are: {', '.join(sorted(by_suffix))}"
            )
        output.check(file)
    return {file: by_suffix[file.suffix] for file in files}


def write(ended: Ended, wanted: Mapping[Path, "Report"]) -> list[tuple[str, str]]:
    """Write the reports that were asked for, and the HTML one into the store; say what lies where.

    Where nothing is configured a bundle goes beside it: whoever tries this out wants one file that proves something.
    """
    from scanner.evidence import EvidenceError
    from scanner.stores import StoreError

    try:
        return list(_written(ended, wanted))
    except (CommandError, EvidenceError, StoreError, OSError) as err:
        said = f"its report could not be written: {err.strerror}" if isinstance(err, OSError) else str(err)
        raise _sealed(ended, said) from err


def _written(ended: Ended, wanted: Mapping[Path, "Report"]) -> Iterator[tuple[str, str]]:
    from scanner.reports import HTML

    folder = f"reports/{ended.outcome.run}"
    ended.store.create(f"{folder}/report.html", b"".join(HTML.render(ended.night)))
    yield "Report", f"{ended.uri}/{folder}/report.html"
    for file, report in wanted.items():
        output.write(file, report.render(ended.night))
        yield "", str(file)
    if ended.config.file is None:
        _bundle(ended, f"{folder}/bundle.zip")
        yield "Bundle", f"{ended.uri}/{folder}/bundle.zip"


def _sealed(ended: Ended, said: str) -> NotStoredError:
    """What went wrong once the run was sealed, and that it is."""
    run, entry = ended.outcome.run, ended.outcome.sealed.entry.sequence
    return NotStoredError(
        f"{said}\n  The run itself is sealed: {run}, entry {entry} of the log.\n"
        f"  Next: safeguard report {run} --output report.html"
    )


def show(ended: Ended, files: Sequence[tuple[str, str]], screen: Screen, *, as_json: bool) -> None:
    """Print the summary, or the report as JSON, and what to do next. That nobody reads it changes nothing.

    Raises:
        NotStoredError: stdout does not take it.
    """
    try:
        (_json if as_json else _summary)(ended, files, screen)
    except BrokenPipeError:
        screen.leave()
    except OSError as err:
        screen.leave()
        raise _sealed(ended, f"the answer could not be written to stdout: {err.strerror}") from err
    for word, (command, why) in zip(("Next: ", "      "), _next(ended), strict=False):
        screen.talk(f"{word}{screen.strong(command)}   {why}")


def _json(ended: Ended, files: Sequence[tuple[str, str]], screen: Screen) -> None:
    from scanner.reports import JSON

    for what, where in files:
        screen.talk(f"{what:<8}{where}")
    for piece in JSON.render(ended.night):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _summary(ended: Ended, files: Sequence[tuple[str, str]], screen: Screen) -> None:
    from scanner.reports.console import console
    from scanner.reports.terminal import Ending, print_night

    print_night(ended.night, console(sys.stdout, screen.color), Ending(tuple(files), ended.code))


def _next(ended: Ended) -> Iterator[tuple[str, str]]:
    """At most two commands, each with its reason: what would make more seen, then what to do about what was."""
    coverage = ended.outcome.assessment.coverage
    if unseen := sum(u.findings for u in coverage.unseen if (u.reason, u.needs) == ("denied", "root")):
        yield (
            "safeguard scan --sudo",
            f"to see the {unseen} that need root: one read-only script does, safeguard does not",
        )
    if ended.config.file is None:
        yield "safeguard init", "to add clouds, hosts and devices"
    totals = coverage.totals
    if totals["fail"]:
        yield "safeguard findings --fix", "for what to do about each"
    elif totals["not_assessed"]:
        yield "safeguard findings", "for what could not be seen, and why"
    yield f"safeguard bundle export {ended.outcome.run} --output run.zip", "for the auditor"


def _bundle(ended: Ended, key: str) -> None:
    from scanner.evidence.export import export

    # In the store's own place for what is not finished: in a container nothing else may be writable.
    folder = ended.store.spool(f"bundle-{ended.outcome.run}")
    try:
        export(ended.store, [ended.outcome.run], folder / "bundle.zip")
        ended.store.create(key, folder / "bundle.zip")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
