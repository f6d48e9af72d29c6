"""The vocabulary: what collectors learn and checks judge. Plain values; nothing here does I/O.

Its laws:

- `None` means nobody could find out, and `unread` says why. It never means no, none or not applicable; `()` means none.
- Every field of a class makes sense for every kind that gives the class. What has no TLS gives no `Channel`.
- The resource of a fact is the thing that is safeguarded: a `Backup` is about the database, not about the vault. So all
  facts about one thing carry one id, and a check can ask for them together.
- Values are effective: what an account or an organisation sets above the resource is folded in by the reader.
- Ages and limits are whole seconds or days at the time of the answer: no fact holds a date, no check asks for the time.
  `FOREVER` is "no limit", "never", "not once"; it compares as one would wish.
- A new class, field or value needs two platforms or a citation.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import astuple

FOREVER: Final = 2**31 - 1

Failure: TypeAlias = Literal["denied", "throttled", "unreachable", "unlicensed", "timeout", "error"]
"""What an answer can be other than good."""

STANDING: Final = ("hidden", "not-asked")
"""Reasons that stand whatever the night brings: they are said once a kind and do not count for the exit code."""


class UnexplainedError(ValueError):
    """A field is None and nothing says why. Its text holds names of ours alone, and may be sealed."""

    def __init__(self, cls: type, field: str) -> None:
        super().__init__(f"{cls.__name__}: {field} is None and unread does not say why")


class Unread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a field is None."""

    field: str
    outcome: Failure | Literal["unclear", "hidden", "not-asked"]
    """`unclear`: it answered, and we cannot tell what that means. `hidden`: the platform has no way to tell.
    `not-asked`: our collector does not ask, yet."""
    ask: str
    """The operation or command, and the right it needs: `s3:GetEncryptionConfiguration`, `sshd -T (root)`."""


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="fact"):
    """One thing seen at one target."""

    target: str
    resource: str
    """Canonical id of what is safeguarded: an ARN, an ARM id, `//compute.googleapis.com/...`, `ssh:web1/vty0-4`."""
    kind: str
    """`aws.s3.bucket`, `linux.disk`, `ios.line`: chooses the fix, never the judgement."""
    name: str = ""
    site: str = ""
    """Region, zone or place; empty if it has none."""
    ephi: bool | None = None
    """Holds or carries ePHI, as its owner declared (tags, `safeguard.yaml`); None: nobody has said."""
    owner: str = ""
    """Who answers for it, as declared."""
    tags: tuple[tuple[str, str], ...] = ()
    """What its owner wrote on it, key and value, as far as the target lets it in."""
    also: tuple[str, ...] = ()
    """Other ids of the same thing: a host's instance id."""
    rests_on: tuple[str, ...] = ()
    """Ids of what it is made of: an instance's volumes, the cloud volume below a disk."""
    within: tuple[str, ...] = ()
    """Ids of what it is a part of: the host of a disk, the account of a user."""
    answers: tuple[int, ...] = ()
    """Places (leaf numbers) of the answers it was read from."""
    unread: tuple[Unread, ...] = ()

    def __post_init__(self) -> None:
        if None not in astuple(self)[_COMMON:]:
            return
        said = {u.field for u in self.unread}
        for field in self.__struct_fields__[_COMMON:]:
            if getattr(self, field) is None and field not in said:
                raise UnexplainedError(type(self), field)

    @property
    def ids(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.resource, *self.also)

    def is_also(self, other: "Fact") -> bool:
        """Both are about one thing."""
        return not set(self.ids).isdisjoint(other.ids)


_COMMON: Final = len(Fact.__struct_fields__)


def tag(cls: type[Fact]) -> str:
    """The name of a class in evidence: `data-store`."""
    return str(cls.__struct_config__.tag)


