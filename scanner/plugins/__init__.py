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
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType

from scanner.check import Check
from scanner.collector import Collector
from scanner.plugins.lazily import Lazily
from scanner.plugins.record import recorded

OURS = "safeguard-scanner"
T = TypeVar("T")

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
    if missing := set(allowed) - (known := _known() if allowed else set()):
        raise MissingPluginError(missing, known)
    points = {group: [*_allowed(group, allowed)] for group in JUDGING}
    checks: dict[str, tuple[Check[Any, Any], str]] = {}
    for check, origin in _values(points["safeguard.checks"], Check):
        _take(checks, check.id, check, f"{check.where} ({origin})", "checks are called")
    collectors = _collectors(points["safeguard.collectors"])
    return Registry(
        {i: c for i, (c, _) in sorted(checks.items())},
        Lazily({s: make for s, (make, _) in sorted(collectors.items())}),
        tuple(_others(allowed)),
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


def _collectors(points: Iterable[EntryPoint]) -> dict[str, tuple[Callable[[], Collector], str]]:
    """By scheme what gives its collector, and who brought it. Only two of one scheme are imported to find that out."""
    found: dict[str, tuple[Callable[[], Collector], str]] = {}
    for point in points:
        for scheme, make in _offered(point):
            before, whose = found.setdefault(scheme, (make, _origin(point)))
            if before is not make:
                both = {scheme: (before(), f"{before().platform} ({whose})")}
                origin = f"{make().platform} ({_origin(point)})"
                _take(both, scheme, make(), origin, "collectors read targets of the scheme")
    return found


def _offered(point: EntryPoint) -> Iterator[tuple[str, Callable[[], Collector]]]:
    """The schemes that a plugin reads: those of its table `COLLECTORS`, and no others; else of all its values."""
    with _loading(point):
        table = getattr(point.load(), "COLLECTORS", None)
        places = None if table is None else dict(table)
    if places is None:
        for one, _ in _values([point], Collector):
            yield one.scheme, partial(_itself, one)
    else:
        for scheme, place in places.items():
            yield scheme, partial(_placed, point, scheme, place)


def _itself(one: T) -> T:
    return one


def _placed(point: EntryPoint, scheme: str, place: str) -> Collector:
    """What stands at a place of a table, as `package.module:NAME`."""
    with _loading(point, place):
        one = pkgutil.resolve_name(place)
    if not isinstance(one, Collector) or one.scheme != scheme:
        raise PluginError(f"the plugin {point.name} ({place}) cannot be loaded: that is no collector of “{scheme}:”")
    return one


def _known() -> set[str]:
    """The distributions that bring plugins of any kind."""
    return {p.dist.name for group in GROUPS for p in entry_points(group=group) if p.dist} - {OURS}


def _others(allowed: Collection[str]) -> Iterator[Plugin]:
    """All that may be loaded, whatever it brings: a signer or a store holds the evidence in its hands."""
    every = [p for group in GROUPS for p in _allowed(group, allowed) if p.dist and p.dist.name != OURS]
    dists = {p.dist.name: p.dist for p in every if p.dist}
    for name, dist in sorted(dists.items()):
        yield _plugin(dist, [p for p in every if p.dist and p.dist.name == name])


def _allowed(group: str, allowed: Collection[str]) -> Iterator[EntryPoint]:
    """Ours first, so that in a clash the newcomer is named second."""
    points = [p for p in entry_points(group=group) if p.dist and (p.dist.name == OURS or p.dist.name in allowed)]
    yield from sorted(points, key=lambda p: (p.dist is not None and p.dist.name != OURS, p.value))


def _values(points: list[EntryPoint], wanted: type[T]) -> Iterator[tuple[T, str]]:
    for point in points:
        for module in _modules(point):
            for value in vars(module).values():
                if isinstance(value, wanted):
                    yield value, _origin(point)


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def _modules(point: EntryPoint) -> Iterator[ModuleType]:
    with _loading(point):
        package = point.load()
        yield package
        installed = _installed(point.dist) if point.dist else frozenset[str]()
        # Ours stand at the top, and what lies below loads SDKs; of others nothing is missed wherever it stands.
        look = pkgutil.iter_modules if point.dist and point.dist.name == OURS else pkgutil.walk_packages
        for found in look(getattr(package, "__path__", ()), f"{package.__name__}."):
            # A file that somebody else put beside them is not theirs, and does not run.
            if package.__name__ not in installed or found.name in installed:
                yield importlib.import_module(found.name)


@contextmanager
def _loading(point: EntryPoint, place: str = "") -> Iterator[None]:
    """Says of which plugin it is that something cannot be imported."""
    said = f"the plugin {point.name} ({place or point.value}) cannot be loaded"
    try:
        yield
    except ImportError as err:
        raise PluginError(f"{said}: {err.msg}") from err
    except Exception as err:  # a seam: what other people's code raises while it is imported has no end
        if point.dist and point.dist.name == OURS:
            raise
        raise PluginError(f"{said}: {type(err).__name__}") from err


def _installed(dist: Distribution) -> frozenset[str]:
    """The modules that the installer recorded; empty where it recorded none, as for a working tree."""
    files = (f.with_suffix("") for f in dist.files or () if f.suffix == ".py")
    return frozenset(".".join(f.parts[:-1] if f.name == "__init__" else f.parts) for f in files)


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
