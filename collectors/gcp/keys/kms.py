"""Cloud KMS: keys, whether they rotate and work, and whom their policies let in. No key material is ever told."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.ages import DAY, days_until
from collectors.asking.listing import rows
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, chained, last, lasting, parts
from collectors.gcp.rights.opened import exposure
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Exposure, Fact, Key, Promise

KEY: Final = "gcp.kms.key"
_GIVES: Final[tuple[Promise, ...]] = (Key, (Exposure, "permission/data"))
_OPENED: Final[tuple[Promise, ...]] = ((Exposure, "permission/data"),)
_UPDATE: Final = "gcloud kms keys update KEY --keyring RING --location LOCATION"
_VERSIONS: Final = "gcloud kms keys versions"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KEY: Kind(
            title="Cloud KMS key",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.key-rotates": f"{_UPDATE} --rotation-period 365d --next-rotation-time TIME",
                    "encryption-at-rest.key-alive": f"{_VERSIONS} restore VERSION --key KEY --keyring RING --location "
                    f"LOCATION where it is to be destroyed; then {_VERSIONS} enable, with the same words",
                    "encryption-at-rest.key-recoverable": "it stays as it was made: gcloud kms keys create NEW "
                    "--destroy-scheduled-duration 30d, with the words of the old one, and encrypt anew with it",
                    "public-exposure.not-public": "gcloud kms keys remove-iam-policy-binding KEY --keyring RING "
                    "--location LOCATION --member allUsers --role ROLE, the same with allAuthenticatedUsers; and "
                    "gcloud kms keyrings remove-iam-policy-binding RING, for what its ring grants",
                }
            ),
            own={"KEY": "name"},
        )
    }
)

_POLICY: Final = ("bindings[].role", "bindings[].members[]", "bindings[].condition.title", "etag")
QUESTIONS: Final = (
    gcp(
        "kms.locations",
        "cloudkms.projects.locations.list",
        "/v1/projects/{project}/locations?pageSize=500",
        ("name",),
        needs="cloudkms.locations.list",
        feeds=_GIVES,
        list="locations",
        leads=True,
    ),
    gcp(
        "kms.rings",
        "cloudkms.projects.locations.keyRings.list",
        "/v1/{name}/keyRings?pageSize=1000",
        ("name",),
        needs="cloudkms.keyRings.list",
        feeds=_GIVES,
        list="keyRings",
        each="kms.locations",
        about="name",
        exact=True,
        asset="cloudkms.googleapis.com/KeyRing",
    ),
    gcp(
        "kms.keys",
        "cloudkms.projects.locations.keyRings.cryptoKeys.list",
        "/v1/{name}/cryptoKeys?pageSize=1000",
        (
            "name",
            "labels",
            "purpose",
            "importOnly",
            "rotationPeriod",
            "nextRotationTime",
            "destroyScheduledDuration",
            "primary.state",
            "versionTemplate.protectionLevel",
        ),
        needs="cloudkms.cryptoKeys.list",
        feeds=_GIVES,
        list="cryptoKeys",
        each="kms.rings",
        about="name",
        exact=True,
        asset="cloudkms.googleapis.com/CryptoKey",
    ),
    gcp(
        # Of a key whose primary version works nobody need know the others.
        "kms.versions",
        "cloudkms.projects.locations.keyRings.cryptoKeys.cryptoKeyVersions.list",
        "/v1/{name}/cryptoKeyVersions?pageSize=1000",
        ("name", "state"),
        needs="cloudkms.cryptoKeyVersions.list",
        feeds=_GIVES,
        list="cryptoKeyVersions",
        each="kms.keys",
        of="value[?primary.state!='ENABLED']",
        about="name",
        exact=True,
        asset="cloudkms.googleapis.com/CryptoKeyVersion",
    ),
    gcp(
        "kms.policy",
        "cloudkms.projects.locations.keyRings.cryptoKeys.getIamPolicy",
        "/v1/{name}:getIamPolicy?options.requestedPolicyVersion=3",
        _POLICY,
        needs="cloudkms.cryptoKeys.getIamPolicy",
        feeds=_OPENED,
        each="kms.keys",
        about="name",
        exact=True,
        asset="cloudkms.googleapis.com/CryptoKey",
        policy="//cloudkms.googleapis.com/{name}",
    ),
    gcp(
        "kms.ring.policy",
        "cloudkms.projects.locations.keyRings.getIamPolicy",
        "/v1/{name}:getIamPolicy?options.requestedPolicyVersion=3",
        _POLICY,
        needs="cloudkms.keyRings.getIamPolicy",
        feeds=_OPENED,
        each="kms.rings",
        about="name",
        exact=True,
        asset="cloudkms.googleapis.com/KeyRing",
        policy="//cloudkms.googleapis.com/{name}",
    ),
)

Row: TypeAlias = Mapping[str, Any]
State: TypeAlias = Literal["enabled", "disabled", "dying"]


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all keys that are left: of one that was destroyed only its name is."""
    versions = parts(whole, "kms.versions", "/cryptoKeyVersions/")
    for got in chained(whole, "kms.locations", "kms.rings", "kms.keys"):
        if not got.good:
            yield from gaps(whole.target, KEY, got, *_GIVES)
            continue
        for row in rows(got):
            works = (row.get("primary") or {}).get("state") == "ENABLED"
            told, below = (got, [{"state": "ENABLED"}]) if works else versions(str(row["name"]))
            if not told.good or _left(below):
                yield from _key(whole, got, row, told, below)


