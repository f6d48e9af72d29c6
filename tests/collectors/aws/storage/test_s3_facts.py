from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws import AWS
from collectors.aws.question import Place
from scanner.answers import Answers
from scanner.facts import FOREVER, Backup, Channel, DataStore, Delivery, Exposure, Gap, Guard, LogTrail
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

BUCKET = "aws.s3.bucket"
LIST = ("s3.buckets", "", {"Buckets": [{"Name": "charts", "BucketRegion": "us-east-1"}]})
ON = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
BLOCKED = {"PublicAccessBlockConfiguration": ON}
OPEN = {"PublicAccessBlockConfiguration": dict.fromkeys(ON, False)}
PRIVATE, PUBLIC = {"PolicyStatus": {"IsPublic": False}}, {"PolicyStatus": {"IsPublic": True}}
OWNER = {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"ID": "me"}}]}
WORLD = {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers"}}]}
ANYONE = {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"URI": "http://x/global/AuthenticatedUsers"}}]}
FRIEND = {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"ID": "other"}}]}
ENFORCED = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
PREFERRED = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
POLICY = {"Policy": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}}
OFFICE = {
    "Policy": {
        "Statement": [{"Effect": "Allow", "Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.1"}}}]
    }
}
NO_HTTP = {"Policy": {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*"}]}}
ALL_BUT_ONE = {"Policy": {"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}}]}}
SHARED = {"Policy": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "210987654321"}}]}}


@pytest.mark.parametrize(
    ("account", "block", "policy", "status", "acl", "audience"),
    [
        (ABSENT, ABSENT, ABSENT, None, OWNER, "owner"),
        (ABSENT, ABSENT, POLICY, PUBLIC, OWNER, "everyone"),
        (ABSENT, ABSENT, POLICY, PRIVATE, OWNER, "listed"),
        (ABSENT, ABSENT, OFFICE, PRIVATE, OWNER, "listed"),
        (BLOCKED, None, OFFICE, None, None, "listed"),
        (ABSENT, ABSENT, NO_HTTP, None, OWNER, "owner"),
        (DENIED, DENIED, NO_HTTP, None, OWNER, "owner"),
        (ABSENT, ABSENT, SHARED, None, OWNER, "listed"),
        (ABSENT, ABSENT, ALL_BUT_ONE, PUBLIC, OWNER, "everyone"),
        (ABSENT, ABSENT, SHARED, PRIVATE, OWNER, "listed"),
        (ABSENT, ABSENT, ABSENT, None, WORLD, "everyone"),
        (ABSENT, ABSENT, ABSENT, None, ANYONE, "any-account"),
        (BLOCKED, None, POLICY, None, None, "owner"),
        (OPEN, BLOCKED, POLICY, None, None, "owner"),
        (BLOCKED, None, SHARED, None, None, "listed"),
        (DENIED, BLOCKED, POLICY, None, None, "owner"),
        (BLOCKED, None, DENIED, None, None, None),
        (ABSENT, ABSENT, ABSENT, None, DENIED, None),
        (ABSENT, ABSENT, DENIED, PRIVATE, OWNER, None),
        (ABSENT, ABSENT, POLICY, DENIED, OWNER, None),
        (ABSENT, ABSENT, POLICY, DENIED, WORLD, "everyone"),
        (DENIED, ABSENT, POLICY, PUBLIC, OWNER, None),
        (DENIED, ABSENT, POLICY, PRIVATE, OWNER, "listed"),
        (DENIED, ABSENT, ABSENT, None, WORLD, None),
        (ABSENT, DENIED, POLICY, PUBLIC, OWNER, None),
        (ABSENT, DENIED, ABSENT, None, OWNER, "owner"),
    ],
)
def test_who_can_reach_a_bucket(  # noqa: PLR0913  # the columns of the table
    *, account: Any, block: Any, policy: Any, status: Any, acl: Any, audience: str | None
) -> None:
    """`None` in a column: the question was spared by a rule."""
    given = {"s3.account_block": ("", account)}
    # Access lists are asked for only where there may be some.
    given["s3.ownership"] = ("charts", ENFORCED if acl is None or acl is OWNER else PREFERRED)
    given |= {
        f"s3.{q}": ("charts", b)
        for q, b in zip(("block", "policy", "policy_status", "acl"), (block, policy, status, acl), strict=True)
    }
    exposure = one(BUCKET, Exposure, LIST, *((q, about, b) for q, (about, b) in given.items() if b is not None))
    assert exposure.audience == audience
    assert audience or why(exposure, "audience") == DENIED


