"""A firewall that a Panorama manages: what its own configuration does not say, a template may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from collectors.network.config import Stated, parsed
from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.said import Said, unsaid
from collectors.network.words import words
from scanner.answers import Got, unclear

_NUMBER: Final = re.compile(r"<secret#\d+")


@dataclass(slots=True)
class Managed(Device):
    """One whose templates were not read."""

    def default(self, setting: str) -> Said[Any]:
        """Nobody knows what no line means: a template may say it."""
        return unsaid(open_(self, f"no line says {words(setting)}"))


def open_(device: Device, what: str) -> Got:
    """Why the absence of a line means nothing."""
    return unclear(device.got, f"{what}, and Panorama may", typed="show config merged")


def told(device: Device) -> Device:
    """The device with what its templates say, where it told that too."""
    config = device.config
    if not any(one["panorama"] or one.key == _CLOUD for one in config.below):
        return device
    merged = device.ask("merged")
    if not merged.ok or not merged.body["whole"]:
        return Managed(**{field.name: getattr(device, field.name) for field in fields(device)})
    known = {_bare(one.text) for one in config.below}
    lines = [[number, said] for number, said in _numberless(merged.body["lines"]) if _bare(said) not in known]
    pushed = [replace(one, number=0, source="merged with Panorama") for one in parsed(lines, grammar("panos")).below]
    both = replace(device.got, place=(*device.got.place, *merged.place))
    return replace(device, got=both, config=Stated(below=[*config.below, *pushed]))


_CLOUD: Final = "deviceconfig system panorama cloud-service"


def _numberless(lines: list[list[Any]]) -> Iterator[tuple[int, str]]:
    """Lines whose secrets have no numbers: those of another answer are numbered otherwise."""
    for number, said in lines:
        yield number, _NUMBER.sub("<secret", said)


def _bare(said: str) -> str:
    """A line without its secrets: which of them stands where the other answer may not show."""
    return re.sub(r"<secret[^>]*>", "<secret>", said)