def _left(versions: Sequence[Row]) -> bool:
    """Whether there is anything that it could open, or soon could."""
    return any(version.get("state") != "DESTROYED" for version in versions)


def _key(whole: Project, got: Got, row: Row, told: Got, versions: Sequence[Row]) -> Iterator[Fact]:
    name = str(row["name"])
    site, labels = name.split("/")[3], row.get("labels")
    full = f"//cloudkms.googleapis.com/{name}"
    thing = whole.thing(KEY, full, last(name), got, told, site=site, labels=labels)
    state, why = _state(row, told, versions)
    turns, late = _rotation(got, row)
    pause = lasting(row.get("destroyScheduledDuration"))
    yield Key(
        **thing,
        state=state,
        rotation_days=turns,
        days_left=FOREVER,
        # 30 days where nobody said so (CryptoKey.destroyScheduledDuration), and none can change it once it is made.
        recoverable=pause is None or pause > 0,
        unread=unread(state=why, rotation_days=late),
    )
    policies = whole.answers.one("kms.policy", name), whole.answers.one("kms.ring.policy", name.partition("/crypto")[0])
    yield exposure({**thing, "answers": rests_on(got, *policies)}, policies)


_STATES: Final[Mapping[str, State]] = {"ENABLED": "enabled", "DISABLED": "disabled", "DESTROY_SCHEDULED": "dying"}


def _state(row: Row, got: Got, versions: Sequence[Row]) -> tuple[State | None, Got]:
    """That of the version that encrypts; of a key that has none such, as those that sign, of the best there is."""
    if not got.good:
        return None, got
    if primary := (row.get("primary") or {}).get("state"):
        if state := _STATES.get(primary):
            return state, got
        return None, unclear(got, "its primary version is neither enabled nor disabled, nor to be destroyed")
    found = {version.get("state") for version in versions}
    for word, state in _STATES.items():
        if word in found:
            return state, got
    return None, unclear(got, "none of its versions is ready, or disabled, or to be destroyed")


STILL: Final = frozenset(
    {
        *("ASYMMETRIC_SIGN", "ASYMMETRIC_DECRYPT", "RAW_ENCRYPT_DECRYPT", "MAC"),
        *("KEY_ENCAPSULATION", "AES_WRAPPING"),
    }
)
"""Purposes of keys that cannot rotate by themselves."""
_TURNS: Final = "ENCRYPT_DECRYPT"
_OUTSIDE: Final = frozenset({"EXTERNAL"})
"""Where a key of somebody else's is called by its address: that one makes it anew (cloud.google.com/kms/docs/ekm)."""


def _rotation(got: Got, row: Row) -> tuple[int | None, Got]:
    """Days; 0 where it cannot rotate: "keys with purpose ENCRYPT_DECRYPT support automatic rotation", and no others."""
    purpose, period = row.get("purpose"), lasting(row.get("rotationPeriod"))
    if purpose not in STILL | {_TURNS}:
        return None, unclear(got, "it does not say what the key is for")
    outside = (row.get("versionTemplate") or {}).get("protectionLevel") in _OUTSIDE
    if purpose in STILL or (period is None and (outside or row.get("importOnly") is True)):
        return 0, got
    if period is None:
        return FOREVER, got
    left = days_until(got, row.get("nextRotationTime"))
    if left < -1:
        return None, unclear(got, "its next rotation is overdue")
    # The first may have been put off for longer than the period; without a day for it there is none.
    return max(-(-period // DAY), left), got
