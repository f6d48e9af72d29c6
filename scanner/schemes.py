"""What a URI scheme stands for: a table that every signer or store package brings along as `SCHEMES`."""

import re
from collections.abc import Callable, Collection, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

OURS: Final = "safeguard-scanner"
"""The distribution whose plugins need no permission."""

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):")


class SchemeError(Exception):
    """No plugin, or more than one, knows this scheme."""


def split(uri: str, default: str) -> tuple[str, str]:
    """The scheme of `uri` (`default` where it has none) and what follows, `file:///x` and `file:/x` both as `/x`."""
    found = _SCHEME.match(uri)
    if not found:
        return default, uri
    rest = uri[found.end() :]
    return found[1], rest.removeprefix("//") if rest.startswith("///") else rest


def opener(group: str, scheme: str, plugins: Collection[str] = ()) -> Callable[..., Any]:
    """What opens URIs of `scheme`; `plugins` names the other distributions that may be loaded."""
    found: dict[str, tuple[str, Callable[..., Any]]] = {}
    for point in _allowed(group, plugins):
        for name, open_ in point.load().SCHEMES.items():
            if name in found:
                raise SchemeError(f"two plugins open “{name}:”: {found[name][0]} and {_owner(point)}; remove one")
            found[name] = _owner(point), open_
    if scheme not in found:
        known = ", ".join(f"{name}:" for name in sorted(found)) or "none"
        raise SchemeError(f"nothing here opens “{scheme}:”. Known are: {known}")
    return found[scheme][1]


def _allowed(group: str, plugins: Collection[str]) -> Iterator[EntryPoint]:
    points = (point for point in entry_points(group=group) if _owner(point) in {OURS, *plugins})
    return iter(sorted(points, key=lambda point: (_owner(point), point.name)))


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "a plugin without a distribution"
