"""Asks a double of Google as a run does, and reads what came."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from collectors.gcp import GCP, QUESTIONS, asking, assets
from collectors.google.clouds import origin
from collectors.google.options import options as read_options
from collectors.google.outcome import of_reply
from collectors.google.way import following
from collectors.rest.way import Ended, Reply
from scanner.answers import JSON, Answer, Answers
from scanner.collector import Inquiry, Together
from scanner.facts import CLASSES, Fact, Gap
from scanner.targets import Target
from tests.servers.google.double import Google
from tests.servers.google.refusals import Refused

NOW = "2026-11-25T12:00:00Z"


def target(it: Google, name: str = "", **options: Any) -> Target:
    """A project of a double; options replace what it is asked with, None leaves one out."""
    said = {"endpoint": it.origin, "attempts": 2, **options}
    told = {key: value for key, value in said.items() if value is not None}
    lists = told.keys() & {"organization", "folder"}
    name = "" if lists else name or it.held.id
    return Target(id=f"gcp:{name}", scheme="gcp", name=name, options=told)


def asked(one: Target, secrets: Mapping[str, str] | None = None, *questions: str) -> list[Answer]:
    """All answers; the questions of all checks where none are named."""
    lists = GCP.lists(one)
    wanted = frozenset(questions) or frozenset(GCP.wanted(CLASSES, lists=lists))
    return list(GCP.collect(Inquiry(one, wanted, lambda: NOW, (secrets or {}).__getitem__, together=Together())))


def read(one: Target, answers: list[Answer]) -> list[Fact]:
    """The facts that answers mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" for q in GCP.wanted(CLASSES, lists=GCP.lists(one)).values()}
    placed = enumerate(sorted(answers, key=lambda answer: answer.key))
    return list(GCP.read(Answers(one.id, placed, wanted=wanted, options=one.options)))


class Near:
    """The double in this very process: table, paths and what is kept are the real ones, the wire is left out."""

    standard = True

    def __init__(self, it: Google, origin: str) -> None:
        self._it, self.origin = it, origin

    def send(self, method: str, url: str, body: JSON) -> Reply:
        parts = urlsplit(url.removeprefix(f"{self._it.origin}/"))
        try:
            sent = msgspec.json.encode(body) if body is not None else b""
            said = self._it.answer(method, parts.path, parse_qsl(parts.query), sent)
        except Refused as why:
            return Reply(why.status, {}, why.body)
        return Reply(200, {}, msgspec.json.decode(msgspec.json.encode(said)))

    def refused(self, reply: Reply) -> Ended:
        return of_reply(reply)

    def failed(self, err: Exception) -> Ended:
        raise err

    def following(self, url: str, body: Mapping[str, JSON]) -> str:
        return following(url, body)

    def request(self, reply: Reply) -> str:  # noqa: ARG002  # as all ways have it
        return ""

    def betrays(self, text: str) -> bool:  # noqa: ARG002
        return False


def near_answers(it: Google, **options: Any) -> list[Answer]:
    """What a double answers, asked from near by."""
    one = target(it, **options)
    inquiry = Inquiry(one, frozenset(GCP.wanted(CLASSES, lists=GCP.lists(one))), lambda: NOW, str)
    said = read_options(one)
    ways = {api: Near(it, origin(api, "", it.origin)) for api in {*(row.api for row in QUESTIONS), assets.API}}
    caller = asking.calling(inquiry, said, ways, GCP.name, lambda: "near")
    return list(asking.ask(inquiry, QUESTIONS, caller, threads=1))


def facts(it: Google, **options: Any) -> list[Fact]:
    """What a double means, asked from near by."""
    return read(target(it, **options), near_answers(it, **options))


def left_out(fact: Fact) -> bool:
    """A gap of what Asset Inventory alone tells: other stores, and secrets that are kept in one region alone."""
    regional = fact.kind == "gcp.secretmanager.secret" and isinstance(fact, Gap) and fact.outcome == "unclear"
    return regional or fact.kind == "gcp.unread.store"
