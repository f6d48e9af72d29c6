"""It is known what there is: 164.308(a)(1)(ii)(A), 164.310(d)(2)(iii)."""

from collections.abc import Iterator
from typing import Final

from checks.judgements import switch
from scanner.check import Related, Verdict, cannot_tell, check
from scanner.facts import Asset, Detector

_MACHINES: Final = ("host", "device")


@check(
    id="asset-inventory.known",
    title="The inventory knows the machine",
    control="asset-inventory",
    severity="medium",
)
def known(detector: Detector, things: Related[Asset]) -> Iterator[Verdict]:
    """A machine that no inventory knows is one that nobody mends.

    Fix: enrol it where the others are managed.
    """
    if detector.watches == "inventory":
        role = _role(detector, things)
        if not role:
            yield _of_unknown_role(things)
        elif role in _MACHINES:
            yield switch(detector, "enabled", on="the inventory knows it", off="the inventory does not know it")


@check(
    id="asset-inventory.recorded",
    title="What there is, is recorded",
    control="asset-inventory",
    severity="medium",
)
def recorded(detector: Detector, things: Related[Asset]) -> Iterator[Verdict]:
    """Nobody can weigh the risks to what nobody has written down.

    Fix: switch on the platform's inventory, for all kinds of things.
    """
    if detector.watches == "inventory":
        role = _role(detector, things)
        if not role:
            yield _of_unknown_role(things)
        elif role not in _MACHINES:
            yield switch(
                detector,
                "enabled",
                on="the inventory records all kinds of things",
                off="the inventory is off, or leaves kinds of things out",
            )


def _role(detector: Detector, things: Related[Asset]) -> str:
    """Of the thing itself, else of what it is a part of; empty where no list holds it."""
    itself = [thing.role for thing in things.seen if thing.is_also(detector)]
    part_of = [thing.role for thing in things.seen if not set(thing.ids).isdisjoint(detector.within)]
    return next(iter(itself or part_of), "")


def _of_unknown_role(things: Related[Asset]) -> Verdict:
    reason = things.gaps[0].outcome if things.gaps else "unclear"
    return cannot_tell("nobody has said whether this is a machine, so what it needs is not known", reason)
