"""Keys, users, roles and what they may do."""

import json
from random import Random
from typing import Any

from tests.servers.estate import Estate, app
from tests.servers.moto import ACCOUNT

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
POLICY = {"min_length": 12, "history": 12, "max_age": 90}


def policy(**statement: Any) -> str:
    """A policy of one statement that allows."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def keys(estate: Estate) -> None:
    """The customer's own keys of KMS."""
    kms, chance = estate.client("kms"), estate.chance("key")
    for n in estate.numbers("key"):
        made = kms.create_key(Description=f"{app(n)} {n}")["KeyMetadata"]
        kms.create_alias(AliasName=f"alias/{app(n)}-{n}", TargetKeyId=made["KeyId"])
        if rotates := chance.random() < 0.6:
            kms.enable_key_rotation(KeyId=made["KeyId"])
        estate.keys.append(made["Arn"])
        estate.add("key", made["Arn"], rotates=rotates)


def account(estate: Estate) -> None:
    """The account's password policy."""
    estate.client("iam").update_account_password_policy(
        MinimumPasswordLength=POLICY["min_length"],
        PasswordReusePrevention=POLICY["history"],
        MaxPasswordAge=POLICY["max_age"],
    )
    estate.add("account", f"arn:aws:iam::{ACCOUNT}:root", **POLICY)


def policies(estate: Estate) -> None:
    """Policies of the customer; some allow everything."""
    iam, chance = estate.client("iam"), estate.chance("policy")
    for n in estate.numbers("policy"):
        everything = chance.random() < 0.1
        document = policy(Action="*", Resource="*") if everything else policy(Action="s3:GetObject", Resource="*")
        made = iam.create_policy(PolicyName=f"policy-{n:04}", PolicyDocument=document)["Policy"]["Arn"]
        estate.policies.append(made)
        estate.mighty |= {made} if everything else set()
        estate.add("policy", made, everything=everything)


def roles(estate: Estate) -> None:
    """Roles for machines."""
    iam = estate.client("iam")
    for n in estate.numbers("role"):
        iam.create_role(RoleName=f"role-{n:04}", AssumeRolePolicyDocument=_TRUST)
        held = estate.policies[n % len(estate.policies)]
        iam.attach_role_policy(RoleName=f"role-{n:04}", PolicyArn=held)
        estate.add("role", f"arn:aws:iam::{ACCOUNT}:role/role-{n:04}", everything=held in estate.mighty)


def users(estate: Estate) -> None:
    """Users, in groups or with rights of their own."""
    iam, chance = estate.client("iam"), estate.chance("user")
    teams = [f"team-{n}" for n in estate.numbers("team")]
    for n, team in enumerate(teams):
        iam.create_group(GroupName=team)
        iam.attach_group_policy(GroupName=team, PolicyArn=estate.policies[n % len(estate.policies)])
    for n in estate.numbers("user"):
        name, mine = f"{chance.choice('abdkm')}.user{n:04}", n % len(teams)
        said: dict[str, Any] = {
            "password": chance.random() < 0.7,
            "mfa": chance.random() < 0.7,
            "keys": _keys(chance),
            "direct": chance.random() < 0.2,
            "held": [estate.policies[mine % len(estate.policies)]],
        }
        _user(estate, name, said, estate.policies[n % len(estate.policies)])
        iam.add_user_to_group(GroupName=teams[mine], UserName=name)
        held = said.pop("held")
        estate.add("user", f"arn:aws:iam::{ACCOUNT}:user/{name}", **said, everything=bool(estate.mighty & {*held}))


def _keys(chance: Random) -> int:
    one, two = chance.random() < 0.5, chance.random() < 0.1
    return one + (one and two)


def _user(estate: Estate, name: str, said: dict[str, Any], own: str) -> None:
    iam = estate.client("iam")
    iam.create_user(UserName=name)
    if said["password"]:
        iam.create_login_profile(UserName=name, Password="S3cure!pass#123")  # noqa: S106  # moto's
    if said["mfa"]:
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
        codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
        iam.enable_mfa_device(UserName=name, SerialNumber=serial, **codes)
    for _ in range(said["keys"]):
        iam.create_access_key(UserName=name)
    if said["direct"]:
        iam.attach_user_policy(UserName=name, PolicyArn=own)
        said["held"] = [*said["held"], own]


STEPS = (keys, account, policies, roles, users)
