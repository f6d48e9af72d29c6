"""Network devices: routers, switches and firewalls, asked over SSH, or read from configurations that somebody keeps.

Each platform is a folder with its readers, and a grammar that says what evidence may hold of its configuration.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from collectors.network import files, options
from collectors.network.ios.kinds import IOS as IOS_
from collectors.network.ios.kinds import IOSXE as IOSXE_
from collectors.network.iosxr.kinds import IOSXR as IOSXR_
from collectors.network.nxos.kinds import NXOS as NXOS_
from collectors.network.platform import Platform
from collectors.network.reading import FILES, reader
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry, Kind

_VERSION = "1"
PLATFORMS: dict[str, Platform] = {one.scheme: one for one in (IOS_, IOSXE_, IOSXR_, NXOS_)}


def collect_files(inquiry: Inquiry) -> Iterator[Answer]:
    """List a folder of configurations, or read one of them."""
    yield from files.collect(inquiry, PLATFORMS, CONFIG.name)


def _kinds(platforms: Iterable[Platform]) -> dict[str, Kind]:
    return dict(chain.from_iterable(one.kinds.items() for one in platforms))


CONFIG = Collector(
    scheme="config",
    platform="Configurations that are kept",
    version=_VERSION,
    kinds=_kinds(PLATFORMS.values()),
    questions=(files.LIST, *(q for one in PLATFORMS.values() for q in one.questions if q.file)),
    options={"platform": options.platform(PLATFORMS), "file": {"type": "string"}, **options.FILES},
    check=files.check,
    collect=collect_files,
    read=reader(tuple(PLATFORMS.values()), FILES),
    lists=files.lists,
    close=True,
    members=files.members,
)
