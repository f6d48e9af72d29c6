"""CloudWatch Logs: how long groups keep what they hold, and filters with alarms that watch the account."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.identity.owner import WHO, elsewhere
from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.records.samples import HEARD
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, DataStore, Fact, Guard, LogStore

GROUP: Final = "aws.logs.group"
ALL: Final = "all"
"""What a question is about that is asked once in a region."""
AUDITED: Final = "aws.logs.audit-group"
_GIVES: Final = (LogStore, DataStore)
_GUARD: Final = (Guard, "deletion")

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="CloudWatch log group",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "aws logs put-retention-policy --log-group-name NAME "
                    "--retention-in-days 2192",
                    "encryption-at-rest.customer-key": "aws logs associate-kms-key --log-group-name NAME "
                    "--kms-key-id KEY-ARN",
                }
            ),
            own={"NAME": "name"},
        ),
        AUDITED: Kind(
            title="log group of a trail",
            gives=(_GUARD,),
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": "aws logs put-log-group-deletion-protection "
                    "--log-group-identifier NAME --deletion-protection-enabled",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="logs.groups",
        operation="logs.DescribeLogGroups",
        needs="logs:DescribeLogGroups",
        feeds=(LogStore, DataStore, (Guard, "deletion")),
        scope="region",
        parameters=MappingProxyType({"limit": 50}),
        keep="{logGroups: logGroups[].{logGroupName: logGroupName, arn: arn, retentionInDays: retentionInDays, "
        "kmsKeyId: kmsKeyId, deletionProtectionEnabled: deletionProtectionEnabled, logGroupClass: logGroupClass}}",
    ),
    Ask(
        id="logs.filters",
        operation="logs.DescribeMetricFilters",
        needs="logs:DescribeMetricFilters",
        feeds=HEARD,
        # Only a group that a trail feeds is watched; it stands in the trail's home region.
        each="cloudtrail.trails",
        of="trailList[?CloudWatchLogsLogGroupArn]",
        about="CloudWatchLogsLogGroupArn",
        where="HomeRegion",
        keep="{metricFilters: metricFilters[].{logGroupName: logGroupName, filterPattern: filterPattern, "
        "metricTransformations: metricTransformations[].{metricName: metricName, metricNamespace: metricNamespace}}}",
    ),
    Ask(
        id="logs.alarms",
        operation="cloudwatch.DescribeAlarms",
        needs="cloudwatch:DescribeAlarms",
        feeds=HEARD,
        each="logs.filters",
        of="metricFilters | [:1]",
        about=f"'{ALL}'",
        parameters=MappingProxyType({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}),
        keep="{MetricAlarms: MetricAlarms[].{AlarmName: AlarmName, MetricName: MetricName, Namespace: Namespace, "
        "Metrics: Metrics[].MetricStat.Metric.{MetricName: MetricName, Namespace: Namespace}, "
        "ActionsEnabled: ActionsEnabled, AlarmActions: AlarmActions}, "
        "CompositeAlarms: CompositeAlarms[].{AlarmRule: AlarmRule, ActionsEnabled: ActionsEnabled, "
        "AlarmActions: AlarmActions}}",
    ),
    Ask(
        id="logs.listeners",
        operation="sns.ListSubscriptionsByTopic",
        needs="sns:ListSubscriptionsByTopic",
        feeds=HEARD,
        each="logs.alarms",
        of="[MetricAlarms, CompositeAlarms][] | [?ActionsEnabled].AlarmActions[] | [?contains(@, ':sns:')]",
        after=(WHO,),
        unless=elsewhere,
        given=MappingProxyType({"TopicArn": "item"}),
        # Addresses and numbers of persons stay out: that there is one who agreed to be told is enough.
        keep="{Subscriptions: Subscriptions[].{Confirmed: starts_with(SubscriptionArn || '', 'arn:')}}",
        absent=("NotFound", "NotFoundException"),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of log groups. What their filters watch has a reader of its own."""
    for found in listed(whole, "logs.groups", "logGroups", GROUP, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _group(whole, *found)
    yield from _audited(whole)


def _audited(whole: Account) -> Iterator[Fact]:
    """What keeps the records of a trail must not go by one command; of the many other groups nobody asks it."""
    fed: set[str] = set()
    for listing in whole.every("cloudtrail.trails"):
        fed |= {group(row) for row in body(listing).get("trailList", [])}
        if not listing.good:
            yield from gaps(whole.target, AUDITED, listing, _GUARD, site=listing.about)
    for found in listed(whole, "logs.groups", "logGroups", AUDITED, _GUARD):
        if isinstance(found, Fact):
            yield found
        elif (arn := str(found[1]["arn"]).removesuffix(":*")) in fed:
            got, row = found
            yield Guard(
                **whole.thing(AUDITED, arn, name=row["logGroupName"], site=got.about),
                answers=rests_on(got),
                prevents="deletion",
                in_force=bool(row.get("deletionProtectionEnabled")),
            )


def group(trail: Mapping[str, Any]) -> str:
    """The ARN of the log group that a trail writes to; empty if to none."""
    return str(trail.get("CloudWatchLogsLogGroupArn") or "").removesuffix(":*")


def _group(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = str(row["arn"]).removesuffix(":*")
    thing = whole.thing(GROUP, arn, name=row["logGroupName"], site=got.about)
    yield LogStore(
        **thing,
        answers=rests_on(got),
        # Where no number is set entries stay for ever; what is only passed on stays a day.
        retention_days=1 if row.get("logGroupClass") == "DELIVERY" else int(row.get("retentionInDays", FOREVER)),
        tamper_evident=None,
        immutable=False,
        unread=unread(tamper_evident=HIDDEN),
    )
    customer, held = custody(whole, row.get("kmsKeyId"), got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held),
        # Log groups are encrypted whatever one does, with a key of the service where no other is named.
        encrypted=True,
        customer_key=customer,
        cipher="aes-256-gcm",
        documented=True,
        unread=unread(customer_key=held),
    )
