"""Whose key it is that encrypts a store: the owner can revoke his own, not one that AWS keeps. Pure."""

from typing import NamedTuple

from collectors.aws.read import Account, body
from scanner.answers import Got, unclear


class Custody(NamedTuple):
    """The judgement, and what it rests on; None has its reason in `got`."""

    customer: bool | None
    got: Got


def custody(whole: Account, key: str | None, region: str, store: Got) -> Custody:
    """Say whether a key, named in any of the ways AWS names keys, is the customer's own. No name: AWS's.

    `store`: the answer that names it.
    """
    if not key:
        return Custody(False, store)
    if key.startswith("arn:"):
        region = key.split(":")[3] or region
        if key.split(":")[4] not in {whole.id, ""}:
            return Custody(None, Got("not-asked", "kms.DescribeKey, in the key's own account", place=store.place))
    name = key.rpartition(":")[2].removeprefix("key/")
    aliases = whole.one("kms.aliases", region)
    if "kms.aliases" in whole.answers and not aliases.place:
        return Custody(None, Got("unclear", f"kms.ListAliases: {region} is not among the regions asked"))
    if name.startswith("alias/"):
        if name.startswith("alias/aws/"):
            return Custody(False, store)
        target = _target(aliases, name)
        if not target:
            return Custody(None, aliases if not aliases.good else unclear(aliases, "no such alias"))
        name = target
    if name in whole.once(aliases, _of_aws):
        return Custody(False, aliases)
    return _manager(whole, whole.name("kms", region, f"key/{name}"), region)


def _manager(whole: Account, arn: str, region: str) -> Custody:
    detail, listing = whole.one("kms.key", arn), whole.one("kms.keys", region)
    if detail.ok:
        return Custody(detail.body["KeyMetadata"].get("KeyManager") == "CUSTOMER", detail)
    if not detail.place and listing.good:
        return Custody(None, unclear(listing, "it does not hold the key"))
    return Custody(None, detail if detail.place else listing)


def _of_aws(aliases: Got) -> frozenset[str | None]:
    """The keys that AWS keeps."""
    named = body(aliases).get("Aliases", [])
    return frozenset(a.get("TargetKeyId") for a in named if a["AliasName"].startswith("alias/aws/"))


def _target(aliases: Got, name: str) -> str | None:
    return next((a.get("TargetKeyId") for a in body(aliases).get("Aliases", []) if a["AliasName"] == name), None)
