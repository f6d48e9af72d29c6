"""Hosts over SSH, asked by one script each."""

from collections.abc import Iterator

from collectors.host import carry, options, remote
from collectors.host.here import UNIX, VERSION, grant, kinds
from collectors.host.platform import Platform, ends
from collectors.host.reading import reader
from collectors.host.windows.kinds import WINDOWS
from collectors.inventory import read as listed
from collectors.ssh import enroll
from collectors.ssh.causes import SESSION, explain
from collectors.ssh.offer import KINDS
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry, Installable

ANY: tuple[Platform, ...] = (*UNIX, WINDOWS)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask a host over SSH.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from remote.collect(inquiry, ANY, SSH.name)


SSH = Collector(
    scheme="ssh",
    platform="Hosts over SSH",
    version=VERSION,
    kinds={**KINDS, **kinds(ANY)},
    ends=ends(ANY),
    questions=(*remote.QUESTIONS, *(q for platform in ANY for q in platform.questions)),
    options=options.SCHEMA,
    check=options.check,
    collect=collect,
    read=reader(ANY, SESSION),
    explain=explain,
    inventory=listed,
    shows=enroll.shown,
    installable=lambda: Installable(carry.whole_script(UNIX), "/usr/local/sbin/safeguard-ask"),
    grant=grant,
)
