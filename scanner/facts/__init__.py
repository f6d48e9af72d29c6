"""The vocabulary: what collectors learn and checks judge. Plain values; nothing here does I/O.

Its laws:

- `None` means nobody could find out, and `unread` says why. It never means no, none or not applicable; `()` means none.
- Every field of a class makes sense for every kind that gives the class. What has no TLS gives no `Channel`.
- The resource of a fact is the thing that is safeguarded: a `Backup` is about the database, not about the vault. So all
  facts about one thing carry one id, and a check can ask for them together. Of a right it is who holds it, since it is
  taken back there; over what it is a right stands in `within`.
- Values are effective: what an account or an organisation sets above the resource is folded in by the reader.
- Ages and limits are whole seconds or days at the time of the answer: no fact holds a date, no check asks for the time.
  `FOREVER` is "no limit", "never", "not once"; it compares as one would wish.
- A new class, field or value needs two platforms or a citation.
"""

from scanner.facts.access import Exposure, Grant, Guard, Identity, Lockout, PasswordPolicy, Session, SignIn
from scanner.facts.base import FOREVER, STANDING, Fact, Failure, Gap, UnexplainedError, Unread, tag
from scanner.facts.classes import CLASSES, AnyFact, Promise, blank, facet, facets, promised, spread
from scanner.facts.records import (
    Alarm,
    Alerts,
    Backup,
    Channel,
    Definitions,
    Delivery,
    Detector,
    LogStore,
    LogTrail,
    Routine,
)
from scanner.facts.things import Asset, Certificate, Clock, Credential, DataStore, Fixes, Key, Leftover, Release, Reuse

__all__ = [
    "CLASSES",
    "FOREVER",
    "STANDING",
    "Alarm",
    "Alerts",
    "AnyFact",
    "Asset",
    "Backup",
    "Certificate",
    "Channel",
    "Clock",
    "Credential",
    "DataStore",
    "Definitions",
    "Delivery",
    "Detector",
    "Exposure",
    "Fact",
    "Failure",
    "Fixes",
    "Gap",
    "Grant",
    "Guard",
    "Identity",
    "Key",
    "Leftover",
    "Lockout",
    "LogStore",
    "LogTrail",
    "PasswordPolicy",
    "Promise",
    "Release",
    "Reuse",
    "Routine",
    "Session",
    "SignIn",
    "UnexplainedError",
    "Unread",
    "blank",
    "facet",
    "facets",
    "promised",
    "spread",
    "tag",
]