@pytest.mark.parametrize(
    ("block", "ownership", "acl", "audience", "reason"),
    [
        (ABSENT, ENFORCED, OWNER, "owner", ""),
        (ABSENT, PREFERRED, OWNER, None, "unclear"),
        (ABSENT, ABSENT, OWNER, None, "unclear"),
        (ABSENT, DENIED, OWNER, None, DENIED),
        (ABSENT, PREFERRED, WORLD, "everyone", ""),
        (ABSENT, PREFERRED, FRIEND, None, "unclear"),
        (ABSENT, ENFORCED, WORLD, "owner", ""),
        (BLOCKED, PREFERRED, OWNER, "owner", ""),
        (BLOCKED, DENIED, OWNER, "owner", ""),
        (DENIED, PREFERRED, OWNER, None, DENIED),
    ],
)
def test_access_lists_of_objects(block: Any, ownership: Any, acl: Any, audience: str | None, reason: str) -> None:
    given = (("s3.account_block", "", ABSENT), ("s3.block", "charts", block), ("s3.policy", "charts", ABSENT))
    answers = (*given, ("s3.acl", "charts", acl), ("s3.ownership", "charts", ownership))
    exposure = one(BUCKET, Exposure, LIST, *answers)
    assert exposure.audience == audience
    assert audience or why(exposure, "audience") == reason


@pytest.mark.parametrize(
    ("policy", "status", "audience", "reason"),
    [
        (DENIED, ABSENT, "owner", ""),
        (DENIED, DENIED, None, DENIED),
        (DENIED, {"PolicyStatus": {}}, None, "unclear"),
        (POLICY, ABSENT, None, "unclear"),
    ],
)
def test_the_status_may_say_that_there_is_no_policy(policy: Any, status: Any, audience: Any, reason: str) -> None:
    given = (("s3.account_block", "", ABSENT), ("s3.block", "charts", ABSENT), ("s3.policy_status", "charts", status))
    answers = (
        *given,
        ("s3.policy", "charts", policy),
        ("s3.acl", "charts", OWNER),
        ("s3.ownership", "charts", ENFORCED),
    )
    exposure = one(BUCKET, Exposure, LIST, *answers)
    assert exposure.audience == audience
    assert audience or why(exposure, "audience") == reason


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        (ABSENT, False),
        (NO_HTTP, False),
        (SHARED, False),
        (POLICY, True),
        (OFFICE, True),
        (ALL_BUT_ONE, True),
        (DENIED, True),
    ],
)
def test_whether_it_is_public_is_asked_only_of_a_policy_that_opens_to_everybody(*, policy: Any, asked: bool) -> None:
    row = ROWS["s3.policy_status"]
    memory = Memory([row])
    memory.note(answer("s3.policy", "charts", policy))
    assert row.unless(memory, Place(REGION, "charts")) is not asked


