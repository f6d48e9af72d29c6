"""What is asked of alarms: metrics of logs, policies that watch them, whom these tell, and what is snoozed."""

from typing import Final

from collectors.gcp.question import gcp
from scanner.facts import Alarm, Promise

METRICS: Final = "logging.metrics"
POLICIES: Final = "monitoring.policies"
CHANNELS: Final = "monitoring.channels"
SNOOZES: Final = "monitoring.snoozes"
_FEEDS: Final[tuple[Promise, ...]] = ((Alarm, "config-changes"),)

QUESTIONS: Final = (
    gcp(
        METRICS,
        "logging.projects.metrics.list",
        "/v2/projects/{project}/metrics?pageSize=1000",
        ("name", "filter", "disabled", "bucketName"),
        needs="logging.logMetrics.list",
        feeds=_FEEDS,
        list="metrics",
        asset="logging.googleapis.com/LogMetric",
    ),
    gcp(
        POLICIES,
        "monitoring.projects.alertPolicies.list",
        "/v3/projects/{project}/alertPolicies?pageSize=1000",
        (
            "name",
            "enabled",
            "combiner",
            "validity.code",
            "notificationChannels",
            "alertStrategy.notificationPrompts",
            *(
                f"conditions[].conditionThreshold.{name}"
                for name in ("filter", "comparison", "thresholdValue", "duration", "denominatorFilter")
            ),
            *(f"conditions[].conditionThreshold.trigger.{name}" for name in ("count", "percent")),
            "conditions[].conditionThreshold.forecastOptions.forecastHorizon",
            "conditions[].conditionMatchedLog.filter",
            "conditions[].conditionAbsent.duration",
            "conditions[].conditionPrometheusQueryLanguage.query",
            "conditions[].conditionMonitoringQueryLanguage.query",
        ),
        needs="monitoring.alertPolicies.list",
        feeds=_FEEDS,
        list="alertPolicies",
        asset="monitoring.googleapis.com/AlertPolicy",
    ),
    gcp(
        CHANNELS,
        "monitoring.projects.notificationChannels.list",
        "/v3/projects/{project}/notificationChannels?pageSize=1000",
        ("name", "enabled", "verificationStatus"),
        needs="monitoring.notificationChannels.list",
        feeds=_FEEDS,
        list="notificationChannels",
        asset="monitoring.googleapis.com/NotificationChannel",
    ),
    gcp(
        SNOOZES,
        "monitoring.projects.snoozes.list",
        "/v3/projects/{project}/snoozes?pageSize=1000",
        ("criteria.policies", "interval.startTime", "interval.endTime"),
        needs="monitoring.snoozes.list",
        feeds=_FEEDS,
        list="snoozes",
    ),
)
"""Of a channel neither its labels, which are addresses and tokens, nor its name for people are kept."""
