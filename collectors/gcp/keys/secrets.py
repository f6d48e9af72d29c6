"""Secret Manager: how old secrets are, whose key keeps them, who may read them. Their values are never asked for."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.ages import days, days_until
from collectors.asking.listing import listed
from collectors.asking.row import Known
from collectors.gcp import assets
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, last, parts
from collectors.gcp.rights.opened import exposure
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Credential, DataStore, Exposure, Fact, Promise

SECRET: Final = "gcp.secretmanager.secret"  # noqa: S105  # a kind
_GIVES: Final[tuple[Promise, ...]] = ((Credential, "secret"), DataStore, (Exposure, "permission/data"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SECRET: Kind(
            title="secret in Secret Manager",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "gcloud secrets versions add SECRET --data-file FILE, with a new "
                    "value; and gcloud secrets update SECRET --rotation-period 5184000s --next-rotation-time TIME "
                    "--add-topics TOPIC, so that somebody is told when it is due",
                    "password-policy.credential-ends": "gcloud secrets update SECRET --expire-time TIME",
                    "encryption-at-rest.customer-key": "gcloud secrets replication set SECRET "
                    "--replication-policy-file FILE, which names a key; then add a version",
                    "public-exposure.not-public": "gcloud secrets remove-iam-policy-binding SECRET --member allUsers "
                    "--role ROLE, the same with allAuthenticatedUsers",
                }
            ),
            own={"SECRET": "name"},
            may=((Credential, "secret"),),
        )
    }
)


def _of_a_region(known: Known, item: Mapping[str, Any]) -> bool:  # noqa: ARG001  # as `unless` has it
    return _regional(str(item["name"]))


def _regional(name: str) -> bool:
    """It is kept in one region alone: the global endpoint answers nothing about it (status 400)."""
    return "/locations/" in name


_AT: Final = "replication.userManaged.replicas[].customerManagedEncryption.kmsKeyName"
QUESTIONS: Final = (
    gcp(
        "secretmanager.secrets",
        "secretmanager.projects.secrets.list",
        "/v1/projects/{project}/secrets?pageSize=1000",
        (
            "name",
            "labels",
            "expireTime",
            "replication.automatic.customerManagedEncryption.kmsKeyName",
            _AT,
            "customerManagedEncryption.kmsKeyName",
        ),
        needs="secretmanager.secrets.list",
        feeds=_GIVES,
        list="secrets",
        asset="secretmanager.googleapis.com/Secret",
    ),
    gcp(
        "secretmanager.versions",
        "secretmanager.projects.secrets.versions.list",
        "/v1/{name}/versions?pageSize=1000",
        ("name", "state", "createTime"),
        needs="secretmanager.versions.list",
        feeds=_GIVES,
        list="versions",
        each="secretmanager.secrets",
        about="name",
        exact=True,
        unless=_of_a_region,
        asset="secretmanager.googleapis.com/SecretVersion",
    ),
    gcp(
        "secretmanager.policy",
        "secretmanager.projects.secrets.getIamPolicy",
        "/v1/{name}:getIamPolicy?options.requestedPolicyVersion=3",
        ("bindings[].role", "bindings[].members[]", "bindings[].condition.title", "etag"),
        needs="secretmanager.secrets.getIamPolicy",
        feeds=((Exposure, "permission/data"),),
        each="secretmanager.secrets",
        about="name",
        exact=True,
        unless=_of_a_region,
        asset="secretmanager.googleapis.com/Secret",
        policy="//secretmanager.googleapis.com/{name}",
    ),
)

Row: TypeAlias = Mapping[str, Any]
_ELSEWHERE: Final = "what is kept in one region alone is not among them, and is listed by Cloud Asset Inventory"
"""Each region has an endpoint of its own for them: asking all takes some forty calls a project, for none, mostly."""

_UNTOLD: Final = "of a secret that is kept in one region it did not tell this, and only an endpoint of that region does"


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all secrets that have a value."""
    versions = parts(whole, "secretmanager.versions", "/versions/")
    listing = whole.answers.one("secretmanager.secrets")
    if listing.good and not listing.ask.startswith(f"{assets.API}."):
        yield from gaps(whole.target, SECRET, unclear(listing, _ELSEWHERE), *_GIVES)
    for found in listed(whole, "secretmanager.secrets", SECRET, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        name = str(found[1]["name"])
        told, below = versions(name)
        told = _told(whole, told, name)
        if not told.good or any(version.get("state") != "DESTROYED" for version in below):
            yield from _secret(whole, *found, told, below)


def _told(whole: Project, got: Got, name: str) -> Got:
    """An answer about a secret; of a regional one that Asset Inventory did not tell of, why there is none."""
    listing = whole.answers.one("secretmanager.secrets")
    return unclear(listing, _UNTOLD) if _regional(name) and not got.place else got


def _secret(whole: Project, got: Got, row: Row, told: Got, versions: Sequence[Row]) -> Iterator[Fact]:
    name = str(row["name"])
    full = f"//secretmanager.googleapis.com/{name}"
    site = name.split("/")[3] if _regional(name) else "global"
    thing = whole.thing(SECRET, full, last(name), got, site=site, labels=row.get("labels"))
    yield from _credential({**thing, "answers": rests_on(got, told)}, got, row, told, versions)
    yield DataStore(**thing, encrypted=True, customer_key=_own_key(row), cipher="aes-256", documented=True)
    policy = _told(whole, whole.answers.one("secretmanager.policy", name), name)
    yield exposure({**thing, "answers": rests_on(got, policy)}, [policy])


def _credential(
    thing: Mapping[str, Any], got: Got, row: Row, told: Got, versions: Sequence[Row]
) -> Iterator[Credential]:
    """Since the newest version that can be read was made: the one that is called `latest` where it is not disabled."""
    on = [str(version.get("createTime") or "") for version in versions if version.get("state") == "ENABLED"]
    if told.good and not on and all(version.get("state") in _OFF for version in versions):
        return
    known = told.good and bool(on) and all(on)
    why = told if known or not told.good else unclear(told, "it does not say when a version was made, or if it works")
    yield Credential(
        **thing,
        form="secret",
        age_days=days(told, max(on)) if known else None,
        days_left=days_until(got, row.get("expireTime")),
        stored="vault",
        unread=unread(age_days=why),
    )


_OFF: Final = frozenset({"DISABLED", "DESTROYED"})


def _own_key(row: Row) -> bool:
    """Every secret is encrypted (cloud.google.com/secret-manager/docs); with a key of one's own in all its places."""
    replication = row.get("replication") or {}
    replicas = (replication.get("userManaged") or {}).get("replicas") or []
    places = [*replicas, *([replication["automatic"]] if replication.get("automatic") else [])]
    keys = [((place or {}).get("customerManagedEncryption") or {}).get("kmsKeyName") for place in places or [row]]
    return all(keys)
