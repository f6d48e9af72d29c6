"""What answers mean: the same ones mean the same next year."""

from typing import Any

import pytest

from collectors.tls import TLS
from collectors.tls.causes import explain
from scanner.answers import Answer, Answers, Source
from scanner.check import Judged
from scanner.facts import Certificate, Channel, Fact, Gap, Guard
from tests.collectors.tls.asked import channel, judged, why

GCM = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
VERSIONS = ("TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0", "SSL 3.0")


def answer(question: str, outcome: Any = "ok", word: str = "", /, **body: Any) -> Answer:
    good = outcome in {"ok", "absent", "empty"}
    return Answer(
        target="tls:portal.example",
        question=f"tls.{question}",
        operation=question,
        outcome=outcome,
        code=word,
        body={"endpoint": "portal.example:443", **body} if good else None,
        asked="2026-11-26T12:00:00.000Z",
        source=Source(endpoint="portal.example:443"),
        collector="tls 1",
    )


def protocols(*said: str) -> Answer:
    rows = zip(VERSIONS, said, strict=True)
    return answer("protocols", versions={name: {"said": one, "code": "10 s" if one == U else ""} for name, one in rows})


def ciphers(lacks: str = "", *suites: str) -> Answer:
    return answer("ciphers", versions={"TLS 1.2": {"suites": [*suites] or [GCM], "lacks": lacks}})


def read(*answers: Answer, **options: Any) -> list[Fact]:
    wanted = {question.id: question.operation for question in TLS.questions}
    return list(TLS.read(Answers("tls:portal.example", list(enumerate(answers)), wanted=wanted, options=options)))


A, R, U = "accepted", "refused", "unknown"


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ((A, R, R, R, R), "1.3"),
        ((A, A, R, R, R), "1.2"),
        ((R, R, A, R, R), "1.1"),
        ((R, A, R, R, A), "1.0"),
        ((R, R, R, R, A), "1.0"),
        ((A, R, R, R, U), None),
        ((A, U, R, R, R), None),
        ((U, A, R, R, R), "1.2"),
        ((A, A, R, U, R), None),
        ((A, A, R, A, U), "1.0"),
        ((U, A, A, R, U), None),
    ],
)
def test_min_version(said: tuple[str, ...], version: str | None) -> None:
    one = channel(read(protocols(*said), ciphers(), answer("plain", client="refused", code="closed")))
    assert one.min_version == version
    assert (one.algorithms is None) is (U in said)
    if version is None:
        assert why(one, "min_version").startswith("unclear: protocols: ")


@pytest.mark.parametrize(
    ("found", "algorithms", "reason"),
    [
        (ciphers(), (GCM.lower(),), ""),
        (ciphers("10 s"), None, "unclear: ciphers: TLS 1.2: 10 s"),
        (answer("ciphers", "timeout", "120 s"), None, "timeout: ciphers"),
        (ciphers("", GCM, "TLS_SHA384_SHA384"), (GCM.lower(), "tls_sha384_sha384 (null)"), ""),
    ],
)
def test_algorithms(found: Answer, algorithms: tuple[str, ...] | None, reason: str) -> None:
    one = channel(read(protocols(R, A, R, R, R), found, answer("plain", client="refused", code="closed")))
    assert one.algorithms == algorithms
    if reason:
        assert why(one, "algorithms") == reason


def test_what_encrypts_nothing_is_weak() -> None:
    one = channel(
        read(protocols(A, R, R, R, R), ciphers("", "TLS_SHA256_SHA256"), answer("plain", client="refused", code=""))
    )
    assert judged(one)["strong-algorithms"] is Judged.FAIL


@pytest.mark.parametrize(
    ("plain", "encryption", "reason"),
    [
        (answer("plain", client="refused", code="closed"), "required", ""),
        (answer("plain", client="served", code="200"), "offered", ""),
        (answer("plain", client="unclear", code="5 s"), None, "unclear: plain: neither served nor refused (5 s)"),
        (answer("plain", client="not-asked", code=""), None, "not-asked: "),
        (answer("plain", "unreachable", "OSError"), None, "unreachable: plain"),
    ],
)
def test_encryption(plain: Answer, encryption: str | None, reason: str) -> None:
    one = channel(read(protocols(A, R, R, R, R), ciphers(), plain))
    assert one.encryption == encryption
    if reason:
        assert why(one, "encryption") == reason


@pytest.mark.parametrize("outcome", ["timeout", "unreachable", "denied", "error"])
def test_what_did_not_come_is_missing_by_name(outcome: Any) -> None:
    found = read(*(answer(question.id.removeprefix("tls."), outcome) for question in TLS.questions))
    assert [(type(gap), gap.missing, gap.outcome) for gap in found if isinstance(gap, Gap)] == [
        (Gap, "channel", outcome),
        (Gap, "certificate", outcome),
        (Gap, "guard", outcome),
    ]


