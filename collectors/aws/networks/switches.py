"""EC2's switches of a region: what images, new instances and VPCs cannot do there by mistake."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Fact, Guard

IMAGES: Final = "aws.ec2.images"
INSTANCES: Final = "aws.ec2.new-instances"
NETWORKS: Final = "aws.ec2.networks"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        IMAGES: Kind(
            title="EC2 images of a region",
            gives=((Guard, "public-copies"),),
            always=True,
            fix=MappingProxyType(
                {
                    "public-exposure.blocked-in-scope": "aws ec2 enable-image-block-public-access "
                    "--image-block-public-access-state block-new-sharing --region REGION",
                }
            ),
            own={"REGION": "site"},
        ),
        INSTANCES: Kind(
            title="EC2 instances to come in a region",
            gives=((Guard, "credential-theft"), (Guard, "console-access")),
            always=True,
            fix=MappingProxyType(
                {
                    "least-privilege.guarded": "aws ec2 modify-instance-metadata-defaults --http-tokens required "
                    "--region REGION (theft of credentials); aws ec2 disable-serial-console-access --region REGION "
                    "(console)",
                }
            ),
            own={"REGION": "site"},
        ),
        NETWORKS: Kind(
            title="VPCs of a region",
            gives=((Guard, "public-services"),),
            always=True,
            fix=MappingProxyType(
                {
                    "public-exposure.blocked-in-scope": "aws ec2 modify-vpc-block-public-access-options "
                    "--internet-gateway-block-mode block-ingress --region REGION; networks that must be reached are "
                    "excluded with aws ec2 create-vpc-block-public-access-exclusion --vpc-id VPC "
                    "--internet-gateway-exclusion-mode allow-bidirectional; as long as one lets people in, this goes "
                    "on failing",
                }
            ),
            own={"REGION": "site"},
        ),
    }
)


def _ask(id: str, call: str, prevents: str, keep: str, **more: Any) -> Ask:
    """The right it takes has the operation's name. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"ec2.{id}",
        operation=f"ec2.{call}",
        needs=f"ec2:{call}",
        feeds=((Guard, prevents),),
        scope=scope,
        keep=keep,
        **more,
    )


QUESTIONS: Final = (
    _ask("image_block", "GetImageBlockPublicAccessState", "public-copies", "{State: ImageBlockPublicAccessState}"),
    _ask(
        # What is set nowhere is not said, and each image or launch then chooses.
        "metadata_defaults",
        "GetInstanceMetadataDefaults",
        "credential-theft",
        "{AccountLevel: AccountLevel.{HttpTokens: HttpTokens, HttpEndpoint: HttpEndpoint}}",
    ),
    _ask(
        "serial_console",
        "GetSerialConsoleAccessStatus",
        "console-access",
        "{SerialConsoleAccessEnabled: SerialConsoleAccessEnabled}",
    ),
    _ask(
        "vpc_block",
        "DescribeVpcBlockPublicAccessOptions",
        "public-services",
        "{Mode: VpcBlockPublicAccessOptions.InternetGatewayBlockMode}",
    ),
    _ask(
        "vpc_exclusions",
        "DescribeVpcBlockPublicAccessExclusions",
        "public-services",
        "{VpcBlockPublicAccessExclusions: VpcBlockPublicAccessExclusions[].{State: State, "
        "InternetGatewayExclusionMode: InternetGatewayExclusionMode}}",
        parameters=MappingProxyType({"MaxResults": 1000}),
        each="ec2.vpc_block",
        of="[@][?Mode!='off'].Mode",
    ),
)


class Switch(NamedTuple):
    """One switch: what it is about, and how its answer says that it is on."""

    kind: str
    resource: str
    prevents: Literal["public-copies", "credential-theft", "console-access"]
    question: str
    on: Callable[[Mapping[str, Any]], bool]


def _no_bare_requests(said: Mapping[str, Any]) -> bool:
    """A program that can be made to fetch a page cannot be made to fetch a machine's credential."""
    level: Mapping[str, str] = said.get("AccountLevel", {})
    return level.get("HttpTokens") == "required" or level.get("HttpEndpoint") == "disabled"


_SWITCHES: Final = (
    Switch(IMAGES, "image/*", "public-copies", "ec2.image_block", lambda s: s.get("State") == "block-new-sharing"),
    Switch(INSTANCES, "instance/*", "credential-theft", "ec2.metadata_defaults", _no_bare_requests),
    Switch(
        INSTANCES,
        "instance/*",
        "console-access",
        "ec2.serial_console",
        lambda s: s.get("SerialConsoleAccessEnabled") is False,
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the switches of all regions."""
    for switch in _SWITCHES:
        for got in whole.every(switch.question):
            if got.about:
                yield _guard(whole, switch, got)
            else:
                yield from gaps(whole.target, switch.kind, got, (Guard, switch.prevents))
    for got in whole.every("ec2.vpc_block"):
        if got.about:
            yield _networks(whole, got)
        else:
            yield from gaps(whole.target, NETWORKS, got, *KINDS[NETWORKS].gives)


def _guard(whole: Account, switch: Switch, got: Got) -> Guard:
    return Guard(
        **_thing(whole, switch.kind, switch.resource, got),
        answers=rests_on(got),
        prevents=switch.prevents,
        in_force=switch.on(body(got)) if got.good else None,
        unread=unread(in_force=got),
    )


_BLOCKS: Final = frozenset({"block-ingress", "block-bidirectional"})
_GONE: Final = frozenset({"delete-complete", "disable-complete", "create-failed"})
_OUTWARD: Final = "allow-egress"
"""An exclusion that lets nobody in."""


def _networks(whole: Account, got: Got) -> Guard:
    """A network that is left out of it altogether is one whose mistakes are not prevented."""
    on: bool | None = body(got).get("Mode") in _BLOCKS
    exclusions = whole.one("ec2.vpc_exclusions", f"{got.about}/{body(got).get('Mode')}") if on else got
    known = got if not got.good else exclusions
    rows = body(exclusions).get("VpcBlockPublicAccessExclusions", []) if on else []
    left_out = [r for r in rows if r.get("State") not in _GONE and r.get("InternetGatewayExclusionMode") != _OUTWARD]
    return Guard(
        **_thing(whole, NETWORKS, "vpc/*", got),
        answers=rests_on(got, exclusions),
        prevents="public-services",
        in_force=on and not left_out if known.good else None,
        unread=unread(in_force=known),
    )


def _thing(whole: Account, kind: str, resource: str, got: Got) -> dict[str, Any]:
    return whole.thing(kind, whole.name("ec2", got.about, resource), name=got.about, site=got.about)
