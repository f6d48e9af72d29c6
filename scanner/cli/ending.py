"""What a scan leaves behind once its run is sealed: reports, and what is said at the end."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import output
from scanner.cli.failures import CommandError, NotStoredError, StoppedError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.evidence.sealing import Sealed
    from scanner.reports import Report
    from scanner.reports.night import Night
    from scanner.stores import Store


@dataclass(frozen=True)
class Ended:
    """A scan whose run is sealed."""

    run: str
    sealed: "Sealed"
    store: "Store"
    uri: str
    """Of the store, as it was named."""
    config: "Config"
    where: str = ""
    """Which store and safeguard.yaml were named, for the commands to type next."""

    @cached_property
    def night(self) -> "Night":
        """The run as reports read it: from the store, not from memory."""
        from scanner.cli.place import find
        from scanner.reports.night import night

        run = find(self.store, self.run)
        head = self.sealed.entry.checkpoint
        return night(run, head, own=True)


def formats(files: Sequence[Path], config: "Config") -> Mapping[Path, "Report"]:
    """Which report goes into which file. Raises CommandError for what cannot be written, before anything is asked."""
    from scanner.reports import load_reports

    by_suffix = {report.suffix: report for report in load_reports(config.plugins).values()} if files else {}
    for file in files:
        if file.suffix not in by_suffix:
            raise CommandError(
                f"--report {visible(str(file))}: its suffix says which report it is,"
                f" and none is “{visible(file.suffix)}”\n"
                f"  There are: {', '.join(sorted(by_suffix))}"
            )
        output.check(file)
    return {file: by_suffix[file.suffix] for file in files}


@contextmanager
def told(ended: Ended) -> Iterator[None]:
    """Where a signal ends this, say that the run is sealed all the same."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError(signal.SIGINT, _sealed(ended, "Stopped.")) from None
    except StoppedError as err:
        raise StoppedError(err.number, _sealed(ended, "Stopped.")) from None


@dataclass(frozen=True, slots=True)
class Written:
    """Which files a scan wrote, and what could not be written."""

    files: tuple[tuple[str, str], ...]
    """What and where."""
    failed: tuple[str, ...]
    """A sentence for each that is missing."""


def write(ended: Ended, wanted: Mapping[Path, "Report"]) -> Written:
    """Write the reports that were asked for, and the HTML one into the store; each whole or not at all.

    Where nothing is configured a bundle goes beside it: whoever tries this out wants one file that proves something.
    """
    from scanner.evidence import EvidenceError
    from scanner.stores import StoreError

    files, failed = [], []
    for what, where, put in _due(ended, wanted):
        try:
            put()
        except (CommandError, EvidenceError, StoreError) as err:
            failed.append(str(err))
        except OSError as err:
            failed.append(f"{where} was not written: {err.strerror}")
        else:
            files.append((what, where))
    return Written(tuple(files), tuple(dict.fromkeys(failed)))


def _due(ended: Ended, wanted: Mapping[Path, "Report"]) -> Iterator[tuple[str, str, Callable[[], None]]]:
    from scanner.cli import place

    yield from _anchors(ended)
    folder = f"reports/{ended.run}"
    page, bundle = f"{folder}/report.html", f"{folder}/bundle.zip"
    yield "Report", place.within(ended.uri, page), lambda: _spooled(ended, page, partial(_page, ended))
    for file, report in wanted.items():
        yield "", str(file), partial(_file, file, report, ended)
    if ended.config.file is None:
        yield "Bundle", place.within(ended.uri, bundle), lambda: _spooled(ended, bundle, partial(_bundle, ended))


def _anchors(ended: Ended) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """Where safeguard.yaml wants the checkpoint to go; what cannot be planted is said, and the night stands."""
    from scanner.evidence import note
    from scanner.evidence.planting import anchor_key

    wanted, data = ended.config.anchors, ended.sealed.entry.checkpoint
    key = anchor_key(note.read_note(data, "the checkpoint").checkpoint)
    for uri in wanted.to:
        yield "Anchor", f"{uri}/{key}", partial(_plant, ended, uri)
    if wanted.timestamp:
        yield from _stamping(ended)


def _stamping(ended: Ended) -> Iterator[tuple[str, str, Callable[[], None]]]:
    from scanner.evidence import EvidenceError
    from scanner.stores import StoreError
    from scanner.timestamping import name_of

    try:
        due = _due_again(ended)
    except (EvidenceError, StoreError) as err:
        yield "Stamped", "", partial(_refuse, err)
        return
    if due:
        yield "Stamped", f"by {name_of(ended.config.anchors.timestamp)}", partial(_stamp, ended)


