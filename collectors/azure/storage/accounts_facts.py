"""Reads what Azure says of storage accounts. Pure. What it leaves out has a default, and no default is safe."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.asking.listing import listed
from collectors.azure.read import Subscription, canonical, properties
from collectors.azure.storage.accounts import ACCOUNT, BLOBS, FILES, KEY, KINDS
from collectors.azure.storage.anonymous import exposure
from collectors.azure.walls import wall
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import (
    FOREVER,
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Fact,
    Guard,
    SignIn,
)

_TLS: Final[Mapping[str, str]] = {"TLS1_0": "1.0", "TLS1_1": "1.1", "TLS1_2": "1.2", "TLS1_3": "1.3"}
_AWAY: Final = ("GRS", "GZRS")
"""How replicas in another region end (Standard_RAGRS too); LRS and ZRS stay in theirs."""
_NO_BLOBS: Final = frozenset({"FileStorage"})
_NO_FILES: Final = frozenset({"BlobStorage", "BlockBlobStorage"})


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all accounts, and of their keys."""
    for found in listed(whole, "storage.accounts", ACCOUNT, *KINDS[ACCOUNT].gives):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _account(whole, *found)
    if not (got := whole.answers.one("storage.accounts")).good:
        for kind in (BLOBS, FILES, KEY):
            yield from gaps(whole.target, kind, got, *KINDS[kind].gives)


def _account(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing, said = whole.thing(ACCOUNT, row, got), properties(row)
    yield Asset(**thing, role="store")
    yield _store(thing, said, got)
    yield _channel(thing, said, got)
    yield exposure(whole, row, got)
    # Where Azure does not say it, it is allowed.
    yield Guard(**thing, prevents="public-storage", in_force=said.get("allowBlobPublicAccess") is False)
    yield wall(whole, thing, got, row, "ipv6Rules")
    yield _door(thing, said)
    yield from _keys(whole, got, row)
    if row.get("kind") not in _NO_BLOBS:
        yield from _blobs(whole, row)
    if row.get("kind") not in _NO_FILES:
        yield from _files(whole, row)
    yield from _replica(thing, row, got)


def _store(thing: Mapping[str, Any], said: Mapping[str, Any], got: Got) -> DataStore:
    """Every account is encrypted, and nobody can switch that off (learn.microsoft.com: storage-service-encryption)."""
    source = str((said.get("encryption") or {}).get("keySource", ""))
    named = source in {"Microsoft.Storage", "Microsoft.Keyvault"}
    return DataStore(
        **thing,
        encrypted=True,
        customer_key=source == "Microsoft.Keyvault" if named else None,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=got if named else unclear(got, "it names no source of the key")),
    )


def _channel(thing: Mapping[str, Any], said: Mapping[str, Any], got: Got) -> Channel:
    only, least = said.get("supportsHttpsTrafficOnly"), said.get("minimumTlsVersion")
    version = _TLS.get(str(least)) if least else "1.0"  # where none is set, TLS 1.0 is taken
    known = isinstance(only, bool)
    return Channel(
        **thing,
        protocol="tls",
        enabled=True,
        encryption=("required" if only else "offered") if known else None,
        min_version=version,
        algorithms=None,
        unread=unread(
            encryption=got if known else unclear(got, _PLAIN),
            min_version=got if version else unclear(got, "no version of TLS that is known"),
            algorithms=HIDDEN,
        ),
    )


def _door(thing: Mapping[str, Any], said: Mapping[str, Any]) -> SignIn:
    """A key of the account is nobody's own, and a way round Entra ID; what that demands, it is asked itself."""
    key = said.get("allowSharedKeyAccess") is not False
    local = said.get("isSftpEnabled") is True and said.get("isLocalUserEnabled") is not False
    return SignIn(
        **thing,
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=(*(("shared-key",) if key else ()), *(("local-accounts",) if local else ())),
        individual=not key,
        directories=2,
        unread=unread(factors=_ENTRA, phishing_resistant=_ENTRA),
    )


_ENTRA: Final = Got("not-asked", "what Entra ID demands is asked of it, as in entra://TENANT")


def _keys(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Credential]:
    """Both keys, where one can come in by them."""
    said = properties(row)
    if said.get("allowSharedKeyAccess") is False:
        return
    made = said.get("keyCreationTime") or {}
    for name in ("key1", "key2"):
        when = made.get(name)
        yield Credential(
            **{**whole.thing(KEY, row, got, of=f"/keys/{name}"), "name": f"{row.get('name', '')} {name}"},
            within=(canonical(row["id"]),),
            form="shared-key",
            age_days=days(got, when) if when else None,
            days_left=FOREVER,
            stored=None,
            unread=unread(
                age_days=got if when else unclear(got, "it does not say when the key was made"), stored=HIDDEN
            ),
        )


