"""Password policies: they hold for those accounts alone that name them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts.stored import lockout, policy
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, unclear
from scanner.facts import Fact

_SECONDS: Final = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "months": 2_592_000, "years": 31_536_000}
_DAY: Final = 86400


def limits(device: Device, users: Mapping[str, list[Stated]]) -> Iterator[Fact]:
    """What all accounts are held to: of several policies what is weakest, and nothing where an account names none."""
    doubt = [*device.config.unknown("aaa", "account")]
    blocks = [_policy(device.config, lines) for lines in users.values()]
    attempts = _worst(blocks, "authen-max-attempts", "attempts", 1)
    length = _worst(blocks, "min-length", "length", -1)
    seconds = None
    if attempts is not None:
        seconds = _lasts(blocks, "lockout-time", -1) or unsaid(unclear(device.got, "no line says how long it locks"))
    yield lockout(device, attempts, seconds, doubt=doubt)
    age = _lasts(blocks, "lifetime", 1)
    days: Any = age.as_(age.value // _DAY) if age and age.value else HIDDEN
    yield policy(device, length, age=days, doubt=doubt)


def _policy(config: Stated, lines: list[Stated]) -> Stated:
    """What the policy of an account says; nothing where it names none, or one that is not there."""
    names = [one["policy"] for one in lines if one["policy"]]
    blocks = [one for one in config.all("aaa password-policy") if names and one["policy"] == names[-1]]
    return joined(blocks)


def _worst(blocks: list[Stated], key: str, slot: str, sign: int) -> Said[Any] | None:
    """The weakest of what all say: the highest number with sign 1, the lowest with -1. None: one does not say it."""
    lines = [one for block in blocks if (one := block.last(key))]
    if not blocks or len(lines) < len(blocks):
        return None
    worst = max(lines, key=lambda one: sign * one.count(slot))
    return says(worst, worst.count(slot))


def _lasts(blocks: list[Stated], key: str, sign: int) -> Said[Any] | None:
    lines = [one for block in blocks if (one := block.last(key))]
    if not blocks or len(lines) < len(blocks):
        return None
    worst = max(lines, key=lambda one: sign * _span(one))
    return says(worst, _span(worst))


def _span(line: Stated) -> int:
    return line.count("lasts") * _SECONDS[line["unit"]]