OPEN, OFF = {"PolicyStatus": {"IsPublic": True}}, {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": False}}


@pytest.mark.parametrize(
    ("status", "account", "own", "spared"),
    [
        (OPEN, ABSENT, ABSENT, True),
        (OPEN, OFF, OFF, True),
        (OPEN, ABSENT, {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}}, False),
        (OPEN, DENIED, ABSENT, False),
        (OPEN, ABSENT, DENIED, False),
        ({"PolicyStatus": {"IsPublic": False}}, ABSENT, ABSENT, False),
        (DENIED, ABSENT, ABSENT, False),
        (None, ABSENT, ABSENT, False),
    ],
)
@pytest.mark.parametrize("question", ["s3.acl", "s3.ownership"])
def test_lists_of_access_open_no_wider_what_a_policy_opens_to_all(
    question: str, status: Any, account: Any, own: Any, *, spared: bool
) -> None:
    memory = Memory([*ROWS.values()])
    given = [("s3.account_block", "", account), ("s3.block", "charts", own), ("s3.policy", "charts", POLICY)]
    given += [("s3.policy_status", "charts", status)] if status else []
    for said in given:
        memory.note(answer(*said))
    assert ROWS[question].unless(memory, Place(REGION, "charts")) is spared
    if spared:
        assert one(BUCKET, Exposure, LIST, *given).audience == "everyone"


@pytest.mark.parametrize(("below", "lowest"), [("1.1", "1.2"), ("1.2", "1.2"), ("1.3", "1.3")])
def test_a_policy_can_only_raise_what_s3_demands(below: str, lowest: str) -> None:
    deny: Any = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::charts*"}
    deny["Condition"] = {"NumericLessThan": {"s3:TlsVersion": below}}
    policy = ("s3.policy", "charts", {"Policy": {"Statement": [deny]}})
    assert one(BUCKET, Channel, LIST, policy).min_version == lowest


def _left_to_access_points(effect: str) -> Any:
    tie: Any = {"StringEquals": {"s3:DataAccessPointAccount": []}}
    return {"Policy": {"Statement": [{"Effect": effect, "Principal": "*", "Action": "s3:*", "Condition": tie}]}}


@pytest.mark.parametrize(
    ("policy", "block", "acl", "audience", "reasons"),
    [
        (_left_to_access_points("Allow"), ABSENT, OWNER, None, ["not-asked"]),
        (_left_to_access_points("Deny"), ABSENT, OWNER, "owner", []),
        (_left_to_access_points("Allow"), BLOCKED, OWNER, "listed", []),
        (_left_to_access_points("Allow"), ABSENT, DENIED, None, ["not-asked"]),
    ],
)
def test_a_bucket_that_leaves_it_to_its_access_points(
    policy: Any, block: Any, acl: Any, audience: str | None, reasons: list[str]
) -> None:
    exposure = one(
        BUCKET,
        Exposure,
        LIST,
        ("s3.account_block", "", ABSENT),
        ("s3.block", "charts", block),
        ("s3.policy", "charts", policy),
        ("s3.policy_status", "charts", {"PolicyStatus": {"IsPublic": False}}),
        ("s3.acl", "charts", acl),
        ("s3.ownership", "charts", ENFORCED),
    )
    assert (exposure.audience, [u.outcome for u in exposure.unread]) == (audience, reasons)


@pytest.mark.parametrize(("said", "site"), [({}, "us-east-1"), ({"LocationConstraint": "EU"}, "eu-west-1")])
def test_where_a_list_does_not_say_it_the_bucket_tells_its_region(said: Any, site: str) -> None:
    bare = ("s3.buckets", "", {"Buckets": [{"Name": "charts"}]})
    assert one(BUCKET, DataStore, bare, ("s3.location", "charts", said)).site == site


