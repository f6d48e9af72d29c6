"""Phones and tablets that the domain manages: encrypted or not, and locked or not.

What they hold of the domain's is a copy of what it holds itself: they are no assets that want a backup.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days
from collectors.asking.listing import rows
from collectors.workspace import question
from collectors.workspace.domain import Domain
from collectors.workspace.question import ws
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, DataStore, Fact, Promise, Session

DEVICE: Final = "workspace.mobile"
DEVICES: Final = "ws.mobile"
_GIVES: Final[tuple[Promise, ...]] = (DataStore, (Session, "mobile"))
_MANAGED: Final = (
    "admin.google.com > Devices > Mobile and endpoints > Settings > Universal: General, Mobile management, Advanced"
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DEVICE: Kind(
            title="mobile device that Google Workspace manages",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": f"{_MANAGED}; Data access, Device encryption, Require; then block "
                    "the device until it is encrypted",
                    "workstation-lock.password-on-return": f"{_MANAGED}; Password requirements, Require users to set a "
                    "password",
                }
            ),
        )
    }
)
QUESTIONS: Final = (
    ws(
        DEVICES,
        "directory.mobiledevices.list",
        # The basic projection leaves both settings out.
        "/admin/directory/v1/customer/my_customer/devices/mobile?projection=FULL&maxResults=100",
        ("resourceId", "model", "status", "lastSync", "encryptionStatus", "devicePasswordStatus"),
        scope=question.MOBILE,
        feeds=_GIVES,
        list="mobiledevices",
    ),
)
_GONE: Final = frozenset({"wiped", "accountwiped", "deleted"})
"""Nothing of the domain's is on it any more."""
_STALE_DAYS: Final = 90
"""What a device said longer ago says nothing of today."""
_ENCRYPTED: Final[Mapping[str, bool]] = MappingProxyType(
    {"encrypted": True, "notencrypted": False, "unencrypted": False, "unsupportedbydevice": False, "unsupported": False}
)
"""Google writes `Encrypted` here, and `NOT_ENCRYPTED` in the Devices API (cloudidentity.devices: EncryptionState)."""
_LOCKED: Final[Mapping[str, int]] = MappingProxyType({"off": FOREVER})
"""That it has a password does not say after how long it asks."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give the devices."""
    got = whole.answers.one(DEVICES)
    if not got.good:
        yield from gaps(whole.target, DEVICE, got, *_GIVES)
    for row in rows(got):
        if _word(row.get("status")) not in _GONE:
            yield from _device(whole, got, row)


def _device(whole: Domain, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    name = str(row.get("model") or row["resourceId"])
    thing = whole.thing(DEVICE, f"/devices/mobile/{row['resourceId']}", name, got)
    stale = _stale(got, row)
    encrypted = None if stale else _ENCRYPTED.get(_word(row.get("encryptionStatus")))
    why = stale or unclear(got, "the device does not tell whether it is encrypted")
    yield DataStore(
        **thing,
        encrypted=encrypted,
        customer_key=False if encrypted is False else None,
        cipher="" if encrypted is False else None,
        unread=unread(
            encrypted=why if encrypted is None else got,
            customer_key=why if encrypted is None else HIDDEN if encrypted else got,
            cipher=why if encrypted is None else HIDDEN if encrypted else got,
        ),
    )
    locked = None if stale else _LOCKED.get(_word(row.get("devicePasswordStatus")))
    on = _word(row.get("devicePasswordStatus")) == "on"
    unsaid = stale or (HIDDEN if on else unclear(got, "the device does not tell whether it has a password"))
    yield Session(
        **thing,
        surface="mobile",
        idle_seconds=None,
        on_idle=None,
        max_seconds=None,
        enforced=None,
        reauth_seconds=locked,
        unread=unread(
            **dict.fromkeys(("idle_seconds", "on_idle", "max_seconds", "enforced"), HIDDEN),
            reauth_seconds=unsaid if locked is None else got,
        ),
    )


def _word(said: Any) -> str:
    """A word however it is written: `Not encrypted`, `NOT_ENCRYPTED`."""
    return "".join(filter(str.isalpha, str(said or ""))).lower()


def _stale(got: Got, row: Mapping[str, Any]) -> Got | None:
    """Why what a device told is no news; None: it is."""
    try:
        count = days(got, str(row["lastSync"]))
    except (LookupError, ValueError, TypeError):
        return unclear(got, "it does not say when the device was last heard of")
    return unclear(got, f"the device was last heard of {count} days ago") if count > _STALE_DAYS else None
