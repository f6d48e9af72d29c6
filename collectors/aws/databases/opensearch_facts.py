"""Reads what OpenSearch Service says of domains. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.aws.databases.opensearch import DOMAIN, GIVES
from collectors.aws.databases.opensearch_doors import permission, reach, sign_in
from collectors.aws.read import Account, body, first_bad
from collectors.aws.store import Store
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Backup, Fact, LogTrail, Session

_MINUTES: Final = 60
"""After which a session of SAML ends where none are named."""
_INSIDE: Final = Got("hidden", "whether Dashboards switches the audit log on, and for which events")
_LISTED_INSIDE: Final = Got(
    "hidden", "only the domain lists its snapshots: its own, of 14 days, and those in your buckets"
)
_TLS: Final = re.compile(r"Policy-Min-TLS-(\d)-(\d)-.*")


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all domains; a gap where some that are listed were not described."""
    for listing in whole.every("opensearch.names"):
        names = {n["DomainName"] for n in body(listing).get("DomainNames", [])}
        told = (
            [g for g in whole.every("opensearch.domains") if g.about.startswith(f"{listing.about}/")] if names else []
        )
        for got in told:
            for row in body(got).get("DomainStatusList", []):
                names.discard(row["DomainName"])
                if not row.get("Deleted"):
                    yield from _domain(Store(whole, DOMAIN, row["ARN"], row["DomainName"], row, got))
        bad = first_bad(listing, *told) or (unclear(listing, "a domain is not described") if names else None)
        if bad:
            yield from gaps(whole.target, DOMAIN, bad, *GIVES, site=listing.about)


def _domain(domain: Store) -> Iterator[Fact]:
    row = domain.row
    encrypted = bool(row.get("EncryptionAtRest"))
    version = _TLS.fullmatch(str(row.get("TLSSecurityPolicy", "")))
    yield domain.asset()
    yield domain.data_store(row.get("KmsKeyId"), encrypted=encrypted)
    yield domain.channel(
        "required" if row.get("EnforceHTTPS") else "offered",
        domain.got,
        protocol="tls",
        version=f"{version[1]}.{version[2]}" if version else None,
    )
    yield domain.channel("required" if row.get("NodeToNodeEncryption") else "none", domain.got, protocol="link")
    yield permission(domain)
    yield reach(domain)
    yield sign_in(domain)
    yield _session(domain)
    yield _trail(domain)
    yield _backup(domain, encrypted=encrypted)
    yield domain.release(str(row.get("EngineVersion", "")), auto=bool(row.get("AutoUpdate")))


def _session(domain: Store) -> Session:
    """Of Dashboards. Where SAML signs people in the domain sets it; else it is set inside, or by Cognito."""
    saml = bool(domain.row.get("SAML"))
    told = domain.got if saml else HIDDEN
    return Session(
        **domain.thing(),
        surface="web",
        idle_seconds=60 * int(domain.row.get("SessionTimeoutMinutes", _MINUTES)) if saml else None,
        on_idle="ends",
        max_seconds=None,
        enforced=True if saml else None,
        reauth_seconds=None,
        unread=unread(idle_seconds=told, enforced=told, max_seconds=HIDDEN, reauth_seconds=HIDDEN),
    )


def _trail(domain: Store) -> LogTrail:
    """A pipe for the audit log is not yet an audit log: what runs through it is set inside."""
    piped = bool(domain.row.get("AuditLogs"))
    return LogTrail(
        **domain.thing(),
        of="store",
        enabled=None if piped else False,
        records=None if piped else (),
        exempt=None,
        unread=unread(exempt=NOT_ASKED, **({"enabled": _INSIDE, "records": _INSIDE} if piped else {})),
    )


def _backup(domain: Store, *, encrypted: bool) -> Backup:
    """The service makes them by itself, unless somebody has paused it; only the domain's own API lists them."""
    paused = domain.row.get("SnapshotPause") == "Active"
    return Backup(
        **domain.thing(),
        mechanism="copy",
        newest_seconds=FOREVER if paused else None,
        succeeded=None,
        retention_days=0 if paused else None,
        encrypted=encrypted,
        offsite=False,
        immutable=None,
        unread=unread(
            **({} if paused else {"newest_seconds": _LISTED_INSIDE, "retention_days": _LISTED_INSIDE}),
            succeeded=HIDDEN,
            immutable=HIDDEN,
        ),
    )
