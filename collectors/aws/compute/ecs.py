"""ECS: clusters and the task definitions that would be started next. Environments and commands are never kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Delivery, Guard, LogTrail

CLUSTER: Final = "aws.ecs.cluster"
SHELLS: Final = "aws.ecs.shells"
DEFINITION: Final = "aws.ecs.task-definition"
MOUNT: Final = "aws.ecs.efs-mount"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="ECS cluster",
            gives=((Asset, "service"),),
        ),
        SHELLS: Kind(
            title="shells in the tasks of an ECS cluster",
            gives=((LogTrail, "service"),),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws ecs update-cluster --cluster CLUSTER --configuration "
                    "'executeCommandConfiguration={logging=OVERRIDE,kmsKeyId=KEY,"
                    "logConfiguration={cloudWatchLogGroupName=GROUP,cloudWatchEncryptionEnabled=true}}'",
                }
            ),
            own={"CLUSTER": "name"},
        ),
        DEFINITION: Kind(
            title="ECS task definition (the newest of its family)",
            gives=((Asset, "service"), (LogTrail, "service"), Delivery, (Guard, "privileged-workload")),
            may=(Delivery,),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws ecs register-task-definition --cli-input-json file://FILE, "
                    "with a logConfiguration in each container",
                    "audit-logging.copied-away": "aws ecs register-task-definition --cli-input-json file://FILE, "
                    "with the log driver awslogs in each container",
                    "least-privilege.guarded": "aws ecs register-task-definition --cli-input-json file://FILE, "
                    "without privileged containers, added capabilities (SYS_ADMIN), and pidMode or ipcMode host",
                }
            ),
        ),
        MOUNT: Kind(
            title="EFS volumes of an ECS task definition",
            gives=((Channel, "nfs"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws ecs register-task-definition "
                    "--cli-input-json file://FILE, with transitEncryption ENABLED in each efsVolumeConfiguration",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="ecs.clusters",
        operation="ecs.ListClusters",
        needs="ecs:ListClusters",
        feeds=(Asset, (LogTrail, "service")),
        scope="region",
        keep="{clusterArns: clusterArns}",
    ),
    Ask(
        id="ecs.cluster",
        operation="ecs.DescribeClusters",
        needs="ecs:DescribeClusters",
        feeds=((LogTrail, "service"),),
        each="ecs.clusters",
        of="clusterArns",
        batch=100,
        parameters=MappingProxyType({"include": ["CONFIGURATIONS"]}),
        given=MappingProxyType({"clusters": "item"}),
        keep="{clusters: clusters[].{clusterArn: clusterArn, "
        "logging: configuration.executeCommandConfiguration.logging, "
        # Of the places it is enough that they are named.
        "group: (configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName || '') != '', "
        "bucket: (configuration.executeCommandConfiguration.logConfiguration.s3BucketName || '') != ''}}",
    ),
    Ask(
        # Families, for a definition is never deleted: each change leaves one more behind.
        id="ecs.families",
        operation="ecs.ListTaskDefinitionFamilies",
        needs="ecs:ListTaskDefinitionFamilies",
        feeds=(Asset, (LogTrail, "service"), Delivery, (Guard, "privileged-workload"), (Channel, "nfs")),
        scope="region",
        parameters=MappingProxyType({"status": "ACTIVE"}),
        keep="{families: families}",
    ),
    Ask(
        id="ecs.definition",
        operation="ecs.DescribeTaskDefinition",
        needs="ecs:DescribeTaskDefinition",
        feeds=((LogTrail, "service"), Delivery, (Guard, "privileged-workload"), (Channel, "nfs")),
        each="ecs.families",
        of="families",
        given=MappingProxyType({"taskDefinition": "item"}),
        keep="{taskDefinitionArn: taskDefinition.taskDefinitionArn, pidMode: taskDefinition.pidMode, "
        "ipcMode: taskDefinition.ipcMode, containers: taskDefinition.containerDefinitions[].{privileged: privileged, "
        "logDriver: logConfiguration.logDriver, added: linuxParameters.capabilities.add}, "
        "mounts: taskDefinition.volumes[?efsVolumeConfiguration]"
        ".{transitEncryption: efsVolumeConfiguration.transitEncryption}}",
    ),
)
