"""The seeded account: keys."""

import json

from tests.servers.aws_shapes import Canned
from tests.servers.moto import Moto

NOTE = "c4n4ry-Tr0ub4dor"

CANNED: Canned = {}


def seed(moto: Moto) -> None:
    """Fill an account."""
    _secrets(moto)


def _secrets(moto: Moto) -> None:
    secrets = moto.client("secretsmanager")
    tags = [{"Key": "note", "Value": NOTE}]
    secrets.create_secret(Name="charts", SecretString=NOTE, Description=NOTE, KmsKeyId="alias/store", Tags=tags)
    loose = secrets.create_secret(Name="loose", SecretString=NOTE)["ARN"]
    everybody = {"Sid": NOTE, "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    secrets.put_resource_policy(
        SecretId=loose, ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    )
