"""Hosts, asked by one script each: this machine, and others over SSH.

Each system is a folder with its questions and readers; the other files here carry the script to a host and its answers
back.
"""

import socket
from collections.abc import Iterable, Iterator

from collectors.host import local
from collectors.host.linux.kinds import LINUX
from collectors.host.reading import reader
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry

_VERSION = "1"
_HERE = (LINUX,)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask this machine.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from local.collect(inquiry, _HERE, LOCAL.name)


def grant(rights: Iterable[str]) -> str:
    """The sudoers lines that let the account `safeguard` run the script as root; empty where no right is wanted."""
    if "root" not in rights:
        return ""
    return (
        "# /etc/sudoers.d/safeguard: one shell as root, without a password. That is all of root: guard the account.\n"
        "safeguard ALL=(root) NOPASSWD: /usr/bin/sh -s, /bin/sh -s\n"
    )


LOCAL = Collector(
    scheme="local",
    platform="Linux",
    version=_VERSION,
    kinds=LINUX.kinds,
    questions=LINUX.questions,
    options={
        "sudo": {
            "enum": [True, False, "true", "false"],
            "description": "Run the script, and it alone, through sudo -n.",
        },
        "timeout": {"type": ["integer", "string"], "description": "Seconds for the whole machine; 120 by default."},
    },
    collect=collect,
    read=reader(_HERE, "linux.machine"),
    unnamed=socket.gethostname,
    grant=grant,
)
