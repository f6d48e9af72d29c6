"""Who may call an API: what its methods or routes demand of a caller. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.aws.networks.reasons import reasons
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.facts import SignIn

_INDIVIDUAL: Final[Mapping[str, bool | None]] = MappingProxyType(
    {"AWS_IAM": True, "COGNITO_USER_POOLS": True, "JWT": True, "CUSTOM": None, "NONE": False}
)
"""Whether each caller has a name of its own; what a function decides AWS does not tell."""


class Way(NamedTuple):
    """One way in: a method of a path, or a route."""

    name: str
    demands: str
    """The type of its authorization, empty where it is not said."""
    key: bool
    """It takes an API key, which programs share and which proves nothing."""


def asking(ways: Iterable[Way]) -> list[Way]:
    """Those that count: a preflight asks for no data and can prove nothing."""
    return [way for way in ways if not way.name.startswith("OPTIONS ")]


def sign_in(thing: Mapping[str, Any], listing: Got, got: Got, all_: list[Way]) -> SignIn:
    """Judge the weakest of all ways in."""
    odd = [way for way in all_ if way.demands not in _INDIVIDUAL]
    open_ = tuple(sorted(way.name for way in all_ if way.demands == "NONE"))
    nameless = any(way.demands == "NONE" and not way.key for way in all_)
    if odd and not nameless:
        got = unclear(got, "a method names no authorization that is known")
    known = got.good
    named = None if not known else False if open_ else _least(all_)
    return SignIn(
        **thing,
        answers=rests_on(listing, got),
        audience="machines",
        factors=(0 if nameless else 1) if known else None,
        phishing_resistant=False,
        bypass=open_ if known else None,
        individual=named,
        directories=None,
        unread=(
            unread(factors=got, bypass=got, directories=HIDDEN) + reasons(individual=(named, HIDDEN if known else got))
        ),
    )


def _least(ways: Iterable[Way]) -> bool | None:
    return True if all(_INDIVIDUAL[way.demands] for way in ways) else None
