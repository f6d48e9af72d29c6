"""Prefix lists: lists of addresses that rules of security groups name instead of blocks."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.networks.reach import Entries
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import JSON, Got, unclear
from scanner.facts import Exposure

_PLAIN: Final = " || ".join(
    f"ends_with(PrefixListName || '', '.{name}')" for name in ("ec2-instance-connect", "route53-healthchecks")
)
"""How names of AWS's lists end whose addresses serve whom we let in. Behind those of others (CloudFront) stands any
customer: whom they let in is not known."""


def _named(groups: JSON) -> Iterator[str]:
    for group in (groups or {}).get("SecurityGroups", []):
        yield from _of(group)


def _of(group: Mapping[str, Any]) -> Iterator[str]:
    for rule in group.get("IpPermissions", []):
        yield from (row["PrefixListId"] for row in rule.get("PrefixListIds", []))


def _none_named(known: Known, place: Place) -> bool:
    """No group of the region lets in a list."""
    return not any(_named(known.body("ec2.groups", place.region)))


def _unnamed(known: Known, place: Place) -> bool:
    """No group lets in this one."""
    return place.item["PrefixListId"] not in known.once(_all_named, place.region)


def _all_named(known: Known, region: str) -> frozenset[str]:
    return frozenset(_named(known.body("ec2.groups", region)))


QUESTIONS: Final = (
    Ask(
        id="ec2.prefix_lists",
        operation="ec2.DescribeManagedPrefixLists",
        needs="ec2:DescribeManagedPrefixLists",
        feeds=(Exposure,),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        # Of the names of our own lists nothing is kept.
        keep="{PrefixLists: PrefixLists[].{PrefixListId: PrefixListId, Ours: OwnerId != 'AWS', "
        f"Plain: OwnerId == 'AWS' && ({_PLAIN})}}}}",
        after=("ec2.groups",),
        unless=_none_named,
    ),
    Ask(
        id="ec2.prefix_list",
        operation="ec2.GetManagedPrefixListEntries",
        needs="ec2:GetManagedPrefixListEntries",
        feeds=(Exposure,),
        each="ec2.prefix_lists",
        of="PrefixLists[?Ours || Plain]",
        about="PrefixListId",
        parameters=MappingProxyType({"MaxResults": 100}),
        given=MappingProxyType({"PrefixListId": "item.PrefixListId"}),
        keep="{Entries: Entries[].{Cidr: Cidr}}",
        after=("ec2.groups",),
        unless=_unnamed,
    ),
)


def entries(whole: Account, region: str) -> Entries:
    """Look up the lists of a region."""

    def blocks(name: str) -> list[str] | None:
        got = _answer(whole, region, name)
        return [row["Cidr"] for row in body(got).get("Entries", [])] if got.good else None

    return blocks


def closed(whole: Account, region: str, groups: Iterable[Mapping[str, Any]]) -> Got:
    """Say why it is not known whom a list among the rules of some groups lets in."""
    gots = [_answer(whole, region, name) for group in groups for name in _of(group)]
    bad = [got for got in gots if not got.good]
    bad.append(unclear(whole.one("ec2.groups", region), "a rule names an address that is none"))
    # One that was refused can be granted; who is behind AWS's own nobody tells.
    return next((got for got in bad if got.outcome != "unclear"), bad[0])


def _answer(whole: Account, region: str, name: str) -> Got:
    lists = whole.one("ec2.prefix_lists", region)
    if not lists.good:
        return lists
    row: dict[str, Any] = next((r for r in body(lists).get("PrefixLists", []) if r["PrefixListId"] == name), {})
    if row.get("Ours") or row.get("Plain"):
        return whole.one("ec2.prefix_list", f"{region}/{name}")
    return unclear(lists, "whom a prefix list of AWS's own lets in is not known" if row else f"it does not name {name}")
