"""The audit log of sign-ins and of what administrators do, and whether it goes on.

Google keeps both, and nobody can switch them off or be left out of them (support.google.com/a/answer/4579579,
support.google.com/a/answer/4580120). An old entry may be a quiet house: what the accounts say of themselves tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY, seconds
from collectors.asking.listing import rows
from collectors.workspace import question
from collectors.workspace.domain import USERS, Domain
from collectors.workspace.question import ws
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Delivery, Fact, LogTrail, Promise

LOG: Final = "workspace.audit-log"
LOGINS: Final = "ws.log.login"
ADMINS: Final = "ws.log.admin"
_GIVES: Final[tuple[Promise, ...]] = ((LogTrail, "scope"), Delivery)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        LOG: Kind(
            title="audit log of Google Workspace",
            gives=_GIVES,
            always=True,
            fix=MappingProxyType(
                {
                    "audit-logging.alive": "admin.google.com > Reporting > Audit and investigation > User log events: "
                    "compare with the last sign-ins under Directory > Users, and ask Google's support",
                    "audit-logging.copied-away": "admin.google.com > Account > Account settings > Legal and "
                    "compliance: Sharing options, Enabled, which copies it to Cloud Logging; from there a sink to "
                    "another organisation",
                }
            ),
        )
    }
)


def recent(id: str, application: str, *, words: str = "", feeds: tuple[Promise, ...] = _GIVES) -> question.Workspace:
    """The newest entry of a log; of those alone that `words` of the query choose."""
    return ws(
        id,
        f"reports.activities.list ({application})",
        f"/admin/reports/v1/activity/users/all/applications/{application}?maxResults=1{words}",
        ("id.time",),
        scope=question.AUDIT,
        feeds=feeds,
        list="items",
        newest=True,
        onward=lambda _body, _post: None,  # the newest entry comes first, and is enough
    )


QUESTIONS: Final = (recent(LOGINS, "login"), recent(ADMINS, "admin"))
_MARGIN: Final = 3600
"""Two records of one event may differ by so much."""
_KEPT_DAYS: Final = 180
"""Google keeps entries for six months (support.google.com/a/answer/7061566): what was before is missed by nobody."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give what is recorded, and how fresh it is."""
    gots = whole.answers.one(LOGINS), whole.answers.one(ADMINS)
    bad = next((got for got in gots if not got.good), None)
    thing = whole.thing(LOG, "/log", whole.name, *gots, whole.answers.one(USERS))
    yield LogTrail(
        **thing,
        of="scope",
        enabled=None if bad else True,
        records=None if bad else ("admin", "sign-in"),
        exempt=None if bad else (),
        unread=unread(**dict.fromkeys(("enabled", "records", "exempt"), bad)) if bad else (),
    )
    silent, why = (None, bad) if bad else _silence(whole, *gots)
    yield Delivery(
        **thing,
        silent_seconds=silent,
        copies=None,
        unread=unread(copies=_COPIES, **({"silent_seconds": why} if silent is None else {})),
    )


_COPIES: Final = Got("not-asked", "whether entries are shared with Cloud Logging, or exported")


def newest(got: Got) -> int | None:
    """How old the newest entry is."""
    try:
        return min((seconds(got, row["id"]["time"]) for row in rows(got)), default=FOREVER)
    except (LookupError, ValueError, TypeError):
        return None


def _silence(whole: Domain, logins: Got, admins: Got) -> tuple[int | None, Got]:
    """Seconds since the newest entry; None where it is old and nothing has happened since that would be recorded."""
    users, ages = whole.answers.one(USERS), []
    for got, name in ((logins, "lastLoginTime"), (admins, "creationTime")):
        age = newest(got)
        if age is None:
            return None, unclear(got, "it does not say when its newest entry is from")
        if _missed(users, whole.users, name, age):
            return age, got
        ages.append(age)
    if min(ages) <= DAY:
        return min(ages), logins
    if not users.good:
        return None, users
    return None, unclear(logins, "nothing has happened since its newest entry that it would hold: a quiet house")


def _missed(users: Got, people: Iterable[Mapping[str, Any]], name: str, newest: int) -> bool:
    """An account tells of an event, at least a day ago, that is not in the log: its newest entry is older."""
    ages = []
    for row in people:
        try:
            ages.append(seconds(users, str(row[name])))
        except (LookupError, ValueError, TypeError):
            continue
    late = [age for age in ages if DAY < age < _KEPT_DAYS * DAY]
    return any(age + _MARGIN < newest for age in late)
