"""Reads ssh_config(5) for the hosts that it names. How each is reached stays where it stands."""

from collections.abc import Iterator
from typing import Final

from collectors.inventory.words import bracketed
from collectors.ssh.config import ConfigError, aliases
from scanner import paths
from scanner.listed import Inventory, Listed
from scanner.written.document import Problem

_OWN: Final = "~/.ssh/config"


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The hosts that it names, but for patterns. Programs that it names are not started for it."""
    path = inventory.path
    if not paths.is_file(path):
        yield Problem(str(path), "this is no file")
        return
    met = set[str]()
    # Without a word of it, your own is read, and this machine's behind it.
    options = {} if paths.resolved(path) == paths.resolved(_OWN) else {"config": str(path)}
    try:
        for alias in aliases(path, path.parent):
            if alias.name not in met:
                met.add(alias.name)
                name = bracketed(alias.name)
                yield Listed(name=name, file=str(alias.file), line=alias.line, options=options)
    except ConfigError as err:
        yield Problem("", str(err))
