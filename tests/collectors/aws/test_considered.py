"""What a finding of who gets in says that was considered, of things that are alike but for one circumstance."""

from collections.abc import Iterator
from typing import Any

import pytest

from checks.exposure import no_open_ports, not_on_the_internet, not_public
from collectors.aws.policy import weighed
from scanner.answers import Answer
from scanner.facts import Exposure
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one
from tests.collectors.aws.compute.test_eks import detail
from tests.collectors.aws.compute.test_functions import NO_URLS, S3, exposures, letting, urls
from tests.collectors.aws.databases.test_opensearch import NAMES, addresses, allow, domain
from tests.collectors.aws.databases.test_rds_facts import instance
from tests.collectors.aws.messaging.test_brokers import OPEN, broker, cluster
from tests.collectors.aws.messaging.test_brokers import groups as opened
from tests.collectors.aws.networks.test_elbv2 import INTERFACES, listeners, reach
from tests.collectors.aws.networks.test_network import PUBLIC as ADDRESSED
from tests.collectors.aws.networks.test_network import group, rule
from tests.collectors.aws.scanning import read, target
from tests.collectors.aws.storage.test_efs import TARGET, listing
from tests.collectors.aws.storage.test_efs import policy as mounting
from tests.collectors.aws.storage.test_s3_facts import (
    BLOCKED,
    ENFORCED,
    LIST,
    OFFICE,
    OWNER,
    POLICY,
    PREFERRED,
    PRIVATE,
    PUBLIC,
    SHARED,
    WORLD,
)
from tests.collectors.aws.test_small_facts import SNAPSHOT

OTHER = "210987654321"
OWN, OUT = "data can be reached by its owner only: ", "data can be reached by everyone: "
SOME = "data can be reached by its owner and named outsiders only: "
BEHIND = {"PubliclyAccessible": True, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}
EKS = ("eks.clusters", REGION, {"clusters": ["charts"]})


def said(*given: tuple[str, str, Any], way: str) -> Iterator[str]:
    """What is seen of the one thing that these answers are about, but for security groups."""
    (found,) = (f for f in facts(*given) if isinstance(f, Exposure) and f.way == way and "security-group" not in f.kind)
    for check in (not_public, not_on_the_internet):
        yield from (verdict.seen for verdict in check(found))


SHUT, WEB = opened(), opened(rule("0.0.0.0/0", low=443, high=443))
DATABASE = opened(rule("0.0.0.0/0", low=5432, high=5432))


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ([instance(PubliclyAccessible=False)], f"{OWN}it has no public address"),
        (
            [instance(**BEHIND), SHUT],
            f"{OWN}it has a public address, and sg-1 lets nobody from outside in at port 5432",
        ),
        (
            [instance(**BEHIND), WEB],
            f"{OWN}it has a public address, and sg-1 lets nobody from outside in at port 5432",
        ),
        ([instance(**BEHIND), DATABASE], f"{OUT}it has a public address, and sg-1 lets everyone in at port 5432"),
        (
            [instance(**BEHIND), opened(rule("8.8.8.0/24", low=0, high=65535))],
            f"{SOME}it has a public address, and sg-1 lets only some addresses from outside in at port 5432",
        ),
        ([cluster()], f"{OWN}it has no public address"),
        (
            [cluster(PublicAccess="SERVICE_PROVIDED_EIPS", SecurityGroups=["sg-1"]), SHUT],
            f"{OWN}it has a public address, and sg-1 lets nobody from outside in at ports 9194, 9196 and 9198",
        ),
        (broker({}), f"{OWN}it has no public address"),
        (broker(OPEN, SHUT), "ports 5671, 8162, 8883 and 3 more"),
        (
            broker({**OPEN, "SecurityGroups": []}),
            f"{OUT}it has a public address, and no security group stands before it",
        ),
        ([NAMES, domain(VPCId="vpc-1")], f"{OWN}it has no public address"),
        ([NAMES, domain()], f"{OUT}it has a public address, and no policy turns an address away"),
        (
            [NAMES, domain(Policy={"Statement": [allow(IpAddress=addresses("10.0.0.0/8"))]})],
            f"{OWN}it has a public address, and its policy hears no address from outside",
        ),
        ([EKS, detail(endpointPublicAccess=False)], "its API has no public address"),
        (
            [EKS, detail(endpointPublicAccess=True, publicAccessCidrs=["8.8.8.0/24"])],
            "its API has a public address, and its list of networks lets only some addresses from outside in",
        ),
    ],
)
def test_a_network(given: list[Any], seen: str) -> None:
    (found,) = said(*given, way="network")
    assert found.endswith(seen)


