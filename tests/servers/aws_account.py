"""A small account in moto with something of every kind, good and bad; and secrets where people leave them."""

import json
from typing import Any

from tests.servers import aws_groups
from tests.servers.moto import ACCOUNT, Moto

CANARY = "c4n4ry-Tr0ub4dor"
"""Stands wherever a collector looks at something that may hold a secret and is not to be kept."""
NOTE = f"note {CANARY}"


def seed(moto: Moto) -> None:
    """Fill an empty account."""
    moto.reset()
    key = _keys(moto.client("kms"))
    _users(moto.client("iam"))
    _buckets(moto, key)
    _compute(moto.client("ec2"), key)
    _databases(moto.client("rds"), key)
    _records(moto)
    _backups(moto.client("backup"), key)
    aws_groups.seed(moto)


def _statement(**fields: Any) -> str:
    whole = {"Sid": f"Sid{CANARY}".replace("-", ""), "Effect": "Allow", "Action": "*", "Resource": "*", **fields}
    return json.dumps({"Version": "2012-10-17", "Id": NOTE, "Statement": [whole]})


def _keys(kms: Any) -> str:
    good = str(kms.create_key(Description=NOTE)["KeyMetadata"]["Arn"])
    kms.enable_key_rotation(KeyId=good)
    everybody = _statement(Principal="*", Action="kms:Decrypt")
    kms.put_key_policy(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], PolicyName="default", Policy=everybody)
    kms.schedule_key_deletion(KeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    kms.create_alias(AliasName="alias/store", TargetKeyId=good)
    return good


def _users(iam: Any) -> None:
    for name in ("ana", "bob", "robot", "glass"):
        iam.create_user(UserName=name, Tags=[{"Key": "note", "Value": NOTE}])
    for name in ("ana", "bob", "glass"):
        iam.create_login_profile(UserName=name, Password=f"{CANARY}1!")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="ana")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="ana", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    iam.create_access_key(UserName="robot")
    iam.create_access_key(UserName="robot")
    star = iam.create_policy(PolicyName="star", PolicyDocument=_statement(), Description=NOTE)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="bob", PolicyArn=star)
    iam.create_group(GroupName="operators")
    iam.put_group_policy(
        GroupName="operators", PolicyName="read", PolicyDocument=_statement(Action="s3:Get*", Resource="*")
    )
    iam.add_user_to_group(GroupName="operators", UserName="ana")
    for name, principal in (
        ("partner", {"AWS": "arn:aws:iam::210987654321:root"}),
        ("worker", {"Service": "ec2.amazonaws.com"}),
    ):
        trust = _statement(Principal=principal, Action="sts:AssumeRole", Resource=None)
        iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=trust.replace(', "Resource": null', ""), Description=NOTE
        )
    iam.update_account_password_policy(MinimumPasswordLength=12, PasswordReusePrevention=5)


