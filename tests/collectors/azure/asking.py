"""Asks a double of Azure Resource Manager as a run does, and reads what came."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from collectors.azure import AZURE, QUESTIONS, asking
from collectors.microsoft.options import options as read_options
from collectors.microsoft.outcome import of_reply
from collectors.rest.way import Ended, Reply
from scanner.answers import JSON, Answer, Answers
from scanner.collector import Inquiry, Together
from scanner.facts import CLASSES, Fact
from scanner.targets import Target
from tests.servers.arm.resources import Refused
from tests.servers.arm.server import ID, Arm
from tests.servers.arm.tokens import APP, TENANT

NOW = "2026-11-25T12:00:00Z"


def target(it: Arm, name: str = ID, **options: Any) -> Target:
    """A subscription of a double, asked with a secret; options replace those."""
    said = {
        "tenant": TENANT,
        "client_id": APP,
        "client_secret": "env:SECRET",
        "endpoint": it.origin,
        "authority": it.origin,
        "attempts": 2,
        **options,
    }
    told = {key: value for key, value in said.items() if value is not None}
    return Target(id=f"azure:{name}", scheme="azure", name=name, options=told)


def asked(one: Target, secrets: Mapping[str, str] | None = None, *questions: str) -> list[Answer]:
    """All answers; the questions of all checks where none are named."""
    known = {"env:SECRET": "kept-out-of-sight-4711", **(secrets or {})}
    lists = AZURE.lists(one)
    wanted = frozenset(questions) or frozenset(AZURE.wanted(CLASSES, lists=lists))
    return list(AZURE.collect(Inquiry(one, wanted, lambda: NOW, known.__getitem__, together=Together())))


def read(one: Target, answers: list[Answer]) -> list[Fact]:
    """The facts that answers mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" for q in AZURE.wanted(CLASSES, lists=AZURE.lists(one)).values()}
    placed = enumerate(sorted(answers, key=lambda answer: answer.key))
    return list(AZURE.read(Answers(one.id, placed, wanted=wanted, options=one.options)))


class Near:
    """The double in this very process: table, paths and what is kept are the real ones, the wire is left out."""

    standard = True

    def __init__(self, it: Arm) -> None:
        self._it, self.origin = it, it.origin

    def send(self, method: str, url: str, body: JSON) -> Reply:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            said = self._it.answer(method, unquote(parts.path), query, msgspec.json.encode(body))
        except Refused as why:
            return Reply(why.status, {}, why.body)
        return Reply(200, {}, msgspec.json.decode(msgspec.json.encode(said)))

    def refused(self, reply: Reply) -> Ended:
        return of_reply(reply)

    def failed(self, err: Exception) -> Ended:
        raise err

    def following(self, url: str, body: Mapping[str, JSON]) -> str:  # noqa: ARG002  # as all ways have it
        return str(body.get("nextLink", ""))

    def request(self, reply: Reply) -> str:  # noqa: ARG002
        return ""

    def betrays(self, text: str) -> bool:  # noqa: ARG002
        return False


def evidence(it: Arm, **options: Any) -> list[Answer]:
    """What a double answers, asked from near by: all that would be sealed of it."""
    one = target(it, **options)
    inquiry = Inquiry(one, frozenset(AZURE.wanted(CLASSES)), lambda: NOW, str)
    said = read_options(one)
    caller = asking.calling(inquiry, said, Near(it), AZURE.name, lambda: "near")
    return list(asking.ask(inquiry, QUESTIONS, caller, threads=1))


def facts(it: Arm, **options: Any) -> list[Fact]:
    """What a double means, asked from near by."""
    return read(target(it, **options), evidence(it, **options))
