"""Who reads blobs of a storage account without a name. Pure."""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from collectors.azure.read import Subscription, canonical, properties
from collectors.azure.storage.accounts import ACCOUNT
from collectors.azure.walls import asked, closed, shut
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure

_SITE: Final = "$web"
"""The container that a website lies in."""


def exposure(whole: Subscription, row: Mapping[str, Any], got: Got) -> Exposure:
    """Anonymous reading takes the account's consent and the container's.

    A website takes neither: what lies in its container everyone reads (learn.microsoft.com:
    storage-blob-static-website).
    """
    listing, service = (whole.answers.one(f"storage.{q}", canonical(row["id"])) for q in ("containers", "blobs"))
    barred = properties(row).get("allowBlobPublicAccess") is False
    rows = (listing.body or {}).get("value") or []
    opened = not barred and bool({properties(c).get("publicAccess", "None") for c in rows} - {"None"})
    site, why = _site(listing, service)
    seen = "the account bars anonymous reading" if barred else "anonymous reading is not barred by the account"
    said = "a container allows it" if opened else "" if barred else "no container allows it"
    shown = ("it serves a website",) if site else (seen, *([said] if said else []))
    audience: _Audience | None = "everyone" if site or opened else None
    if site is False and not opened and (barred or listing.good):
        audience = "owner"
    stands = closed(whole, got, row, "ipv6Rules")
    why = listing if site is False else why
    if audience != "owner" and stands.on:
        shown = (*(shown if audience else ()), _WALL)
        audience = "owner" if shut(row) and not stands.near else "listed"
    elif audience == "everyone" and stands.on is None:
        audience, why = None, stands.why
    return Exposure(
        **whole.thing(ACCOUNT, row, got, listing, service, *asked(stands.near)),
        way="permission",
        offers="data",
        audience=audience,
        ports=(),
        considered=shown if audience else (),
        unread=unread(audience=why) if audience is None else (),
    )


_Audience: TypeAlias = Literal["owner", "listed", "everyone"]
_WALL: Final = "whom its rules for networks do not list it refuses, whoever may read without a name"
"""learn.microsoft.com: anonymous-read-access-configure, storage-blob-static-website."""


def _site(listing: Got, service: Got) -> tuple[bool | None, Got]:
    """Whether it serves a website. Where the service does not say so, the container of one tells that it may."""
    body: Mapping[str, Any] = next(iter((service.body or {}).get("value") or []), {})
    told = (properties(body).get("staticWebsite") or {}).get("enabled")
    if isinstance(told, bool):
        return told, service
    if not listing.good:
        return None, listing
    names = {str(row.get("name", "")) for row in (listing.body or {}).get("value") or []}
    if _SITE in names:
        return None, unclear(listing, "it has the container of a website, which everyone reads where it is on")
    return False, listing