class Gap(Fact, frozen=True, kw_only=True, tag="gap"):
    """A listing that failed: facts of this class may be missing. It turns absence into "not assessed"."""

    missing: str
    """Tag of the class."""
    which: str = ""
    """Their facet, where only those of one facet may be missing: `deletion` of the guards."""
    outcome: Failure | Literal["unclear", "not-asked"]
    ask: str


# --- what there is ---


class Asset(Fact, frozen=True, kw_only=True, tag="asset"):
    """Something to safeguard: a host, a device, an account, a database. Gives absence a place to stand."""

    role: Literal["host", "device", "scope", "store", "service"]


class DataStore(Fact, frozen=True, kw_only=True, tag="data-store"):
    """A place where data rests: bucket, disk, database, share, queue, snapshot, log group, swap."""

    encrypted: bool | None
    """All of it, now: half converted or suspended is False."""
    customer_key: bool | None
    """The owner can revoke the key; False when not encrypted."""
    cipher: str | None
    """`aes-256-gcm`, `aes-256-xts`; empty when not encrypted."""
    documented: bool = False
    """The cipher is known from its maker's documents: no answer names it."""


class Leftover(Fact, frozen=True, kw_only=True, tag="leftover"):
    """A store that stays when what used it is gone: a detached disk."""

    unused_days: int | None
    """Since nothing has used it, at most; 0 in use."""


class Release(Fact, frozen=True, kw_only=True, tag="release"):
    """Software with a version: operating system, firmware, engine, runtime, image."""

    version: str | None
    support_days_left: int | None
    """Until its maker stops fixing it; negative when over; FOREVER when no end is announced."""
    auto_update: bool | None


class Fixes(Fact, frozen=True, kw_only=True, tag="fixes"):
    """What the software lacks of what its maker has fixed."""

    oldest_critical_days: int | None
    """Since a fix exists for the oldest open critical flaw; 0 none open."""
    oldest_high_days: int | None
    checked_days: int | None
    """Age of the knowledge about missing fixes; FOREVER: never looked."""


class Clock(Fact, frozen=True, kw_only=True, tag="clock"):
    """The clock that stamps a thing's logs."""

    synchronised: bool | None
    """By its own word."""
    sources: int | None
    authenticated: bool | None
    off_seconds: int | None
    """How far it was from the clock of whoever asked, ahead or behind."""


# --- keys and credentials ---


class Key(Fact, frozen=True, kw_only=True, tag="key"):
    """A cryptographic key that protects data."""

    state: Literal["enabled", "disabled", "dying"] | None
    """`dying`: its deletion is scheduled."""
    rotation_days: int | None
    """FOREVER: never by itself. 0: cannot be (asymmetric, imported)."""
    days_left: int | None
    """Until it expires; FOREVER when it does not."""
    recoverable: bool | None
    """A deletion can be undone for a while, and nobody can switch that off."""


class Credential(Fact, frozen=True, kw_only=True, tag="credential"):
    """Something secret that proves who one is: password, key, token. Never the secret itself."""

    form: Literal["password", "access-key", "secret", "shared-key", "ssh-key", "community"]
    age_days: int | None
    """Since it was made or changed."""
    days_left: int | None
    """Until it expires; negative when it has; FOREVER when it does not."""
    stored: Literal["vault", "strong-hash", "weak-hash", "reversible", "plain", "empty"] | None


class Certificate(Fact, frozen=True, kw_only=True, tag="certificate"):
    """Something public that proves who one is."""

    days_left: int | None
    """Until it expires; negative when it has; FOREVER when it does not."""


# --- who, and how they come in ---


class Identity(Fact, frozen=True, kw_only=True, tag="identity"):
    """One account of a person or a machine."""

    holder: Literal["person", "machine", "shared", "built-in", "guest", "break-glass"] | None
    enabled: bool | None
    interactive: bool | None
    """Can sign in with a password."""
    privileged: bool | None
    mfa: Literal["none", "weak", "strong", "phishing-resistant"] | None
    """The weakest it can sign in with. `weak`: SMS, voice, e-mail."""
    unused_days: int | None
    """Since its last use; since its creation if never used."""
    keys: int | None
    """Long-lived keys that work."""


