"""Hosts that nobody reaches over SSH: they ask themselves, and drop the answers where `safeguard ingest` finds them.

`installer.py` writes what a host runs, `packet.py` says what a drop is, `taking.py` takes drops in, `asking.py` gives a
scan what was taken in.
"""

from collections.abc import Iterable, Iterator

from collectors.drop import asking, lock
from collectors.drop.asking import LAST, QUESTION
from collectors.drop.causes import explain
from collectors.drop.enrolled import shown
from collectors.drop.installer import installer
from collectors.drop.options import SCHEMA, check, early
from collectors.drop.taking import take
from collectors.host.here import kinds
from collectors.host.platform import ends
from collectors.host.reading import reader
from collectors.host.there import ANY
from collectors.inventory import drops as listed
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry
from scanner.drops import Dropping


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Give what a host has dropped.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from asking.collect(inquiry, DROP.name)


def grant(_: Iterable[str]) -> str:
    """What each end needs: nothing is granted to anybody from outside."""
    return _GRANT


_GRANT = """\
# On the host: nothing. The program of `safeguard hosts script --enrol` runs there as root (Windows: SYSTEM); nobody
# comes in, and it opens no door. macOS: Full Disk Access for /bin/sh by a profile of your MDM (SystemPolicyAllFiles);
# without it some answers are denied, by name.
# To put drops: the right to write there, and none to read. S3: s3:PutObject on BUCKET/PREFIX/*. Azure: a SAS of the
# container with create and write. A folder or share: to make and rename files.
# For safeguard ingest: the right to read there, and none to write. S3: s3:ListBucket on BUCKET, s3:GetObject on
# BUCKET/PREFIX/*. Cloud Storage: storage.objects.list and storage.objects.get (roles/storage.objectViewer).
"""


DROP = Collector(
    scheme="drop",
    platform="Hosts by drop",
    version="1",
    kinds=kinds(ANY),
    ends=ends(ANY),
    questions=(QUESTION, *(q for platform in ANY for q in platform.questions)),
    options=SCHEMA,
    check=check,
    collect=collect,
    read=reader(ANY, LAST),
    early=early,
    explain=explain,
    inventory=listed,
    shows=shown,
    grant=grant,
    drops=Dropping(recipient=lock.new, installer=installer, take=take),
)
