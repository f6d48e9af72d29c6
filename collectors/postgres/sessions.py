"""How long a session stays. Pure."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.postgres.kinds import SERVER
from collectors.postgres.statements import SETTINGS
from collectors.postgres.whole import Whole
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, Fact, Session

IDLE: Final = "idle_session_timeout"
"""Since PostgreSQL 14; of a session in which a transaction is open the next two tell."""
IN_TRANSACTION: Final = "idle_in_transaction_session_timeout"
TRANSACTION: Final = "transaction_timeout"
"""Since PostgreSQL 17: of any transaction, idle or not."""
_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {"us": 1, "": 1_000, "ms": 1_000, "s": 10**6, "min": 60 * 10**6, "h": 3600 * 10**6, "d": 86400 * 10**6}
)
_VALUE: Final = re.compile(r"\s*([0-9]{1,12})\s*([a-z]*)\s*", re.ASCII)


def read(whole: Whole) -> Iterator[Fact]:
    """The longest that any session may stay idle: outside of transactions, or within one."""
    limits = [*_limits(whole, IDLE), *_within_transactions(whole)]
    bad = next((got for seconds, got, _ in limits if seconds is None), None)
    known = [(seconds, whose) for seconds, _, whose in limits if seconds is not None]
    longest, whose = max(known, default=(0, ""))
    seconds = longest if bad is None or longest == FOREVER else None
    yield Session(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS)),
        stands=(whose,) if seconds is not None and whose else (),
        surface="database",
        idle_seconds=seconds,
        on_idle="ends",
        max_seconds=FOREVER,  # nothing ends a busy session but a transaction that takes too long
        # Whoever is in may set it for themselves: context `user` in pg_settings.
        enforced=False,
        reauth_seconds=None,
        unread=unread(**({"idle_seconds": bad} if seconds is None and bad else {}), reauth_seconds=HIDDEN),
    )


def _within_transactions(whole: Whole) -> list[tuple[int | None, Got, str]]:
    """An idle transaction ends by whichever of two limits comes first, for all who have none of their own."""
    own, any_ = _limits(whole, IN_TRANSACTION), _limits(whole, TRANSACTION)
    # Whoever has one of these of their own may have lifted the other: only the general one is a help.
    general, unknown, _ = any_[0] if len(any_) == 1 else (FOREVER, any_[0][1], "")
    if general is None:
        return [*own, (None, unknown, "")]
    return [(None if limit is None else min(limit, general), got, whose) for limit, got, whose in own]


def _limits(whole: Whole, name: str) -> list[tuple[int | None, Got, str]]:
    """That of all, and those of some; a version without the setting has no limit."""
    said = whole.setting(name)
    if not said.got.good:
        return [(None, said.got, "")]
    if not said.there:
        return [(FOREVER, said.got, f"this version has no {name}")]
    general = seconds(said.value or "")
    found = [
        (
            general,
            said.got if general is not None else unclear(said.got, f"{name} is no time"),
            f"{name} = {said.value}",
        )
    ]
    for given in whole.given(name):
        some = seconds(given.value)
        why = said.got if some is not None else unclear(said.got, f"{name} of {given.whose} is no time")
        found.append((some, why, f"{name} = {given.value} of {given.whose}"))
    return found


def seconds(said: str) -> int | None:
    """A limit as PostgreSQL writes it, milliseconds without a unit; 0 is none."""
    if not (found := _VALUE.fullmatch(said)) or found[2] not in _UNITS:
        return None
    micro = int(found[1]) * _UNITS[found[2]]
    return FOREVER if micro == 0 else max(1, -(-micro // 10**6))