@pytest.mark.parametrize(
    ("body", "encrypted", "customer", "reason"),
    [
        (ABSENT, False, False, ""),
        (DENIED, None, None, DENIED),
        ({"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}, True, False, ""),
        ({"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}, True, False, ""),
        (
            {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": "alias/aws/s3",
                        }
                    }
                ]
            },
            True,
            False,
            "",
        ),
        (
            {
                "Rules": [
                    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/mine"}}
                ]
            },
            True,
            True,
            "",
        ),
        (
            {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k1"}}]},
            True,
            True,
            "",
        ),
        (
            {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k2"}}]},
            True,
            False,
            "",
        ),
        (
            {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k3"}}]},
            True,
            None,
            DENIED,
        ),
        (
            {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k4"}}]},
            True,
            None,
            "unclear",
        ),
        (
            {
                "Rules": [
                    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/none"}}
                ]
            },
            True,
            None,
            "unclear",
        ),
        (
            {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": "arn:aws:kms:us-east-1:210987654321:key/k1",
                        }
                    }
                ]
            },
            True,
            None,
            "not-asked",
        ),
        (
            {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": "arn:aws:kms:eu-west-1:123456789012:key/k1",
                        }
                    }
                ]
            },
            True,
            None,
            "unclear",
        ),
    ],
)
def test_whose_key_encrypts_a_bucket(*, body: Any, encrypted: bool | None, customer: bool | None, reason: str) -> None:
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key"
    aliases = [{"AliasName": "alias/mine", "TargetKeyId": "k1"}, {"AliasName": "alias/aws/s3", "TargetKeyId": "k2"}]
    store = one(
        BUCKET,
        DataStore,
        LIST,
        ("s3.encryption", "charts", body),
        ("kms.aliases", "us-east-1", {"Aliases": aliases}),
        ("kms.keys", "us-east-1", {"Keys": [{"KeyArn": f"{key}/{k}"} for k in ("k1", "k2", "k3")]}),
        ("kms.key", f"{key}/k1", {"KeyMetadata": {"KeyManager": "CUSTOMER", "KeyState": "Enabled", "KeyId": "k1"}}),
        ("kms.key", f"{key}/k3", DENIED),
    )
    assert (store.encrypted, store.customer_key) == (encrypted, customer)
    assert not reason or why(store, "customer_key") == reason


