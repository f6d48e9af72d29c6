"""AWS Config: whether what there is in a region is recorded, and how long that is kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Detector, Fact, LogStore

RECORDER: Final = "aws.config"
HISTORY: Final = "aws.config.history"
_GIVES: Final = (Detector, "inventory")
_DEFAULT_DAYS: Final = 2557
"""Seven years: where nobody has set another period."""
_GLOBAL: Final = frozenset({"AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        RECORDER: Kind(
            title="AWS Config",
            gives=(_GIVES,),
            fix=MappingProxyType(
                {
                    "asset-inventory.recorded": "aws configservice put-configuration-recorder --region REGION "
                    "--configuration-recorder name=default,roleARN=ROLE-ARN --recording-group allSupported=true; aws "
                    "configservice put-delivery-channel --region REGION --delivery-channel "
                    "name=default,s3BucketName=BUCKET; aws configservice start-configuration-recorder --region REGION "
                    "--configuration-recorder-name default",
                }
            ),
            own={"REGION": "site"},
        ),
        HISTORY: Kind(
            title="history in AWS Config",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "aws configservice put-retention-configuration --region REGION "
                    "--retention-period-in-days 2557",
                }
            ),
            own={"REGION": "site"},
        ),
    }
)

_RECORDERS: Final = "ConfigurationRecorders"

QUESTIONS: Final = (
    Ask(
        id="config.recorders",
        operation="config.DescribeConfigurationRecorders",
        needs="config:DescribeConfigurationRecorders",
        feeds=(_GIVES, LogStore),
        scope="region",
        # A recorder that a service keeps for itself records for that service alone.
        keep="{ConfigurationRecorders: ConfigurationRecorders[?!servicePrincipal].{name: name, "
        "allSupported: recordingGroup.allSupported, strategy: recordingGroup.recordingStrategy.useOnly, "
        "but: recordingGroup.exclusionByResourceTypes.resourceTypes}}",
    ),
    Ask(
        id="config.status",
        operation="config.DescribeConfigurationRecorderStatus",
        needs="config:DescribeConfigurationRecorderStatus",
        feeds=((Detector, "inventory"),),
        each="config.recorders",
        of=_RECORDERS,
        about="name",
        given=MappingProxyType({"ConfigurationRecorderNames": "[item.name]"}),
        keep="{ConfigurationRecordersStatus: ConfigurationRecordersStatus[].{recording: recording, "
        "lastStatus: lastStatus}}",
    ),
    Ask(
        id="config.retention",
        operation="config.DescribeRetentionConfigurations",
        needs="config:DescribeRetentionConfigurations",
        feeds=(LogStore,),
        each="config.recorders",
        of=_RECORDERS,
        about="name",
        keep="{RetentionConfigurations: RetentionConfigurations[].{RetentionPeriodInDays: RetentionPeriodInDays}}",
        absent=("NoSuchRetentionConfigurationException",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give for each region whether all is recorded, and how long what was recorded stays."""
    for listing in whole.every("config.recorders"):
        if not listing.good:
            yield from gaps(whole.target, RECORDER, listing, _GIVES, site=listing.about)
            yield from gaps(whole.target, HISTORY, listing, LogStore, site=listing.about)
        elif listing.outcome != "absent":
            # A region has one at most.
            row = next(iter(body(listing).get(_RECORDERS, [])), None)
            yield _detector(whole, listing, row)
            if row:
                yield _history(whole, listing, row)


def _region(whole: Account, kind: str, region: str) -> dict[str, Any]:
    return whole.thing(kind, whole.region(region), name=region, site=region, within=(whole.arn,))


def _detector(whole: Account, listing: Got, row: Mapping[str, Any] | None) -> Detector:
    status = whole.one("config.status", f"{listing.about}/{row['name']}") if row else listing
    enabled = _records(row, status)
    return Detector(
        **_region(whole, RECORDER, listing.about),
        answers=rests_on(listing, status),
        watches="inventory",
        enabled=enabled,
        unread=unread(**({"enabled": status} if enabled is None else {})),
    )


def _records(row: Mapping[str, Any] | None, status: Got) -> bool | None:
    """Everything that Config knows of is recorded now. A recorder of some kinds of things leaves the others unknown."""
    if not row or not (row.get("allSupported") or _all_but_global(row)):
        return False
    if not status.good:
        return None
    states = body(status).get("ConfigurationRecordersStatus", [])
    return any(s.get("recording") and s.get("lastStatus") != "Failure" for s in states)


def _all_but_global(row: Mapping[str, Any]) -> bool:
    """IAM is the same in all regions, and AWS advises to record it in one of them; `allSupported` leaves it out too."""
    return row.get("strategy") == "EXCLUSION_BY_RESOURCE_TYPES" and _GLOBAL.issuperset(row.get("but", ()))


def _history(whole: Account, listing: Got, row: Mapping[str, Any]) -> LogStore:
    retention = whole.one("config.retention", f"{listing.about}/{row['name']}")
    said: Mapping[str, Any] = next(iter(body(retention).get("RetentionConfigurations", [])), {})
    return LogStore(
        **_region(whole, HISTORY, listing.about),
        answers=rests_on(listing, retention),
        retention_days=int(said.get("RetentionPeriodInDays", _DEFAULT_DAYS)) if retention.good else None,
        tamper_evident=None,
        immutable=False,
        unread=unread(retention_days=retention, tamper_evident=HIDDEN),
    )
