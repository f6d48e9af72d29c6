"""Reads when the accounts kept for emergencies were last used: that is when they were last seen to work. Pure.

CloudTrail's events reach back 90 days and are not asked for; the credential report knows the last sign-in of a user,
and IAM the last use of a role for 400 days.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.identity.iam_account import Row, credential_report
from collectors.aws.identity.rights import Rights, activation
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Identity, Promise, Routine

USER: Final = "aws.iam.break-glass-user"
ROLE: Final = "aws.iam.break-glass-role"
_TEST: Final[Promise] = (Routine, "break-glass-test")
_FIX: Final = MappingProxyType(
    {
        "emergency-access.tested": "sign in with it, as the emergency plan says, change what it signs in with "
        "afterwards, and keep a record of the test",
    }
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        USER: Kind(title="break-glass user", gives=(_TEST,), fix=_FIX),
        ROLE: Kind(title="break-glass role", gives=(Identity, _TEST), fix=_FIX),
    }
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the last use of each user and role that the target names as kept for emergencies."""
    names = whole.option("break_glass")
    if names:
        yield from _users(whole, names)
        yield from _roles(whole, names)


def _users(whole: Account, names: tuple[str, ...]) -> Iterator[Fact]:
    report = credential_report(whole)
    if not report.good:
        yield from gaps(whole.target, USER, report, _TEST)
    rows: list[Row] = body(report).get("Users", [])
    for row in rows:
        if row["user"] in names:
            yield _test(whole.thing(USER, row["arn"], name=row["user"]), report, days(report, _signed_in(row)))


def _signed_in(row: Row) -> str | None:
    """When its password or one of its keys was last taken; cells without a time begin with a letter."""
    cells = (row[c] for c in ("password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"))
    return max((cell for cell in cells if cell[:1].isdigit()), default=None)


def _roles(whole: Account, names: tuple[str, ...]) -> Iterator[Fact]:
    rights = whole.one("iam.rights")
    if not rights.good:
        yield from gaps(whole.target, ROLE, rights, *KINDS[ROLE].gives)
    all_ = Rights(body(rights))
    for role in all_.roles:
        if role["RoleName"] in names:
            thing = whole.thing(ROLE, role["Arn"], name=role["RoleName"], within=(whole.arn,))
            age = days(rights, role.get("LastUsedDate"))
            yield _holder(thing, rights, role, privileged=all_.role(role) != "other", age=age)
            yield _test(thing, rights, age)


def _holder(thing: Mapping[str, Any], rights: Got, role: Mapping[str, Any], *, privileged: bool, age: int) -> Identity:
    """A role has no password of its own; the second factor is the trust policy's to demand, of whoever takes it on."""
    demanded = activation(role.get("AssumeRolePolicyDocument"))
    return Identity(
        **thing,
        answers=rests_on(rights),
        holder="break-glass",
        enabled=True,
        interactive=False,
        privileged=privileged,
        mfa={"password": "strong", "standing": "none"}[demanded] if demanded else None,  # type: ignore[arg-type]  # words of the vocabulary
        unused_days=age if age != FOREVER else days(rights, role.get("CreateDate")),
        keys=0,
        unread=unread(mfa=rights if demanded else HIDDEN),
    )


def _test(thing: Mapping[str, Any], got: Got, age: int) -> Routine:
    """It was used, and so it works; that it was for a test nobody has said."""
    return Routine(
        **thing,
        answers=rests_on(got),
        what="break-glass-test",
        age_days=age,
        outcome="good",
        took_seconds=None,
        unread=unread(took_seconds=HIDDEN),
    )
