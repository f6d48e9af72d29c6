"""The table of questions, and how each is put to a service."""

import hashlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from collectors.tls import certificates, handshake, survey, treatment
from collectors.tls.door import Door
from collectors.tls.place import place
from collectors.tls.suites import TLS_1_2, VERSIONS, names
from collectors.tls.survey import Said
from collectors.tls.wire import CLOSED, NoTlsError, UnansweredError
from scanner.answers import JSON, Answer, Outcome, Source
from scanner.collector import Inquiry, Question
from scanner.facts import Certificate, Channel, Guard

PROTOCOLS: Final = Question(
    id="tls.protocols", operation="ClientHello of each version, SSL 3.0 to TLS 1.3", needs="", feeds=(Channel,)
)
CERTIFICATE: Final = Question(
    id="tls.certificate",
    operation="TLS handshake",
    needs="",
    feeds=(Certificate, (Guard, "impersonation")),
)
CIPHERS: Final = Question(
    id="tls.ciphers", operation="ClientHello until no suite is accepted any more", needs="", feeds=(Channel,)
)
PLAIN: Final = Question(id="tls.plain", operation="connection without TLS", needs="", feeds=(Channel,))
QUESTIONS: Final = (PROTOCOLS, CERTIFICATE, CIPHERS, PLAIN)
"""In the order in which they are asked."""

_Body: TypeAlias = dict[str, JSON]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came of one question."""

    outcome: Outcome
    code: str = ""
    body: _Body | None = None
    items: int = 0


class _Service:
    """One service while it is asked. What it says of its versions all questions rest on, and it is asked once."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.door = Door(place(inquiry.target), inquiry)
        self._once = inquiry.together.once
        self._authorities(handshake.ANY)  # a file that cannot be used is said before anything is asked

    @cached_property
    def _surveyed(self) -> dict[str, Said] | UnansweredError | NoTlsError:
        try:
            return survey.versions(self.door)
        except (UnansweredError, NoTlsError) as err:
            return err

    def _versions(self) -> dict[str, Said]:
        if isinstance(self._surveyed, dict):
            return self._surveyed
        raise self._surveyed

    def protocols(self) -> _Heard:
        said = self._versions()
        rows = {name: {"said": one.word, "code": one.code} for name, one in said.items()}
        return _Heard("ok", body={"versions": rows}, items=len(rows))

    def ciphers(self) -> _Heard:
        found = survey.suites(self.door, self._versions())
        rows = {
            name: {"suites": [names()[suite] for suite in one.suites], "lacks": one.lacks}
            for name, one in found.items()
        }
        return _Heard("ok", body={"versions": rows}, items=sum(len(one.suites) for one in found.values()))

    def certificate(self) -> _Heard:
        chain, whole = self._chain()
        if not chain:
            return _Heard("empty", body={})  # it accepts suites that need none
        where = self.door.place
        body = certificates.kept(chain, where.name)
        # What is not seen of a chain our own look cannot find weak: OpenSSL's has to.
        trust = self._trust(chain[0], handshake.ANY if whole else handshake.STRONG)
        return _Heard("ok", body={**body, "whole": whole, "trust": trust}, items=len(chain))

    def _trust(self, own: bytes, ciphers: str) -> str:
        """What a client would say. One that is shown another certificate than was kept, for its key, is not enough."""
        said, shown = self._tried(ciphers)
        if said == "trusted" and shown != own:
            said, shown = self._tried(handshake.older(certificates.key_of(own)))
            if said.startswith("not tried") or (said == "trusted" and shown != own):
                return "not tried: it shows now this certificate and now that"
        return said

    def _tried(self, ciphers: str) -> tuple[str, bytes]:
        try:
            with self.door.enter() as wire:
                return handshake.trust(wire, self.door.place.name, self._authorities(ciphers))
        except UnansweredError as err:
            return f"not tried: {err.code}", b""

    def _authorities(self, ciphers: str) -> ssl.SSLContext:
        """Those of a system take 20 ms to read, and serve all services of a run."""
        ca = self.door.place.ca
        return self._once(("tls-authorities", ca, ciphers), lambda: handshake.authorities(ca, ciphers))

    def _chain(self) -> tuple[list[bytes], bool]:
        """As it is sent in plain, where a version before TLS 1.3 is accepted: one without a certificate sees it too."""
        older = ((VERSIONS[name], one) for name, one in self._versions().items() if one.word == "accepted")
        for version, one in older:
            if version <= TLS_1_2:
                return self.door.chain(version, (one.suite,)), True
        with self.door.enter() as wire:
            return handshake.shown(wire, self.door.place.name)

    def plain(self) -> _Heard:
        said = self._versions()
        treated, code = treatment.in_plain(self.door)
        if (treated, code) == ("refused", CLOSED) and not survey.still(self.door, said):
            treated, code = "unclear", survey.GUARDED
        return _Heard("ok", body={"client": treated, "code": code}, items=1)


_ASK: Final[Mapping[str, Callable[[_Service], _Heard]]] = MappingProxyType(
    {
        PROTOCOLS.id: _Service.protocols,
        CERTIFICATE.id: _Service.certificate,
        CIPHERS.id: _Service.ciphers,
        PLAIN.id: _Service.plain,
    }
)


def collect(inquiry: Inquiry, collector: str) -> Iterator[Answer]:
    """Ask one service; each question gives one answer, whatever happens.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    service = _Service(inquiry)
    heard: list[tuple[Question, str, _Heard]] = []
    for question in QUESTIONS:
        if question.id in inquiry.questions:
            asked = inquiry.now()
            heard.append((question, asked, _hear(question, service)))
    identity = next((_identity(one) for question, _, one in heard if question is CERTIFICATE), "")
    source = Source(endpoint=service.door.place.endpoint, identity=identity)
    parameters = _parameters(service)
    for question, asked, one in heard:
        yield Answer(
            target=inquiry.target.id,
            question=question.id,
            operation=question.operation,
            parameters=parameters,
            outcome=one.outcome,
            code=one.code,
            body=one.body if one.body is None else {"endpoint": source.endpoint, **one.body},
            items=one.items,
            asked=asked,
            source=source,
            collector=collector,
        )


def _hear(question: Question, service: _Service) -> _Heard:
    try:
        return _ASK[question.id](service)
    except NoTlsError as err:
        return _Heard("absent", err.code, {})
    except UnansweredError as err:
        return _Heard(err.outcome, err.code)


def _identity(certificate: _Heard) -> str:
    return f"cert SHA256:{certificates.digest(certificate.body['certificates'][0])}" if certificate.body else ""


def _parameters(service: _Service) -> Mapping[str, JSON]:
    """Host, port and name, and by its digest the file of those who may vouch."""
    where = service.door.place
    ca = {"ca": f"SHA256:{hashlib.sha256(Path(where.ca).read_bytes()).hexdigest()}"} if where.ca else {}
    start = {"starttls": where.starttls} if where.starttls else {}
    return {"host": where.host, "port": where.port, "server_name": where.name, **start, **ca}
