"""Which release it is, and for how long its maker fixes it. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime

from collectors.mysql.server import Server
from collectors.mysql.support import ENDS
from scanner.answers import HIDDEN, unclear, unread
from scanner.ends import days
from scanner.facts import Fact, Release


def read(it: Server) -> Iterator[Fact]:
    """Give its release. What others make of MySQL's sources, as Percona does, they fix for a time of their own."""
    said, got = it.settings.text("version"), it.settings.got
    number = re.match(r"(?:5\.5\.5-)?([0-9]{1,3}\.[0-9]{1,3})\.[0-9]", said)
    others = "percona" in it.settings.text("version_comment").lower()
    left = None
    if number and not others:
        release = f"{'mariadb' if it.mariadb else 'mysql'} {number[1]}"
        left = days(it.answers.until(release, ENDS), datetime.fromisoformat(got.asked).date())
    yield Release(
        **it.thing(),
        version=f"{'MariaDB' if it.mariadb else 'MySQL'} {said}",
        support_days_left=left,
        auto_update=None,
        unread=unread(
            **({} if left is not None else {"support_days_left": unclear(got, "a release that is not known here")}),
            auto_update=HIDDEN,
        ),
    )
