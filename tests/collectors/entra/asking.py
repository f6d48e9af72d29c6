"""Asks a double of Microsoft Graph as a run does, and reads what came."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from collectors.entra import ENTRA, QUESTIONS, asking
from collectors.entra.options import options as read_options
from collectors.microsoft.outcome import of_reply
from collectors.rest.way import Ended, Reply
from scanner.answers import JSON, Answer, Answers
from scanner.collector import Inquiry, Together
from scanner.facts import CLASSES, Fact
from scanner.targets import Target
from tests.servers.arm.resources import Refused
from tests.servers.arm.tokens import APP, TENANT
from tests.servers.graph.server import Graph

NOW = "2026-11-25T12:00:00Z"


def target(it: Graph, name: str = TENANT, **options: Any) -> Target:
    """A directory of a double, asked with a secret; options replace those."""
    said = {
        "client_id": APP,
        "client_secret": "env:SECRET",
        "endpoint": it.origin,
        "authority": it.origin,
        "attempts": 2,
        **options,
    }
    return Target(
        id=f"entra:{name}", scheme="entra", name=name, options={k: v for k, v in said.items() if v is not None}
    )


def asked(one: Target, *questions: str) -> list[Answer]:
    """All answers; the questions of all checks where none are named."""
    wanted = frozenset(questions) or frozenset(ENTRA.wanted(CLASSES))
    secrets = {"env:SECRET": "kept-out-of-sight-4711"}
    return list(ENTRA.collect(Inquiry(one, wanted, lambda: NOW, secrets.__getitem__, together=Together())))


def read(one: Target, answers: list[Answer]) -> list[Fact]:
    """The facts that answers mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" for q in ENTRA.wanted(CLASSES).values()}
    placed = enumerate(sorted(answers, key=lambda answer: answer.key))
    return list(ENTRA.read(Answers(one.id, placed, wanted=wanted, options=one.options)))


class Near:
    """The double in this very process: table, paths and what is kept are the real ones, the wire is left out."""

    standard = True

    def __init__(self, it: Graph) -> None:
        self._it, self.origin = it, it.origin

    def send(self, method: str, url: str, body: JSON) -> Reply:  # noqa: ARG002  # as all ways have it
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self._it.calls.append(f"{method} {unquote(parts.path)}")
        try:
            said = self._it.answer(method, unquote(parts.path), query)
        except Refused as why:
            return Reply(why.status, {}, why.body)
        return Reply(200, {}, msgspec.json.decode(msgspec.json.encode(said)))

    def refused(self, reply: Reply) -> Ended:
        return of_reply(reply)

    def failed(self, err: Exception) -> Ended:
        raise err

    def following(self, url: str, body: Mapping[str, JSON]) -> str:  # noqa: ARG002
        return str(body.get("@odata.nextLink", ""))

    def request(self, reply: Reply) -> str:  # noqa: ARG002
        return ""

    def betrays(self, text: str) -> bool:  # noqa: ARG002
        return False


def answers(it: Graph, **options: Any) -> list[Answer]:
    """What a double answers, asked from near by."""
    one = target(it, **options)
    inquiry = Inquiry(one, frozenset(ENTRA.wanted(CLASSES)), lambda: NOW, str)
    near = Near(it)
    caller = asking.calling(inquiry, read_options(one), {"": near, asking.ARM: near}, ENTRA.name, lambda: "near")
    return list(asking.ask(inquiry, QUESTIONS, caller, threads=1))


def facts(it: Graph, **options: Any) -> list[Fact]:
    """What a double means, asked from near by."""
    return read(target(it, **options), answers(it, **options))
