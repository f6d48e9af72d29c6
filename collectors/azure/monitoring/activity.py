"""The activity log of a subscription: which of it is sent to where it is kept longer than Azure's own 90 days."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.azure.monitoring.settings import ALL, FIELDS, TYPE, VERSION, Setting, settings
from collectors.azure.question import arm
from collectors.azure.read import Subscription
from collectors.azure.subscription import KIND, called
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.facts import Delivery, Fact, LogTrail

_ACTIVITY: Final = "monitor.activity"
_ADMIN: Final = "administrative"
_WANTED: Final = (_ADMIN, "alert", "policy", "security")
"""What CIS asks for (Azure Foundations Benchmark, 6.1.1.2). Sign-ins are Entra ID's to record."""

QUESTIONS: Final = (arm(_ACTIVITY, TYPE, VERSION, FIELDS, feeds=((LogTrail, "service"), Delivery), bulk=""),)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the record of what is changed in the subscription, and where it goes."""
    got = whole.answers.one(_ACTIVITY)
    some = list(settings(got))
    seen = {name for setting in some for name in setting.logs}
    left = [] if ALL in seen else [name for name in _WANTED if name not in seen]
    on = _ADMIN not in left
    thing = whole.thing(KIND, {"id": whole.arm, "name": called(whole.answers)}, got)
    yield LogTrail(
        **thing,
        of="service",
        enabled=on if got.good else None,
        records=(("admin",) if on else ()) if got.good else None,
        # Categories of the log are what is left out of it, as services are of a trail of AWS.
        exempt=(tuple(left) if on else ()) if got.good else None,
        unread=unread(enabled=got, records=got, exempt=got),
    )
    if on or not got.good:
        yield _delivery(whole, thing, got, [s for s in some if s.logs & {ALL, _ADMIN}])


def _delivery(whole: Subscription, thing: dict[str, Any], got: Got, some: list[Setting]) -> Delivery:
    """A place in another subscription is out of reach of who has come into this one."""
    away = {place for setting in some for place in setting.places if not place.startswith(f"{whole.arm}/")}
    onward = any(setting.onward for setting in some)
    known = got if away or not onward else unclear(got, "it does not say where what hands it on sends it")
    return Delivery(
        **thing,
        silent_seconds=None,
        copies=len(away) if known.good else None,
        unread=unread(silent_seconds=NOT_ASKED if got.good else got, copies=known),
    )
