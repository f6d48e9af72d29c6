"""Application, network and gateway load balancers: what to ask about them, their listeners and what they lead to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.networks.asked import nothing
from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Exposure, Guard, LogTrail, Promise, Session

BALANCER: Final = "aws.elbv2.load-balancer"
GATEWAY: Final = "aws.elbv2.gateway-load-balancer"
LISTENER: Final = "aws.elbv2.listener"
SIGN_IN: Final = "aws.elbv2.sign-in"
_DELETION: Final = "aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes "
_PROTECT: Final = f"{_DELETION}Key=deletion_protection.enabled,Value=true"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BALANCER: Kind(
            title="load balancer",
            gives=((Asset, "service"), Exposure, (LogTrail, "network"), (Guard, "deletion")),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": f"{_DELETION}Key=access_logs.s3.enabled,Value=true "
                    "Key=access_logs.s3.bucket,Value=BUCKET (a network load balancer logs what comes to its TLS "
                    "listeners, and nothing else)",
                    "backup.deletion-guarded": _PROTECT,
                    "public-exposure.not-on-the-internet": "aws elbv2 create-load-balancer --scheme internal "
                    "--name NAME --subnets SUBNETS, then move its listeners there; until then "
                    "aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port PORT "
                    "--cidr 0.0.0.0/0",
                    "network-segmentation.no-open-ports": "aws ec2 revoke-security-group-ingress --group-id GROUP "
                    "--protocol tcp --port PORT --cidr 0.0.0.0/0, or aws elbv2 delete-listener "
                    "--listener-arn LISTENER-ARN",
                }
            ),
            own={"ARN": "resource"},
        ),
        GATEWAY: Kind(
            title="gateway load balancer",
            gives=((Guard, "deletion"),),
            fix=MappingProxyType({"backup.deletion-guarded": _PROTECT}),
            own={"ARN": "resource"},
        ),
        LISTENER: Kind(
            title="listener of a load balancer",
            gives=(Channel,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws elbv2 modify-listener --listener-arn ARN "
                    "--default-actions 'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}', "
                    "and delete its other rules",
                    "encryption-in-transit.protocol-version": "aws elbv2 modify-listener --listener-arn ARN "
                    "--ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
                    "encryption-in-transit.strong-algorithms": "aws elbv2 modify-listener --listener-arn ARN "
                    "--ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
                }
            ),
            own={"ARN": "resource"},
        ),
        SIGN_IN: Kind(
            title="sign-in at a load balancer",
            gives=((Session, "web"),),
            fix=MappingProxyType(
                dict.fromkeys(
                    ("automatic-logoff.lifetime-bounded", "automatic-logoff.idle-ends"),
                    "aws elbv2 modify-listener --listener-arn ARN (or aws elbv2 modify-rule --rule-arn RULE-ARN) with "
                    "SessionTimeout in the action that authenticates; without it a session lasts 7 days",
                )
            ),
            own={"ARN": "resource"},
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """The right it takes has the operation's name. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"elbv2.{id}",
        operation=f"elbv2.{call}",
        needs=f"elasticloadbalancing:{call}",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


_PAGE: Final = MappingProxyType({"PageSize": 400})
_ACTIONS: Final = (
    "[].{Type: Type, Protocol: RedirectConfig.Protocol, Port: RedirectConfig.Port, Host: RedirectConfig.Host, "
    "SessionTimeout: AuthenticateOidcConfig.SessionTimeout || AuthenticateCognitoConfig.SessionTimeout}"
)
"""Clients, their secrets and the texts of fixed answers stay out."""
_READ: Final = '`["access_logs.s3.enabled", "deletion_protection.enabled"]`'

QUESTIONS: Final = (
    _ask(
        "balancers",
        "DescribeLoadBalancers",
        "{LoadBalancers: LoadBalancers[].{LoadBalancerArn: LoadBalancerArn, LoadBalancerName: LoadBalancerName, "
        "Scheme: Scheme, Type: Type, SecurityGroups: SecurityGroups, IpAddressType: IpAddressType}}",
        ((Asset, "service"), Channel, Exposure, (Guard, "deletion"), (LogTrail, "network"), (Session, "web")),
        parameters=_PAGE,
    ),
    _ask(
        "targets",
        "DescribeTargetGroups",
        "{TargetGroups: TargetGroups[].{TargetGroupArn: TargetGroupArn, Port: Port, "
        "LoadBalancerArns: LoadBalancerArns}}",
        (Exposure,),
        parameters=_PAGE,
        after=("elbv2.balancers",),
        unless=nothing("elbv2.balancers"),
    ),
    _ask(
        "attributes",
        "DescribeLoadBalancerAttributes",
        f"{{Attributes: Attributes[?contains({_READ}, Key)].{{Key: Key, Value: Value}}}}",
        ((Guard, "deletion"), (LogTrail, "network")),
        each="elbv2.balancers",
        of="LoadBalancers",
        about="LoadBalancerArn",
        given=MappingProxyType({"LoadBalancerArn": "item.LoadBalancerArn"}),
    ),
    _ask(
        "listeners",
        "DescribeListeners",
        "{Listeners: Listeners[].{ListenerArn: ListenerArn, Port: Port, Protocol: Protocol, SslPolicy: SslPolicy, "
        f"DefaultActions: DefaultActions{_ACTIONS}}}}}",
        (Channel, Exposure, (LogTrail, "network"), (Session, "web")),
        each="elbv2.balancers",
        # A gateway's one listener takes any packet, in a tunnel inside the network.
        of="LoadBalancers[?Type!='gateway']",
        about="LoadBalancerArn",
        parameters=_PAGE,
        given=MappingProxyType({"LoadBalancerArn": "item.LoadBalancerArn"}),
    ),
    _ask(
        # Of a plain listener that leads on to its targets the rules can make nothing worse.
        "rules",
        "DescribeRules",
        f"{{Rules: Rules[].{{RuleArn: RuleArn, IsDefault: IsDefault, Actions: Actions{_ACTIONS}}}}}",
        (Channel, (Session, "web")),
        each="elbv2.listeners",
        of="Listeners[?Protocol=='HTTPS' || (Protocol=='HTTP' && !(DefaultActions[?Type=='forward']))]",
        about="ListenerArn",
        parameters=_PAGE,
        given=MappingProxyType({"ListenerArn": "item.ListenerArn"}),
    ),
    _ask(
        "ssl_policies",
        "DescribeSSLPolicies",
        "{SslPolicies: SslPolicies[].{Name: Name, SslProtocols: SslProtocols, Ciphers: Ciphers[].Name}}",
        (Channel,),
        each="elbv2.listeners",
        of="Listeners[?Protocol=='HTTPS' || Protocol=='TLS'].SslPolicy",
        batch=20,
        given=MappingProxyType({"Names": "item"}),
    ),
)
