"""The seeded account: networks."""

from typing import Any

from tests.servers.aws_groups import networks_balancers
from tests.servers.aws_groups.networks_balancers import NOTE
from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import Moto

EDGE = "arn:aws:network-firewall:us-east-1:123456789012:firewall/edge"
POLICY = "arn:aws:network-firewall:us-east-1:123456789012:firewall-policy/edge"
ACL = "arn:aws:wafv2:{}:123456789012:{}/webacl/web/1"


LAKE = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/lake/2"


def _acls(request: Request) -> Body:
    """moto keeps both scopes in one list, and lists only what it made."""
    if parameters(request)["Scope"] == "CLOUDFRONT":
        return {"WebACLs": [{"Name": "web", "ARN": ACL.format("us-east-1", "global"), "Description": NOTE}]}
    arns = {"web": ACL.format("us-east-1", "regional"), "lake": LAKE, "bare": LAKE.replace("lake/2", "bare/3")}
    return {"WebACLs": [{"Name": name, "ARN": arn, "Description": NOTE} for name, arn in arns.items()]}


def _acl_logs(request: Request) -> Body:
    """Of one in the region we keep the logs, of one Security Lake; a third and that at the edge record nothing."""
    asked = parameters(request)
    kept = {"CUSTOMER": ACL.format("us-east-1", "regional"), "SECURITY_LAKE": LAKE}
    arn = kept.get(asked["LogScope"], "")
    if asked["Scope"] == "CLOUDFRONT" or not arn:
        return {"LoggingConfigurations": []}
    where = ["arn:aws:s3:::aws-waf-logs-alder"]
    redacted = [{"SingleHeader": {"Name": NOTE}}]
    return {"LoggingConfigurations": [{"ResourceArn": arn, "LogDestinationConfigs": where, "RedactedFields": redacted}]}


_TUNNEL = {
    "PreSharedKey": "c4n4ry-Tr0ub4dor",
    "IkeVersions": [{"Value": "ikev2"}],
    **{f"Phase{n}EncryptionAlgorithms": [{"Value": "AES256-GCM-16"}] for n in (1, 2)},
    **{f"Phase{n}IntegrityAlgorithms": [{"Value": "SHA2-256"}] for n in (1, 2)},
    **{f"Phase{n}DHGroupNumbers": [{"Value": 20}] for n in (1, 2)},
}
_LAX = {"OutsideIpAddress": "203.0.113.20", "PreSharedKey": "c4n4ry-Tr0ub4dor"}

CANNED: Canned = {
    "ec2.GetImageBlockPublicAccessState": {"ImageBlockPublicAccessState": "block-new-sharing"},
    "ec2.GetInstanceMetadataDefaults": {"AccountLevel": {"HttpTokens": "required"}},
    "ec2.GetSerialConsoleAccessStatus": {"SerialConsoleAccessEnabled": True},
    "ec2.DescribeVpcBlockPublicAccessOptions": {
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "block-ingress", "State": "update-complete"}
    },
    "ec2.DescribeVpcBlockPublicAccessExclusions": {
        "VpcBlockPublicAccessExclusions": [
            {"State": "create-complete", "InternetGatewayExclusionMode": "allow-egress", "Reason": NOTE}
        ]
    },
    "ec2.DescribeClientVpnEndpoints": {
        "ClientVpnEndpoints": [
            {
                "ClientVpnEndpointId": "cvpn-endpoint-good",
                "Description": NOTE,
                "Status": {"Code": "available", "Message": NOTE},
                "AuthenticationOptions": [
                    {"Type": "certificate-authentication"},
                    {"Type": "federated-authentication"},
                ],
                "ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "/app"},
                "SessionTimeoutHours": 8,
                "DisconnectOnSessionTimeout": True,
                "ClientLoginBannerOptions": {"Enabled": True, "BannerText": NOTE},
            },
            {
                "ClientVpnEndpointId": "cvpn-endpoint-bad",
                "Status": {"Code": "available"},
                "AuthenticationOptions": [{"Type": "certificate-authentication"}],
                "ConnectionLogOptions": {"Enabled": False},
            },
        ]
    },
    # moto's tunnels have none of what AWS's have.
    "ec2.DescribeVpnConnections": {
        "VpnConnections": [
            {
                "VpnConnectionId": "vpn-good",
                "State": "available",
                "CustomerGatewayConfiguration": NOTE,
                "Options": {"TunnelOptions": [_TUNNEL, _TUNNEL]},
            },
            {"VpnConnectionId": "vpn-bad", "State": "available", "Options": {"TunnelOptions": [_LAX, _TUNNEL]}},
        ]
    },
    # moto's endpoints have none of what an engine's own settings hold.
    "dms.DescribeEndpoints": {
        "Endpoints": [
            {
                "EndpointArn": f"arn:aws:dms:us-east-1:123456789012:endpoint:{mode}",
                "EndpointIdentifier": f"charts-{mode}",
                "EngineName": "postgres",
                "Username": NOTE,
                "SslMode": mode,
                "PostgreSQLSettings": {"Password": NOTE, "AfterConnectScript": NOTE},
            }
            for mode in ("none", "verify-full")
        ]
    },
    "wafv2.ListWebACLs": _acls,
    "wafv2.ListLoggingConfigurations": _acl_logs,
    "network-firewall.ListFirewalls": {"Firewalls": [{"FirewallName": "edge", "FirewallArn": EDGE}]},
    "network-firewall.DescribeFirewall": {
        "Firewall": {"FirewallArn": EDGE, "FirewallPolicyArn": POLICY, "DeleteProtection": True, "Description": NOTE}
    },
    "network-firewall.DescribeLoggingConfiguration": {
        "FirewallArn": EDGE,
        "LoggingConfiguration": {
            "LogDestinationConfigs": [
                {"LogType": kind, "LogDestinationType": "S3", "LogDestination": {"prefix": NOTE}}
                for kind in ("FLOW", "ALERT")
            ]
        },
    },
    "network-firewall.DescribeFirewallPolicy": {
        "FirewallPolicyResponse": {"FirewallPolicyName": "edge", "Description": NOTE},
        "FirewallPolicy": {
            "StatelessDefaultActions": ["aws:forward_to_sfe"],
            "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"],
            "StatefulDefaultActions": ["aws:drop_established"],
            "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"},
        },
    },
    "directconnect.DescribeConnections": {
        "connections": [
            {
                "connectionId": f"dxcon-{mode}",
                "connectionName": NOTE,
                "connectionState": "available",
                "encryptionMode": mode,
                "macSecKeys": [{"secretARN": NOTE, "ckn": NOTE}],
            }
            for mode in ("must_encrypt", "no_encrypt")
        ]
    },
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    networks_balancers.seed(moto)
    _rest(moto.client("apigateway"))
    _http(moto.client("apigatewayv2"))
    _names(moto)
    _copies(moto)


