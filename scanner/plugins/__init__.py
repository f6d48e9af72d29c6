"""Find checks and collectors, ours and other people's, by entry point.

A plugin is a package with values in it. Ours come in by the same door as anybody's. Those of other distributions load
only when safeguard.yaml names the distribution, and never because a bundle does.
"""

import hashlib
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType

from scanner.check import Check
from scanner.collector import Collector
from scanner.plugins.lazily import Lazily
from scanner.plugins.points import GROUPS, JUDGING, OURS, MissingPluginError, PluginError, Point, points
from scanner.plugins.record import recorded

__all__ = [
    "GROUPS",
    "JUDGING",
    "OURS",
    "MissingPluginError",
    "Plugin",
    "PluginError",
    "Registry",
    "idle",
    "judging",
    "load",
]

T = TypeVar("T")


class Plugin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A distribution that a run was allowed to load."""

    name: str
    version: str
    digest: str
    """SHA-256 over its files as they lie there: names and contents, in order."""
    judges: bool | UnsetType = UNSET
    """False: it brings reports, signers or stores alone, and whoever computes the findings again need not have it."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What was found."""

    checks: Mapping[str, Check[Any, Any]]
    collectors: Mapping[str, Collector]
    """By scheme. One that a table names is imported when it is first asked for, and may raise PluginError then."""
    plugins: tuple[Plugin, ...]
    """Other people's, sorted by name."""
    brought: Mapping[str, str] = field(default_factory=dict)
    """By scheme, of the collectors that are not ours: the name and version of what brought them."""

    @property
    def judging(self) -> tuple[Plugin, ...]:
        """Those of other people that findings hang on."""
        return judging(self.plugins)


def judging(plugins: Iterable[Plugin]) -> tuple[Plugin, ...]:
    """Those that findings hang on."""
    return tuple(plugin for plugin in plugins if plugin.judges is not False)


def load(allowed: Collection[str] = ()) -> Registry:
    """Load every check of ours and of the distributions named, and find their collectors.

    Raises:
        PluginError: two checks share an id, two collectors a scheme; a named distribution is not installed.
    """
    every = points()
    known = {one.owner for one in every} - {OURS}
    if missing := set(allowed) - known:
        raise MissingPluginError(missing, known)
    usable = [one for one in every if one.owner == OURS or one.owner in allowed]
    checks: dict[str, tuple[Check[Any, Any], str]] = {}
    for check, origin in _values(usable, "safeguard.checks", Check):
        _take(checks, check.id, check, f"{check.where} ({origin})", "checks are called")
    collectors = _collectors(usable)
    return Registry(
        {i: c for i, (c, _) in sorted(checks.items())},
        Lazily({s: make for s, (make, _) in sorted(collectors.items())}),
        tuple(_others(usable)),
        {s: origin for s, (_, origin) in collectors.items() if origin.partition(" ")[0] != OURS},
    )


def idle(group: str, registry: Registry) -> list[str]:
    """Distributions that are installed, bring plugins of that kind, and are not allowed to."""
    found = {p.dist.name for p in entry_points(group=group) if p.dist}
    return sorted(found - {OURS, *(plugin.name for plugin in registry.plugins)})


def _take(found: dict[str, tuple[T, str]], key: str, value: T, origin: str, what: str) -> None:
    known = found.setdefault(key, (value, origin))
    if known[0] is not value:
        raise PluginError(
            f"two {what} “{key}”\n  {known[1]}\n  {origin}\n  Uninstall one, or rename it: an id means one thing."
        )


def _collectors(points: Iterable[Point]) -> dict[str, tuple[Callable[[], Collector], str]]:
    """By scheme what gives its collector, and who brought it. Only two of one scheme are imported to find that out."""
    found: dict[str, tuple[Callable[[], Collector], str]] = {}
    for scheme, make, origin in _offered(points):
        before, whose = found.setdefault(scheme, (make, origin))
        if before is not make:
            both = {scheme: (before(), f"{before().platform} ({whose})")}
            _take(both, scheme, make(), f"{make().platform} ({origin})", "collectors read targets of the scheme")
    return found


