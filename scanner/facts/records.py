"""How it talks to others, what is recorded, what watches, which copies there are, and what is done regularly."""

from typing import Literal

from scanner.facts.base import Fact


class Channel(Fact, frozen=True, kw_only=True, tag="channel"):
    """A way data or administration travels: listener, management protocol, tunnel, mount, link."""

    protocol: Literal[
        "http", "tls", "ssh", "telnet", "ftp", "snmp", "smb", "nfs", "ipsec", "syslog", "database", "link", "kerberos"
    ]
    """`kerberos`: what its tickets and keys may be encrypted with; Active Directory and FreeIPA tell."""
    enabled: bool | None
    """Readers give the off ones too, so that "telnet is off" is evidence."""
    encryption: Literal["required", "offered", "none"] | None
    """A redirect to the encrypted door counts as required."""
    min_version: str | None
    """Lowest it accepts: TLS `1.2`, SSH `2.0`, SNMP `3`, IKE `2`, SMB `3.1.1`; empty when plain."""
    algorithms: tuple[str, ...] | None
    """All it accepts, in the protocol's own names, lower case."""


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
