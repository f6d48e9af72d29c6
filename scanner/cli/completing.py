"""What a shell may complete a word to. Nothing is asked of any target; what cannot be read completes to nothing."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from scanner.config import Config

VARIABLE: Final = "_SAFEGUARD_COMPLETE"
"""Set by the script of `safeguard completion` when the shell asks what could come next."""


def targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # as click calls it
    """What safeguard.yaml declares, and the schemes of what stands for itself."""
    config = _config(ctx)
    if not config:
        return []
    return _fit(incomplete, [t.id for t in config.targets] + [f"{s}:" for s in config.registry.collectors])


def platforms(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # as click calls it
    """The schemes of the collectors."""
    config = _config(ctx)
    return _fit(incomplete, config.registry.collectors) if config else []


def profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # as click calls it
    """The profiles that come with the scanner."""
    from scanner.profile.layers import profile_names

    return _fit(incomplete, profile_names())


def subjects(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # as click calls it
    """Controls, checks and citations."""
    config = _config(ctx)
    return _fit(incomplete, _subjects(config)) if config else []


def _subjects(config: "Config") -> Iterator[str]:
    from scanner.profile.layers import load_profile
    from scanner.written.document import FileError

    yield from config.registry.checks
    try:
        rules = load_profile(config.profile, config.registry.checks)
    except FileError:
        return
    yield from rules.controls
    yield from (row.cite for row in rules.requirements)


def _config(ctx: click.Context) -> "Config | None":
    from scanner.config import load_config
    from scanner.plugins import PluginError
    from scanner.written.document import FileError

    try:
        return load_config(ctx.params.get("config"))
    except (FileError, PluginError):
        return None


def _fit(incomplete: str, words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word.startswith(incomplete)})
