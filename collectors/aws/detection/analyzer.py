"""IAM Access Analyzer: what it saw open to others, of the kinds of things whose policies nobody here asks for.

It is asked where an analyzer of the account is at work, and tells only what is open: of the rest it proves nothing.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Exposure, Fact

OPEN: Final = "aws.accessanalyzer.open"
_GIVES: Final = (Exposure, "permission/data")
_TYPES: Final = ("AWS::Lambda::LayerVersion", "AWS::S3Express::DirectoryBucket", "AWS::DynamoDB::Stream")
"""Of all others the policies themselves are read, which say more."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        OPEN: Kind(
            title="resource that Access Analyzer saw open",
            gives=(_GIVES,),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws accessanalyzer list-findings --analyzer-arn ARN names the "
                    "statement that opens it: take it out of the resource's policy",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="analyzer.analyzers",
        operation="accessanalyzer.ListAnalyzers",
        needs="access-analyzer:ListAnalyzers",
        feeds=((Exposure, "permission/data"),),
        scope="region",
        keep="{analyzers: analyzers[?type == 'ACCOUNT' || type == 'ORGANIZATION'].{arn: arn, type: type, "
        "status: status}}",
    ),
    Ask(
        id="analyzer.findings",
        operation="accessanalyzer.ListFindings",
        needs="access-analyzer:ListFindings",
        feeds=((Exposure, "permission/data"),),
        each="analyzer.analyzers",
        of="analyzers[?status == 'ACTIVE']",
        about="arn",
        # What somebody has archived is as open as before.
        given=MappingProxyType(
            {
                "analyzerArn": "item.arn",
                "filter": "{status: {eq: ['ACTIVE', 'ARCHIVED']}, resourceOwnerAccount: {eq: [account]}, "
                f"resourceType: {{eq: {list(_TYPES)}}}}}",
            }
        ),
        keep="{findings: findings[].{resource: resource, resourceType: resourceType, isPublic: isPublic}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give who can reach what was seen open; a thing that two analyzers saw once."""
    told: set[str] = set()
    for listing in whole.every("analyzer.analyzers"):
        if not listing.good:
            yield from gaps(whole.target, OPEN, listing, _GIVES, site=listing.about)
        for row in body(listing).get("analyzers", []):
            if row.get("status") == "ACTIVE":
                yield from _seen(whole, listing, whole.one("analyzer.findings", row["arn"]), told)


def _seen(whole: Account, listing: Got, findings: Got, told: set[str]) -> Iterator[Fact]:
    if not findings.good:
        yield from gaps(whole.target, OPEN, findings, _GIVES, site=listing.about)
    by_resource: dict[str, list[Mapping[str, Any]]] = {}
    for row in body(findings).get("findings", []):
        by_resource.setdefault(str(row.get("resource", "")), []).append(row)
    for arn in sorted(by_resource.keys() - told - {""}):
        told.add(arn)
        audience = _audience(by_resource[arn])
        odd = unclear(findings, "a finding does not say how far it is open")
        yield Exposure(
            **whole.thing(OPEN, arn, name=arn.split(":", 5)[-1], site=listing.about),
            answers=rests_on(listing, findings),
            way="permission",
            offers="data",
            audience=audience,
            ports=(),
            considered=("IAM Access Analyzer found it so",) if audience else (),
            unread=unread(audience=findings if audience else odd),
        )


def _audience(rows: list[Mapping[str, Any]]) -> Literal["any-account", "listed"] | None:
    """The widest: of one that the analyzer failed to look into it is not known."""
    if any(row.get("isPublic") for row in rows):
        return "any-account"
    return "listed" if all("isPublic" in row for row in rows) else None
