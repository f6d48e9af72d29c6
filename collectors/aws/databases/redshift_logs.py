"""What the logs hold that a cluster or a namespace of Redshift exports. Pure."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from collectors.aws.store import Store
from scanner.answers import NOT_ASKED, Got, unread
from scanner.facts import Delivery, Fact, LogTrail

_CONNECTIONS: Final = "connectionlog"
_ACTIVITY: Final = "useractivitylog"
LOGS: Final = (_CONNECTIONS, "userlog", _ACTIVITY)
"""All that there are. The second tells of changes to users only."""


class Export(NamedTuple):
    """Which logs leave, and since when nothing has arrived; None has its reason beside it."""

    logs: frozenset[str] | None
    told: Got
    silent: int | None
    silence: Got


def trail(store: Store, export: Export, *, activity: bool | None, told: Got) -> Iterator[Fact]:
    """Say what is recorded. `activity`: the parameter without which the log of what users do stays empty, as `told`."""
    logs = export.logs
    open_ = logs is None or (_ACTIVITY in logs and activity is None)
    records = None if logs is None or open_ else _records(logs, activity=bool(activity))
    yield LogTrail(
        **store.thing(export.told, told),
        of="store",
        enabled=None if logs is None else bool(logs),
        records=records,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None,
        unread=unread(
            **({"records": export.told if logs is None else told} if open_ else {}),
            **({"enabled": export.told} if logs is None else {}),
            exempt=NOT_ASKED,
        ),
    )
    if logs is None or logs:
        yield Delivery(
            **store.thing(export.told),
            silent_seconds=export.silent,
            # A bucket and a log group are out of reach of who has come into the database.
            copies=None if logs is None else 1,
            unread=unread(silent_seconds=export.silence, **({"copies": export.told} if logs is None else {})),
        )


def _records(logs: frozenset[str], *, activity: bool) -> tuple[str, ...]:
    seen = {"sign-in"} if _CONNECTIONS in logs else set()
    if _ACTIVITY in logs and activity:
        seen |= {"admin", "data-read", "data-write"}
    return tuple(sorted(seen))
