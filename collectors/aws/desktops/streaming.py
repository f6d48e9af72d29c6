"""Sessions on a desktop or a program that runs elsewhere and is only shown here. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, Session


def streamed(  # noqa: PLR0913  # the four settings that such sessions have
    thing: Mapping[str, Any],
    got: Got,
    *,
    idle: int | None,
    kept: int | None,
    longest: int | None,
    surface: Literal["remote-access", "web"],
    limits: Got | None = None,
) -> Session:
    """Give a session that ends when nobody has touched it for `idle` seconds and nobody comes back for `kept` more.

    Only then is it gone: until then who comes back finds it as it was left. `idle` 0: it is never given up. None: the
    answer `got` does not say. `limits`: what else explains that `longest` is not known.
    """
    known = unclear(got, "it does not say when an idle session is given up") if got.good else got
    ends = FOREVER if idle == 0 else None if idle is None or kept is None else idle + kept
    return Session(
        **thing,
        surface=surface,
        idle_seconds=ends,
        on_idle="ends" if ends is not None else None,
        max_seconds=longest,
        enforced=True,
        reauth_seconds=None,
        unread=unread(
            reauth_seconds=HIDDEN,
            **({} if ends is not None else {"idle_seconds": known, "on_idle": known}),
            **({} if longest is not None else {"max_seconds": limits or _unsaid(got)}),
        ),
    )


def _unsaid(got: Got) -> Got:
    return unclear(got, "it does not say how long a session may last") if got.good else got
