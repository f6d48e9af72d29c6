"""What is recorded, where that is kept, and what watches."""

from typing import Any, Final

from tests.servers.estate import Estate, app
from tests.servers.estate.data import TRAILS
from tests.servers.moto import ACCOUNT

_TRAILS: Final = (
    {"every_region": True, "validated": True, "own_key": True, "logging": True, "to_logs": True},
    {"every_region": False, "validated": False, "own_key": False, "logging": True, "to_logs": False},
    {"every_region": False, "validated": True, "own_key": False, "logging": False, "to_logs": False},
)
_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/role-0000"


def trails(estate: Estate) -> None:
    """Three trails: a good one, one without digests, one that is off."""
    cloudtrail = estate.client("cloudtrail")
    estate.client("logs").create_log_group(logGroupName="/cloudtrail/all")
    group = f"{estate.arn('logs', 'log-group:/cloudtrail/all')}:*"
    for n, said in enumerate(_TRAILS):
        more: dict[str, Any] = {"KmsKeyId": estate.key(0)} if said["own_key"] else {}
        if said["to_logs"]:
            more |= {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": _ROLE}
        cloudtrail.create_trail(
            Name=f"trail-{n}",
            S3BucketName=TRAILS,
            IsMultiRegionTrail=said["every_region"],
            EnableLogFileValidation=said["validated"],
            IncludeGlobalServiceEvents=True,
            **more,
        )
        if said["logging"]:
            cloudtrail.start_logging(Name=f"trail-{n}")
        estate.add("trail", estate.arn("cloudtrail", f"trail/trail-{n}"), **said)
    everything = {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
    }
    cloudtrail.put_event_selectors(TrailName="trail-0", EventSelectors=[everything])


def groups(estate: Estate) -> None:
    """Log groups."""
    logs, chance = estate.client("logs"), estate.chance("log-group")
    for n in estate.numbers("log-group"):
        days, own = chance.choice([None, 7, 30, 365, 2192]), chance.random() < 0.4
        name = f"/app/{app(n)}/{n:05}"
        logs.create_log_group(logGroupName=name, **({"kmsKeyId": estate.key(n)} if own else {}))
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        estate.add("log-group", estate.arn("logs", f"log-group:{name}"), days=days, own_key=own)


def watchers(estate: Estate) -> None:
    """GuardDuty, Config and Security Hub, all on."""
    estate.client("guardduty").create_detector(Enable=True)
    config = estate.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": _ROLE,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": TRAILS})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    estate.client("securityhub").enable_security_hub()


def vaults(estate: Estate) -> None:
    """Vaults of AWS Backup, with a plan each."""
    backup = estate.client("backup")
    for n in estate.numbers("vault"):
        own: dict[str, Any] = {"EncryptionKeyArn": estate.key(n)} if n % 2 else {}
        backup.create_backup_vault(BackupVaultName=f"vault-{n}", **own)
        rule = {
            "RuleName": "daily",
            "TargetBackupVaultName": f"vault-{n}",
            "ScheduleExpression": "cron(0 5 ? * * *)",
            "Lifecycle": {"DeleteAfterDays": 35},
        }
        backup.create_backup_plan(BackupPlan={"BackupPlanName": f"plan-{n}", "Rules": [rule]})
        estate.add("vault", estate.arn("backup", f"backup-vault:vault-{n}"), own_key=bool(n % 2))


STEPS = (trails, groups, watchers, vaults)
