"""The seeded account: load balancers, and what stands before the internet."""

from typing import Any

from tests.servers.moto import Moto

NOTE = "note c4n4ry-Tr0ub4dor"


def seed(moto: Moto) -> None:
    """Fill an account."""
    ec2 = moto.client("ec2")
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    certificate = moto.client("acm").request_certificate(DomainName="alder.example")["CertificateArn"]
    group = ec2.create_security_group(GroupName="web", Description=NOTE)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    _behind_a_list(ec2, subnets[0])
    _balancers(moto.client("elbv2"), subnets, group, certificate)
    _classic(moto.client("elb"), subnets, certificate)
    _distributions(moto)


def _behind_a_list(ec2: Any, subnet: str) -> None:
    """A database on the internet, open to a list of addresses."""
    entry = {"Cidr": "8.8.8.0/24", "Description": NOTE}
    made = ec2.create_managed_prefix_list(PrefixListName="clinic", AddressFamily="IPv4", MaxEntries=1, Entries=[entry])[
        "PrefixList"
    ]["PrefixListId"]
    group = ec2.create_security_group(GroupName="clinic", Description=NOTE)["GroupId"]
    named = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "PrefixListIds": [{"PrefixListId": made}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[named])
    interface = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
    ec2.associate_address(AllocationId=ec2.allocate_address()["AllocationId"], NetworkInterfaceId=interface)


def _balancers(elb: Any, subnets: list[str], group: str, certificate: str) -> None:
    # AWS says the scheme and names a security group where nobody chose: moto does neither.
    public = {"Subnets": subnets, "Scheme": "internet-facing"}
    tags = [{"Key": "note", "Value": NOTE}]
    made = elb.create_load_balancer(Name="front", SecurityGroups=[group], Tags=tags, **public)
    front = made["LoadBalancers"][0]["LoadBalancerArn"]
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=front,
        Attributes=[
            {"Key": "access_logs.s3.enabled", "Value": "true"},
            {"Key": "access_logs.s3.bucket", "Value": "alder-trail"},
            {"Key": "deletion_protection.enabled", "Value": "true"},
        ],
    )
    vpc = made["LoadBalancers"][0]["VpcId"]
    web = elb.create_target_group(Name="web", Protocol="HTTP", Port=8080, VpcId=vpc)["TargetGroups"][0]
    forward = {"Type": "forward", "TargetGroupArn": web["TargetGroupArn"]}
    sign_in = {
        "Type": "authenticate-oidc",
        "Order": 1,
        "AuthenticateOidcConfig": {
            "Issuer": "https://id.alder.example",
            "AuthorizationEndpoint": "https://id.alder.example/a",
            "TokenEndpoint": "https://id.alder.example/t",
            "UserInfoEndpoint": "https://id.alder.example/u",
            "ClientId": NOTE,
            "ClientSecret": NOTE,
            "SessionTimeout": 900,
        },
    }
    secure = elb.create_listener(
        LoadBalancerArn=front,
        Protocol="HTTPS",
        Port=443,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[sign_in, {**forward, "Order": 2}],
    )["Listeners"][0]["ListenerArn"]
    elb.create_rule(
        ListenerArn=secure,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": [f"/{NOTE}"]}],
        Actions=[forward],
    )
    onward = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    elb.create_listener(LoadBalancerArn=front, Protocol="HTTP", Port=80, DefaultActions=[onward])
    elb.create_load_balancer(Name="inspect", Type="gateway", Subnets=subnets)
    back = elb.create_load_balancer(Name="back", Type="network", **public)["LoadBalancers"][0]
    _to_a_database(elb, back)
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=back["LoadBalancerArn"], Attributes=[{"Key": "access_logs.s3.enabled", "Value": "false"}]
    )


def _to_a_database(elb: Any, balancer: Any) -> None:
    group = elb.create_target_group(Name="charts", Protocol="TCP", Port=5432, VpcId=balancer["VpcId"])
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="TCP",
        Port=443,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroups"][0]["TargetGroupArn"]}],
    )


def _classic(elb: Any, subnets: list[str], certificate: str) -> None:
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
    secure = {
        "Protocol": "HTTPS",
        "LoadBalancerPort": 443,
        "InstancePort": 80,
        "SSLCertificateId": certificate,
    }
    elb.create_load_balancer(LoadBalancerName="old", Listeners=[plain, secure], Subnets=subnets)
    elb.create_load_balancer_policy(
        LoadBalancerName="old",
        PolicyName="strict",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[
            {"AttributeName": "Protocol-TLSv1.2", "AttributeValue": "true"},
            {"AttributeName": "ECDHE-RSA-AES128-GCM-SHA256", "AttributeValue": "true"},
        ],
    )
    elb.set_load_balancer_policies_of_listener(LoadBalancerName="old", LoadBalancerPort=443, PolicyNames=["strict"])


def _distributions(moto: Moto) -> None:
    strict = {"TargetOriginId": "app", "ViewerProtocolPolicy": "https-only"}
    lax = {"TargetOriginId": "bucket", "ViewerProtocolPolicy": "allow-all"}
    logs = {"Enabled": True, "IncludeCookies": False, "Bucket": "alder-trail.s3.amazonaws.com", "Prefix": NOTE}
    first = _distribution(moto.client("cloudfront"), strict, Logging=logs)
    second = _distribution(moto.client("cloudfront"), lax)
    assert first != second
    deliver = moto.client("logs")
    deliver.put_delivery_source(name="edge", resourceArn=second, logType="ACCESS_LOGS")
    where = deliver.put_delivery_destination(
        name="archive", deliveryDestinationConfiguration={"destinationResourceArn": "arn:aws:s3:::alder-trail"}
    )["deliveryDestination"]["arn"]
    deliver.create_delivery(deliverySourceName="edge", deliveryDestinationArn=where)


def _distribution(cloudfront: Any, behavior: dict[str, Any], **more: Any) -> str:
    header = {"HeaderName": "x-secret", "HeaderValue": NOTE}
    app = {
        "Id": "app",
        "DomainName": "app.alder.example",
        "CustomHeaders": {"Quantity": 1, "Items": [header]},
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
            "OriginSslProtocols": {"Quantity": 2, "Items": ["TLSv1", "TLSv1.2"]},
        },
    }
    bucket = {
        "Id": "bucket",
        "DomainName": "alder-open.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    config = {
        "CallerReference": behavior["TargetOriginId"],
        "Comment": NOTE,
        "Enabled": True,
        "Origins": {"Quantity": 2, "Items": [app, bucket]},
        "DefaultCacheBehavior": behavior,
        **more,
    }
    return str(cloudfront.create_distribution(DistributionConfig=config)["Distribution"]["ARN"])
