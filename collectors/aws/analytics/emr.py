"""EMR: clusters that run: what they encrypt, whether the internet reaches them, and the block on public rules."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Exposure, Guard

CLUSTER: Final = "aws.emr.cluster"
BLOCK: Final = "aws.emr.block"
_LIVE: Final = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING")

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="EMR cluster",
            gives=((Asset, "service"), DataStore, (Channel, "link"), (Exposure, "network/administration")),
            fix=MappingProxyType(
                {
                    **dict.fromkeys(
                        (
                            "encryption-at-rest.encrypted",
                            "encryption-at-rest.customer-key",
                            "encryption-in-transit.plain-refused",
                        ),
                        "aws emr create-security-configuration --name NAME --security-configuration file://FILE, "
                        "which encrypts local disks and what travels; aws emr create-cluster --release-label RELEASE "
                        "--use-default-roles --instance-type TYPE --instance-count 3 --security-configuration NAME in "
                        "the place of this one",
                    ),
                    **dict.fromkeys(
                        ("public-exposure.not-on-the-internet", "network-segmentation.no-open-ports"),
                        "aws emr create-cluster --release-label RELEASE --use-default-roles --instance-type TYPE "
                        "--instance-count 3 --ec2-attributes SubnetId=SUBNET, in a private subnet; until then aws ec2 "
                        "revoke-security-group-ingress --group-id GROUP --protocol tcp --port PORT --cidr 0.0.0.0/0",
                    ),
                }
            ),
        ),
        BLOCK: Kind(
            title="block on public rules of EMR in a region",
            gives=((Guard, "public-services"),),
            fix=MappingProxyType(
                {
                    "public-exposure.blocked-in-scope": "aws emr put-block-public-access-configuration "
                    "--block-public-access-configuration BlockPublicSecurityGroupRules=true",
                }
            ),
        ),
    }
)


def opened(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the JSON that a security configuration comes as.

    Raises:
        ValueError, TypeError: it is none.
    """
    whole = json.loads(page["SecurityConfiguration"])
    if not isinstance(whole, Mapping):
        raise TypeError("no security configuration: it is no object")
    return {"EncryptionConfiguration": whole.get("EncryptionConfiguration", {})}


QUESTIONS: Final = (
    Ask(
        id="emr.clusters",
        operation="emr.ListClusters",
        needs="elasticmapreduce:ListClusters",
        feeds=((Asset, "service"), DataStore, (Channel, "link"), (Exposure, "network/administration")),
        scope="region",
        parameters=MappingProxyType({"ClusterStates": list(_LIVE)}),
        keep="{Clusters: Clusters[].{Id: Id, ClusterArn: ClusterArn}}",
    ),
    Ask(
        id="emr.cluster",
        operation="emr.DescribeCluster",
        needs="elasticmapreduce:DescribeCluster",
        feeds=(DataStore, (Channel, "link"), (Exposure, "network/administration")),
        each="emr.clusters",
        of="Clusters",
        about="ClusterArn",
        given=MappingProxyType({"ClusterId": "item.Id"}),
        keep="{Cluster: Cluster.{Id: Id, SecurityConfiguration: SecurityConfiguration, "
        "MasterPublicDnsName: MasterPublicDnsName, Groups: Ec2InstanceAttributes.[[EmrManagedMasterSecurityGroup], "
        "AdditionalMasterSecurityGroups][][]}}",
    ),
    Ask(
        # Once for each that a cluster of the region has.
        id="emr.security",
        operation="emr.DescribeSecurityConfiguration",
        needs="elasticmapreduce:DescribeSecurityConfiguration",
        feeds=(DataStore, (Channel, "link")),
        each="emr.cluster",
        of="Cluster",
        about="SecurityConfiguration",
        given=MappingProxyType({"Name": "item.SecurityConfiguration"}),
        opened=opened,
        keep="{AtRest: EncryptionConfiguration.EnableAtRestEncryption, "
        "InTransit: EncryptionConfiguration.EnableInTransitEncryption, LocalDisk: EncryptionConfiguration."
        "AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.{"
        "EncryptionKeyProviderType: EncryptionKeyProviderType, AwsKmsKey: AwsKmsKey}}",
        bare=True,
    ),
    Ask(
        id="emr.block",
        operation="emr.GetBlockPublicAccessConfiguration",
        needs="elasticmapreduce:GetBlockPublicAccessConfiguration",
        feeds=((Guard, "public-services"),),
        scope="region",
        keep="{BlockPublicAccessConfiguration: BlockPublicAccessConfiguration.{BlockPublicSecurityGroupRules: "
        "BlockPublicSecurityGroupRules, PermittedPublicSecurityGroupRuleRanges: "
        "PermittedPublicSecurityGroupRuleRanges[].{MinRange: MinRange, MaxRange: MaxRange}}}",
    ),
)
