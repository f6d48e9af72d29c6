"""Reads files that list hosts: Ansible inventories, ssh_config, CSV. Nothing is run for it, and nobody is asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from collectors.inventory import ansible, csv_file, ssh_config
from scanner import paths
from scanner.listed import Inventory, Listed
from scanner.written.document import Problem
from scanner.written.yamlfile import read_text

__all__ = ["read"]

_READERS: Final[Mapping[str, Callable[[Inventory], Iterator[Listed | Problem]]]] = {
    "ansible": ansible.read,
    "csv": csv_file.read,
    "ssh": ssh_config.read,
}
_ANSIBLE: Final = (".yml", ".yaml", ".json", ".ini", ".toml")
_SSH_NAMES: Final = frozenset({"config", "ssh_config"})
_SSH_LINE: Final = re.compile(r"^[ \t]*(?:Host|Match|Include)(?:[ \t]+|[ \t]*=)[^=\n]+$", re.IGNORECASE | re.MULTILINE)
_SECTION: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The hosts that a file lists, and what is wrong in it.

    Raises:
        FileError: nothing in it can be read.
    """
    yield from _READERS[inventory.format or _told(inventory)](inventory)


def _told(inventory: Inventory) -> str:
    """The format, as the name and the content tell."""
    path = inventory.path
    if path.suffix.lower() == ".csv":
        return "csv"
    if paths.is_folder(path) or path.suffix in _ANSIBLE:
        return "ansible"
    if path.name in _SSH_NAMES:
        return "ssh"
    text = read_text(path)
    return "ssh" if _SSH_LINE.search(text) and not _SECTION.search(text) else "ansible"
