"""What is thrown away holds nothing any more: 164.310(d)(1), (d)(2)."""

from collections.abc import Iterator
from typing import Final

from scanner.check import Verdict, cannot_tell, check, days, failed, passed, unknown
from scanner.facts import FOREVER, Leftover

ORPHANED_DAYS: Final = 30  # media.unused


@check(
    id="media-disposal.no-orphans",
    title="No store is left behind",
    control="media-disposal",
    severity="medium",
)
def no_orphans(store: Leftover, *, max_days: int = ORPHANED_DAYS) -> Iterator[Verdict]:
    """What nobody uses nobody watches, and it still holds what it held.

    Rule: passes where something uses the store, or nothing has for at most max_days; fails where for longer, or nothing
    ever has. A use in the future is not assessed.

    Fix: look at what it holds, keep what must be kept, and delete it.
    """
    match store.unused_days:
        case None:
            yield unknown(store, "unused_days")
        case 0:
            yield passed("in use")
        case count if count < 0:
            yield cannot_tell("last used in the future, so a clock is wrong")
        case count if count == FOREVER:
            yield failed("nothing has ever used it")
        case count if count > max_days:
            yield failed(f"nothing uses it, and may not have for {days(count)}, more than {days(max_days)}")
        case count:
            yield passed(f"nothing uses it, for {days(count)} at most")
