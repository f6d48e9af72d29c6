"""The switches that stand in metadata: a machine's own word goes, else the project's, else it is off. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from scanner.answers import Got, unclear

_ON: Final = frozenset({"true", "yes", "y", "1"})
_OFF: Final = frozenset({"false", "no", "n", "0"})
"""Words for it, in any case (cloud.google.com/compute/docs/metadata: boolean values)."""


class Switch(NamedTuple):
    """On or off; None with the answer that would have told."""

    on: bool | None
    got: Got


def switch(name: str, own: Mapping[str, Any], got: Got, project: Got) -> Switch:
    """How a switch stands for a machine. own: what its answer (got) says of it."""
    said = told(own, name)
    if said is not None:
        return _read(said, got)
    if not project.good:
        return Switch(None, project)
    above = told(project.body or {}, name)
    return Switch(False, project) if above is None else _read(above, project)


def told(row: Mapping[str, Any], name: str) -> str | None:
    """What is written there; None: nothing."""
    some: Iterable[Mapping[str, Any]] = row.get("settings") or ()
    return next((str(one.get("value", "")) for one in some if one.get("key") == name), None)


def _read(said: str, got: Got) -> Switch:
    word = said.strip().lower()
    if word in _ON | _OFF:
        return Switch(word in _ON, got)
    return Switch(None, unclear(got, "a switch in the metadata says neither TRUE nor FALSE"))
