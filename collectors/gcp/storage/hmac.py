"""HMAC keys of service accounts: who has one reads and writes buckets as its account, as with the keys of S3.

They never end, and only Cloud Storage tells of them (cloud.google.com/storage/docs/authentication/hmackeys). Those of
people's own accounts nobody lists. Pure but for its row.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days
from collectors.asking.listing import rows
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Identity

KEY: Final = "gcp.storage.hmac-key"
_KEYS: Final = "storage.hmac"
_WORKS: Final = "ACTIVE"
_STATES: Final = frozenset({_WORKS, "INACTIVE"})
"""Those that are deleted are not listed."""
_DELETE: Final = "gcloud storage hmac update KEY --deactivate; gcloud storage hmac delete KEY"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KEY: Kind(
            title="HMAC key of a service account",
            gives=(Credential,),
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "gcloud storage hmac create ACCOUNT; once it is in use, "
                    f"{_DELETE}; better, none: what asks with a token of the account needs no key",
                    "password-policy.credential-ends": f"{_DELETE}: none of them ends by itself",
                }
            ),
            own={"KEY": "id"},
        )
    }
)
QUESTIONS: Final = (
    gcp(
        _KEYS,
        "storage.projects.hmacKeys.list",
        "/storage/v1/projects/{project}/hmacKeys?maxResults=250",
        ("accessId", "serviceAccountEmail", "state", "timeCreated"),
        needs="storage.hmacKeys.list",
        feeds=(Identity, Credential),
        list="items",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give those that work."""
    got = listed(whole)
    if not got.good:
        yield from gaps(whole.target, KEY, got, Credential)
    for row in rows(got):
        if row.get("state") == _WORKS:
            yield _key(whole, got, row)


def listed(whole: Project) -> Got:
    """The answer that has all of them; where one is in a state that we do not know, that is unclear."""
    got = whole.answers.one(_KEYS)
    odd = any(row.get("state") not in _STATES for row in rows(got))
    if not (got.good and odd):
        return got
    why = unclear(got, "an HMAC key is in a state that we do not know")
    return Got(why.outcome, why.ask, got.body, got.place, got.asked, got.about)


def working(got: Got, email: str) -> int:
    """How many of an account's work."""
    return sum(
        row.get("state") == "ACTIVE" and str(row.get("serviceAccountEmail")).lower() == email for row in rows(got)
    )


def _key(whole: Project, got: Got, row: Mapping[str, Any]) -> Credential:
    name, email = str(row["accessId"]), str(row.get("serviceAccountEmail"))
    made = got if row.get("timeCreated") else unclear(got, "it does not say when the key was made")
    resource = f"//storage.googleapis.com/projects/{whole.id}/hmacKeys/{name}"
    return Credential(
        **whole.thing(KEY, resource, f"{email} HMAC key {name}", got, within=(whole.resource,)),
        form="access-key",
        age_days=days(got, row.get("timeCreated")) if row.get("timeCreated") else None,
        days_left=FOREVER,
        stored=None,
        unread=unread(stored=HIDDEN, **({} if row.get("timeCreated") else {"age_days": made})),
    )
