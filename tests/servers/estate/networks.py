"""Networks, machines in them, and the doors."""

from typing import Any, Final

from tests.servers.estate import REGION, Estate, app
from tests.servers.moto import ACCOUNT

_OPEN: Final = (None, None, None, 22, 3389, 3306, 443)
_POLICIES: Final = ("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08")


def vpcs(estate: Estate) -> None:
    """Networks with two subnets each; some with flow logs."""
    ec2, logs, chance = estate.client("ec2"), estate.client("logs"), estate.chance("vpc")
    for n in estate.numbers("vpc"):
        vpc = ec2.create_vpc(CidrBlock=f"10.{n % 250}.0.0/16")["Vpc"]["VpcId"]
        for place, zone in enumerate("ab"):
            block = f"10.{n % 250}.{place}.0/24"
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=REGION + zone)
            estate.subnets.append(made["Subnet"]["SubnetId"])
        if flows := chance.random() < 0.6:
            logs.create_log_group(logGroupName=f"/vpc/flow/{n}")
            ec2.create_flow_logs(
                ResourceIds=[vpc],
                ResourceType="VPC",
                TrafficType="ALL",
                LogGroupName=f"/vpc/flow/{n}",
                DeliverLogsPermissionArn=f"arn:aws:iam::{ACCOUNT}:role/role-0000",
            )
        estate.vpcs.append(vpc)
        estate.add("vpc", estate.arn("ec2", f"vpc/{vpc}"), flows=flows)


def machines(estate: Estate) -> None:
    """Instances, each behind a security group."""
    ec2, chance = estate.client("ec2"), estate.chance("machine")
    groups = []
    for n in estate.numbers("group"):
        group = ec2.create_security_group(
            GroupName=f"sg-{n:05}", Description=app(n), VpcId=estate.vpcs[n % len(estate.vpcs)]
        )["GroupId"]
        port = chance.choice(_OPEN)
        rule: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": port or 8443, "ToPort": port or 8443}
        rule["IpRanges"] = [{"CidrIp": "0.0.0.0/0" if port else "10.0.0.0/8"}]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        groups.append(group)
        estate.add("group", estate.arn("ec2", f"security-group/{group}"), port=port)
    for n in estate.numbers("instance"):
        guarded = chance.random() < 0.6
        made = ec2.run_instances(
            ImageId="ami-12c6146b",
            MinCount=1,
            MaxCount=1,
            InstanceType="t3.small",
            SubnetId=estate.subnets[n % len(estate.subnets)],
            SecurityGroupIds=[groups[n % len(groups)]],
            MetadataOptions={"HttpTokens": "required" if guarded else "optional", "HttpEndpoint": "enabled"},
        )["Instances"][0]["InstanceId"]
        estate.add("instance", estate.arn("ec2", f"instance/{made}"), guarded=guarded)


def balancers(estate: Estate) -> None:
    """Application load balancers, with or without TLS."""
    elb, acm, chance = estate.client("elbv2"), estate.client("acm"), estate.chance("balancer")
    certificates = [
        acm.request_certificate(DomainName=f"{app(n)}{n}.clinic.example")["CertificateArn"]
        for n in estate.numbers("certificate")
    ]
    used: set[str] = set()
    for n in estate.numbers("balancer"):
        at = n % len(estate.vpcs)
        arn = elb.create_load_balancer(
            Name=f"lb-{n:04}",
            Subnets=estate.subnets[at * 2 : at * 2 + 2],
            Scheme="internet-facing" if n % 3 else "internal",
            Type="application",
        )["LoadBalancers"][0]["LoadBalancerArn"]
        target = elb.create_target_group(Name=f"tg-{n:04}", Protocol="HTTP", Port=80, VpcId=estate.vpcs[at])
        forward = [{"Type": "forward", "TargetGroupArn": target["TargetGroups"][0]["TargetGroupArn"]}]
        said = {
            "policy": chance.choice(_POLICIES) if chance.random() < 0.6 else None,
            "guarded": chance.random() < 0.5,
            "logged": chance.random() < 0.5,
            "public": bool(n % 3),
        }
        door: dict[str, Any] = {"Protocol": "HTTP", "Port": 80}
        if said["policy"]:
            door = {"Protocol": "HTTPS", "Port": 443, "SslPolicy": said["policy"]}
            used.add(certificates[n % len(certificates)])
            door["Certificates"] = [{"CertificateArn": certificates[n % len(certificates)]}]
        listener = elb.create_listener(LoadBalancerArn=arn, DefaultActions=forward, **door)
        said["listener"] = listener["Listeners"][0]["ListenerArn"]
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=_attributes(said))
        estate.add("balancer", arn, **said)
    for arn in certificates:
        estate.add("certificate", arn, used=arn in used)


def _attributes(said: dict[str, Any]) -> list[dict[str, str]]:
    """All that AWS itself would tell: moto tells what was set."""
    return [
        {"Key": "deletion_protection.enabled", "Value": str(said["guarded"]).lower()},
        {"Key": "access_logs.s3.enabled", "Value": str(said["logged"]).lower()},
        {"Key": "access_logs.s3.bucket", "Value": "clinic-access-logs"},
    ]


def distributions(estate: Estate) -> None:
    """CloudFront."""
    cloudfront, chance = estate.client("cloudfront"), estate.chance("distribution")
    for n in estate.numbers("distribution"):
        viewer, logged = chance.choice(["redirect-to-https", "allow-all", "https-only"]), chance.random() < 0.5
        origin = {"Id": "o", "DomainName": f"clinic-{n}.s3.amazonaws.com"}
        goes = {"IncludeCookies": False, "Bucket": "clinic-access-logs.s3.amazonaws.com", "Prefix": ""}
        made = cloudfront.create_distribution(
            DistributionConfig={
                "CallerReference": f"ref{n}",
                "Comment": "",
                "Enabled": True,
                "Origins": {"Quantity": 1, "Items": [{**origin, "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
                "Logging": {**goes, "Enabled": logged},
                "DefaultCacheBehavior": {
                    "TargetOriginId": "o",
                    "ViewerProtocolPolicy": viewer,
                    "MinTTL": 0,
                    "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                },
            }
        )["Distribution"]
        estate.add("distribution", made["ARN"], viewer=viewer, logged=logged)


def apis(estate: Estate) -> None:
    """REST APIs that nobody has deployed yet."""
    apigateway = estate.client("apigateway")
    for n in estate.numbers("api"):
        made = apigateway.create_rest_api(name=f"api-{n}")["id"]
        estate.add("api", f"arn:aws:apigateway:{REGION}::/restapis/{made}")


STEPS = (vpcs, machines, balancers, distributions, apis)
