"""S3: what to ask about buckets, and about the account's block of public access."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.policy import Statement, everyone, statements
from collectors.aws.question import Ask, Place
from collectors.aws.records.trails import recorded
from collectors.aws.tags import elsewhere
from scanner.answers import JSON
from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    Channel,
    DataStore,
    Delivery,
    Detector,
    Exposure,
    Guard,
    LogStore,
    LogTrail,
    Promise,
)

BUCKET: Final = "aws.s3.bucket"
BLOCKS: Final = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NO_BLOCK: Final = ("NoSuchPublicAccessBlockConfiguration",)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BUCKET: Kind(
            title="S3 bucket",
            may=(Delivery, (Backup, "replica")),
            gives=(
                (Asset, "store"),
                DataStore,
                (LogTrail, "store"),
                Delivery,
                (Channel, "tls"),
                (Exposure, "permission/data"),
                (Backup, "versions"),
                (Backup, "replica"),
            ),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws s3api put-bucket-encryption --bucket NAME "
                    "--server-side-encryption-configuration "
                    '\'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"}}]}\'',
                    "encryption-at-rest.customer-key": "aws s3api put-bucket-encryption --bucket NAME "
                    "--server-side-encryption-configuration "
                    '\'{"Rules":[{"ApplyServerSideEncryptionByDefault":'
                    '{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY-ARN"},"BucketKeyEnabled":true}]}\'',
                    "encryption-in-transit.plain-refused": "aws s3api put-bucket-policy --bucket NAME --policy "
                    '\'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*",'
                    '"Resource":["arn:aws:s3:::NAME","arn:aws:s3:::NAME/*"],'
                    '"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}\' '
                    "(add the statement to the policy that is there)",
                    "public-exposure.not-public": "aws s3api put-public-access-block --bucket NAME "
                    "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
                    "BlockPublicPolicy=true,RestrictPublicBuckets=true",
                    "audit-logging.recording": "aws cloudtrail put-event-selectors --trail-name TRAIL "
                    "--advanced-event-selectors file://FILE, with eventCategory Data and resources.type "
                    "AWS::S3::Object",
                    "backup.exists": "aws s3api put-bucket-versioning --bucket NAME "
                    "--versioning-configuration Status=Enabled",
                    "backup.kept": "aws s3api put-bucket-lifecycle-configuration --bucket NAME "
                    "--lifecycle-configuration file://FILE, with NoncurrentVersionExpiration.NoncurrentDays of 35 or "
                    "more",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)


def _blocked(known: Known, place: Place, *switches: str) -> bool:
    blocks = [known.body(q, a) for q, a in (("s3.account_block", ""), ("s3.block", place.about))]
    found = [(b or {}).get("PublicAccessBlockConfiguration", {}) for b in blocks]
    return any(all(f.get(s) is True for s in switches) for f in found)


def enforced(ownership: JSON) -> bool:
    """Its owner owns all objects: access lists are off."""
    return any(r.get("ObjectOwnership") == "BucketOwnerEnforced" for r in (ownership or {}).get("Rules", []))


def opens(statement: Statement) -> bool:
    """It lets in everybody, whatever its conditions. A policy without such a statement is not public."""
    return statement.get("Effect") == "Allow" and ("NotPrincipal" in statement or everyone(statement))


def _closed(known: Known, place: Place) -> bool:
    """There is no policy, or it opens to nobody but who is named."""
    if (policy := known.body("s3.policy", place.about)) is None:
        return known.outcome("s3.policy", place.about) == "absent"
    return not any(map(opens, statements(policy.get("Policy"))))


def _open(known: Known, place: Place) -> bool:
    """Its policy opens it to everybody, and no block stands before it: no list of access could open it wider."""
    status = (known.body("s3.policy_status", place.about) or {}).get("PolicyStatus", {})
    blocks = ("s3.account_block", ""), ("s3.block", place.about)
    read = all(known.outcome(*asked) in {"ok", "absent"} for asked in blocks)
    return status.get("IsPublic") is True and read and not _blocked(known, place, "RestrictPublicBuckets")


def _unversioned(known: Known, place: Place) -> bool:
    """Lock, replication and the life of versions need versioning: where that is off they are not asked."""
    versioning = known.body("s3.versioning", place.about)
    return versioning is not None and versioning.get("Status") != "Enabled" and not _holds_logs(known, place)


def _holds_logs(known: Known, place: Place) -> bool:
    lists = known.bodies("cloudtrail.trails")
    return any(t.get("S3BucketName") == place.about for listed in lists for t in listed.get("trailList", []))


def _bucket(id: str, operation: str, needs: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """A question about one bucket, asked in the bucket's region."""
    return Ask(
        id=id,
        operation=operation,
        needs=needs,
        keep=keep,
        feeds=feeds,
        each="s3.buckets",
        of="Buckets",
        about="Name",
        where="BucketRegion",
        unique=True,
        given=MappingProxyType({"Bucket": "item.Name"}),
        **more,
    )


