"""`safeguard checks`: what is judged, for which control and citation, on which platforms."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.screen import Screen
from scanner.cli.shared import Command, config_option, profile_option

if TYPE_CHECKING:
    from scanner.check import Check
    from scanner.facts import Promise
    from scanner.plugins import Registry
    from scanner.profile import Profile

LETTERS = {"standard": "S", "required": "R", "addressable": "A"}
"""How a row of the rule is marked behind its citation."""


@click.command("checks", cls=Command)
@config_option
@profile_option
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with what a profile may set.")
@click.pass_obj
def checks(screen: Screen, /, config: Path | None, profile: str | None, *, as_json: bool) -> int:
    """List all checks, by control."""
    from scanner.config import load_config
    from scanner.profile.layers import load_profile

    settings = load_config(config)
    registry = settings.registry
    judged_by = load_profile(profile or settings.profile, registry.checks)
    rows = [_row(check, registry, judged_by) for check in registry.checks.values()]
    rows.sort(key=lambda row: (row["control"], row["id"]))
    if as_json:
        screen.answer(json.dumps(rows, indent=2, default=_plain))
        return 0
    screen.answer("\n".join([_head(rows, registry), "", *_lines(rows), "", "S standard, R required, A addressable"]))
    screen.answer(f"Next: safeguard explain {rows[0]['id'] if rows else 'CHECK'}")
    return 0


def platforms(check: "Check[Any, Any]", registry: "Registry", settings: "Mapping[str, Any]") -> list[str]:
    """The schemes of the collectors that promise facts of which it says anything."""
    return [
        scheme
        for scheme, collector in registry.collectors.items()
        if any(_feeds(promise, check, settings) for kind in collector.kinds.values() for promise in kind.gives)
    ]


def _feeds(promise: "Promise", check: "Check[Any, Any]", settings: "Mapping[str, Any]") -> bool:
    from scanner.judging.judge import asks

    cls, which = promise if isinstance(promise, tuple) else (promise, "")
    return cls is check.fact and (not which or asks(check, which, settings))


def citation(control: str, profile: "Profile") -> str:
    """The first direct citation of a control, with its letter."""
    first = next(iter(profile.citations(control)), None)
    if first is None:
        return "not in this profile"
    letter = LETTERS.get(profile.requirement(first.cite).designation or "", "")
    return f"{first.cite} {letter}".rstrip()


def _row(check: "Check[Any, Any]", registry: "Registry", profile: "Profile") -> dict[str, Any]:
    settings = profile.settings(check)
    return {
        "id": check.id,
        "title": check.title,
        "control": check.control,
        "severity": profile.severities.get(check.id, check.severity),
        "citations": [s.cite for s in profile.citations(check.control)],
        "cited": citation(check.control, profile),
        "disabled": profile.disabled.get(check.id),
        "platforms": platforms(check, registry, settings),
        "settings": dict(settings),
    }


def _lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    wide = [max((len(row[key]) for row in rows), default=0) for key in ("id", "control", "cited")]
    for row in rows:
        cells = (row[key].ljust(width) for key, width in zip(("id", "control", "cited"), wide, strict=True))
        where = (
            "disabled by the profile" if row["disabled"] else " ".join(row["platforms"]) or "fed by no collector here"
        )
        yield f"  {'  '.join(cells)}  {where}"


def _head(rows: Sequence[dict[str, Any]], registry: "Registry") -> str:
    from scanner.words import counted

    controls = counted(len({row["control"] for row in rows}), "control")
    plugins = f" (with {counted(len(registry.plugins), 'plugin')})" if registry.plugins else ""
    return f"{counted(len(rows), 'check')}, {controls}{plugins}"


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "keys") else list(value)
