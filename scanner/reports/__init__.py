"""Reports: a night in, bytes out. Whoever adds one makes a `Report` and names its module in `safeguard.reports`.

A renderer reads the night and nothing else. Its imports are inside: whoever lists the formats pays for none of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.reports.night import Night


@dataclass(frozen=True, slots=True)
class Report:
    """A way to write a night down."""

    format: str
    """Its name on the command line."""
    suffix: str
    """Of its files: `.html`."""
    render: Callable[["Night"], Iterator[bytes]]
    """The bytes, piece by piece; the same night gives the same bytes."""


def _later(module: str) -> Callable[["Night"], Iterator[bytes]]:
    def render(night: "Night") -> Iterator[bytes]:
        chunks: Iterator[bytes] = import_module(f"scanner.reports.{module}").render(night)
        return chunks

    return render


HTML = Report("html", ".html", _later("html"))
JSON = Report("json", ".json", _later("as_json"))
TERMINAL = Report("terminal", ".txt", _later("terminal"))


def load_reports(plugins: Collection[str] = ()) -> Mapping[str, Report]:
    """Every format of ours and of the distributions named, by its name.

    Raises:
        PluginError: two reports write one format, or one cannot be loaded.
    """
    from importlib.metadata import entry_points  # costs more than all that is above

    from scanner.plugins import OURS, PluginError  # pulls in checks and collectors

    found: dict[str, tuple[Report, str]] = {}
    for point in entry_points(group="safeguard.reports"):
        if not point.dist or point.dist.name not in {OURS, *plugins}:
            continue
        try:
            module = point.load()
        except ImportError as err:
            raise PluginError(f"the plugin {point.name} ({point.value}) cannot be loaded: {err.msg}") from err
        for report in (v for v in vars(module).values() if isinstance(v, Report)):
            known = found.setdefault(report.format, (report, point.value))
            if known[0] is not report:
                raise PluginError(f"two reports are called “{report.format}”: {known[1]} and {point.value}; remove one")
    return {name: report for name, (report, _) in sorted(found.items())}
