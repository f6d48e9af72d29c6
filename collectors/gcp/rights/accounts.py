"""Service accounts of the project, and their keys that do not end by themselves. Pure but for its rows.

HMAC keys for Cloud Storage are counted among them; keys that Google keeps and changes itself are none of them
(cloud.google.com/iam/docs/service-account-creds).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days, days_until
from collectors.asking.listing import listed, rows
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, last
from collectors.gcp.rights.grants import Holders, account, held, privileged
from collectors.gcp.rights.lending import ACCOUNTS, IMPERSONATE
from collectors.gcp.storage import hmac
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Identity

ACCOUNT: Final = "gcp.iam.service-account"
KEY: Final = "gcp.iam.service-account-key"
_KEYS: Final = "iam.keys"
_NEVER: Final = "9999"
"""A key without an end has the last day of this year for one."""
_TYPES: Final = frozenset({"USER_MANAGED", "SYSTEM_MANAGED"})
_DELETE: Final = "gcloud iam service-accounts keys delete KEY --iam-account ACCOUNT"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="service account",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "unique-user-identification.no-long-lived-keys": "gcloud iam service-accounts keys list "
                    f"--managed-by user --iam-account ACCOUNT; {_DELETE}; gcloud storage hmac list "
                    "--service-account ACCOUNT; gcloud storage hmac update KEY --deactivate",
                    "account-lifecycle.unused-closed": "gcloud iam service-accounts disable ACCOUNT",
                }
            ),
            own={"ACCOUNT": "name"},
        ),
        KEY: Kind(
            title="key of a service account",
            gives=(Credential,),
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "gcloud iam service-accounts keys create FILE --iam-account "
                    f"ACCOUNT; once it is in use, {_DELETE}; better, none: federation of workloads",
                    "password-policy.credential-ends": f"{_DELETE}; iam.serviceAccountKeyExpiryHours lets new ones end",
                }
            ),
            own={"KEY": "id"},
        ),
    }
)
QUESTIONS: Final = (
    gcp(
        ACCOUNTS,
        "iam.projects.serviceAccounts.list",
        "/v1/projects/{project}/serviceAccounts?pageSize=100",
        ("name", "email", "uniqueId", "disabled"),
        needs="iam.serviceAccounts.list",
        feeds=(Identity, Credential, IMPERSONATE),
        list="accounts",
        asset="iam.googleapis.com/ServiceAccount",
    ),
    gcp(
        _KEYS,
        "iam.projects.serviceAccounts.keys.list",
        "/v1/projects/{project}/serviceAccounts/{email}/keys?keyTypes=USER_MANAGED",
        ("name", "keyType", "validAfterTime", "validBeforeTime", "disabled"),
        needs="iam.serviceAccountKeys.list",
        feeds=(Identity, Credential),
        list="keys",
        each=ACCOUNTS,
        about="email",
        asset="iam.googleapis.com/ServiceAccountKey",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give the accounts, and the keys that people keep."""
    seen, holders = set[str](), held(whole)
    for found in listed(whole, ACCOUNTS, ACCOUNT, Identity):
        if isinstance(found, Fact):
            yield found
            yield from gaps(whole.target, KEY, whole.answers.one(ACCOUNTS), Credential)
            continue
        got, row = found
        seen.update(_names(row))
        yield from _account(whole, holders, got, row)
    if stray := next((got for got, key in _all(whole) if _holder(key) not in seen), None):
        why = unclear(stray, "it has a key of an account that was not listed")
        yield from gaps(whole.target, ACCOUNT, why, Identity)
        yield from gaps(whole.target, KEY, why, Credential)


def _account(whole: Project, holders: Holders, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    email = str(row["email"])
    keys, mine = _of(whole, row)
    working = [key for key in mine if _works(keys, key)]
    odd = any(key.get("keyType") not in _TYPES for key in mine)
    counted = unclear(keys, "a key is of a type that we do not know") if odd and keys.good else keys
    signing = hmac.listed(whole)
    uncounted = next((got for got in (counted, signing) if not got.good), None)
    great, why = privileged(whole, holders, email.lower())
    yield Identity(
        **whole.thing(ACCOUNT, account(whole, email.lower()), email, got, keys, signing, within=(whole.resource,)),
        holder="machine",
        enabled=row.get("disabled") is not True,
        interactive=False,
        privileged=great,
        mfa="none",
        unused_days=None,
        keys=None if uncounted else len(working) + hmac.working(signing, email.lower()),
        unread=unread(
            unused_days=NOT_ASKED,
            **({"keys": uncounted} if uncounted else {}),
            **({"privileged": why} if why else {}),
        ),
    )
    if not counted.good:
        yield from gaps(whole.target, KEY, counted, Credential)
    for key in mine:
        if key.get("keyType") == "USER_MANAGED" and key.get("disabled") is not True:
            yield _key(whole, keys, email, key)


def _key(whole: Project, got: Got, email: str, key: Mapping[str, Any]) -> Credential:
    name = last(str(key["name"]))
    made = got if key.get("validAfterTime") else unclear(got, "it does not say when the key was made")
    ends = got if key.get("validBeforeTime") else unclear(got, "it does not say when the key ends")
    return Credential(
        **whole.thing(
            KEY, f"{account(whole, email.lower())}/keys/{name}", f"{email} key {name}", got, within=(whole.resource,)
        ),
        form="access-key",
        age_days=days(got, key.get("validAfterTime")) if made.good else None,
        days_left=_left(got, key) if ends.good else None,
        stored=None,
        unread=unread(age_days=made, days_left=ends, stored=HIDDEN),
    )


def _left(got: Got, key: Mapping[str, Any]) -> int:
    ends = str(key.get("validBeforeTime", ""))
    return FOREVER if ends.startswith(_NEVER) else days_until(got, ends)


def _works(got: Got, key: Mapping[str, Any]) -> bool:
    """People keep it, and it is neither switched off nor over."""
    return key.get("keyType") == "USER_MANAGED" and key.get("disabled") is not True and _left(got, key) >= 0


def _of(whole: Project, row: Mapping[str, Any]) -> tuple[Got, list[Mapping[str, Any]]]:
    """The keys of one account: of a list of all, or of its own."""
    all_ = _bulk(whole)
    got = all_ or whole.answers.one(_KEYS, str(row["email"]).lower())
    return got, [key for key in rows(got) if not all_ or _holder(key) in _names(row)]


def _bulk(whole: Project) -> Got | None:
    """The answer that has the keys of all accounts, where it was Asset Inventory that was asked."""
    return next((got for got in whole.answers.every(_KEYS) if not got.about), None)


def _all(whole: Project) -> Iterator[tuple[Got, Mapping[str, Any]]]:
    """All keys of a list of all; those of an account's own need no look."""
    if (got := _bulk(whole)) and whole.answers.one(ACCOUNTS).good:
        yield from ((got, key) for key in rows(got))


def _names(row: Mapping[str, Any]) -> set[str]:
    """A key names its account by either."""
    return {str(row["email"]).lower(), str(row.get("uniqueId") or row["email"]).lower()}


def _holder(key: Mapping[str, Any]) -> str:
    return last(str(key.get("name", "")).partition("/keys/")[0]).lower()