def _buckets(moto: Moto, key: str) -> None:
    s3 = moto.client("s3")
    for name in ("alder-charts", "alder-open", "alder-trail"):
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "alder-trail")
    moto.client("s3", "eu-west-1").create_bucket(
        Bucket="alder-europe", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(Bucket="alder-charts", VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket="alder-charts",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]},
    )
    arn = "arn:aws:s3:::alder-charts"
    tls = {"Bool": {"aws:SecureTransport": "false"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"], "Condition": tls}
    office = {"IpAddress": {"aws:SourceIp": "198.51.100.7"}}
    read = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/*", "Condition": office}
    s3.put_bucket_policy(
        Bucket="alder-charts", Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny, read], "Id": NOTE})
    )
    s3.put_bucket_tagging(
        Bucket="alder-charts",
        Tagging={"TagSet": [{"Key": "DataClass", "Value": "PHI"}, {"Key": "note", "Value": NOTE}]},
    )
    s3.put_bucket_ownership_controls(
        Bucket="alder-charts", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    referer = {"StringEquals": {"aws:Referer": CANARY}}
    open_ = "arn:aws:s3:::alder-open/*"
    s3.put_bucket_policy(
        Bucket="alder-open", Policy=_statement(Principal="*", Action="s3:GetObject", Resource=open_, Condition=referer)
    )
    s3.put_bucket_acl(Bucket="alder-open", ACL="public-read")
    s3.put_object_lock_configuration(
        Bucket="alder-trail",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
        },
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket="alder-trail",
        LifecycleConfiguration={
            "Rules": [{"ID": NOTE, "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 400}}]
        },
    )


def _compute(ec2: Any, key: str) -> None:
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="doors", Description=NOTE, VpcId=vpc)["GroupId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{**ssh, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": NOTE}]}]
    )
    ec2.create_security_group(GroupName="unused", Description=NOTE, VpcId=vpc)
    ec2.run_instances(
        ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SecurityGroupIds=[group], UserData=f"PASSWORD={CANARY}"
    )
    tags = [{"Key": "DataClass", "Value": "PHI"}, {"Key": "note", "Value": NOTE}]
    volume = ec2.create_volume(
        AvailabilityZone="us-east-1a",
        Size=8,
        Encrypted=True,
        KmsKeyId=key,
        TagSpecifications=[{"ResourceType": "volume", "Tags": tags}],
    )["VolumeId"]
    plain = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume, Description=NOTE)
    public = ec2.create_snapshot(VolumeId=plain, Description=NOTE)["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=public, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )
    ec2.enable_ebs_encryption_by_default()


def _databases(rds: Any, key: str) -> None:
    rds.create_db_parameter_group(DBParameterGroupName="strict", DBParameterGroupFamily="postgres16", Description=NOTE)
    common = {
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": 20,
        "MasterUsername": CANARY.replace("-", ""),
        "MasterUserPassword": f"{CANARY}-password",
    }
    rds.create_db_instance(
        DBInstanceIdentifier="charts",
        Engine="postgres",
        EngineVersion="16.3",
        StorageEncrypted=True,
        KmsKeyId=key,
        BackupRetentionPeriod=35,
        DeletionProtection=True,
        DBParameterGroupName="strict",
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=[{"Key": "DataClass", "Value": "PHI"}, {"Key": "note", "Value": NOTE}],
        **common,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="legacy", Engine="mysql", BackupRetentionPeriod=0, PubliclyAccessible=True, **common
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="by-hand", DBInstanceIdentifier="legacy")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="by-hand", AttributeName="restore", ValuesToAdd=["all"])
    rds.create_db_cluster(
        DBClusterIdentifier="aurora",
        Engine="aurora-postgresql",
        MasterUsername="owner",
        MasterUserPassword=f"{CANARY}-password",
    )
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="aurora-by-hand", DBClusterIdentifier="aurora")


def _records(moto: Moto) -> None:
    logs = moto.client("logs")
    logs.create_log_group(logGroupName="/trail", tags={"note": NOTE})
    logs.create_log_group(logGroupName="/app")
    logs.put_retention_policy(logGroupName="/app", retentionInDays=30)
    logs.put_metric_filter(
        logGroupName="/trail",
        filterName="sign-ins",
        filterPattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        metricTransformations=[{"metricName": "failures", "metricNamespace": "trail", "metricValue": "1"}],
    )
    sns = moto.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{CANARY}@alder.example")
    moto.client("cloudwatch").put_metric_alarm(
        AlarmName="failures",
        AlarmDescription=NOTE,
        MetricName="failures",
        Namespace="trail",
        AlarmActions=[topic],
        ActionsEnabled=True,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=300,
        Statistic="Sum",
        Threshold=3,
    )
    trail = moto.client("cloudtrail")
    trail.create_trail(
        Name="whole",
        S3BucketName="alder-trail",
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/trail:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/worker",
    )
    trail.start_logging(Name="whole")
    objects = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::alder-charts/"]}]
    trail.put_event_selectors(
        TrailName="whole",
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": objects}],
    )
    moto.client("account").put_alternate_contact(
        AlternateContactType="SECURITY",
        Name=NOTE,
        Title="officer",
        EmailAddress="officer@alder.example",
        PhoneNumber="+1 555 0100",
    )


def _backups(backup: Any, key: str) -> None:
    backup.create_backup_vault(BackupVaultName="main", EncryptionKeyArn=key)
    backup.create_backup_vault(BackupVaultName="sealed", EncryptionKeyArn=key)
    backup.put_backup_vault_lock_configuration(BackupVaultName="sealed", MinRetentionDays=35)