def _offered(points: Iterable[Point]) -> Iterator[tuple[str, Callable[[], Collector], str]]:
    """The schemes that plugins read: of each those of its table `COLLECTORS`, and no others; else of all its values."""
    for one in points:
        if one.point.group == "safeguard.collectors":
            with one.loading():
                table = getattr(one.point.load(), "COLLECTORS", None)
                places = None if table is None else dict(table)
            if places is None:
                yield from (
                    (c.scheme, partial(_itself, c), whose) for c, whose in _values([one], one.point.group, Collector)
                )
            else:
                origin = one.origin
                yield from ((scheme, partial(_placed, one, scheme, place), origin) for scheme, place in places.items())


def _itself(one: T) -> T:
    return one


def _placed(one: Point, scheme: str, place: str) -> Collector:
    """What stands at a place of a table, as `package.module:NAME`."""
    with one.loading(place):
        found = pkgutil.resolve_name(place)
    if not isinstance(found, Collector) or found.scheme != scheme:
        said = f"the plugin {one.point.name} ({place}) cannot be loaded"
        raise PluginError(f"{said}: that is no collector of “{scheme}:”")
    return found


def _values(points: Iterable[Point], group: str, wanted: type[T]) -> Iterator[tuple[T, str]]:
    for one in points:
        if one.point.group == group:
            origin = one.origin
            for module in _modules(one):
                yield from ((value, origin) for value in vars(module).values() if isinstance(value, wanted))


def _modules(one: Point) -> Iterator[ModuleType]:
    with one.loading():
        package = one.point.load()
        yield package
        installed = _installed(one.dist)
        # Ours stand at the top, and what lies below loads SDKs; of others nothing is missed wherever it stands.
        look = pkgutil.iter_modules if one.owner == OURS else pkgutil.walk_packages
        for found in look(getattr(package, "__path__", ()), f"{package.__name__}."):
            # A file that somebody else put beside them is not theirs, and does not run.
            if package.__name__ not in installed or found.name in installed:
                yield importlib.import_module(found.name)


def _installed(dist: Distribution) -> frozenset[str]:
    """The modules that the installer recorded; empty where it recorded none, as for a working tree."""
    files = (PurePosixPath(name).with_suffix("") for name in recorded(dist) if name.endswith(".py"))
    return frozenset(".".join(f.parts[:-1] if f.name == "__init__" else f.parts) for f in files)


def _others(points: Collection[Point]) -> Iterator[Plugin]:
    """All that may be loaded, whatever it brings: a signer or a store holds the evidence in its hands."""
    dists = {one.owner: one.dist for one in points if one.owner != OURS}
    for name, dist in sorted(dists.items()):
        yield _plugin(dist, [one.point for one in points if one.owner == name])


def _plugin(dist: Distribution, points: Collection[EntryPoint]) -> Plugin:
    digest = hashlib.sha256()
    for name, path in sorted(_made_of(dist, points).items()):
        digest.update(f"{name}\0".encode())
        try:
            digest.update(path.read_bytes())
        except OSError as err:
            raise PluginError(f"the plugin {dist.name} is not whole: {name}: {err.strerror}") from err
    judges = UNSET if any(point.group in JUDGING for point in points) else False
    return Plugin(name=dist.name, version=dist.version, digest=digest.hexdigest(), judges=judges)


def _made_of(dist: Distribution, points: Iterable[EntryPoint]) -> dict[str, Path]:
    """What the installer recorded, and what lies in its packages: of a working tree only its place is recorded."""
    found = {name: Path(str(dist.locate_file(name))) for name in recorded(dist)}
    known = {path.resolve() for path in found.values()}
    for module in {point.module for point in points}:
        file = Path(_file(module))
        for path in sorted(file.parent.rglob("*")) if file.name == "__init__.py" else [file]:
            if path.is_file() and path.resolve() not in known:
                found[f"{module}/{path.relative_to(file.parent)}"] = path
    return {name: path for name, path in found.items() if path.suffix != ".pyc" and "__pycache__" not in path.parts}


def _file(module: str) -> str:
    """Where it lies, loaded or not."""
    if known := sys.modules.get(module):
        return known.__file__ or ""
    try:
        spec = importlib.util.find_spec(module)
    except ImportError as err:
        raise PluginError(f"the plugin {module} cannot be loaded: {err.msg}") from err
    return (spec and spec.origin) or ""
