"""Who can reach a bucket: its policy, its access list, and the blocks of account and bucket over both. Pure."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from collectors.aws.policy import conditions, outsiders, statements, weighed
from collectors.aws.read import body
from collectors.aws.storage.s3 import enforced, opens
from collectors.aws.storage.s3_bucket import Bucket
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure

Audience = Literal["owner", "listed", "provider", "any-account", "everyone"]
_WIDER: Final[tuple[Audience, ...]] = ("owner", "listed", "provider", "any-account", "everyone")
_STRANGERS: Final[dict[str, Audience]] = {"AllUsers": "everyone", "AuthenticatedUsers": "any-account"}


def exposure(bucket: Bucket) -> Exposure:
    """Say who can reach it at the widest; None where what was not answered could widen it."""
    parts = [_by_policy(bucket), _by_acl(bucket), _by_objects(bucket)]
    known = [audience for audience, _ in parts if audience]
    bad = [got for audience, got in parts if audience is None]
    widest = max(known, key=_WIDER.index, default=None)
    # What is wide open stays so whatever the part says that we could not read.
    audience = widest if not bad or widest in _WIDER[2:] else None
    blocks = (bucket.whole.one("s3.account_block"), bucket.got("s3.block"))
    return Exposure(
        **bucket.thing(*(got for _, got in parts), *blocks),
        way="permission",
        offers="data",
        audience=audience,
        ports=(),
        considered=_weighed(bucket) if audience else (),
        unread=tuple(why for got in bad for why in unread(audience=got)) if audience is None else (),
    )


def _weighed(bucket: Bucket) -> tuple[str, ...]:
    """What its policy and its access list say, and the blocks over them."""
    document = body(bucket.got("s3.policy")).get("Policy")
    public = body(bucket.got("s3.policy_status")).get("PolicyStatus", {}).get("IsPublic")
    policy = weighed(document, bucket.whole.id) or (("its policy is public",) if public else ())
    audience, _ = _by_acl(bucket)
    over = _over(bucket, public=public) if public or any(map(opens, statements(document))) else ""
    return (*policy, *((over,) if over else ()), *((_LISTS[audience],) if audience in _LISTS else ()))


def _over(bucket: Bucket, *, public: bool | None) -> str:
    """What stands over a policy for everybody."""
    restricted, _ = _switch(bucket, "RestrictPublicBuckets")
    if restricted:
        return "a block of public access is over it"
    if public is False:
        return "to S3 it is not public"
    return "no block of public access is over it" if public and restricted is False else ""


_LISTS: Final[dict[Audience | None, str]] = {
    "listed": "its access list names others",
    "any-account": "its access list lets any account in",
    "everyone": "its access list lets everyone in",
}


def _switch(bucket: Bucket, switch: str) -> tuple[bool | None, Got]:
    """Whether a switch is on, in the account or on the bucket; None with the answer that failed."""
    bad = None
    for got in (bucket.whole.one("s3.account_block"), bucket.got("s3.block")):
        if body(got).get("PublicAccessBlockConfiguration", {}).get(switch) is True:
            return True, got
        bad = bad or (None if got.good else got)
    return (None, bad) if bad else (False, bucket.got("s3.block"))


def _by_policy(bucket: Bucket) -> tuple[Audience | None, Got]:
    policy, status = bucket.got("s3.policy"), bucket.got("s3.policy_status")
    if policy.outcome == "absent":
        return "owner", policy
    if status.outcome == "absent" and not policy.good:
        return "owner", status  # it says the same: there is no policy
    restricted, block = _switch(bucket, "RestrictPublicBuckets")
    some = [s for s in statements(body(policy).get("Policy")) if opens(s)]
    public = False if policy.good and not some else body(status).get("PolicyStatus", {}).get("IsPublic")
    if not restricted and public is not False:
        if public and restricted is False:
            return "everyone", status
        # A public policy that a block may or may not tame, or a policy of which nobody said whether it is public.
        silent = unclear(status, "it does not say whether the policy is public")
        return None, (block if restricted is None and public else silent if status.good else status)
    if not policy.good:
        return None, policy
    if not restricted and delegated(body(policy).get("Policy")):
        return None, _ACCESS_POINTS
    strangers = set(outsiders(body(policy).get("Policy"), bucket.whole.id))
    if restricted and not any(key in _NARROW for s in some for _, key, _ in conditions(s)):
        strangers.discard("*")
    return ("listed" if strangers else "owner"), (block if restricted else status if some else policy)


_NARROW: Final = frozenset({"aws:sourceip", "aws:userid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"})
"""Conditions by which a policy for everybody is not public to S3, so that a block of public ones leaves it alone."""
_ACCESS_POINTS: Final = Got("not-asked", "s3control.ListAccessPoints")
"""The policies of access points, which decide where a bucket leaves it to them."""


def delegated(policy: Mapping[str, Any] | None) -> bool:
    """It lets in whom an access point lets in. Whether it is public is told of its own words only."""
    return any(
        key.startswith(("s3:dataaccesspoint", "s3:accesspoint"))
        for statement in statements(policy)
        if statement.get("Effect") == "Allow"
        for _, key, _ in conditions(statement)
    )


def _by_acl(bucket: Bucket) -> tuple[Audience | None, Got]:
    """A block makes AWS ignore public grants; those to named accounts it leaves, and we do not ask for them then."""
    ignored, block = _switch(bucket, "IgnorePublicAcls")
    acl, ownership = bucket.got("s3.acl"), bucket.got("s3.ownership")
    if ignored:
        return "owner", block
    if enforced(ownership.body):
        return "owner", ownership
    if not acl.good:
        return None, acl
    found: list[Audience] = ["owner"]
    for grant in body(acl).get("Grants", []):
        who = grant.get("Grantee", {})
        if "URI" in who:
            found.append(_STRANGERS.get(who["URI"].rpartition("/")[2], "owner"))
        elif who.get("ID") != body(acl).get("Owner", {}).get("ID"):
            found.append("listed")
    widest = max(found, key=_WIDER.index)
    # A public grant counts only where no block is on; of an unreadable block we do not know.
    return (None, block) if ignored is None and widest in _WIDER[2:] else (widest, acl)


def _by_objects(bucket: Bucket) -> tuple[Audience | None, Got]:
    """Objects may have access lists of their own, which nobody asks for one by one, unless these are off or ignored."""
    ignored, block = _switch(bucket, "IgnorePublicAcls")
    ownership = bucket.got("s3.ownership")
    if ignored:
        return "owner", block
    if not ownership.good:
        return None, ownership
    if enforced(ownership.body):
        return "owner", ownership
    return None, (block if ignored is None else unclear(ownership, "its objects may have access lists of their own"))
