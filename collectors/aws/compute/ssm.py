"""Systems Manager: what to ask about nodes, sessions, shared documents and parameters. Values are never asked for."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.store import once
from scanner.collector import Kind
from scanner.facts import Asset, Credential, Detector, Fixes, Guard, LogTrail, Release, Session, SignIn

NODE: Final = "aws.ssm.node"
HYBRID: Final = "aws.ssm.hybrid-node"
UNMANAGED: Final = "aws.ssm.unmanaged-instance"
SESSIONS: Final = "aws.ssm.sessions"
DOCUMENT: Final = "aws.ssm.session-document"
SHARING: Final = "aws.ssm.documents"
PARAMETER: Final = "aws.ssm.parameter"
PREFERENCES: Final = "SSM-SessionManagerRunShell"
"""The document that holds what is set for sessions which name no other."""

_SET: Final = f"aws ssm create-document --name {PREFERENCES} --document-type Session --content file://FILE (once it is "
_SET_AGAIN: Final = (
    f"there, aws ssm update-document --name {PREFERENCES} --document-version '$LATEST' --content file://FILE)"
)
_SESSION: Final = ((Asset, "service"), (Session, "shell"), (LogTrail, "service"), (SignIn, "administrators"))


def _session_fix(set_: str) -> Mapping[str, str]:
    return MappingProxyType(
        {
            "automatic-logoff.idle-ends": f'{set_}, with "idleSessionTimeout": "10" in its inputs',
            "audit-logging.recording": f"{set_}, with cloudWatchLogGroupName or s3BucketName in its inputs",
            "unique-user-identification.own-name": f'{set_}, with "runAsEnabled": true and no runAsDefaultUser in its '
            "inputs; each principal then has the tag SSMSessionRunAs",
        }
    )


_ENROL: Final = (
    "give the instance a profile with AmazonSSMManagedInstanceCore and start amazon-ssm-agent; "
    "aws ssm describe-instance-information shows it then"
)
_PATCH: Final = (
    "aws ssm create-association --name AWS-RunPatchBaseline --parameters Operation=Install "
    "--schedule-expression 'rate(1 day)' --targets Key=InstanceIds,Values=INSTANCE"
)
_PATCHES: Final = MappingProxyType(
    {"patching.flaws-fixed-in-time": _PATCH, "patching.state-known": _PATCH.replace("Install", "Scan")}
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        NODE: Kind(
            title="EC2 instance in Systems Manager",
            gives=((Detector, "enrolment"), Release, Fixes),
            fix=MappingProxyType({**_PATCHES, "asset-inventory.known": _ENROL}),
            own={"INSTANCE": "id"},
        ),
        HYBRID: Kind(
            title="node of Systems Manager outside EC2",
            gives=(Release, Fixes),
            fix=_PATCHES,
            own={"INSTANCE": "id"},
        ),
        UNMANAGED: Kind(
            title="EC2 instance that Systems Manager does not know",
            gives=((Detector, "enrolment"),),
            fix=MappingProxyType({"asset-inventory.known": _ENROL}),
        ),
        SESSIONS: Kind(title="Session Manager in a region", gives=_SESSION, fix=_session_fix(_SET + _SET_AGAIN)),
        DOCUMENT: Kind(
            title="session document",
            gives=_SESSION,
            fix=_session_fix(
                "aws ssm update-document --name DOCUMENT --document-version '$LATEST' --content file://FILE"
            ),
            own={"DOCUMENT": "name"},
        ),
        SHARING: Kind(
            title="documents of Systems Manager in a region",
            gives=((Guard, "public-storage"),),
            fix=MappingProxyType(
                {
                    "public-exposure.blocked-in-scope": "aws ssm update-service-setting --setting-id "
                    "/ssm/documents/console/public-sharing-permission --setting-value Disable --region REGION",
                }
            ),
            own={"REGION": "site"},
        ),
        PARAMETER: Kind(
            title="parameter that is a secret by its type or its name",
            gives=((Credential, "secret"),),
            fix=MappingProxyType(
                {
                    "password-policy.stored-safely": "aws ssm delete-parameter --name NAME, then "
                    "aws ssm put-parameter --name NAME --type SecureString --value file://FILE, with a new secret",
                    "password-policy.credential-age": "aws ssm put-parameter --name NAME --type SecureString "
                    "--overwrite --value file://FILE, with a new secret",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

_KEPT: Final = ("idleSessionTimeout", "maxSessionDuration", "runAsEnabled")
_SAID: Final = ("cloudWatchLogGroupName", "s3BucketName", "runAsDefaultUser")
"""Of these it is enough that they are said."""


def _opened(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session document with what is kept of it. Its shell profile may hold anything.

    Raises:
        ValueError: it is no document.
    """
    document = json.loads(page["Content"])
    if not isinstance(document, dict) or not isinstance(document.get("inputs") or {}, dict):
        raise ValueError("no session document")  # noqa: TRY004  # garbage of the outside world is no slip of ours
    inputs = document.get("inputs") or {}
    kept = {name: _plain(inputs[name]) for name in _KEPT if name in inputs}
    said = {name: bool(inputs.get(name)) for name in _SAID}
    return {"sessionType": _plain(document.get("sessionType", "")), "inputs": {**kept, **said}}


