"""Lines of IOS XR are templates: one of the console, and of each pool of vty the one that it names."""

from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated

DEFAULT: Final = "default"
"""The template of a vty whose pool names none, and of all that another template does not say."""
CONSOLE: Final = "console"
_OF_MACHINES: Final = frozenset({"eem", "fm"})
"""Pools that scripts of the router itself take."""


def used(config: Stated) -> Iterator[str]:
    """Names of the templates that somebody can come in by over the network, each once."""
    pools = {DEFAULT: DEFAULT} | {one["pool"]: one["template"] or DEFAULT for one in config.all("vty-pool")}
    yield from dict.fromkeys(template for pool, template in pools.items() if pool not in _OF_MACHINES)


def said(config: Stated, name: str, *keys: str) -> Stated | None:
    """The last statement of a template; what it does not say the default one does."""
    own = block(config, name).last(*keys)
    return own or block(config, DEFAULT).last(*keys)


def block(config: Stated, name: str) -> Stated:
    """All that is said of a template, in however many blocks."""
    plain = [one for one in config.all("line") if one["kind"] == name]
    named = [one for one in config.all("line template") if one["template"] == name]
    return Stated(below=[said for one in (*plain, *named) for said in one.below])


def doubt(config: Stated, name: str) -> list[Stated]:
    """What is not understood of a template, and of what it takes from the default one."""
    above = [one for one in config.below if one.family == "line" and one.match is None]
    every = (*above, *block(config, name).unknown(), *block(config, DEFAULT).unknown())
    return list({one.number: one for one in every}.values())


def takes(config: Stated, name: str, protocol: str) -> tuple[Stated, bool] | None:
    """The line that says which protocols a template takes, and whether it takes one; None: no line does."""
    line = said(config, name, "transport input")
    return (line, bool({protocol, "all"} & set(line["ways"].split()))) if line else None


def shut(config: Stated, name: str) -> bool:
    """It takes no protocol, and so lets nobody in over the network."""
    line = said(config, name, "transport input")
    return line is not None and line["ways"] == "none"
