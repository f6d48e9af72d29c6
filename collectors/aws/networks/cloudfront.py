"""CloudFront: what to ask about distributions, and what they promise. Headers that origins get are never kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.networks.asked import nothing
from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, LogTrail

DISTRIBUTION: Final = "aws.cloudfront.distribution"
ORIGIN: Final = "aws.cloudfront.origin"
_UPDATE: Final = (
    "aws cloudfront get-distribution-config --id ID > FILE; aws cloudfront update-distribution --id ID "
    "--if-match ETAG --distribution-config file://FILE, with "
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DISTRIBUTION: Kind(
            title="CloudFront distribution",
            gives=((Asset, "service"), Channel, (LogTrail, "network")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": f"{_UPDATE}ViewerProtocolPolicy redirect-to-https in every "
                    "cache behavior",
                    "encryption-in-transit.protocol-version": f"{_UPDATE}a certificate of its own name and "
                    "MinimumProtocolVersion TLSv1.2_2021; under its own cloudfront.net name it takes TLS 1.0",
                    "audit-logging.recording": "aws logs put-delivery-source --name NAME --resource-arn ARN "
                    "--log-type ACCESS_LOGS --region us-east-1; aws logs put-delivery-destination --name DESTINATION "
                    "--delivery-destination-configuration destinationResourceArn=BUCKET-ARN --region us-east-1; "
                    "aws logs create-delivery --delivery-source-name NAME --delivery-destination-arn "
                    "DESTINATION-ARN --region us-east-1",
                }
            ),
            own={"ID": "id", "ARN": "resource"},
        ),
        ORIGIN: Kind(
            title="origin of a CloudFront distribution",
            gives=(Channel,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": f"{_UPDATE}OriginProtocolPolicy https-only; where the "
                    "origin is a bucket, ViewerProtocolPolicy redirect-to-https",
                    "encryption-in-transit.protocol-version": f"{_UPDATE}OriginSslProtocols TLSv1.2 alone",
                }
            ),
        ),
    }
)

_BEHAVIOR: Final = (
    "{TargetOriginId: TargetOriginId, ViewerProtocolPolicy: ViewerProtocolPolicy, "
    "RealtimeLogConfigArn: RealtimeLogConfigArn}"
)

QUESTIONS: Final = (
    Ask(
        id="cloudfront.distributions",
        operation="cloudfront.ListDistributions",
        needs="cloudfront:ListDistributions",
        feeds=((Asset, "service"), Channel, (LogTrail, "network")),
        scope="account",
        # A page without any has no `Items`; one that does not even say how many it holds is garbage.
        keep="{Distributions: DistributionList.Quantity && (DistributionList.Items[]"
        ".{ARN: ARN, Id: Id, Enabled: Enabled, "
        f"DefaultCacheBehavior: DefaultCacheBehavior.{_BEHAVIOR}, CacheBehaviors: CacheBehaviors.Items[].{_BEHAVIOR}, "
        "OwnName: ViewerCertificate.CloudFrontDefaultCertificate, "
        "MinimumProtocolVersion: ViewerCertificate.MinimumProtocolVersion, "
        "Origins: Origins.Items[].{Id: Id, OriginProtocolPolicy: CustomOriginConfig.OriginProtocolPolicy, "
        "OriginSslProtocols: CustomOriginConfig.OriginSslProtocols.Items, "
        "VpcOriginId: VpcOriginConfig.VpcOriginId}} || `[]`)}",
    ),
    Ask(
        id="cloudfront.config",
        operation="cloudfront.GetDistributionConfig",
        needs="cloudfront:GetDistributionConfig",
        feeds=((LogTrail, "network"),),
        each="cloudfront.distributions",
        of="Distributions",
        about="ARN",
        given=MappingProxyType({"Id": "item.Id"}),
        # The list does not say whether it logs.
        keep="{Logging: DistributionConfig.Logging.{Enabled: Enabled}}",
    ),
    Ask(
        id="cloudfront.sources",
        operation="logs.DescribeDeliverySources",
        needs="logs:DescribeDeliverySources",
        feeds=((LogTrail, "network"),),
        scope="account",
        keep="{deliverySources: deliverySources[?service=='cloudfront'].{name: name, resourceArns: resourceArns}}",
        after=("cloudfront.distributions",),
        unless=nothing("cloudfront.distributions"),
    ),
    Ask(
        # A source alone goes nowhere.
        id="cloudfront.deliveries",
        operation="logs.DescribeDeliveries",
        needs="logs:DescribeDeliveries",
        feeds=((LogTrail, "network"),),
        scope="account",
        keep="{deliveries: deliveries[].{deliverySourceName: deliverySourceName}}",
        after=("cloudfront.distributions",),
        unless=nothing("cloudfront.distributions"),
    ),
)