class PasswordPolicy(Fact, frozen=True, kw_only=True, tag="password-policy"):
    """What a password must be."""

    min_length: int | None
    history: int | None
    max_age_days: int | None


class Lockout(Fact, frozen=True, kw_only=True, tag="lockout"):
    """What happens after wrong passwords."""

    attempts: int | None
    """FOREVER: no limit."""
    seconds: int | None
    """FOREVER: until an administrator helps."""


class SignIn(Fact, frozen=True, kw_only=True, tag="sign-in"):
    """A door: what one group must show to come in at one place."""

    audience: Literal["everyone", "administrators", "guests", "machines"]
    factors: int | None
    """Demanded of each of them on every way in: 0 anonymous, 1, 2."""
    phishing_resistant: bool | None
    bypass: tuple[str, ...] | None
    """Ways round it: `legacy-auth`, `local-accounts`, `nullok`, exempted groups (declared break-glass is none)."""
    individual: bool | None
    """Each has a name of their own: no shared key, no common user behind a role."""
    directories: int | None
    """Servers of the central directory it asks (AAA, LDAP, IdP); 0 local only; a managed directory counts as 2."""


class Session(Fact, frozen=True, kw_only=True, tag="session"):
    """A way to stay signed in."""

    surface: Literal["shell", "desktop", "mobile", "web", "console", "remote-access", "database", "token"]
    """Chooses the limit."""
    idle_seconds: int | None
    """FOREVER: an idle session stays."""
    on_idle: Literal["ends", "locks", "disconnects"] | None
    """`disconnects`: lives on and can be taken up again."""
    max_seconds: int | None
    """However busy; FOREVER: no end."""
    enforced: bool | None
    """The person cannot change it."""
    reauth_seconds: int | None
    """After so long, coming back takes a credential; FOREVER: never asks."""


class Grant(Fact, frozen=True, kw_only=True, tag="grant"):
    """Rights over the resource that somebody holds: a role, a policy, sudo."""

    right: Literal["everything", "administer", "impersonate", "other"]
    holders: tuple[str, ...] | None
    outsiders: tuple[str, ...] | None
    """Those of another organisation, and consumer accounts."""
    direct: bool | None
    """Given to persons rather than to a group or a role."""
    activation: Literal["standing", "password", "approval"] | None
    """What it takes to use it."""
    unused_days: int | None


class Exposure(Fact, frozen=True, kw_only=True, tag="exposure"):
    """Who can reach the resource, all settings above it (account, organisation) counted in."""

    way: Literal["permission", "network"]
    offers: Literal["data", "administration", "service"]
    """What one reaches. A `service` (a web front end) may stand on the internet."""
    audience: Literal["owner", "listed", "provider", "any-account", "everyone"] | None
    """The widest. `listed`: named outsiders. `provider`: every customer of the cloud. `everyone`: the internet."""
    ports: tuple[tuple[int, int], ...] | None
    """Ranges open to that audience; empty for a permission."""
    considered: tuple[str, ...] = ()
    """What was weighed to say so, to be read aloud: `it has a public address`, `sg-0abc lets nobody from outside in at
    port 5432`. It holds no names but ids of resources. Azure SQL (public network access beside firewall rules) and
    Cloud SQL (a public address beside authorised networks) are weighed alike. Empty where the audience is not known."""


class Guard(Fact, frozen=True, kw_only=True, tag="guard"):
    """A switch that makes a mistake impossible, on one resource or in all of a scope."""

    prevents: Literal[
        "public-storage",
        "public-copies",
        "public-services",
        "unlisted-traffic",
        "unencrypted-stores",
        "long-lived-keys",
        "credential-theft",
        "privileged-workload",
        "deletion",
        "unsigned-boot",
        "silent-file-change",
        "image-change",
        "console-access",
        "impersonation",
    ]
    """`impersonation`: who connects can tell the right server from another one (NIST SP 800-52 Rev. 2, 3.2 and 4.5)."""
    in_force: bool | None
    considered: tuple[str, ...] = ()
    """What was seen that says so, to be read aloud in place of general words: `its RSA key has 1024 bits` of a TLS
    service, `the default group has rules` of AWS. It holds no names but ids of resources."""