@pytest.mark.parametrize(
    ("row", "given", "considered"),
    [
        ({"Scheme": "internal"}, INTERFACES, ("it is internal", "no accelerator stands in its region")),
        ({}, SHUT, ("it faces the internet", "sg-1 lets nobody from outside in at port 443 over IPv4")),
        ({"IpAddressType": "dualstack"}, WEB, ("it faces the internet", "sg-1 lets everyone in at port 443")),
        (
            {"Type": "network", "SecurityGroups": []},
            SHUT,
            ("it faces the internet", "no security group stands before it"),
        ),
    ],
)
def test_a_load_balancer(row: dict[str, Any], given: Any, considered: tuple[str, ...]) -> None:
    assert reach(listeners({"ListenerArn": "l", "Port": 443, "Protocol": "TCP"}), given, **row).considered == considered


def test_one_without_a_listener_is_not_said_to_be_behind_closed_groups() -> None:
    assert reach(listeners(), WEB).considered == ("it faces the internet", "it listens at no port")


RULES = "its rules let everyone in"


@pytest.mark.parametrize(
    ("rules", "interfaces", "seen"),
    [
        ([], [], "open to its owner only: none of its rules lets anybody from outside in"),
        (
            [rule("0.0.0.0/0")],
            [],
            f"open to its owner only: {RULES}, and it stands before nothing",
        ),
        (
            [rule("0.0.0.0/0")],
            [{"Groups": [{"GroupId": "sg-1"}]}],
            f"open to its owner only: {RULES}, and nothing that it stands before has a public address",
        ),
        (
            [rule("::/0")],
            [ADDRESSED],
            f"open to its owner only: {RULES}, and nothing that it stands before has a public address of that family",
        ),
        (
            [rule("0.0.0.0/0")],
            [ADDRESSED],
            f"open to everyone: SSH (22); {RULES}, and something that it stands before has a public address",
        ),
    ],
)
def test_a_security_group(rules: list[Any], interfaces: list[Any], seen: str) -> None:
    given = (group(*rules), ("ec2.interfaces", REGION, {"NetworkInterfaces": interfaces}))
    (found,) = (f for f in facts(*given) if isinstance(f, Exposure))
    assert [verdict.seen for verdict in no_open_ports(found)] == [seen]


ALLOW = {"Effect": "Allow", "Action": "*"}
LOOSE = (
    "its policy lets everybody in",
    "its conditions, which tie them to no account, organisation or VPC, do not count as a limit",
)


