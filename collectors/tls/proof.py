"""What the certificates prove that a service shows. Pure.

Who vouches for them depends on the authorities that the scanning machine relies on: that is the collector's word
(`trust`). All else is read from the certificates themselves, as an auditor can read them too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from scanner.answers import JSON, Got, unclear, unread
from scanner.facts import FOREVER, Certificate, Guard

_NO_END: Final = "9999-12-31T23:59:59Z"
"""RFC 5280, 4.1.2.5: it does not expire."""
RSA_BITS: Final = 2048
"""NIST SP 800-131A Rev. 2, section 3: shorter keys are not to sign."""
EC_BITS: Final = 224
"""The same: a curve of a smaller order is not to sign."""
BROKEN_HASHES: Final = frozenset({"md5", "sha1"})
"""NIST SP 800-131A Rev. 2, section 9: SHA-1 is not to sign; MD5 never was approved."""
_SMALL: Final = frozenset({"secp192r1", "sect163k1", "sect163r2"})
"""Curves below that, as answers before 0.5 name them: without their bits."""
_NOT_TRIED: Final = "not tried"
_UNTRUSTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vouches for itself": "nobody but itself vouches for its certificate",
        "its issuer is not known": "who issued its certificate is not known",
        "an authority in its chain is not known": "who issued its certificate is not known",
        "an issuer in its chain is no authority": "who issued its certificate is no authority",
        "expired": "its certificate has expired",
        "not valid yet": "its certificate is not valid yet",
        "not made for servers": "its certificate is not made for servers",
        "its key is weak": "its certificate has a weak key",
        "a key in its chain is weak": "a certificate above its own has a weak key",
        "a signature in its chain is weak": "a certificate in its chain is signed in a weak way",
    }
)
"""What a client says that looks who vouches, as a finding says it."""
_ABOVE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "expired": "a certificate above its own has expired",
        "not valid yet": "a certificate above its own is not valid yet",
    }
)
"""The same, where its own certificate is not the one."""


def certificate_of(thing: Mapping[str, Any], certificate: Got, own: Mapping[str, JSON]) -> Certificate:
    """The first of the chain: the service's own. `thing`: the common fields of the fact."""
    asked, _, ends = _times(certificate, own)
    return Certificate(**thing, days_left=FOREVER if own["not_after"] == _NO_END else (ends - asked).days)


def proven(thing: Mapping[str, Any], certificate: Got, chain: Sequence[Mapping[str, JSON]], *, fit: bool) -> Guard:
    """Whether a client that looks would accept its certificate; if not, each reason that was seen."""
    trust = str(certificate.body["trust"])
    tried = not trust.startswith(_NOT_TRIED)
    flaws = [*_of_its_own(certificate, chain[0], fit=fit), *_weak(chain)]
    if tried and trust != "trusted":
        said = _UNTRUSTED.get(trust, f"its certificate is {trust}")
        flaws.append(said if said in flaws else _ABOVE.get(trust, said))
    lost = next(_not_known(chain), "") if tried else trust
    open_ = lost if not flaws else ""
    return Guard(
        **thing,
        prevents="impersonation",
        in_force=None if open_ else not flaws,
        considered=tuple(dict.fromkeys(flaws)),
        unread=unread(in_force=unclear(certificate, open_)) if open_ else (),
    )


def _of_its_own(certificate: Got, own: Mapping[str, JSON], *, fit: bool) -> Iterator[str]:
    """Its name, and its time: of those above it clients find another where one has ended."""
    asked, begun, ends = _times(certificate, own)
    if not fit:
        yield "its certificate is of another name"
    if ends < asked:
        yield _UNTRUSTED["expired"]
    if asked < begun:
        yield _UNTRUSTED["not valid yet"]


def _weak(chain: Sequence[Mapping[str, JSON]]) -> Iterator[str]:
    """Keys and signatures that are not to be relied on any more. Of a root the signature is no matter: nobody looks."""
    for whose, row in _each(chain):
        kind, _, size = str(row.get("key", "")).partition(" ")
        curve, _, bits = size.partition(" ")
        if kind == "dsa":
            yield f"{whose} has a DSA key"  # FIPS 186-5 approves none; TLS 1.3 has none
        elif kind == "ec" and (curve in _SMALL or int(bits or EC_BITS) < EC_BITS):
            yield f"{whose} has a key on the weak curve {curve}"
        elif kind == "rsa" and int(size or 0) < RSA_BITS:
            yield f"{whose} has an RSA key of {size or 0} bits, fewer than {RSA_BITS}"
        if row.get("signature") in BROKEN_HASHES and not row.get("self_issued"):
            yield f"{whose} is signed with {row['signature'].upper()}"


def _not_known(chain: Sequence[Mapping[str, JSON]]) -> Iterator[str]:
    """Keys and signatures of a kind that is not known here are not strong for that."""
    for whose, row in _each(chain):
        if row.get("key", "?") == "":
            yield f"{whose} has a key of a kind that is not known here"
        if row.get("signature", "") is None and not row["self_issued"]:
            yield f"{whose} is signed in a way that is not known here"


def _each(chain: Sequence[Mapping[str, JSON]]) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    for place, row in enumerate(chain):
        yield "a certificate above its own" if place else "its certificate", row


def _times(certificate: Got, own: Mapping[str, JSON]) -> tuple[datetime, datetime, datetime]:
    """When it was shown, when it begins and when it ends."""
    asked, begun, ends = (
        datetime.fromisoformat(said).astimezone(UTC)
        for said in (certificate.asked, own["not_before"], own["not_after"])
    )
    return asked, begun, ends
