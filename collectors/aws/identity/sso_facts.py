"""Reads IAM Identity Center: how long its sessions last, whom it knows, and what that means for roles. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.aws.identity.sso import INSTANCE, KINDS, PERMISSION_SET, PERSON
from collectors.aws.read import Account, body, first_bad
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import Fact, Identity, Session, SignIn

_ROLE: Final = "AWSReservedSSO_"
"""The name of a role that Identity Center makes: this, the permission set's name, and a few digits."""
_DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_SIZES: Final = (86400, 3600, 60, 1)
_DEFAULT: Final = "PT1H"


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of the instances that are this account's."""
    listing = whole.one("sso.instances")
    if not listing.good:
        for kind in (INSTANCE, PERMISSION_SET, PERSON):
            yield from gaps(whole.target, kind, listing, *KINDS[kind].gives)
    for row in body(listing).get("Instances", []):
        if row.get("OwnerAccountId", whole.id) == whole.id:
            yield _door(whole, listing, row)
            yield from _sets(whole, _name(row))
            yield from _people(whole, _name(row))


def _name(row: Mapping[str, Any]) -> str:
    """What questions about an instance are named by."""
    return f"{row.get('PrimaryRegion')}/{row['IdentityStoreId']}"


def _door(whole: Account, listing: Got, row: Mapping[str, Any]) -> SignIn:
    """AWS has no call that tells whether Identity Center asks for a second factor, nor where its users come from."""
    return SignIn(
        **whole.thing(INSTANCE, row["InstanceArn"], name=row["IdentityStoreId"], site=row.get("PrimaryRegion", "")),
        answers=rests_on(listing),
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=None,
        individual=None,
        directories=2,  # a managed directory
        unread=unread(factors=HIDDEN, phishing_resistant=HIDDEN, bypass=HIDDEN, individual=HIDDEN),
    )


def _sets(whole: Account, name: str) -> Iterator[Fact]:
    instance, listing = whole.one("sso.instance", name), whole.one("sso.sets", name)
    if body(instance).get("PermissionSetsEnabled") is False:
        return
    bad = instance if not instance.good else listing
    if not bad.good:
        yield from gaps(whole.target, PERMISSION_SET, bad, *KINDS[PERMISSION_SET].gives)
    for row in body(listing).get("PermissionSets", []):
        arn = row["PermissionSetArn"]
        detail = whole.one("sso.set", arn)
        length, why = _length(detail)
        said = body(detail).get("PermissionSet", {})
        yield Session(
            **whole.thing(PERMISSION_SET, arn, name=said.get("Name", arn.rpartition("/")[2])),
            answers=rests_on(listing, detail),
            surface="token",
            idle_seconds=None,
            on_idle=None,
            max_seconds=length,
            enforced=None,
            reauth_seconds=None,
            unread=unread(
                idle_seconds=HIDDEN,
                on_idle=HIDDEN,
                enforced=HIDDEN,
                reauth_seconds=HIDDEN,
                max_seconds=why,
            ),
        )


def _length(detail: Got) -> tuple[int | None, Got]:
    """Seconds that a session of a permission set lasts, and the answer that says so, or why nobody can tell."""
    if not detail.ok:
        return None, detail if not detail.good else unclear(detail, "it says nothing of the permission set")
    said = detail.body["PermissionSet"].get("SessionDuration") or _DEFAULT
    found = _DURATION.fullmatch(said)
    seconds = sum(int(count or 0) * size for count, size in zip(found.groups(), _SIZES, strict=True)) if found else 0
    return (seconds, detail) if seconds else (None, unclear(detail, "its session duration is none"))


def _people(whole: Account, name: str) -> Iterator[Fact]:
    listing = whole.one("sso.users", name)
    if not listing.good:
        yield from gaps(whole.target, PERSON, listing, Identity)
    for row in body(listing).get("Users", []):
        yield _person(whole, listing, row)


def _person(whole: Account, listing: Got, row: Mapping[str, Any]) -> Identity:
    """A person that Identity Center knows. What it asks at sign-in, and when somebody last came, AWS does not say."""
    name, status = row.get("UserName", row["UserId"]), row.get("UserStatus")
    arn = row.get("UserArn") or f"arn:{whole.partition}:identitystore:::user/{row['UserId']}"
    said = listing if status else unclear(listing, "it names no status of the user")
    return Identity(
        **whole.thing(PERSON, arn, name=name, within=(whole.arn,)),
        answers=rests_on(listing),
        holder="break-glass" if name in whole.option("break_glass") else "person",
        enabled=status != "DISABLED" if status else None,
        interactive=None,
        privileged=None,
        mfa=None,
        unused_days=None,
        keys=0,  # it has none to give
        unread=unread(enabled=said, interactive=HIDDEN, privileged=NOT_ASKED, mfa=HIDDEN, unused_days=HIDDEN),
    )


def untold(whole: Account, role: str) -> Got | None:
    """Why nobody here says how long sessions of a role last that Identity Center made.

    None where its permission set is ours: that has the finding, or the gap.
    """
    _, why = _set_of(whole, role)
    return why if why.outcome in {"not-asked", "unclear"} else None


def assigned(whole: Account, role: str) -> tuple[bool | None, Got]:
    """Whether such a role is given to persons rather than to groups, in this account."""
    found, why = _set_of(whole, role)
    got = whole.one("sso.assignments", found) if found else why
    if not found or not got.good:
        return None, got
    return any(row.get("PrincipalType") != "GROUP" for row in body(got).get("AccountAssignments", [])), got


def _set_of(whole: Account, role: str) -> tuple[str, Got]:
    """The ARN of the permission set that a role was made of, with the answer on it; or why it is not known."""
    name = role.removeprefix(_ROLE).rpartition("_")[0]
    for got in whole.every("sso.set"):
        said = body(got).get("PermissionSet", {})
        if said.get("Name") == name:
            return said["PermissionSetArn"], got
    return "", _unfound(whole)


def _unfound(whole: Account) -> Got:
    """Why no permission set of a name is known: an answer that did not come, or whose it is."""
    listing = whole.one("sso.instances")
    rows = body(listing).get("Instances", [])
    ours = [_name(row) for row in rows if row.get("OwnerAccountId", whole.id) == whole.id]
    owners = sorted({row["OwnerAccountId"] for row in rows if row.get("OwnerAccountId", whole.id) != whole.id})
    if bad := first_bad(listing, *(got for name in ours for got in _way(whole, name))):
        return bad
    if owners:
        asked = f"sso-admin.DescribePermissionSet in {owners[0]}, the account that owns Identity Center"
        return Got("not-asked", asked)
    return unclear(listing, "it holds no permission set of the role's name")


def _way(whole: Account, name: str) -> Iterator[Got]:
    """All answers by which one comes to the permission sets of an instance."""
    instance, listing = whole.one("sso.instance", name), whole.one("sso.sets", name)
    yield instance
    if body(instance).get("PermissionSetsEnabled") is not False:
        yield listing
    yield from (whole.one("sso.set", row["PermissionSetArn"]) for row in body(listing).get("PermissionSets", []))