@pytest.mark.parametrize(
    ("versioning", "lifecycle", "kept", "newest"),
    [
        ({"Status": "Enabled"}, ABSENT, FOREVER, 0),
        (
            {"Status": "Enabled"},
            {
                "Rules": [
                    {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 7}},
                    {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
                ]
            },
            7,
            0,
        ),
        (
            {"Status": "Enabled"},
            {"Rules": [{"Status": "Disabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 7}}]},
            FOREVER,
            0,
        ),
        ({"Status": "Enabled"}, DENIED, None, 0),
        ({"Status": "Suspended"}, None, 0, FOREVER),
        ({}, None, 0, FOREVER),
        (DENIED, ABSENT, None, None),
    ],
)
def test_old_versions(versioning: Any, lifecycle: Any, kept: int | None, newest: int | None) -> None:
    given = [("s3.versioning", "charts", versioning), ("s3.lifecycle", "charts", lifecycle)]
    backup = one(BUCKET, Backup, LIST, *(g for g in given if g[2] is not None))
    assert (backup.retention_days, backup.newest_seconds) == (kept, newest)


@pytest.mark.parametrize(
    ("lock", "immutable"),
    [
        ({"ObjectLockEnabled": "Enabled", "DefaultRetention": {"Mode": "COMPLIANCE", "Days": 35}}, True),
        ({"ObjectLockEnabled": "Enabled", "DefaultRetention": {"Mode": "COMPLIANCE", "Days": 34}}, False),
        ({"ObjectLockEnabled": "Enabled", "DefaultRetention": {"Mode": "GOVERNANCE", "Days": 99}}, False),
        ({"ObjectLockEnabled": "Enabled"}, False),
        (ABSENT, False),
        (DENIED, None),
    ],
)
def test_a_lock_that_nobody_lifts(*, lock: Any, immutable: bool | None) -> None:
    on = ("s3.versioning", "charts", {"Status": "Enabled"})
    assert one(BUCKET, Backup, LIST, on, ("s3.lock", "charts", lock)).immutable is immutable


def test_a_replica_elsewhere_and_one_beside() -> None:
    rule = {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::copy"}}
    on = ("s3.versioning", "charts", {"Status": "Enabled"})
    for region, away in (("us-east-1", False), ("eu-west-1", True)):
        both = [{"Name": "charts", "BucketRegion": "us-east-1"}, {"Name": "copy", "BucketRegion": region}]
        replica = one(
            BUCKET,
            Backup,
            ("s3.buckets", "", {"Buckets": both}),
            on,
            ("s3.replication", "charts", {"Rules": [rule]}),
            mechanism="replica",
        )
        assert replica.offsite is away


@pytest.mark.parametrize("asked", [True, False])
def test_replicas_are_missed_only_where_they_were_asked_for(*, asked: bool) -> None:
    given = [
        ("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}),
        LIST,
        ("s3.versioning", "charts", {"Status": "Enabled"}),
    ]
    wanted = {q: row.operation for q, row in ROWS.items() if asked or q != "s3.replication"}
    found = AWS.read(Answers("aws:", enumerate(answer(*one) for one in given), wanted=wanted))
    assert [f.which for f in found if isinstance(f, Gap) and f.kind == BUCKET and f.missing == "backup"] == (
        ["replica"] if asked else []
    )


def test_denied_policy_leaves_the_channel_open_and_absent_says_offered() -> None:
    assert why(one(BUCKET, Channel, LIST, ("s3.policy", "charts", DENIED)), "encryption") == DENIED
    assert one(BUCKET, Channel, LIST, ("s3.policy", "charts", ABSENT)).encryption == "offered"


@pytest.mark.parametrize(
    ("logging", "trails", "enabled", "records", "copies"),
    [
        ({"LoggingEnabled": {"TargetBucket": "logs"}}, {}, True, ("data-read", "data-write"), [1]),
        ({"LoggingEnabled": {"TargetBucket": "charts"}}, {}, True, ("data-read", "data-write"), [0]),
        ({}, {}, False, (), []),
        (DENIED, {}, None, None, [None]),
        ({}, DENIED, None, None, [None]),
        ({"LoggingEnabled": {"TargetBucket": "logs"}}, DENIED, True, ("data-read", "data-write"), [1]),
    ],
)
def test_what_happens_to_objects_is_recorded(
    *, logging: Any, trails: Any, enabled: bool | None, records: Any, copies: list[int | None]
) -> None:
    given = (LIST, ("s3.logging", "charts", logging), ("cloudtrail.trails", "us-east-1", trails))
    trail = one(BUCKET, LogTrail, *given)
    assert (trail.enabled, trail.records) == (enabled, records)
    assert [f.copies for f in facts(*given) if isinstance(f, Delivery) and f.kind == BUCKET] == copies


def test_the_account_s_block_is_a_guard_only_when_whole() -> None:
    for body, on in ((BLOCKED, True), (OFF, False), (ABSENT, False), (DENIED, None)):
        assert one("aws.account", Guard, ("s3.account_block", "", body)).in_force is on
    part = {"PublicAccessBlockConfiguration": {**ON, "BlockPublicAcls": False}}
    assert one("aws.account", Guard, ("s3.account_block", "", part)).in_force is False


def _tagged(arn: str, **tags: str) -> tuple[str, str, Any]:
    row = {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
    return ("tags.resources", REGION, {"ResourceTagMappingList": [row]})


def test_ephi_as_the_tags_say() -> None:
    options = {"ephi_tags": {"DataClass": "PHI,ePHI"}, "free_tags": {"DataClass": "public,ephi", "Team": "shop"}}
    for value, ephi in (("PHI", True), ("phi", True), ("ePHI", True), ("Public", False), ("", None), ("secret", None)):
        tags = _tagged("arn:aws:s3:::charts", DataClass=value)
        assert {f.ephi for f in facts(LIST, tags, options=options) if f.kind == BUCKET and f.name} == {ephi}
    none: Any = {"ResourceTagMappingList": []}
    for nothing in (DENIED, none):
        assert {f.ephi for f in facts(LIST, ("tags.resources", REGION, nothing), options=options)} == {None}


def test_whose_it_is_and_what_its_owner_wrote() -> None:
    tags = _tagged("arn:aws:s3:::charts", Team=" Cardiology ", Cost="7", Note="x")
    options = {"owner_tags": "Owner,Team", "tags": ["Cost"]}
    mine = [f for f in facts(LIST, tags, options=options) if f.kind == BUCKET and f.name]
    assert {(f.owner, *f.tags) for f in mine} == {("Cardiology", ("Cost", "7"))}