_LOCATED: Final = "LocationConstraint=='EU' && 'eu-west-1' || LocationConstraint"
"""Old buckets of Ireland lie in a region of an older name."""
_WAYS_BACK: Final[tuple[Promise, ...]] = ((Backup, "versions"), (Backup, "replica"))
_OF_BUCKETS: Final[tuple[Promise, ...]] = (
    # Where the tags of buckets are not told, nothing of the account is free of ePHI.
    *((Asset, "store"), (Asset, "scope")),
    *(DataStore, (LogTrail, "store"), Delivery, LogStore, (Channel, "tls"), (Exposure, "permission/data")),
    *_WAYS_BACK,
)
_SWITCHES: Final = ", ".join(f"{b}: {b}" for b in BLOCKS)
_BLOCK_KEPT: Final = f"{{PublicAccessBlockConfiguration: PublicAccessBlockConfiguration.{{{_SWITCHES}}}}}"

QUESTIONS: Final = (
    Ask(
        id="s3.buckets",
        operation="s3.ListBuckets",
        needs="s3:ListAllMyBuckets",
        feeds=(*_OF_BUCKETS, (Detector, "malware")),
        scope="account",
        # Only paged answers tell each bucket's region.
        parameters=MappingProxyType({"MaxBuckets": 1000}),
        keep="{Buckets: Buckets[].{Name: Name, BucketRegion: BucketRegion, CreationDate: CreationDate}}",
    ),
    Ask(
        id="s3.account_block",
        operation="s3control.GetPublicAccessBlock",
        needs="s3:GetAccountPublicAccessBlock",
        feeds=((Exposure, "permission/data"), (Guard, "public-storage")),
        scope="account",
        given=MappingProxyType({"AccountId": "account"}),
        keep=_BLOCK_KEPT,
        absent=_NO_BLOCK,
    ),
    _bucket(
        "s3.location",
        "s3.GetBucketLocation",
        "s3:GetBucketLocation",
        "{LocationConstraint: LocationConstraint}",
        _OF_BUCKETS,
        bare=True,
        unless=lambda known, place: bool(place.item.get("BucketRegion")),  # noqa: ARG005  # the shape of a rule
    ),
    elsewhere("tags.buckets", each="s3.buckets", of="Buckets", about="BucketRegion", feeds=_OF_BUCKETS),
    elsewhere("tags.located", each="s3.location", of="@", about=_LOCATED, feeds=_OF_BUCKETS),
    _bucket(
        "s3.encryption",
        "s3.GetBucketEncryption",
        "s3:GetEncryptionConfiguration",
        "{Rules: ServerSideEncryptionConfiguration.Rules[].{BucketKeyEnabled: BucketKeyEnabled, "
        "ApplyServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault}}",
        (DataStore, (Backup, "versions")),
        absent=("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    _bucket(
        "s3.versioning",
        "s3.GetBucketVersioning",
        "s3:GetBucketVersioning",
        "{Status: Status, MFADelete: MFADelete}",
        (*_WAYS_BACK, LogStore, (LogTrail, "store"), Delivery),
        bare=True,
    ),
    _bucket(
        "s3.logging",
        "s3.GetBucketLogging",
        "s3:GetBucketLogging",
        "{LoggingEnabled: LoggingEnabled.{TargetBucket: TargetBucket}}",
        ((LogTrail, "store"), Delivery),
        bare=True,
        after=("cloudtrail.trails", "cloudtrail.status", "cloudtrail.selectors"),
        unless=lambda known, place: recorded(known, place.about, place.region),
    ),
    _bucket(
        "s3.policy",
        "s3.GetBucketPolicy",
        "s3:GetBucketPolicy",
        "{Policy: Policy}",
        ((Channel, "tls"), (Exposure, "permission/data")),
        absent=("NoSuchBucketPolicy",),
    ),
    _bucket(
        "s3.block",
        "s3.GetPublicAccessBlock",
        "s3:GetBucketPublicAccessBlock",
        _BLOCK_KEPT,
        ((Exposure, "permission/data"),),
        absent=_NO_BLOCK,
        after=("s3.account_block",),
        unless=lambda known, place: _blocked(known, place, *BLOCKS),
    ),
    _bucket(
        "s3.policy_status",
        "s3.GetBucketPolicyStatus",
        "s3:GetBucketPolicyStatus",
        "{PolicyStatus: PolicyStatus.{IsPublic: IsPublic}}",
        ((Exposure, "permission/data"),),
        absent=("NoSuchBucketPolicy",),
        after=("s3.account_block", "s3.block", "s3.policy"),
        unless=lambda known, place: _closed(known, place) or _blocked(known, place, "RestrictPublicBuckets"),
    ),
    _bucket(
        "s3.acl",
        "s3.GetBucketAcl",
        "s3:GetBucketAcl",
        "{Owner: Owner.{ID: ID}, Grants: Grants[].{Permission: Permission, "
        "Grantee: Grantee.{Type: Type, URI: URI, ID: ID}}}",
        ((Exposure, "permission/data"),),
        after=("s3.account_block", "s3.block", "s3.policy_status", "s3.ownership"),
        unless=lambda known, place: (
            _blocked(known, place, "IgnorePublicAcls")
            or enforced(known.body("s3.ownership", place.about))
            or _open(known, place)
        ),
    ),
    _bucket(
        "s3.ownership",
        "s3.GetBucketOwnershipControls",
        "s3:GetBucketOwnershipControls",
        "{Rules: OwnershipControls.Rules[].{ObjectOwnership: ObjectOwnership}}",
        ((Exposure, "permission/data"),),
        absent=("OwnershipControlsNotFoundError",),
        after=("s3.account_block", "s3.block", "s3.policy_status"),
        unless=lambda known, place: _blocked(known, place, "IgnorePublicAcls") or _open(known, place),
    ),
    _bucket(
        "s3.lock",
        "s3.GetObjectLockConfiguration",
        "s3:GetBucketObjectLockConfiguration",
        "{ObjectLockEnabled: ObjectLockConfiguration.ObjectLockEnabled, "
        "DefaultRetention: ObjectLockConfiguration.Rule.DefaultRetention}",
        ((Backup, "versions"), LogStore, (LogTrail, "store"), Delivery),
        serves=("backup.unalterable", "log-retention.immutable"),
        absent=("ObjectLockConfigurationNotFoundError",),
        after=("s3.versioning", "cloudtrail.trails"),
        unless=_unversioned,
    ),
    _bucket(
        "s3.lifecycle",
        "s3.GetBucketLifecycleConfiguration",
        "s3:GetLifecycleConfiguration",
        "{Rules: Rules[].{Status: Status, Prefix: Prefix || Filter.Prefix || Filter.And.Prefix, "
        "Tagged: (Filter.Tag || Filter.And.Tags) && `true`, "
        "Expiration: Expiration, NoncurrentVersionExpiration: NoncurrentVersionExpiration}}",
        ((Backup, "versions"), LogStore),
        absent=("NoSuchLifecycleConfiguration",),
        after=("s3.versioning", "cloudtrail.trails"),
        unless=_unversioned,
    ),
    _bucket(
        "s3.replication",
        "s3.GetBucketReplication",
        "s3:GetReplicationConfiguration",
        "{Rules: ReplicationConfiguration.Rules[].{Status: Status, "
        "Destination: Destination.{Bucket: Bucket, Account: Account}}}",
        ((Backup, "replica"),),
        serves=("backup.off-site",),
        absent=("ReplicationConfigurationNotFoundError",),
        after=("s3.versioning", "cloudtrail.trails"),
        unless=_unversioned,
    ),
)
