"""This machine, asked by one script; and what every collector of hosts shares."""

import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace

from collectors.host import local, options
from collectors.host.linux.kinds import LINUX
from collectors.host.macos.kinds import MACOS
from collectors.host.platform import Platform, ends
from collectors.host.reading import reader
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry, Kind

VERSION = "1"
UNIX: tuple[Platform, ...] = (LINUX, MACOS)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask this machine.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from local.collect(inquiry, UNIX, LOCAL.name)


def grant(rights: Iterable[str]) -> str:
    """What lets the account `safeguard` see it all, system by system; empty where no right is wanted."""
    return "".join(_GRANTS[right] for right in rights if right in _GRANTS)


_GRANTS = {
    "root": "# /etc/sudoers.d/safeguard: one shell as root, without a password. That is all of root: guard the "
    "account.\n"
    "# Less is enough where the script is installed: safeguard hosts script --sudoers\n"
    "safeguard ALL=(root) NOPASSWD: /usr/bin/sh -s, /bin/sh -s\n",
    "full-disk-access": "# macOS: System Settings, Privacy & Security, Full Disk Access: sshd-keygen-wrapper\n",
    "administrator": "# Windows: an account in the group Administrators\n",
}


def kinds(platforms: Iterable[Platform]) -> dict[str, Kind]:
    """Every kind of some systems, with the name of its system."""
    return {name: replace(kind, of=p.title) for p in platforms for name, kind in p.kinds.items()}


LOCAL = Collector(
    scheme="local",
    platform="This machine",
    version=VERSION,
    kinds=kinds(UNIX),
    ends=ends(UNIX),
    questions=tuple(q for platform in UNIX for q in platform.questions),
    options={
        "sudo": options.SUDO,
        "timeout": options.TIMEOUT,
    },
    collect=collect,
    read=reader(UNIX, "linux.machine"),
    unnamed=socket.gethostname,
    grant=grant,
)
