import json
from typing import Any

import pytest

from collectors.aws.analytics.emr import opened
from scanner.facts import Asset, Channel, DataStore, Exposure, Gap, Guard
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

CLUSTER, BLOCK = "aws.emr.cluster", "aws.emr.block"
ARN = f"arn:aws:elasticmapreduce:{REGION}:{ACCOUNT}:cluster/j-1"
CLUSTERS = ("emr.clusters", REGION, {"Clusters": [{"Id": "j-1", "ClusterArn": ARN}]})
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: list[tuple[str, str, Any]] = [
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
]
DISK = {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": KEY}


def cluster(**row: Any) -> list[tuple[str, str, Any]]:
    return [CLUSTERS, ("emr.cluster", ARN, {"Cluster": {"Id": "j-1", **row}})]


def secured(security: Any) -> list[tuple[str, str, Any]]:
    return [*cluster(SecurityConfiguration="all"), ("emr.security", f"{REGION}/all", security), *KEYS]


@pytest.mark.parametrize(
    ("security", "encrypted", "customer", "channel"),
    [
        ({"AtRest": True, "InTransit": True, "LocalDisk": DISK}, True, True, "required"),
        ({"AtRest": True, "InTransit": False, "LocalDisk": DISK}, True, True, "none"),
        ({"AtRest": True, "LocalDisk": {"EncryptionKeyProviderType": "Custom"}}, True, None, "none"),
        ({"AtRest": True, "InTransit": True}, False, False, "required"),
        ({"AtRest": False, "InTransit": True, "LocalDisk": DISK}, False, False, "required"),
        ({}, False, False, "none"),
    ],
)
def test_what_a_security_configuration_encrypts(
    *, security: dict[str, Any], encrypted: bool, customer: bool | None, channel: str
) -> None:
    store = one(CLUSTER, DataStore, *secured(security))
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, encrypted, customer)
    assert customer is not None or why(store, "customer_key") == "unclear"
    assert one(CLUSTER, Channel, *secured(security)).encryption == channel


def test_a_cluster_that_names_none_encrypts_nothing_by_itself() -> None:
    assert one(CLUSTER, DataStore, *cluster()).encrypted is False
    assert one(CLUSTER, Channel, *cluster()).encryption == "none"
    assert one(CLUSTER, Asset, *cluster()).role == "service"


@pytest.mark.parametrize("given", [secured(DENIED), [CLUSTERS, ("emr.cluster", ARN, DENIED)]])
def test_what_was_refused_is_not_known(given: list[Any]) -> None:
    store = one(CLUSTER, DataStore, *given)
    assert {why(store, f) for f in ("encrypted", "customer_key", "cipher")} == {DENIED}
    assert why(one(CLUSTER, Channel, *given), "encryption") == DENIED


def test_a_configuration_comes_as_json() -> None:
    whole = {"EncryptionConfiguration": {"EnableAtRestEncryption": True}, "AuthenticationConfiguration": {"x": "y"}}
    assert opened({"SecurityConfiguration": json.dumps(whole)}) == {
        "EncryptionConfiguration": {"EnableAtRestEncryption": True}
    }
    assert opened({"SecurityConfiguration": "{}"}) == {"EncryptionConfiguration": {}}
    with pytest.raises(TypeError, match="it is no object"):
        opened({"SecurityConfiguration": "[]"})
    with pytest.raises(ValueError, match="Expecting value"):
        opened({"SecurityConfiguration": "nothing"})


PUBLIC, PRIVATE = "ec2-192-0-2-1.compute-1.amazonaws.com", "ip-10-0-0-1.ec2.internal"


def rules(cidr: str, port: int = 22) -> dict[str, Any]:
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}
    return {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [rule] if cidr else []}]}


def interfaces(address: str = "") -> dict[str, Any]:
    row = {"Groups": [{"GroupId": "sg-1"}], **({"PublicIp": address} if address else {})}
    return {"NetworkInterfaces": [row]}


@pytest.mark.parametrize(
    ("name", "groups", "faces", "audience", "ports"),
    [
        (PUBLIC, rules("0.0.0.0/0"), DENIED, "everyone", ((22, 22),)),
        (PUBLIC, rules("0.0.0.0/0", 8443), interfaces(), "everyone", ((8443, 8443),)),
        (PUBLIC, rules("198.51.100.0/30"), interfaces(), "owner", ()),
        (PUBLIC, rules("8.8.8.0/24"), interfaces(), "listed", ((22, 22),)),
        (PUBLIC, rules(""), interfaces(), "owner", ()),
        (PUBLIC, DENIED, interfaces(), None, None),
        (PUBLIC, {"SecurityGroups": []}, interfaces(), None, None),
        (PRIVATE, rules("0.0.0.0/0"), interfaces(), "owner", ()),
        (PRIVATE, rules("0.0.0.0/0"), interfaces("192.0.2.1"), "everyone", ((22, 22),)),
        (PRIVATE, rules("0.0.0.0/0"), DENIED, None, None),
        ("", rules("0.0.0.0/0"), interfaces(), None, None),
    ],
)
def test_who_reaches_its_first_machine(name: str, groups: Any, faces: Any, audience: Any, ports: Any) -> None:
    given = cluster(MasterPublicDnsName=name, Groups=["sg-1"])
    beside = (("ec2.groups", REGION, groups), ("ec2.interfaces", REGION, faces))
    found = one(CLUSTER, Exposure, *given, *beside)
    assert (found.way, found.offers, found.audience, found.ports) == ("network", "administration", audience, ports)


def test_a_cluster_that_was_not_described_may_be_reached() -> None:
    assert why(one(CLUSTER, Exposure, CLUSTERS, ("emr.cluster", ARN, DENIED)), "audience") == DENIED


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ({"BlockPublicSecurityGroupRules": True}, True),
        (
            {
                "BlockPublicSecurityGroupRules": True,
                "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 22}, {"MinRange": 22}],
            },
            True,
        ),
        (
            {
                "BlockPublicSecurityGroupRules": True,
                "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 23}],
            },
            False,
        ),
        ({"BlockPublicSecurityGroupRules": False}, False),
        ({}, False),
    ],
)
def test_the_block_of_a_region(*, said: dict[str, Any], on: bool) -> None:
    guard = one(BLOCK, Guard, ("emr.block", REGION, {"BlockPublicAccessConfiguration": said}))
    assert (guard.prevents, guard.site, guard.in_force) == ("public-services", REGION, on)


def test_what_was_not_listed_is_a_gap_or_unknown() -> None:
    assert why(one(BLOCK, Guard, ("emr.block", REGION, DENIED)), "in_force") == DENIED
    found = {f.missing for f in facts(("emr.clusters", REGION, DENIED)) if isinstance(f, Gap) and f.kind == CLUSTER}
    assert found == {"asset", "data-store", "channel", "exposure"}
