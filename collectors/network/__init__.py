"""Network devices: routers, switches and firewalls, asked over SSH, or read from configurations that somebody keeps.

Each platform is a folder with its readers, and a grammar that says what evidence may hold of its configuration.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from collectors.host.options import check as check_way
from collectors.inventory import devices as listed
from collectors.network import causes, files, options, over_ssh
from collectors.network.platform import Platform
from collectors.network.platforms import PLATFORMS
from collectors.network.reading import FILES, reader
from collectors.network.shell.visit import QUESTIONS
from collectors.ssh.causes import SESSION
from collectors.ssh.offer import KINDS
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry, Kind, Question
from scanner.targets import Target

_VERSION = "1"


def _kinds(platforms: Iterable[Platform]) -> dict[str, Kind]:
    return dict(chain.from_iterable(one.kinds.items() for one in platforms))


def _questions(platform: Platform) -> Iterator[Question]:
    """Those of a platform; a real FRR has answered its own, of the others we know what others have written down."""
    return (replace(question, untried=platform.scheme != "frr") for question in platform.questions)


def _collect(scheme: str, inquiry: Inquiry) -> Iterator[Answer]:
    yield from over_ssh.collect(inquiry, PLATFORMS, f"{scheme} {_VERSION}")


def _check(target: Target) -> None:
    over_ssh.check(target)
    check_way(target)


def _over_ssh(scheme: str, title: str, platforms: Iterable[Platform]) -> Collector:
    """What asks devices of one platform, or of any."""
    some = tuple(platforms)
    of_any = {"platform": options.platform(PLATFORMS)} if scheme not in PLATFORMS else {}
    return Collector(
        scheme=scheme,
        platform=title,
        version=_VERSION,
        kinds={**KINDS, **_kinds(some)},
        questions=(*QUESTIONS, *(q for one in some for q in _questions(one))),
        options={**of_any, **options.DEVICE},
        means=partial(options.means, PLATFORMS),
        check=_check if of_any else check_way,
        collect=partial(_collect, scheme),
        read=reader(some, SESSION),
        explain=causes.explain,
        inventory=listed if of_any else None,
        shows=causes.shown,
        grant=partial(over_ssh.granting, some),
        close=True,
    )


def collect_files(inquiry: Inquiry) -> Iterator[Answer]:
    """List a folder of configurations, or read one of them."""
    yield from files.collect(inquiry, PLATFORMS, CONFIG.name)


IOS, IOSXE, IOSXR, NXOS, ASA, EOS, JUNOS, FORTIOS, PANOS, AOSCX, ROUTEROS, VYOS, FRR = (
    _over_ssh(one.scheme, one.title, [one]) for one in PLATFORMS.values()
)
ANY = _over_ssh("network", "Network devices", PLATFORMS.values())
CONFIG = Collector(
    scheme="config",
    platform="Configurations that are kept",
    version=_VERSION,
    kinds=_kinds(PLATFORMS.values()),
    questions=(files.LIST, *(q for one in PLATFORMS.values() for q in one.questions if q.file)),
    options={"platform": options.platform(PLATFORMS), **options.FILES},
    means=partial(options.means, PLATFORMS),
    check=files.check,
    settled=files.settled,
    collect=collect_files,
    read=reader(tuple(PLATFORMS.values()), FILES),
    explain=files.explain,
    grant=files.granting,
    lists=files.lists,
    members=files.members,
    close=True,
)