def test_what_no_check_wants_is_not_asked() -> None:
    gaps = list(TLS.read(Answers("tls:portal.example", [], wanted={})))
    assert {(gap.missing, gap.outcome) for gap in gaps if isinstance(gap, Gap)} == {
        ("channel", "not-asked"),
        ("certificate", "not-asked"),
        ("guard", "not-asked"),
    }


ROW = {"not_before": "2026-11-01T00:00:00Z", "not_after": "2026-12-26T11:59:59Z", "key": "rsa 2048"}


@pytest.mark.parametrize(
    ("own", "shown", "reasons"),
    [
        ({}, {}, ()),
        ({}, {"fits": False}, ("its certificate is of another name",)),
        ({}, {"trust": "vouches for itself"}, ("nobody but itself vouches for its certificate",)),
        ({"not_after": "2026-11-02T00:00:00Z"}, {"trust": "expired"}, ("its certificate has expired",)),
        ({}, {"trust": "expired"}, ("a certificate above its own has expired",)),
        ({}, {"trust": "not valid yet"}, ("a certificate above its own is not valid yet",)),
        ({}, {"trust": "a key in its chain is weak"}, ("a certificate above its own has a weak key",)),
        ({}, {"trust": "refused, code 99"}, ("its certificate is refused, code 99",)),
        ({"key": "rsa 2047"}, {}, ("its certificate has an RSA key of 2047 bits, fewer than 2048",)),
        ({"key": "dsa 2048"}, {}, ("its certificate has a DSA key",)),
        ({"key": "ec secp192r1"}, {}, ("its certificate has a key on the weak curve secp192r1",)),
        ({"signature": "sha1"}, {}, ("its certificate is signed with SHA1",)),
        ({"signature": "sha1", "self_issued": True}, {}, ()),
        (
            {"key": "rsa 1024"},
            {"fits": False, "trust": "its issuer is not known"},
            (
                "its certificate is of another name",
                "its certificate has an RSA key of 1024 bits, fewer than 2048",
                "who issued its certificate is not known",
            ),
        ),
    ],
)
def test_why_nobody_can_tell_it_from_another(
    own: dict[str, Any], shown: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    body = {"chain": [ROW | own], "fits": True, "trust": "trusted"} | shown
    (proven,) = (f for f in read(answer("certificate", **body)) if isinstance(f, Guard))
    assert (proven.in_force, proven.considered) == (not reasons, reasons)


def test_a_weak_certificate_above_its_own() -> None:
    chain = [ROW, ROW | {"signature": "sha1"}, ROW | {"signature": "sha1"}]
    (proven,) = (
        f for f in read(answer("certificate", chain=chain, fits=True, trust="trusted")) if isinstance(f, Guard)
    )
    assert proven.considered == ("a certificate above its own is signed with SHA1",)


def test_a_service_without_a_certificate_is_told_though_nobody_asks_for_its_versions() -> None:
    """In a profile whose checks look at the certificate alone."""
    found = TLS.read(Answers("tls:it", [(0, answer("certificate", "empty"))], wanted=CERTIFICATE_ALONE))
    (guard,) = (fact for fact in found if isinstance(fact, Guard))
    assert (guard.kind, guard.in_force, guard.considered) == ("tls.anonymous", False, ("it shows no certificate",))


CERTIFICATE_ALONE = {"tls.certificate": "TLS handshake"}


def test_promises_are_kept() -> None:
    row = {"not_before": "2026-11-01T00:00:00Z", "not_after": "2026-12-26T11:59:59Z"}
    found = read(
        protocols(A, A, R, R, R),
        ciphers(),
        answer("plain", client="refused", code="closed"),
        answer("certificate", chain=[row], fits=False, trust="vouches for itself"),
        server_name="ehr.example",
    )
    assert {type(fact) for fact in found} == {Channel, Certificate, Guard}
    assert {(fact.kind, fact.resource, fact.name) for fact in found} == {
        ("tls.service", "tls:portal.example:443", "ehr.example")
    }
    assert [fact.days_left for fact in found if isinstance(fact, Certificate)] == [29]
    assert set(TLS.kinds["tls.service"].gives) == {Channel, Certificate, (Guard, "impersonation")}


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        ("unreachable", "gaierror", "its name leads to no address here"),
        ("unreachable", "ConnectionRefusedError", "nothing listens at that port"),
        ("timeout", "10 s", "it did not answer in time"),
        ("denied", "554", "it greets, and lets nobody in from here"),
        ("error", "not understood: SSH", "an SSH server answers there"),
        ("error", "no version is accepted: alert 112", "it knows no service of that name"),
        ("error", "no version is accepted: closed", "it takes no offer"),
        ("error", "more than 262144 bytes", None),
        ("ok", "", None),
    ],
)
def test_explain(outcome: Any, code: str, said: str | None) -> None:
    cause = explain(answer("protocols", outcome, code))
    assert (cause and cause.said.startswith(said or "?")) or (cause is None and said is None)