@pytest.mark.parametrize(
    ("statements", "considered"),
    [
        ([], ()),
        ([{"Principal": {"AWS": ACCOUNT}}], ()),
        ([{"Effect": "Deny", "Principal": "*"}], ()),
        ([{"Principal": "*"}], ("its policy lets everybody in",)),
        ([{"NotPrincipal": {"AWS": ACCOUNT}}], ("its policy lets everybody in",)),
        (
            [{"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/Ward of Ana": "7"}}}],
            LOOSE,
        ),
        ([{"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "8.8.8.0/24"}}}], LOOSE),
        (
            [{"Principal": "*", "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}],
            ("a condition ties everybody whom its policy lets in to its own account",),
        ),
        (
            [
                {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}},
                {"Principal": {"AWS": [f"arn:aws:iam::{OTHER}:role/ana-of-ward-7", ACCOUNT]}},
            ],
            ("a condition ties everybody whom its policy lets in to o-abc", f"its policy names {OTHER}"),
        ),
    ],
)
def test_a_policy(statements: list[Any], considered: tuple[str, ...]) -> None:
    """It names accounts, organisations and networks, and nothing that somebody made up."""
    assert weighed({"Statement": [{**ALLOW, **s} for s in statements]}, ACCOUNT) == considered


BLOCK_OVER, NONE_OVER = "a block of public access is over it", "no block of public access is over it"


@pytest.mark.parametrize(
    ("block", "policy", "status", "acl", "considered"),
    [
        (ABSENT, ABSENT, ABSENT, OWNER, ()),
        (ABSENT, ABSENT, ABSENT, WORLD, ("its access list lets everyone in",)),
        (ABSENT, SHARED, ABSENT, OWNER, (f"its policy names {OTHER}",)),
        (ABSENT, POLICY, PUBLIC, OWNER, (LOOSE[0], NONE_OVER)),
        (BLOCKED, POLICY, ABSENT, OWNER, (LOOSE[0], BLOCK_OVER)),
        (ABSENT, DENIED, PUBLIC, OWNER, ("its policy is public", NONE_OVER)),
        (ABSENT, OFFICE, PRIVATE, OWNER, (*LOOSE, "to S3 it is not public")),
        (ABSENT, OFFICE, DENIED, WORLD, (*LOOSE, "its access list lets everyone in")),
        (ABSENT, OFFICE, DENIED, OWNER, ()),
    ],
)
def test_a_bucket(block: Any, policy: Any, status: Any, acl: Any, considered: tuple[str, ...]) -> None:
    asked = {
        "block": block,
        "policy": policy,
        "policy_status": status,
        "acl": acl,
        "ownership": ENFORCED if acl is OWNER else PREFERRED,
    }
    given = [(f"s3.{question}", "charts", body) for question, body in asked.items()]
    (found,) = (f for f in facts(LIST, ("s3.account_block", "", ABSENT), *given) if isinstance(f, Exposure))
    assert found.considered == considered


@pytest.mark.parametrize(
    ("policy", "signs", "considered"),
    [
        (ABSENT, NO_URLS, ()),
        (letting("*"), NO_URLS, ("its policy lets everybody in", "a call must be signed")),
        (letting("*"), urls("NONE"), ("its policy lets everybody in", "its URL asks for no signature")),
        (letting(S3), NO_URLS, ("its policy lets events of any bucket in",)),
        (letting({"AWS": OTHER}), NO_URLS, (f"its policy names {OTHER}",)),
    ],
)
def test_a_function(policy: Any, signs: Any, considered: tuple[str, ...]) -> None:
    assert exposures(policy, signs)["aws.lambda.function"].considered == considered


ONCE_PUBLIC = {"Snapshots": [{"SnapshotId": SNAPSHOT["SnapshotId"]}]}
IMAGE = {"ImageId": "ami-1", "Public": True, "BlockDeviceMappings": [{"SnapshotId": SNAPSHOT["SnapshotId"]}]}
NAMED = "which accounts it is shared with by name was not asked"


@pytest.mark.parametrize(
    ("public", "images", "state", "considered"),
    [
        ({}, [], "unblocked", (NAMED,)),
        (ONCE_PUBLIC, [], "unblocked", ("it is shared with everybody",)),
        (ONCE_PUBLIC, [], "block-all-sharing", ("its region blocks sharing with everybody", NAMED)),
        ({}, [IMAGE], "block-all-sharing", ("a public image holds it",)),
        (DENIED, [], "unblocked", ()),
    ],
)
def test_a_snapshot(public: Any, images: list[Any], state: str, considered: tuple[str, ...]) -> None:
    given = [("ec2.snapshots", REGION, {"Snapshots": [SNAPSHOT]}), ("ec2.public_snapshots", REGION, public)]
    beside = [("ec2.images", REGION, {"Images": images}), ("ec2.snapshot_block", REGION, {"State": state})]
    assert one("aws.ec2.snapshot", Exposure, *given, *beside).considered == considered


def test_a_file_system() -> None:
    through = {**ALLOW, "Principal": "*", "Condition": TARGET}
    (found,) = said(listing(), mounting(through), way="permission")
    assert found == "open to its owner only: its policy lets everybody in who comes through a mount target"


def test_every_network_says_why_and_what_is_not_known_says_nothing(whole: list[Answer]) -> None:
    found = [f for f in read(whole, target(None)) if isinstance(f, Exposure)]
    assert {bool(f.considered) for f in found if f.audience and f.way == "network"} == {True}
    assert {f.considered for f in found if f.audience is None} == {()}
