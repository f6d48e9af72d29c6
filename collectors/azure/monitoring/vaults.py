"""The log of who used which key and which secret of a vault. What its kind promises stands with the vaults."""

from collections.abc import Iterator
from typing import Final

from collectors.azure.keys.vaults import VAULT
from collectors.azure.monitoring.settings import ALL, FIELDS, TYPE, UNDER, VERSION, settings
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical
from scanner.answers import unread
from scanner.facts import Fact, LogTrail

_LOGGING: Final = "keyvault.logging"
_AUDIT: Final = frozenset({"auditevent", "audit", ALL})
"""AuditEvent, which has every call that was let in or refused, and the groups that hold it (learn.microsoft.com:
microsoft-keyvault-vaults-logs)."""

QUESTIONS: Final = (
    arm(_LOGGING, TYPE, VERSION, FIELDS, feeds=((LogTrail, "store"),), each="keyvault.vaults", under=UNDER),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the record of each vault. Vaults that could not be listed are missed where they are read."""
    vaults = whole.answers.one("keyvault.vaults")
    for row in (vaults.body or {}).get("value", []):
        got = whole.answers.one(_LOGGING, canonical(row["id"]))
        on = any(setting.logs & _AUDIT for setting in settings(got))
        yield LogTrail(
            **whole.thing(VAULT, row, vaults, got),
            of="store",
            enabled=on if got.good else None,
            records=(("admin", "data-read", "data-write") if on else ()) if got.good else None,
            exempt=() if got.good else None,
            unread=unread(enabled=got, records=got, exempt=got),
        )
