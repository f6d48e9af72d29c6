"""Classic load balancers: what to ask about them, and what they promise."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Exposure, LogTrail, Promise

BALANCER: Final = "aws.elb.load-balancer"
LISTENER: Final = "aws.elb.listener"
_POLICY: Final = (
    "aws elb create-load-balancer-policy --load-balancer-name NAME --policy-name POLICY "
    "--policy-type-name SSLNegotiationPolicyType --policy-attributes "
    "AttributeName=Reference-Security-Policy,AttributeValue=ELBSecurityPolicy-TLS-1-2-2017-01; "
    "aws elb set-load-balancer-policies-of-listener --load-balancer-name NAME --load-balancer-port PORT "
    "--policy-names POLICY"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BALANCER: Kind(
            title="classic load balancer",
            gives=((Asset, "service"), Exposure, (LogTrail, "network")),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws elb modify-load-balancer-attributes --load-balancer-name NAME "
                    '--load-balancer-attributes \'{"AccessLog":{"Enabled":true,"S3BucketName":"BUCKET"}}\'',
                    "public-exposure.not-on-the-internet": "aws elb create-load-balancer --scheme internal "
                    "--load-balancer-name NEW --listeners LISTENERS --subnets SUBNETS, then "
                    "aws elb delete-load-balancer --load-balancer-name NAME",
                    "network-segmentation.no-open-ports": "aws elb delete-load-balancer-listeners "
                    "--load-balancer-name NAME --load-balancer-ports PORT",
                }
            ),
            own={"NAME": "name"},
        ),
        LISTENER: Kind(
            title="listener of a classic load balancer",
            gives=(Channel,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws elb create-load-balancer-listeners "
                    "--load-balancer-name NAME --listeners Protocol=HTTPS,LoadBalancerPort=443,"
                    "InstanceProtocol=HTTPS,InstancePort=443,SSLCertificateId=CERTIFICATE-ARN, then "
                    "aws elb delete-load-balancer-listeners --load-balancer-name NAME --load-balancer-ports 80",
                    "encryption-in-transit.protocol-version": _POLICY,
                    "encryption-in-transit.strong-algorithms": _POLICY,
                }
            ),
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """The right it takes has the operation's name. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"elb.{id}",
        operation=f"elb.{call}",
        needs=f"elasticloadbalancing:{call}",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


_NAMED: Final = MappingProxyType({"LoadBalancerName": "item.LoadBalancerName"})

QUESTIONS: Final = (
    _ask(
        "balancers",
        "DescribeLoadBalancers",
        "{LoadBalancerDescriptions: LoadBalancerDescriptions[].{LoadBalancerName: LoadBalancerName, Scheme: Scheme, "
        "SecurityGroups: SecurityGroups, ListenerDescriptions: ListenerDescriptions[].{Protocol: Listener.Protocol, "
        "LoadBalancerPort: Listener.LoadBalancerPort, InstancePort: Listener.InstancePort, PolicyNames: PolicyNames}}}",
        ((Asset, "service"), Channel, Exposure, (LogTrail, "network")),
        parameters=MappingProxyType({"PageSize": 400}),
    ),
    _ask(
        "attributes",
        "DescribeLoadBalancerAttributes",
        "{AccessLog: LoadBalancerAttributes.AccessLog.{Enabled: Enabled}}",
        ((LogTrail, "network"),),
        each="elb.balancers",
        of="LoadBalancerDescriptions",
        about="LoadBalancerName",
        given=_NAMED,
    ),
    _ask(
        # An attribute of such a policy is a version or a cipher, and says whether it is on.
        "policies",
        "DescribeLoadBalancerPolicies",
        "{PolicyDescriptions: PolicyDescriptions[?PolicyTypeName=='SSLNegotiationPolicyType'].{PolicyName: PolicyName, "
        "On: PolicyAttributeDescriptions[?AttributeValue=='true'].AttributeName}}",
        (Channel,),
        each="elb.balancers",
        of="LoadBalancerDescriptions[?ListenerDescriptions[?Protocol=='HTTPS' || Protocol=='SSL']]",
        about="LoadBalancerName",
        given=_NAMED,
    ),
)
