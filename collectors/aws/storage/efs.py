"""EFS: file systems, what their policies demand of clients, and whether anything mounts them.

The backup policy of a file system is not asked for: what it leads to, AWS Backup's list of protected resources says.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.keys.custody import custody
from collectors.aws.policy import (
    Audience,
    Document,
    Statement,
    audience,
    conditions,
    everyone,
    many,
    matches,
    statements,
    weighed,
)
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Fact, Leftover, Routine

FILES: Final = "aws.efs.file-system"
_GIVES: Final = ((Asset, "store"), DataStore, Leftover, (Channel, "nfs"), (Exposure, "permission/data"))
_MOUNT: Final = "elasticfilesystem:clientmount"
"""Without this right nobody mounts it: who is refused it is refused all."""
_BY_TARGET: Final = "elasticfilesystem:accessedviamounttarget"
_GONE: Final = frozenset({"deleting", "deleted"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FILES: Kind(
            title="EFS file system",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws efs create-file-system --encrypted --kms-key-id KEY-ARN, copy "
                    "the files with a task of DataSync, then aws efs delete-file-system --file-system-id FILESYSTEM",
                    "encryption-at-rest.customer-key": "aws efs create-file-system --encrypted --kms-key-id KEY-ARN, "
                    "then copy the files with a task of DataSync",
                    "encryption-in-transit.plain-refused": "aws efs put-file-system-policy --file-system-id FILESYSTEM "
                    "--policy file://FILE, which denies everybody when aws:SecureTransport is false; "
                    "mount with -o tls first",
                    "public-exposure.not-public": "aws efs put-file-system-policy --file-system-id FILESYSTEM "
                    "--policy file://FILE, whose statement for everybody has the condition "
                    "elasticfilesystem:AccessedViaMountTarget",
                    "backup.exists": "aws efs put-backup-policy --file-system-id FILESYSTEM "
                    "--backup-policy Status=ENABLED",
                    "media-disposal.no-orphans": "aws efs create-mount-target --file-system-id FILESYSTEM "
                    "--subnet-id SUBNET and look at what it holds, then "
                    "aws efs delete-file-system --file-system-id FILESYSTEM",
                }
            ),
            own={"FILESYSTEM": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="efs.file_systems",
        operation="efs.DescribeFileSystems",
        needs="elasticfilesystem:DescribeFileSystems",
        feeds=(*_GIVES, (Backup, "copy"), (Routine, "restore-test")),
        scope="region",
        keep="{FileSystems: FileSystems[].{FileSystemId: FileSystemId, FileSystemArn: FileSystemArn, "
        "LifeCycleState: LifeCycleState, CreationTime: CreationTime, NumberOfMountTargets: NumberOfMountTargets, "
        "Encrypted: Encrypted, KmsKeyId: KmsKeyId, "
        "ReplicationOverwriteProtection: FileSystemProtection.ReplicationOverwriteProtection}}",
    ),
    Ask(
        id="efs.policy",
        operation="efs.DescribeFileSystemPolicy",
        needs="elasticfilesystem:DescribeFileSystemPolicy",
        feeds=((Channel, "nfs"), (Exposure, "permission/data")),
        each="efs.file_systems",
        of="FileSystems[?!starts_with(LifeCycleState, 'delet')]",
        about="FileSystemArn",
        given=MappingProxyType({"FileSystemId": "item.FileSystemId"}),
        keep="{Policy: Policy}",
        absent=("PolicyNotFound",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all file systems."""
    for found in listed(whole, "efs.file_systems", "FileSystems", FILES, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("LifeCycleState") not in _GONE:
            yield from _files(whole, *found)


def _files(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["FileSystemArn"]
    thing = whole.thing(FILES, arn, name=row["FileSystemId"], site=got.about)
    policy = whole.one("efs.policy", arn)
    yield Asset(**thing, answers=rests_on(got), role="store")
    yield _store(whole, thing, got, row)
    # No answer says when the last mount target went: its whole age is the most that it can have lain unused.
    unused = 0 if _in_use(row) else days(got, row.get("CreationTime"))
    yield Leftover(**thing, answers=rests_on(got), unused_days=unused)
    yield _channel(thing, got, row, policy)
    widest, why = _audience(policy, whole.id)
    yield Exposure(
        **thing,
        answers=rests_on(got, policy),
        way="permission",
        offers="data",
        audience=widest,
        ports=(),
        considered=_weighed(policy, whole.id) if widest else (),
        unread=unread(audience=why),
    )


def _store(whole: Account, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> DataStore:
    encrypted = bool(row.get("Encrypted"))
    customer, held = custody(whole, row.get("KmsKeyId"), got.about, got) if encrypted else (False, got)
    return DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=encrypted,
        customer_key=customer,
        cipher="aes-256" if encrypted else "",
        documented=True,
        unread=unread(customer_key=held),
    )


def _in_use(row: Mapping[str, Any]) -> bool:
    """Something can mount it, or another file system is copied to it."""
    return _mounts(row) or row.get("ReplicationOverwriteProtection") == "REPLICATING"


def _mounts(row: Mapping[str, Any]) -> bool:
    return row.get("NumberOfMountTargets") != 0


def _channel(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any], policy: Got) -> Channel:
    """A client chooses whether it speaks TLS, unless the policy refuses it without. With no target nobody mounts."""
    refused = tls_demanded(body(policy).get("Policy"), thing["resource"])
    return Channel(
        **thing,
        answers=rests_on(got, policy),
        protocol="nfs",
        enabled=_mounts(row),
        encryption=("required" if refused else "offered") if policy.good else None,
        min_version="4.0",
        algorithms=None,
        unread=unread(encryption=policy, algorithms=HIDDEN),
    )


def tls_demanded(policy: Document | None, arn: str) -> bool:
    """Whoever mounts it without TLS is refused. A narrower denial (some principal, another condition) is a way in."""
    return any(
        statement.get("Effect") == "Deny"
        and everyone(statement)
        and list(conditions(statement)) in _PLAIN
        and any(matches(action.lower(), _MOUNT) for action in many(statement.get("Action")))
        and any(matches(resource, arn) for resource in many(statement.get("Resource", "*")))
        for statement in statements(policy)
    )


_PLAIN: Final = tuple([(o, "aws:securetransport", ["false"])] for o in ("bool", "boolifexists"))


def _audience(policy: Got, account: str) -> tuple[Audience | None, Got]:
    """Whom its policy lets in.

    Mount targets lie in the owner's networks: who must come through one is no stranger. So it is without a policy, too.
    """
    if not policy.good:
        return None, policy
    some = statements(body(policy).get("Policy"))
    untied = [s for s in some if not everyone(s) or _by_target(s) is False]
    widest = audience({"Statement": untied}, account)
    if widest == "any-account":
        return widest, policy
    if any(everyone(s) and _by_target(s) is None for s in some):
        return None, unclear(policy, "whether everybody must come through a mount target was not kept")
    return widest, policy


def _weighed(policy: Got, account: str) -> tuple[str, ...]:
    some = statements(body(policy).get("Policy"))
    through = [s for s in some if everyone(s) and _by_target(s)]
    said = weighed({"Statement": [s for s in some if s not in through]}, account)
    return (*said, *(("its policy lets everybody in who comes through a mount target",) if through else ()))


def _by_target(statement: Statement) -> bool | None:
    """It lets in only who comes through a mount target; None where the condition's value is not kept."""
    said = [values for operator, key, values in conditions(statement) if (operator, key) == ("bool", _BY_TARGET)]
    return None if [] in said else ["true"] in said