# --- channels ---


class Channel(Fact, frozen=True, kw_only=True, tag="channel"):
    """A way data or administration travels: listener, management protocol, tunnel, mount, link."""

    protocol: Literal[
        "http", "tls", "ssh", "telnet", "ftp", "snmp", "smb", "nfs", "ipsec", "syslog", "database", "link"
    ]
    enabled: bool | None
    """Readers give the off ones too, so that "telnet is off" is evidence."""
    encryption: Literal["required", "offered", "none"] | None
    """A redirect to the encrypted door counts as required."""
    min_version: str | None
    """Lowest it accepts: TLS `1.2`, SSH `2.0`, SNMP `3`, IKE `2`, SMB `3.1.1`; empty when plain."""
    algorithms: tuple[str, ...] | None
    """All it accepts, in the protocol's own names, lower case."""


# --- records ---


class LogTrail(Fact, frozen=True, kw_only=True, tag="log-trail"):
    """A record of what happens at the resource."""

    of: Literal["scope", "store", "host", "device", "network", "service"]
    """Chooses the events that matter. `network`: what goes through; `service`: whatever it has to tell."""
    enabled: bool | None
    records: (
        tuple[
            Literal["sign-in", "admin", "data-read", "data-write", "network", "dns", "commands", "errors"],
            ...,
        ]
        | None
    )
    exempt: tuple[str, ...] | None
    """Principals or services left out."""


class Delivery(Fact, frozen=True, kw_only=True, tag="delivery"):
    """Where a record that is on goes, given where that is not settled by its being on."""

    silent_seconds: int | None
    """Since the newest entry or delivery; FOREVER: none, or deliveries fail."""
    copies: int | None
    """Places it is sent to that an intruder here does not control."""


class LogStore(Fact, frozen=True, kw_only=True, tag="log-store"):
    """Where a log is kept."""

    retention_days: int | None
    tamper_evident: bool | None
    """Digests, signatures or a copy elsewhere would show a change."""
    immutable: bool | None
    """Nobody, not even an administrator, can delete or shorten it."""


class Detector(Fact, frozen=True, kw_only=True, tag="detector"):
    """Something that looks through the resource."""

    watches: Literal["malware", "vulnerabilities", "inventory", "enrolment"]
    """`inventory`: what there is in it. `enrolment`: a management knows this machine."""
    enabled: bool | None


class Definitions(Fact, frozen=True, kw_only=True, tag="definitions"):
    """What a protection that looks for malware goes by, where it must be fetched."""

    age_days: int | None
    """FOREVER: it never had any."""


class Alarm(Fact, frozen=True, kw_only=True, tag="alarm"):
    """Something that tells when it happens."""

    watches: Literal["threats", "sign-ins", "privileged-use", "config-changes", "provider-notices"]
    enabled: bool | None
    notifies: bool | None
    """Somebody is told."""


class Alerts(Fact, frozen=True, kw_only=True, tag="alerts"):
    """What a detection that is on has found, and nobody has dealt with."""

    oldest_open_days: int | None
    """Since the oldest serious one; 0 none."""


# --- copies and habits ---


class Backup(Fact, frozen=True, kw_only=True, tag="backup"):
    """One way the resource can be brought back."""

    mechanism: Literal["copy", "point-in-time", "versions", "soft-delete", "replica"]
    """`replica` is no backup: it copies the damage too."""
    newest_seconds: int | None
    """Age of the newest good copy; FOREVER: none."""
    succeeded: bool | None
    """The last attempt."""
    retention_days: int | None
    encrypted: bool | None
    offsite: bool | None
    """Another region, account or building."""
    immutable: bool | None