def _plain(value: Any) -> str:
    """A number, yes or no, or the word for a kind of session; of anything else only that it is something else."""
    said = str(value)
    return said if re.fullmatch(r"\d{0,5}|[A-Za-z_]{1,40}", said) else "?"


QUESTIONS: Final = (
    Ask(
        id="ssm.nodes",
        operation="ssm.DescribeInstanceInformation",
        needs="ssm:DescribeInstanceInformation",
        feeds=(
            Asset,
            (Detector, "enrolment"),
            *(Release, Fixes),
            (Session, "shell"),
            (LogTrail, "service"),
            (SignIn, "administrators"),
        ),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 50}),
        keep="{InstanceInformationList: InstanceInformationList[].{InstanceId: InstanceId, PingStatus: PingStatus, "
        "PlatformName: PlatformName, PlatformVersion: PlatformVersion}}",
    ),
    Ask(
        id="ssm.patches",
        operation="ssm.DescribeInstancePatchStates",
        needs="ssm:DescribeInstancePatchStates",
        feeds=(Fixes,),
        each="ssm.nodes",
        of="InstanceInformationList",
        about="InstanceId",
        batch=50,
        given=MappingProxyType({"InstanceIds": "item[].InstanceId"}),
        keep="{InstancePatchStates: InstancePatchStates[].{InstanceId: InstanceId, MissingCount: MissingCount, "
        "FailedCount: FailedCount, InstalledPendingRebootCount: InstalledPendingRebootCount, "
        "AvailableSecurityUpdateCount: AvailableSecurityUpdateCount, OperationEndTime: OperationEndTime}}",
    ),
    Ask(
        id="ssm.documents",
        operation="ssm.ListDocuments",
        needs="ssm:ListDocuments",
        feeds=(Asset, (Session, "shell"), (LogTrail, "service"), (SignIn, "administrators"), (Guard, "public-storage")),
        scope="region",
        parameters=MappingProxyType({"Filters": [{"Key": "Owner", "Values": ["Self"]}], "MaxResults": 50}),
        keep="{DocumentIdentifiers: DocumentIdentifiers[].{Name: Name, DocumentType: DocumentType}}",
    ),
    Ask(
        id="ssm.document",
        operation="ssm.GetDocument",
        needs="ssm:GetDocument",
        feeds=(Asset, (Session, "shell"), (LogTrail, "service"), (SignIn, "administrators")),
        each="ssm.documents",
        of="DocumentIdentifiers[?DocumentType=='Session']",
        about="Name",
        parameters=MappingProxyType({"DocumentFormat": "JSON"}),
        given=MappingProxyType({"Name": "item.Name"}),
        opened=_opened,
        keep="{sessionType: sessionType, inputs: inputs}",
    ),
    Ask(
        id="ssm.sharing",
        operation="ssm.GetServiceSetting",
        needs="ssm:GetServiceSetting",
        feeds=((Guard, "public-storage"),),
        each="ssm.documents",
        of=once("DocumentIdentifiers"),
        parameters=MappingProxyType({"SettingId": "/ssm/documents/console/public-sharing-permission"}),
        keep="{SettingValue: ServiceSetting.SettingValue}",
    ),
    Ask(
        id="ssm.parameters",
        operation="ssm.DescribeParameters",
        needs="ssm:DescribeParameters",
        feeds=((Credential, "secret"),),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 50}),
        keep="{Parameters: Parameters[].{Name: Name, Type: Type, LastModifiedDate: LastModifiedDate}}",
    ),
)
