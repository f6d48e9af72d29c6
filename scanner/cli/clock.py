"""This machine's clock beside the log: evidence with a wrong time is worse than none."""

from datetime import datetime, timedelta
from typing import Final

from scanner.cli.failures import NotStoredError

FAR: Final = timedelta(days=400)
"""A clock so far ahead of the last entry is wrong more often than nobody has scanned for so long."""


def check(last: datetime, now: datetime, *, right: bool) -> None:
    """Refuse a time before the last entry of the log, and one far after it unless somebody says that it is right.

    Raises:
        NotStoredError: with what to do.
    """
    if now < last:
        raise NotStoredError(_behind(last - now))
    if now - last > FAR and not right:
        raise NotStoredError(_ahead(now - last))


def _behind(by: timedelta) -> str:
    return (
        f"this machine’s clock is {_span(by)} behind the last entry of the run log\n"  # noqa: RUF001  # an apostrophe
        "  Evidence with a wrong time is worse than none: nothing was asked.\n"
        "  Next: timedatectl set-ntp true\n"
        "  If it was wrong when that entry was sealed: keep this store as it is, and begin another with --store DIR"
    )


def _ahead(by: timedelta) -> str:
    return (
        f"this machine’s clock is {_span(by)} ahead of the last entry of the run log\n"  # noqa: RUF001  # an apostrophe
        "  If it is wrong, a run sealed now would close the log until that day: nothing was asked.\n"
        "  Next: timedatectl set-ntp true\n"
        "  If it is right: safeguard scan --clock-is-right"
    )


def _span(by: timedelta) -> str:
    from scanner.check import span

    return span(int(by.total_seconds()))
