"""What the in-memory stores of two services tell alike: who may come in, and when an idle connection ends. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from collectors.aws.read import body
from collectors.aws.store import Store
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, SignIn

_IN_SYNC: Final = "in-sync"


def by_users(store: Store, users: Iterable[Mapping[str, Any]], told: Got) -> SignIn:
    """Clients are users of a list; one that is on and has no password lets everybody in. `told`: what lists them."""
    ways = {u.get("Type", "") for u in users if not u.get("Off")}
    if not told.good or not ways:
        return _door(store, None, None, told if not told.good else unclear(told, "no user of its list is among them"))
    if not ways <= {"iam", "password"}:
        return anonymous(store, told)
    # A password may be in many hands: that it is in one is nothing that AWS could tell.
    return _door(store, 1, True if ways == {"iam"} else None, told)


def by_token(store: Store) -> SignIn:
    """All clients share one password."""
    return _door(store, 1, False, store.got)


def anonymous(store: Store, told: Got) -> SignIn:
    """Whoever reaches it is in."""
    return _door(store, 0, False, told)


def _door(store: Store, factors: int | None, individual: bool | None, told: Got) -> SignIn:  # noqa: FBT001  # a reading
    return SignIn(
        **store.thing(told),
        audience="machines",
        factors=factors,
        phishing_resistant=False,
        bypass=None,
        individual=individual,
        directories=None,
        unread=unread(
            **({"factors": told} if factors is None else {}),
            **({"individual": told if factors is None else HIDDEN} if individual is None else {}),
            bypass=HIDDEN,
            directories=HIDDEN,
        ),
    )


def idle(name: str, value: str | None, told: Got, status: str | None) -> tuple[int | None, Got]:
    """Seconds after which an idle connection ends, by a parameter that is 0, for never, where nobody sets it."""
    if not told.good:
        return None, told
    if status != _IN_SYNC:
        return None, unclear(told, "changed parameters are not in force: they wait for a restart, or were not applied")
    if not (value or "0").isdecimal():
        return None, unclear(told, f"{name} is no number")
    return int(value or 0) or FOREVER, told


def value_of(told: Got, name: str, *, keys: tuple[str, str] = ("ParameterName", "ParameterValue")) -> str | None:
    """A parameter among those that an answer holds; None where it is not."""
    return next((p.get(keys[1]) for p in body(told).get("Parameters", []) if p.get(keys[0]) == name), None)