class Routine(Fact, frozen=True, kw_only=True, tag="routine"):
    """Something to be done again and again, by a machine or by people (then read from their attestation)."""

    what: Literal[
        "restore-test",
        "recovery-drill",
        "access-review",
        "log-review",
        "leaver-check",
        "break-glass-test",
        "media-disposal",
        "facility-access",
        "evaluation",
        "business-associate-agreement",
    ]
    age_days: int | None
    """Since last done; FOREVER: not once."""
    outcome: Literal["good", "unverified", "bad"] | None
    took_seconds: int | None
    considered: tuple[str, ...] = ()
    """Where the platform could not have done it: why, to be read aloud. `AWS Backup is not offered in this region`."""


AnyFact: TypeAlias = (
    Gap
    | Asset
    | DataStore
    | Leftover
    | Release
    | Fixes
    | Clock
    | Key
    | Credential
    | Certificate
    | Identity
    | PasswordPolicy
    | Lockout
    | SignIn
    | Session
    | Grant
    | Exposure
    | Guard
    | Channel
    | LogTrail
    | Delivery
    | LogStore
    | Detector
    | Definitions
    | Alarm
    | Alerts
    | Backup
    | Routine
)

CLASSES: Final[tuple[type[Fact], ...]] = tuple(c for c in AnyFact.__args__ if c is not Gap)
"""The judged classes."""

_SELECTORS: Final[Mapping[type[Fact], tuple[str, ...]]] = MappingProxyType(
    {
        Gap: ("missing",),
        Asset: ("role",),
        Credential: ("form",),
        SignIn: ("audience",),
        Session: ("surface",),
        Grant: ("right",),
        Exposure: ("way", "offers"),
        Guard: ("prevents",),
        Channel: ("protocol",),
        LogTrail: ("of",),
        Detector: ("watches",),
        Alarm: ("watches",),
        Backup: ("mechanism",),
        Routine: ("what",),
    }
)


Promise: TypeAlias = type[Fact] | tuple[type[Fact], str]
"""A class of facts, or those of it with one facet: `DataStore`, `(Guard, "deletion")`, `(Exposure, "network/data")`."""


def promised(promise: Promise) -> type[Fact]:
    """The class of a promise."""
    return promise[0] if isinstance(promise, tuple) else promise


def facet(fact: Fact) -> str:
    """Which of several facts of its class about one resource: `shell`, `tls`, `network/data`; often empty."""
    return "/".join(getattr(fact, field) for field in _SELECTORS.get(type(fact), ()))


@cache
def facets(cls: type[Fact]) -> tuple[str, ...]:
    """All that there may be of a class: of a channel each protocol; of a class without any the empty one."""
    hints = get_type_hints(cls)
    return tuple(map("/".join, product(*(get_args(hints[field]) for field in _SELECTORS.get(cls, ())))))


def spread(promise: Promise) -> Iterator[tuple[type[Fact], str]]:
    """A promise facet by facet: of a class alone all that there may be."""
    if isinstance(promise, tuple):
        yield promise
    else:
        yield from ((promise, which) for which in facets(promise))


_ADDS: Final = frozenset({"considered", "documented"})
"""Own fields that decide nothing: they may be empty, and never None."""


def blank(cls: type[Fact], which: str, *, outcome: Failure | Literal["unclear"]) -> Fact | None:
    """A fact of that facet of which nothing is known; None where the facet does not say which it would be."""
    selectors = _SELECTORS.get(cls, ())
    values = which.split("/") if which else []
    if len(values) != len(selectors):
        return None
    own = [f for f in cls.__struct_fields__[_COMMON:] if f not in selectors and f not in _ADDS]
    seen: dict[str, Any] = {**dict(zip(selectors, values, strict=True)), **dict.fromkeys(own)}
    why = tuple(Unread(field=f, outcome=outcome, ask="") for f in own)
    return cls(target="", resource="", kind="", unread=why, **seen)