def _blobs(whole: Subscription, row: Mapping[str, Any]) -> Iterator[Backup]:
    got, life = (whole.answers.one(f"storage.{q}", canonical(row["id"])) for q in ("blobs", "lifecycle"))
    said = _one(got)
    yield _back(whole.thing(ACCOUNT, row, got), got, "soft-delete", _days(said.get("deleteRetentionPolicy")))
    containers = whole.thing(BLOBS, row, got, of="/blobservices/default") | {"within": (canonical(row["id"]),)}
    yield _back(containers, got, "soft-delete", _days(said.get("containerDeleteRetentionPolicy")))
    on = said.get("isVersioningEnabled") is True
    limit = _versions(life) if life.good else None
    yield _back(whole.thing(ACCOUNT, row, got, *([life] if on else [])), got, "versions", limit if on else 0, life)


def undone(whole: Subscription, account: str) -> bool:
    """Whether blobs of an account that were changed or deleted are known to come back."""
    said = _one(whole.answers.one("storage.blobs", account))
    return said.get("isVersioningEnabled") is True or _days(said.get("deleteRetentionPolicy")) > 0


def _versions(life: Got) -> int:
    """Days after which the first rule for old versions deletes them; some may not concern all of them."""
    rules = ((properties(life.body).get("policy") or {}).get("rules")) or []
    actions = [(r.get("definition") or {}).get("actions") or {} for r in rules if r.get("enabled") is not False]
    ends = [((a.get("version") or {}).get("delete") or {}).get("daysAfterCreationGreaterThan") for a in actions]
    return min((int(float(end)) for end in ends if end is not None), default=FOREVER)


def _files(whole: Subscription, row: Mapping[str, Any]) -> Iterator[Fact]:
    got = whole.answers.one("storage.files", canonical(row["id"]))
    if got.outcome == "absent":
        return
    smb = (_one(got).get("protocolSettings") or {}).get("smb") or {}
    # Without a word of its own SMB goes by the account's: storage-require-secure-transfer.
    only = (smb.get("encryptionInTransit") or {}).get("required", properties(row).get("supportsHttpsTrafficOnly"))
    channels = str(smb.get("channelEncryption", "")).rstrip(";").lower()
    thing = whole.thing(FILES, row, got, of="/fileservices/default") | {"within": (canonical(row["id"]),)}
    yield _back(thing, got, "soft-delete", _days(_one(got).get("shareDeleteRetentionPolicy")))
    yield Channel(
        **thing,
        protocol="smb",
        enabled=True,
        encryption=("required" if only else "offered") if got.good and isinstance(only, bool) else None,
        min_version=_smb(smb.get("versions"), encrypted=only is True) if got.good else None,
        algorithms=tuple(sorted(channels.split(";"))) if channels else _CIPHERS if got.good else None,
        unread=unread(
            encryption=got if isinstance(only, bool) or not got.good else unclear(got, _PLAIN),
            min_version=got,
            algorithms=got,
        ),
    )


_PLAIN: Final = "it does not say whether what is not encrypted is refused"
_CIPHERS: Final = ("aes-128-ccm", "aes-128-gcm", "aes-256-gcm")
"""All that SMB has, where an account names none."""


def _smb(versions: str | None, *, encrypted: bool) -> str:
    """The lowest that is let in; all where none are named.

    What cannot encrypt is refused where that is required (learn.microsoft.com: storage-require-secure-transfer).
    """
    said = [part.removeprefix("SMB") for part in (versions or "SMB2.1").rstrip(";").split(";")]
    return max(min(said), "3.0") if encrypted else min(said)


def _one(got: Got) -> Mapping[str, Any]:
    """What the one service of an account says."""
    return properties(next(iter((got.body or {}).get("value", [])), {}))


def _days(policy: Mapping[str, Any] | None) -> int:
    """How long deleted things are kept; none where that is off."""
    return int(policy.get("days") or 0) if policy and policy.get("enabled") is True else 0


def _back(thing: Mapping[str, Any], got: Got, mechanism: Any, kept: int | None, held: Got | None = None) -> Backup:
    """A way back. kept: days; None where `held`, the answer that says so, did not come."""
    on = bool(kept is None or kept)
    return Backup(
        **thing,
        mechanism=mechanism,
        newest_seconds=(0 if on else FOREVER) if got.good else None,
        succeeded=on if got.good else None,
        retention_days=kept if got.good else None,
        encrypted=True if got.good else None,
        offsite=False,
        immutable=False,
        unread=unread(
            newest_seconds=got, succeeded=got, retention_days=held if got.good and held else got, encrypted=got
        ),
    )


def _replica(thing: Mapping[str, Any], row: Mapping[str, Any], got: Got) -> Iterator[Backup]:
    """A copy in another region, which takes damage along."""
    if not str((row.get("sku") or {}).get("name", "")).endswith(_AWAY):
        return
    yield Backup(
        **thing,
        mechanism="replica",
        newest_seconds=None,
        succeeded=None,
        retention_days=0,
        encrypted=True,
        offsite=True,
        immutable=False,
        unread=unread(newest_seconds=NOT_ASKED, succeeded=NOT_ASKED) if got.good else (),
    )
