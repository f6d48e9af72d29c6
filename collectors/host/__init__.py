"""This Linux machine, asked by one script: itself unprivileged, or the script alone through sudo."""

from collections.abc import Iterator

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
)
