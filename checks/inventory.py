"""It is known what there is: 164.308(a)(1)(ii)(A), 164.310(d)(2)(iii)."""

from collections.abc import Iterator

from checks.judgements import switch
from scanner.check import Verdict, check
from scanner.facts import Detector


@check(
    id="asset-inventory.known",
    title="The inventory knows the machine",
    control="asset-inventory",
    severity="medium",
)
def known(detector: Detector) -> Iterator[Verdict]:
    """A machine that no inventory knows is one that nobody mends.

    Rule: only of what enrols machines with those who manage them. Passes where this machine is enrolled, fails where it
    is not.

    Fix: enrol it where the others are managed.
    """
    if detector.watches == "enrolment":
        yield switch(detector, "enabled", on="the inventory knows it", off="the inventory does not know it")


@check(
    id="asset-inventory.recorded",
    title="What there is, is recorded",
    control="asset-inventory",
    severity="medium",
)
def recorded(detector: Detector) -> Iterator[Verdict]:
    """Nobody can weigh the risks to what nobody has written down.

    Rule: only of the platform's inventory. Passes where it is on and records all kinds of things; fails where it is
    off, or leaves some out.

    Fix: switch on the platform's inventory, for all kinds of things.
    """
    if detector.watches == "inventory":
        yield switch(
            detector,
            "enabled",
            on="the inventory records all kinds of things",
            off="the inventory is off, or leaves kinds of things out",
        )
