"""Which copies there are of the configuration, and how they travel."""

from collections.abc import Iterable, Iterator

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.channels import ELSEWHERE, MAIL, copied_by
from collectors.network.said import says
from scanner.answers import HIDDEN
from scanner.facts import Backup, Fact


def steps(applets: Iterable[Stated]) -> Iterator[Stated]:
    """What applets do, a step each; of one that is said twice the last."""
    for applet in applets:
        yield from {one["step"]: one for one in applet.below if one["step"]}.values()


def made(device: Device, ways: Iterable[tuple[str, Stated]], *, doubt: Iterable[Stated] = ()) -> Iterator[Fact]:
    """Copies of the configuration that go elsewhere by themselves.

    ways: how each travels, and the line that lets it. What stays on the device, as in flash, lies in the same box and
    is none.
    """
    lines = [*doubt]
    for place, (scheme, line) in enumerate(((s, one) for s, one in ways if s in ELSEWHERE), 1):
        yield device.make(
            Backup,
            "device",
            doubt=lines,
            mechanism="copy",
            newest_seconds=HIDDEN,
            succeeded=HIDDEN,
            retention_days=HIDDEN,
            encrypted=HIDDEN,
            offsite=says(line, True),
            immutable=HIDDEN,
        )
        if scheme != MAIL:  # who carries it further, and how, no device knows
            yield copied_by(device, place, scheme, says(line, True), doubt=lines)
