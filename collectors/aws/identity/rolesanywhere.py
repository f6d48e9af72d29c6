"""IAM Roles Anywhere: how long machines with a certificate stay signed in. What to ask, and read."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from scanner.answers import HIDDEN, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Fact, Session

PROFILE: Final = "aws.rolesanywhere.profile"
_GIVES: Final = ((Session, "token"),)
_DEFAULT: Final = 3600

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROFILE: Kind(
            title="profile of IAM Roles Anywhere",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "aws rolesanywhere update-profile --profile-id PROFILE "
                    "--duration-seconds 3600",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="rolesanywhere.profiles",
        operation="rolesanywhere.ListProfiles",
        needs="rolesanywhere:ListProfiles",
        feeds=((Session, "token"),),
        scope="region",
        keep="{profiles: profiles[].{profileArn: profileArn, name: name, enabled: enabled, "
        "durationSeconds: durationSeconds}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the sessions of the profiles that are on."""
    for found in listed(whole, "rolesanywhere.profiles", "profiles", PROFILE, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        if row.get("enabled") is not False:
            yield Session(
                **whole.thing(PROFILE, row["profileArn"], name=row.get("name", ""), site=got.about),
                answers=rests_on(got),
                surface="token",
                idle_seconds=None,
                on_idle=None,
                max_seconds=int(row.get("durationSeconds") or _DEFAULT),
                enforced=None,
                reauth_seconds=None,
                unread=unread(idle_seconds=HIDDEN, on_idle=HIDDEN, enforced=HIDDEN, reauth_seconds=HIDDEN),
            )
