"""Who reaches a database that has a public address."""

from typing import Any

import pytest

from scanner.facts import Exposure
from tests.collectors.aws.answering import ACCOUNT, REGION, one, why
from tests.collectors.aws.networks.test_network import LIST, rule

OPEN = rule("0.0.0.0/0", low=5432, high=5432)
SIX = rule("::/0", low=5432, high=5432)
SOME = rule("8.8.8.0/24", low=5432, high=5432)
LISTS = rule(PrefixListIds=LIST, low=5432, high=5432)


@pytest.mark.parametrize(
    ("port", "rules", "audience", "ports"),
    [
        (5432, [OPEN], "everyone", ((5432, 5432),)),
        (5432, [SIX], "everyone", ((5432, 5432),)),
        (5432, [SOME], "listed", ((5432, 5432),)),
        (5432, [LISTS], None, ((5432, 5432),)),
        (5432, [LISTS, OPEN], "everyone", ((5432, 5432),)),
        (3306, [OPEN], "owner", ((3306, 3306),)),
        (3306, [LISTS], "owner", ((3306, 3306),)),
        (5432, [], "owner", ((5432, 5432),)),
        (None, [OPEN], None, ((5432, 5432),)),
        (None, [SOME], None, ((5432, 5432),)),
        (None, [LISTS], None, ((5432, 5432),)),
        (None, [], "owner", ()),
    ],
)
def test_the_port_of_a_database_decides(port: int | None, rules: list[Any], audience: Any, ports: Any) -> None:
    row = {
        "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:charts",
        "DBInstanceIdentifier": "charts",
        "PubliclyAccessible": True,
        "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
        **({"Port": port} if port else {}),
    }
    groups = ("ec2.groups", REGION, {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": rules}]})
    of_aws = ("ec2.prefix_lists", REGION, {"PrefixLists": [{"PrefixListId": "pl-1"}]})
    found = one("aws.rds.instance", Exposure, ("rds.instances", REGION, {"DBInstances": [row]}), groups, of_aws)
    assert (found.audience, found.ports) == (audience, ports)
    assert audience or why(found, "audience") == "unclear"
