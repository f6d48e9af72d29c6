"""Reads files that list hosts or network devices. Nothing is run for it, and nobody is asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, TypeAlias

from collectors.inventory import ansible, csv_file, nornir, router_db, ssh_config
from collectors.inventory.ansible_devices import Devices
from collectors.inventory.ansible_vars import Hosts
from collectors.inventory.words import AN_ENTRY_OF_ITS_OWN
from scanner import paths
from scanner.listed import Inventory, Listed
from scanner.written.document import Problem
from scanner.written.yamlfile import read_text

__all__ = ["devices", "drops", "read"]

Reader: TypeAlias = Callable[[Inventory], Iterator[Listed | Problem]]


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The hosts that a file lists, and what is wrong in it.

    Raises:
        FileError: nothing in it can be read.
    """
    yield from _HOSTS[inventory.format or _told(inventory)](inventory)


def devices(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The network devices that a file lists, each with its `platform` where the file says it, and what is wrong in it.

    Raises:
        FileError: nothing in it can be read.
    """
    yield from _DEVICES[inventory.format or _told(inventory)](inventory)


def drops(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The hosts that a CSV file lists which drop what they say, and what is wrong in it.

    Raises:
        FileError: nothing in it can be read.
    """
    if (inventory.format or _told(inventory)) == "csv":
        yield from csv_file.read(inventory, csv_file.DROPS)
    else:
        yield Problem(str(inventory.path), "hosts that drop what they say are listed in a CSV file: name, every, ephi")


def _only_devices(inventory: Inventory) -> Iterator[Listed | Problem]:
    yield Problem(str(inventory.path), "this lists network devices, not hosts", more=(AN_ENTRY_OF_ITS_OWN,))


_HOSTS: Final[Mapping[str, Reader]] = {
    "ansible": partial(ansible.read, kind=Hosts),
    "csv": partial(csv_file.read, columns=csv_file.HOSTS),
    "ssh": ssh_config.read,
    "nornir": _only_devices,
    "router.db": _only_devices,
}
_DEVICES: Final[Mapping[str, Reader]] = {
    "ansible": partial(ansible.read, kind=Devices),
    "csv": partial(csv_file.read, columns=csv_file.DEVICES),
    "ssh": ssh_config.read,
    "nornir": nornir.read,
    "router.db": router_db.read,
}
_YAML: Final = (".yml", ".yaml")
_ANSIBLE: Final = (*_YAML, ".json", ".ini", ".toml")
_SSH_NAMES: Final = frozenset({"config", "ssh_config"})
_SSH_LINE: Final = re.compile(r"^[ \t]*(?:Host|Match|Include)(?:[ \t]+|[ \t]*=)[^=\n]+$", re.IGNORECASE | re.MULTILINE)
_SECTION: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


def _told(inventory: Inventory) -> str:
    """The format, as the name and the content tell."""
    path = inventory.path
    if path.suffix.lower() in {".csv", ".db"}:
        return "csv" if path.suffix.lower() == ".csv" else "router.db"
    if paths.is_folder(path):
        return "ansible"
    if path.suffix in _ANSIBLE:
        return "nornir" if path.suffix in _YAML and nornir.shaped(path) else "ansible"
    if path.name in _SSH_NAMES:
        return "ssh"
    text = read_text(path)
    if _SSH_LINE.search(text) and not _SECTION.search(text):
        return "ssh"
    return "router.db" if router_db.shaped(text) else "ansible"
