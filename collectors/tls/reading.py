"""Reads what a TLS service answered. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.tls.asking import CERTIFICATE, CIPHERS, PLAIN, PROTOCOLS
from collectors.tls.certificates import opened
from collectors.tls.kinds import ANONYMOUS, NONE, PROVEN, SERVICE
from collectors.tls.openings import BEGIN_PLAIN, OPENINGS
from collectors.tls.proof import certificate_of, proven
from collectors.tls.wire import UnansweredError
from scanner.answers import NOT_ASKED, Answers, Got, gaps, rests_on, unclear, unread
from scanner.facts import Certificate, Channel, Fact, Guard

# SSL 3.0 is older than any TLS: the oldest that a fact can name stands for it.
_LOWEST: Final[Mapping[str, str]] = MappingProxyType(
    {"SSL 3.0": "1.0", "TLS 1.0": "1.0", "TLS 1.1": "1.1", "TLS 1.2": "1.2", "TLS 1.3": "1.3"}
)
_INTEGRITY_ONLY: Final = frozenset({"TLS_SHA256_SHA256", "TLS_SHA384_SHA384"})
"""RFC 9150: they encrypt nothing, and their names do not say so as others do."""
_ENCRYPTION: Final[Mapping[str, Literal["required", "offered"]]] = MappingProxyType(
    {"refused": "required", "served": "offered"}
)
_Protocol: TypeAlias = Literal["tls", "database", "ftp"]


def read(answers: Answers) -> Iterator[Fact]:
    """The channel, and the certificate that is shown on it."""
    protocols, certificate = answers.one(PROTOCOLS.id), answers.one(CERTIFICATE.id)
    if not protocols.good:
        yield from gaps(answers.target, SERVICE, protocols, Channel)
    elif not protocols.ok:
        yield _none(answers, protocols)
    else:
        kind = ANONYMOUS if certificate.outcome == "empty" else SERVICE
        yield _channel(answers, kind, protocols, answers.one(CIPHERS.id), answers.one(PLAIN.id))
    if not certificate.good:
        yield from gaps(answers.target, SERVICE, certificate, Certificate, PROVEN)
    elif certificate.ok:
        yield from _shown(answers, certificate)
    elif certificate.outcome == "empty":
        yield Guard(
            **{**_thing(answers, certificate), "kind": ANONYMOUS, "answers": rests_on(certificate)},
            prevents="impersonation",
            in_force=False,
            considered=("it shows no certificate",),
        )


def _thing(answers: Answers, got: Got) -> dict[str, Any]:
    endpoint = got.body["endpoint"]
    name = str(answers.options.get("server_name", ""))
    return {"target": answers.target, "resource": f"tls:{endpoint}", "name": name}


def _protocol(answers: Answers) -> _Protocol:
    opening = OPENINGS.get(answers.options.get("starttls", ""))
    return opening.protocol if opening else "tls"


def _none(answers: Answers, protocols: Got) -> Channel:
    """It speaks, and not TLS."""
    return Channel(
        **_thing(answers, protocols),
        kind=NONE,
        answers=rests_on(protocols),
        protocol=_protocol(answers),
        enabled=True,
        encryption="none",
        min_version="",
        algorithms=(),
    )


def _channel(answers: Answers, kind: str, protocols: Got, ciphers: Got, plain: Got) -> Channel:
    version, open_version = _min_version(protocols)
    algorithms, open_algorithms = _algorithms(protocols, ciphers)
    encryption, open_encryption = _encryption(answers, plain)
    return Channel(
        **_thing(answers, protocols),
        kind=kind,
        answers=rests_on(protocols, ciphers, plain),
        protocol=_protocol(answers),
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=unread(min_version=open_version, algorithms=open_algorithms, encryption=open_encryption),
    )


def _min_version(protocols: Got) -> tuple[str | None, Got]:
    """The lowest that is accepted; None where an older one could not be tried."""
    rows = protocols.body["versions"]
    lowest = min(_LOWEST[name] for name, row in rows.items() if row["said"] == "accepted")
    open_ = [name for name, row in rows.items() if row["said"] == "unknown" and _LOWEST[name] < lowest]
    if open_:
        return None, unclear(protocols, f"{open_[0]}: {rows[open_[0]]['code']}")
    return lowest, protocols


def _algorithms(protocols: Got, ciphers: Got) -> tuple[tuple[str, ...] | None, Got]:
    """All suites of all versions; None where there may be more."""
    if not ciphers.ok:
        return None, unclear(ciphers, "no list") if ciphers.good else ciphers
    for name, row in protocols.body["versions"].items():
        if row["said"] == "unknown":
            return None, unclear(protocols, f"{name}: {row['code']}")
    rows = ciphers.body["versions"]
    for name, row in rows.items():
        if row["lacks"]:
            return None, unclear(ciphers, f"{name}: {row['lacks']}")
    return tuple(sorted({_named(suite) for row in rows.values() for suite in row["suites"]})), ciphers


def _named(suite: str) -> str:
    return f"{suite.lower()} (null)" if suite in _INTEGRITY_ONLY else suite.lower()


def _encryption(answers: Answers, plain: Got) -> tuple[Literal["required", "offered"] | None, Got]:
    """How a client without TLS is treated says whether it is required."""
    if not plain.ok:
        return None, unclear(plain, "no word") if plain.good else plain
    if plain.body["client"] == "not-asked":
        return None, NOT_ASKED
    port = int(plain.body["endpoint"].rpartition(":")[2])
    if "starttls" not in answers.options and port in BEGIN_PLAIN:
        return None, unclear(plain, f"clients of port {port} may begin in plain as well: say starttls=...")
    if encryption := _ENCRYPTION.get(plain.body["client"]):
        return encryption, plain
    return None, unclear(plain, f"neither served nor refused ({plain.body['code']})")


def _shown(answers: Answers, certificate: Got) -> Iterator[Fact]:
    """When the service's own certificate ends, and whether it proves who it is."""
    try:
        chain, fit = opened(certificate.body)
    except UnansweredError:
        why = unclear(certificate, "the certificates cannot be read by this version")
        yield from gaps(answers.target, SERVICE, why, Certificate, PROVEN)
        return
    thing = {**_thing(answers, certificate), "kind": SERVICE, "answers": rests_on(certificate)}
    yield certificate_of(thing, certificate, chain[0])
    yield proven(thing, certificate, chain, fit=fit)
