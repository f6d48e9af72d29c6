"""The entry points by which plugins come in, and whose they are."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import NamedTuple

OURS = "safeguard-scanner"
JUDGING = ("safeguard.checks", "safeguard.collectors")
GROUPS = (*JUDGING, "safeguard.reports", "safeguard.signers", "safeguard.stores")
"""The entry points by which plugins come in; the first two are what findings are computed with."""


class PluginError(Exception):
    """A plugin cannot be used; the sentence says which and why."""


class MissingPluginError(PluginError):
    """Plugins are named that are not installed; `known` are those that are."""

    def __init__(self, names: Collection[str], known: Collection[str]) -> None:
        self.names, self.known = names, known
        super().__init__(f"no plugin “{min(names)}” is installed here")


class Point(NamedTuple):
    """An entry point, and whose it is."""

    point: EntryPoint
    dist: Distribution
    owner: str

    @property
    def origin(self) -> str:
        """Name and version of what brings it."""
        return f"{self.owner} {self.dist.version}"

    @contextmanager
    def loading(self, place: str = "") -> Iterator[None]:
        """Says of which plugin it is that something cannot be imported."""
        said = f"the plugin {self.point.name} ({place or self.point.value}) cannot be loaded"
        try:
            yield
        except ImportError as err:
            raise PluginError(f"{said}: {err.msg}") from err
        except Exception as err:  # a seam: what other people's code raises while it is imported has no end
            if self.owner == OURS:
                raise
            raise PluginError(f"{said}: {type(err).__name__}") from err


def points() -> list[Point]:
    """Everybody's, of every kind. Ours first, so that in a clash the newcomer is named second."""
    every = entry_points()  # of all groups at once: every distribution that is installed is read for it
    names: dict[Distribution, str] = {}  # a name is looked for in the whole of the metadata, each time
    found = []
    for point in (point for group in GROUPS for point in every.select(group=group)):
        if point.dist:
            names[point.dist] = owner = names.get(point.dist) or point.dist.name
            found.append(Point(point, point.dist, owner))
    return sorted(found, key=lambda one: (one.owner != OURS, one.point.value))
