"""How long people stay signed in, by the policies. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import DAY
from collectors.workspace.domain import POLICIES, UNITS, Domain
from collectors.workspace.policies import SESSION, held, seconds, unreadable
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Session

SESSIONS: Final = "workspace.sessions"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SESSIONS: Kind(
            title="web sessions of Google Workspace",
            gives=((Session, "web"),),
            always=True,
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "admin.google.com > Security > Access and data control > "
                    "Google Session control: Web session duration, 12 hours or less, for the top organisational unit"
                }
            ),
        ),
    }
)
_LENGTH: Final = 14 * DAY
"""Of a web session where nobody sets another (support.google.com/a/answer/7576830)."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give the sessions: one ends after so long since one signed in; that it is idle ends none."""
    bad = unreadable(whole)
    policies = whole.answers.one(POLICIES)
    length, why = (None, bad) if bad else _length(whole, policies)
    yield Session(
        **whole.thing(SESSIONS, "/sessions", whole.name, policies, whole.answers.one(UNITS)),
        surface="web",
        idle_seconds=None,
        on_idle=None,
        max_seconds=length,
        enforced=None,
        reauth_seconds=None,
        unread=unread(
            **dict.fromkeys(("idle_seconds", "on_idle", "enforced", "reauth_seconds"), HIDDEN),
            **({"max_seconds": why} if length is None else {}),
        ),
    )


def _length(whole: Domain, policies: Got) -> tuple[int | None, Got]:
    some = held(whole, SESSION)
    said = [seconds(one.value.get("webSessionDuration")) for one in some.all]
    if not all(said):  # 0 might be never
        return None, unclear(policies, "it does not say how long a web session lasts")
    return max([*filter(None, said), *(() if some.base else (_LENGTH,))]), policies
