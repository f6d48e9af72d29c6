"""The server itself: that it is there, its version, and what its data rests on. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from collectors.postgres.kinds import SERVER
from collectors.postgres.statements import SERVER as ITSELF
from collectors.postgres.support import ENDS, release, version
from collectors.postgres.whole import Whole
from scanner.answers import Got, gaps, unclear, unread
from scanner.ends import days
from scanner.facts import Asset, DataStore, Fact, Release

_PRODUCT: Final = "PostgreSQL"


def read(whole: Whole) -> Iterator[Fact]:
    """Give the server; nothing encrypts its data but what it rests on, and of that it knows nothing."""
    got = whole.answers.one(ITSELF)
    if not got.good:
        yield from gaps(whole.target, SERVER, got, (Asset, "store"), Release, DataStore)
        return
    thing = whole.thing(SERVER, "", "", got)
    yield Asset(**thing, role="store")
    yield _release(whole, got)
    at_rest = Got("hidden", "encryption: PostgreSQL has none of its own, and of that of its disks it knows nothing")
    yield DataStore(
        **thing,
        encrypted=None,
        customer_key=None,
        cipher=None,
        unread=unread(encrypted=at_rest, customer_key=at_rest, cipher=at_rest),
    )


def _release(whole: Whole, got: Got) -> Release:
    number, today = whole.row.get("version"), datetime.fromisoformat(got.asked).date()
    said = version(number) if isinstance(number, int) else None
    known = isinstance(number, int) and whole.row.get("product") == _PRODUCT
    left = days(whole.answers.until(release(number or 0), ENDS), today) if known else None
    return Release(
        **whole.thing(SERVER, "", "", got),
        version=said,
        support_days_left=left,
        auto_update=None,
        unread=unread(
            version=unclear(got, "it names no version") if said is None else got,
            support_days_left=unclear(got, f"until when {said or 'it'} is fixed is not known here")
            if left is None
            else got,
            auto_update=Got("hidden", "who installs its fixes"),
        ),
    )