def _refuse(err: Exception) -> None:
    raise err


def _plant(ended: Ended, uri: str) -> None:
    from scanner.evidence.planting import plant
    from scanner.stores.opening import open_store

    plant(open_store(uri, create=True, plugins=ended.config.plugins), ended.sealed.entry.checkpoint)


def _stamp(ended: Ended) -> None:
    from scanner.timestamping import stamp

    stamp(ended.store, ended.config.anchors.timestamp, ended.sealed.entry.checkpoint)


def _due_again(ended: Ended) -> bool:
    """The youngest timestamp covers no night that is young enough."""
    from scanner.evidence.nights import interval
    from scanner.timestamping import newest

    last, now = newest(ended.store), ended.sealed.record.place.sealed
    every = interval(ended.config.anchors.timestamp_every)
    return not last or datetime.fromisoformat(now) - datetime.fromisoformat(last) >= every


def _file(file: Path, report: "Report", ended: Ended) -> None:
    output.write(file, report.render(ended.night))


def _sealed(ended: Ended, said: str) -> str:
    """What could not be written once the run was sealed, and that it is."""
    run, entry = ended.run, ended.sealed.entry.sequence
    return (
        f"{said}\n  The run itself is sealed: {run}, entry {entry} of the log.\n"
        f"  Next: safeguard report {run} --output report.html{ended.where}"
    )


def show(ended: Ended, written: Written, screen: Screen, *, code: int, as_json: bool) -> None:
    """Print the summary, or the report as JSON, and what to do next. That nobody reads it changes nothing.

    Raises:
        NotStoredError: stdout does not take it.
        NotStoredError: all was shown, and a file could not be written.
    """
    try:
        if as_json:
            _json(ended, written.files, screen)
        else:
            _summary(ended, written.files, screen, code)
    except BrokenPipeError:
        screen.leave()
    except OSError as err:
        screen.leave()
        raise NotStoredError(_sealed(ended, f"the answer could not be written to stdout: {err.strerror}")) from err
    if written.failed:
        raise NotStoredError(_sealed(ended, "\n  ".join(written.failed)))
    for word, (command, why) in zip(("Next: ", "      "), _next(ended), strict=False):
        screen.talk(f"{word}{screen.strong(command)}   {why}")


def _json(ended: Ended, files: Sequence[tuple[str, str]], screen: Screen) -> None:
    from scanner.reports import JSON

    for what, where in files:
        screen.talk(f"{what:<8}{where}")
    for piece in JSON.render(ended.night):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _summary(ended: Ended, files: Sequence[tuple[str, str]], screen: Screen, code: int) -> None:
    from scanner.reports.console import console
    from scanner.reports.terminal import Ending, print_night

    print_night(ended.night, console(sys.stdout, screen.color), Ending(tuple(files), code, ended.where))


def _next(ended: Ended) -> Iterator[tuple[str, str]]:
    """At most two commands, each with its reason: what would make more seen, then what to do about what was."""
    coverage = ended.night.coverage
    if unseen := sum(u.findings for u in coverage.unseen if (u.reason, u.needs) == ("denied", "root")):
        yield (
            f"safeguard scan --sudo{ended.where}",
            f"to see the {unseen} that need root: one read-only script does, safeguard does not",
        )
    if ended.config.file is None:
        yield "safeguard init", "to add clouds, hosts and devices"
    totals = coverage.totals
    if totals["fail"]:
        yield f"safeguard findings --fix{ended.where}", "for what to do about each"
    elif totals["not_assessed"]:
        yield f"safeguard findings{ended.where}", "for what could not be seen, and why"
    yield f"safeguard bundle export {ended.run} --output run.zip{ended.where}", "for the auditor"


def _page(ended: Ended, path: Path) -> None:
    from scanner.reports import HTML

    with path.open("xb") as file:
        file.writelines(HTML.render(ended.night))


def _bundle(ended: Ended, path: Path) -> None:
    from scanner.evidence.export import export

    export(ended.store, [ended.run], path)


def _spooled(ended: Ended, key: str, write: Callable[[Path], None]) -> None:
    """Put what is written into a file: it may be large, and need not be in memory."""
    from scanner.stores import StoreError, why

    # In the store's own place for what is not finished: in a container nothing else may be writable.
    folder = ended.store.spool(f"report-{ended.run}")
    try:
        write(folder / "whole")
        ended.store.create(key, folder / "whole")
    except OSError as err:
        raise StoreError(f"the store {ended.uri} {why(err)}. {key} was not written.") from err
    finally:
        shutil.rmtree(folder, ignore_errors=True)
