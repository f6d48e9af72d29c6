"""Lines of IOS XR are templates: one of the console, and of each pool of vty the one that it names."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated

DEFAULT: Final = "default"
"""The template of a vty whose pool names none, and of all that another template does not say."""
CONSOLE: Final = "console"
_OF_MACHINES: Final = frozenset({"eem", "fm"})
"""Pools that scripts of the router itself take."""


class Templates:
    """All templates of a router, by their names."""

    def __init__(self, config: Stated) -> None:
        said: defaultdict[str, list[Stated]] = defaultdict(list)
        for one in config.all("line", "line template"):
            said[one["kind"] or one["template"]] += one.below
        self._blocks = {name: Stated(below=below) for name, below in said.items()}
        self._pools = {one["pool"]: one["template"] or DEFAULT for one in config.all("vty-pool")}
        self._odd = config.odd("line")

    def used(self) -> list[str]:
        """Names of those that somebody can come in by over the network, each once."""
        pools = {DEFAULT: DEFAULT} | self._pools
        return list(dict.fromkeys(template for pool, template in pools.items() if pool not in _OF_MACHINES))

    def block(self, name: str) -> Stated:
        """All that is said of one, in however many blocks."""
        return self._blocks.get(name, Stated())

    def said(self, name: str, *keys: str) -> Stated | None:
        """The last statement of one; what it does not say the default one does."""
        return self.block(name).last(*keys) or self.block(DEFAULT).last(*keys)

    def doubt(self, name: str) -> list[Stated]:
        """What is not understood of one, and of what it takes from the default one."""
        every = (*self._odd, *self.block(name).unknown(), *self.block(DEFAULT).unknown())
        return list({one.number: one for one in every}.values())

    def takes(self, name: str, protocol: str) -> tuple[Stated, bool] | None:
        """The line that says which protocols one takes, and whether it takes this one; None: no line does."""
        line = self.said(name, "transport input")
        return (line, bool({protocol, "all"} & set(line["ways"].split()))) if line else None

    def open(self) -> Iterator[str]:
        """Names of those in use that take a protocol, and so let somebody in over the network."""
        for name in self.used():
            line = self.said(name, "transport input")
            if line is None or line["ways"] != "none":
                yield name
