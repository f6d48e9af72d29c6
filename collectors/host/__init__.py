"""This Linux machine, asked by one script: itself unprivileged, or the script alone through sudo.

Each folder is a subject. In it `ask.py` says what is asked and what is kept of it, the `.sh` file beside it holds the
shell text, and the other files read the kept answers.
"""

import socket
from collections.abc import Iterable, Iterator

from collectors.host import local
from collectors.host.kinds import KINDS, read
from collectors.host.questions import QUESTIONS
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry

_VERSION = "1"


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask this machine.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from local.collect(inquiry, QUESTIONS, LOCAL.name)


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
    kinds=KINDS,
    questions=QUESTIONS,
    options={
        "sudo": {
            "enum": [True, False, "true", "false"],
            "description": "Run the script, and it alone, through sudo -n.",
        },
        "timeout": {"type": ["integer", "string"], "description": "Seconds for the whole machine; 120 by default."},
    },
    collect=collect,
    read=read,
    unnamed=socket.gethostname,
    grant=grant,
)