def _rest(api: Any) -> None:
    made = api.create_rest_api(name="charts", description=NOTE, endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    for verb, demands in (("GET", "AWS_IAM"), ("POST", "NONE")):
        where = {"restApiId": made, "resourceId": root, "httpMethod": verb}
        api.put_method(**where, authorizationType=demands)
        api.put_method_response(**where, statusCode="200")
        api.put_integration(**where, type="HTTP", uri=f"https://alder.example/{NOTE}", integrationHttpMethod=verb)
        api.put_integration_response(**where, statusCode="200")
    deployed = api.create_deployment(restApiId=made, description=NOTE)["id"]
    for name in ("prod", "test"):
        api.create_stage(
            restApiId=made,
            stageName=name,
            deploymentId=deployed,
            variables={"note": NOTE.replace(" ", "-")},
            cacheClusterEnabled=name == "prod",
            cacheClusterSize="0.5",
        )
    settings = (("/*/*/logging/loglevel", "INFO"), ("/*/*/caching/enabled", "true"))
    api.update_stage(
        restApiId=made,
        stageName="prod",
        patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in settings],
    )
    api.create_domain_name(domainName="api.alder.example", securityPolicy="TLS_1_2", certificateName=NOTE)


def _http(api: Any) -> None:
    made = api.create_api(Name="feed", ProtocolType="HTTP", Description=NOTE)["ApiId"]
    api.create_route(ApiId=made, RouteKey="GET /feed", AuthorizationType="AWS_IAM")
    logs = {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:/app", "Format": NOTE}
    api.create_stage(ApiId=made, StageName="prod", AccessLogSettings=logs, StageVariables={"note": NOTE})
    api.create_stage(ApiId=made, StageName="test")


def _names(moto: Moto) -> None:
    dns, logs = moto.client("route53"), moto.client("logs")
    zones = [
        dns.create_hosted_zone(Name=name, CallerReference=name, HostedZoneConfig={"Comment": NOTE})["HostedZone"]["Id"]
        for name in ("alder.example", "quiet.example")
    ]
    group = "/aws/route53/alder.example"
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{group}"
    dns.create_query_logging_config(HostedZoneId=zones[0], CloudWatchLogsLogGroupArn=f"{arn}:*")
    resolver = moto.client("route53resolver")
    made = resolver.create_resolver_query_log_config(
        Name="names", DestinationArn=arn, CreatorRequestId="names", Tags=[{"Key": "note", "Value": NOTE}]
    )["ResolverQueryLogConfig"]["Id"]
    vpc = moto.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    resolver.associate_resolver_query_log_config(ResolverQueryLogConfigId=made, ResourceId=vpc)


def _copies(moto: Moto) -> None:
    dms = moto.client("dms")
    group = moto.client("ec2").describe_security_groups(GroupNames=["web"])["SecurityGroups"][0]["GroupId"]
    for name in ("closed", "open"):
        dms.create_replication_instance(
            ReplicationInstanceIdentifier=name,
            ReplicationInstanceClass="dms.t3.micro",
            PubliclyAccessible=name == "open",
            VpcSecurityGroupIds=[group],
            EngineVersion="3.5.4",
            Tags=[{"Key": "note", "Value": NOTE}],
        )
