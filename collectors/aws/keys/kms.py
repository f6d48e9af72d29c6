"""KMS: the customer's own keys. Keys that AWS keeps are known by their aliases and not asked about."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.ages import days_until
from collectors.asking.row import Known
from collectors.aws.policy import audience, weighed
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import JSON, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, DataStore, Exposure, Fact, Key

KEY: Final = "aws.kms.key"
_GIVES: Final = (Key, (Exposure, "permission/data"))
_STATES: Final[dict[str, Literal["enabled", "disabled", "dying"]]] = {
    "Enabled": "enabled",
    "Updating": "enabled",
    "Creating": "enabled",
    "PendingDeletion": "dying",
    "PendingReplicaDeletion": "dying",
}
_DEFAULT_ROTATION: Final = 365
"""Days, where AWS rotates and names no period."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KEY: Kind(
            title="KMS key",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.key-rotates": "aws kms enable-key-rotation --key-id KEY "
                    "--rotation-period-in-days 365",
                    "encryption-at-rest.key-alive": "aws kms cancel-key-deletion --key-id KEY, "
                    "then aws kms enable-key --key-id KEY",
                    "public-exposure.not-public": "aws kms put-key-policy --key-id KEY --policy-name default "
                    "--policy file://FILE, without a statement for everybody",
                }
            ),
            own={"KEY": "id"},
        ),
    }
)


def _of_aws(known: Known, place: Place) -> bool:
    return _id(place.about) in known.once(_known_of_aws, place.region)


def _known_of_aws(known: Known, region: str) -> frozenset[str]:
    return _named_by_aws(known.body("kms.aliases", region))


def _named_by_aws(aliases: JSON) -> frozenset[str]:
    """The keys that AWS has made in the account, by their aliases."""
    rows = (aliases or {}).get("Aliases", [])
    return frozenset(a.get("TargetKeyId", "") for a in rows if a["AliasName"].startswith("alias/aws/"))


def _id(arn: str) -> str:
    return arn.rpartition("/")[2]


_CUSTOMER: Final = "KeyMetadata | [@][?KeyManager=='CUSTOMER']"
_ROTATABLE: Final = (
    "KeyMetadata | [@][?KeyManager=='CUSTOMER' && KeySpec=='SYMMETRIC_DEFAULT' && Origin=='AWS_KMS' "
    "&& KeyState=='Enabled']"
)

QUESTIONS: Final = (
    Ask(
        id="kms.aliases",
        operation="kms.ListAliases",
        needs="kms:ListAliases",
        feeds=(DataStore, Key, (Exposure, "permission/data")),
        scope="region",
        keep="{Aliases: Aliases[?TargetKeyId].{AliasName: AliasName, TargetKeyId: TargetKeyId}}",
    ),
    Ask(
        id="kms.keys",
        operation="kms.ListKeys",
        needs="kms:ListKeys",
        feeds=(DataStore, Key, (Exposure, "permission/data")),
        scope="region",
        keep="{Keys: Keys[].{KeyArn: KeyArn}}",
    ),
    Ask(
        id="kms.key",
        operation="kms.DescribeKey",
        needs="kms:DescribeKey",
        feeds=(DataStore, Key, (Exposure, "permission/data")),
        each="kms.keys",
        of="Keys",
        about="KeyArn",
        after=("kms.aliases",),
        unless=_of_aws,
        given=MappingProxyType({"KeyId": "item.KeyArn"}),
        keep="{KeyMetadata: KeyMetadata.{Arn: Arn, KeyId: KeyId, KeyManager: KeyManager, KeyState: KeyState, "
        "KeySpec: KeySpec, Origin: Origin, CreationDate: CreationDate, DeletionDate: DeletionDate, ValidTo: ValidTo, "
        "MultiRegion: MultiRegion}}",
    ),
    Ask(
        id="kms.rotation",
        operation="kms.GetKeyRotationStatus",
        needs="kms:GetKeyRotationStatus",
        feeds=(Key,),
        each="kms.key",
        of=_ROTATABLE,
        about="Arn",
        given=MappingProxyType({"KeyId": "item.Arn"}),
        keep="{KeyRotationEnabled: KeyRotationEnabled, RotationPeriodInDays: RotationPeriodInDays}",
    ),
    Ask(
        id="kms.policy",
        operation="kms.GetKeyPolicy",
        needs="kms:GetKeyPolicy",
        feeds=((Exposure, "permission/data"),),
        each="kms.key",
        of=_CUSTOMER,
        about="Arn",
        parameters=MappingProxyType({"PolicyName": "default"}),
        given=MappingProxyType({"KeyId": "item.Arn"}),
        keep="{Policy: Policy}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all customer keys."""
    for listing in whole.every("kms.keys"):
        if not listing.good:
            yield from gaps(whole.target, KEY, listing, *_GIVES, site=listing.about)
        for row in body(listing).get("Keys", []):
            yield from _key(whole, listing, row["KeyArn"])


def _key(whole: Account, listing: Got, arn: str) -> Iterator[Fact]:
    detail = whole.one("kms.key", arn)
    meta = body(detail).get("KeyMetadata", {})
    if meta.get("KeyManager") == "AWS" or (not detail.place and _aliased(whole, arn)):
        return  # one of AWS's own: it itself, or its aliases, said so
    rotation, policy = whole.one("kms.rotation", arn), whole.one("kms.policy", arn)
    thing = whole.thing(KEY, arn, name=meta.get("KeyId", arn.rpartition("/")[2]), site=arn.split(":")[3])
    if not detail.good:
        rotation = policy = detail
    yield Key(
        **thing,
        answers=rests_on(listing, detail, rotation),
        state=_STATES.get(meta.get("KeyState", ""), "disabled") if detail.good else None,
        rotation_days=_rotation(meta, rotation) if detail.good else None,
        days_left=days_until(detail, meta.get("ValidTo")) if detail.good else None,
        # A deletion waits 7 days at least, and nobody can make it wait less; imported material can go at once.
        recoverable=meta.get("Origin") != "EXTERNAL" if detail.good else None,
        unread=unread(
            state=detail, rotation_days=rotation if _turns(meta) else detail, days_left=detail, recoverable=detail
        ),
    )
    yield Exposure(
        **thing,
        answers=rests_on(listing, detail, policy),
        way="permission",
        offers="data",
        audience=audience(policy.body["Policy"], whole.id) if policy.ok else None,
        ports=(),
        considered=weighed(body(policy).get("Policy"), whole.id),
        unread=unread(audience=policy),
    )


def _aliased(whole: Account, arn: str) -> bool:
    return _id(arn) in whole.once(whole.one("kms.aliases", arn.split(":")[3]), _aliased_by_aws)


def _aliased_by_aws(aliases: Got) -> frozenset[str]:
    return _named_by_aws(aliases.body)


def _rotation(meta: Mapping[str, Any], rotation: Got) -> int | None:
    """Days; 0 for a key that AWS cannot rotate. One that is not enabled is not asked: it encrypts nothing new."""
    if not _turns(meta):
        return 0
    if not rotation.good:
        return None
    on = body(rotation).get("KeyRotationEnabled")
    return int(body(rotation).get("RotationPeriodInDays", _DEFAULT_ROTATION)) if on else FOREVER


def _turns(meta: Mapping[str, Any]) -> bool:
    """The rule of `_ROTATABLE`, by which its rotation was asked for."""
    return (meta.get("KeySpec"), meta.get("Origin"), meta.get("KeyState")) == (
        "SYMMETRIC_DEFAULT",
        "AWS_KMS",
        "Enabled",
    )
