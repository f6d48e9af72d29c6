"""S3 access points: doors to buckets with policies of their own. Asked for in the regions where a bucket lies.

A point's policy lets strangers in only as far as the bucket's does: both are counted in. A point that leads to another
account's bucket is judged by its own policy alone. Points that span regions are not asked for.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.row import Known
from collectors.aws.policy import outsiders, weighed
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, listed
from collectors.aws.storage.s3_exposure import delegated
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Exposure, Fact

POINT: Final = "aws.s3.access-point"
_GIVES: Final = ((Exposure, "permission/data"),)
_NO_POLICY: Final = ("NoSuchAccessPointPolicy",)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        POINT: Kind(
            title="S3 access point",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws s3control put-access-point-policy --account-id ACCOUNT --name "
                    "POINT --policy file://FILE, without a statement for everybody; a block is set only as a point is "
                    "made: aws s3control create-access-point --account-id ACCOUNT --name NEW --bucket BUCKET",
                }
            ),
            own={"POINT": "name"},
        ),
    }
)


def _tame(known: Known, place: Place) -> bool:
    """Its policy lets in nobody but who is named."""
    status = known.body("s3.point_status", place.about) or {}
    return bool(status.get("PolicyStatus", {}).get("IsPublic") is False) or _bare(known, place)


def _bare(known: Known, place: Place) -> bool:
    return known.outcome("s3.point_policy", place.about) == "absent"


def _point(id: str, call: str, keep: str, **more: Any) -> Ask:
    """A question about one access point."""
    return Ask(
        id=id,
        operation=f"s3control.{call}",
        needs=f"s3:{call}",
        feeds=((Exposure, "permission/data"),),
        each="s3.points",
        of="AccessPointList",
        about="AccessPointArn",
        given=MappingProxyType({"AccountId": "account", "Name": "item.Name"}),
        keep=keep,
        **more,
    )


QUESTIONS: Final = (
    Ask(
        id="s3.points",
        operation="s3control.ListAccessPoints",
        needs="s3:ListAccessPoints",
        feeds=((Exposure, "permission/data"),),
        each="s3.buckets",
        of="Buckets",
        about="BucketRegion || 'home'",
        where="BucketRegion",
        unique=True,
        given=MappingProxyType({"AccountId": "account"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{AccessPointList: AccessPointList[].{Name: Name, AccessPointArn: AccessPointArn, Bucket: Bucket, "
        "BucketAccountId: BucketAccountId, NetworkOrigin: NetworkOrigin}}",
    ),
    _point("s3.point_policy", "GetAccessPointPolicy", "{Policy: Policy}", absent=_NO_POLICY),
    _point(
        "s3.point_status",
        "GetAccessPointPolicyStatus",
        "{PolicyStatus: PolicyStatus.{IsPublic: IsPublic}}",
        absent=_NO_POLICY,
        after=("s3.point_policy",),
        unless=_bare,
    ),
    _point(
        "s3.point",
        "GetAccessPoint",
        "{PublicAccessBlockConfiguration: PublicAccessBlockConfiguration.{RestrictPublicBuckets: "
        "RestrictPublicBuckets}}",
        after=("s3.point_policy", "s3.point_status"),
        unless=_tame,
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the exposure of all access points."""
    buckets = whole.one("s3.buckets")
    if not buckets.good:
        yield from gaps(whole.target, POINT, buckets, *_GIVES)
    if not body(buckets).get("Buckets"):
        return
    for found in listed(whole, "s3.points", "AccessPointList", POINT, *_GIVES):
        if isinstance(found, Fact):
            yield found
        else:
            yield _exposure(whole, *found)


def _exposure(whole: Account, got: Got, row: Mapping[str, Any]) -> Exposure:
    arn = row["AccessPointArn"]
    asked = tuple(whole.one(f"s3.{q}", arn) for q in ("point_policy", "point_status", "point"))
    audience, why = _audience(whole, row, *asked)
    beside = (whole.one("s3.account_block"), _bucket_policy(whole, row))
    return Exposure(
        **whole.thing(POINT, arn, name=row["Name"], site=arn.split(":")[3]),
        answers=rests_on(got, *asked, *beside),
        way="permission",
        offers="data",
        audience=audience,
        ports=(),
        considered=_weighed(whole, row, *asked) if audience else (),
        unread=unread(audience=why) if audience is None else (),
    )


def _weighed(whole: Account, row: Mapping[str, Any], policy: Got, status: Got, point: Got) -> tuple[str, ...]:
    """What its policy says, and what stands before whom that lets in."""
    document = body(policy).get("Policy")
    said = weighed(document, whole.id)
    if "*" not in outsiders(document, whole.id):
        return said
    if row.get("NetworkOrigin") == "VPC":
        return (*said, "it answers in a network of its owner only")
    if body(status).get("PolicyStatus", {}).get("IsPublic") is False:
        return (*said, "to S3 that policy is not public")
    blocked, _ = _public(whole, row, point)
    return (*said, "a block or the bucket's own policy keeps strangers out") if blocked == "listed" else said


Audience = Literal["owner", "listed", "everyone"]


def _audience(
    whole: Account, row: Mapping[str, Any], policy: Got, status: Got, point: Got
) -> tuple[Audience | None, Got]:
    if not policy.good:
        return None, policy
    strangers = outsiders(body(policy).get("Policy"), whole.id)
    if not strangers:
        return "owner", policy
    # Within a network of the owner's choice nobody is everybody.
    if row.get("NetworkOrigin") == "VPC" or "*" not in strangers:
        return "listed", policy
    public = body(status).get("PolicyStatus", {}).get("IsPublic")
    if public is False:
        return "listed", status
    if public is None:
        return None, unclear(status, "it does not say whether the policy is public") if status.good else status
    return _public(whole, row, point)


def _public(whole: Account, row: Mapping[str, Any], point: Got) -> tuple[Audience | None, Got]:
    """Of a point whose policy is public: the account, the point itself or the bucket may still keep strangers out."""
    account, bucket = whole.one("s3.account_block"), _bucket_policy(whole, row)
    blocks = [body(g).get("PublicAccessBlockConfiguration", {}).get("RestrictPublicBuckets") for g in (account, point)]
    if True in blocks:
        return "listed", point
    document = body(bucket).get("Policy")
    if bucket.good and not delegated(document) and "*" not in outsiders(document, whole.id):
        return "listed", bucket
    bad = next((got for got in (account, point) if not got.good), None)
    return (None, bad) if bad else ("everyone", point)


def _bucket_policy(whole: Account, row: Mapping[str, Any]) -> Got:
    return whole.one("s3.policy", str(row.get("Bucket", "")))
