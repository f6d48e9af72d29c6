"""A question to the APIs of Workspace: one row of a table of what they tell. Each takes one scope, which only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.google.question import Google
from scanner.facts import Promise

AUTH: Final = "https://www.googleapis.com/auth/"
CUSTOMER: Final = "admin.directory.customer.readonly"
DOMAINS: Final = "admin.directory.domain.readonly"
UNITS: Final = "admin.directory.orgunit.readonly"
USERS: Final = "admin.directory.user.readonly"
MOBILE: Final = "admin.directory.device.mobile.readonly"
AUDIT: Final = "admin.reports.audit.readonly"
SSO: Final = "cloud-identity.inboundsso.readonly"
POLICIES: Final = "cloud-identity.policies.readonly"
SCOPES: Final = (CUSTOMER, DOMAINS, UNITS, USERS, MOBILE, AUDIT, SSO, POLICIES)
"""Without what stands before each of them: `AUTH`."""
REFUSALS: Final = ("unauthorized_client", "invalid_scope")
"""How the tokens' endpoint says that a scope is not granted."""


@dataclass(frozen=True, kw_only=True)
class Workspace(Google):
    """A list, or one thing. `api` is the scope that it takes: a token for it may be refused, and for others not."""

    service: str
    """The API that is asked: `admin` or `cloudidentity`."""


def ws(  # noqa: PLR0913  # a row has so many columns
    id: str,
    operation: str,
    path: str,
    fields: Iterable[str],
    *,
    scope: str,
    feeds: tuple[Promise, ...],
    list: str = "",
    service: str = "admin",
    paged: bool = True,
    **more: Any,
) -> Workspace:
    """A row. operation: of Google's discovery documents; list: key of the answer; none: it is one thing.

    paged: the answer says where it goes on.
    Of a list only the kept fields travel: whoever is asked is told to send no others.
    """
    kept = tuple(fields)
    keeps, plain = keeping(kept), [field.replace(".", "/").replace("[]", "") for field in kept]
    mask = f"{'nextPageToken,' if paged else ''}{list}({','.join(plain)})" if list else ",".join(plain)
    return Workspace(
        id=id,
        operation=operation,
        needs=scope,
        feeds=feeds,
        path=f"{path}{'&' if '?' in path else '?'}fields={mask}",
        keep=f"{{value: not_null({list}[], `[]`)[].{keeps}}}" if list else keeps,
        list=list,
        api=scope,
        service=service,
        fields=kept,
        keeps=keeps,
        **more,
    )
