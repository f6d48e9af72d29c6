"""A whole safeguard in small: two questions, two kinds, four checks, one framework. For tests of the core."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from scanner.answers import Answer, Answers, Source, gaps, rests_on, unread
from scanner.check import Check, Related, Verdict, check, failed, inapplicable, passed, unknown
from scanner.collector import Collector, Inquiry, Kind, Question
from scanner.evidence import canonical
from scanner.facts import Asset, Backup, DataStore, Fact, Guard
from scanner.plugins import Registry
from scanner.profile import Control, Evidence, Profile, Requirement, Support
from scanner.scope import Scope, declare
from scanner.targets import Target

NOW = "2026-11-25T02:10:00.000Z"


@check(id="rest.encrypted", title="Stores are encrypted", control="rest", severity="high")
def encrypted(store: DataStore) -> Iterator[Verdict]:
    """Plain stores can be read.

    Fix: encrypt it.
    """
    match store.encrypted:
        case None:
            yield unknown(store, "encrypted")
        case True:
            yield passed("all of it is encrypted")
        case False:
            yield failed("it is plain")


@check(id="rest.cipher", title="The cipher is good", control="rest", severity="low")
def cipher(store: DataStore, *, allowed: tuple[str, ...] = ("aes",)) -> Iterator[Verdict]:
    """Weak ciphers are plain.

    Fix: use another.
    """
    if store.cipher is None:
        yield unknown(store, "cipher")
    elif store.cipher not in allowed:
        yield failed(f"{store.cipher} is not on the list")


@check(id="copies.exist", title="There is a copy", control="copies", severity="critical")
def copied(asset: Asset, copies: Related[Backup]) -> Iterator[Verdict]:
    """What has no copy is lost.

    Fix: copy it.
    """
    if asset.role != "store":
        return
    if asset.ephi is False:
        yield inapplicable("declared free of ePHI")
    elif copies.seen:
        yield passed("copied")
    else:
        yield copies.absent("nothing copies it")


@check(id="guard.deletion", title="Deleting takes two steps", control="copies", severity="medium")
def guarded(guard: Guard) -> Iterator[Verdict]:
    """One slip is enough.

    Fix: switch it on.
    """
    if guard.prevents == "deletion":
        yield (
            unknown(guard, "in_force") if guard.in_force is None else passed("on") if guard.in_force else failed("off")
        )


CHECKS: Mapping[str, Check[Any, Any]] = {c.id: c for c in (copied, guarded, cipher, encrypted)}

QUESTIONS = (
    Question(id="tiny.list", operation="tiny:List", needs="tiny:List", feeds=(Asset, DataStore, Guard)),
    Question(id="tiny.copies", operation="tiny:Copies", needs="tiny:Read", feeds=(Backup,)),
    Question(id="tiny.cipher", operation="tiny:Cipher", needs="tiny:Read", feeds=(DataStore,)),
)
KINDS = {
    "tiny.box": Kind(
        title="Box",
        gives=((Asset, "store"), DataStore, (Guard, "deletion")),
        fix={"rest.encrypted": "tiny encrypt --box NAME"},
    ),
    "tiny.copy": Kind(title="Copy", gives=(Backup,)),
}


def read(answers: Answers) -> Iterator[Fact]:
    listing, copies = answers.one("tiny.list"), answers.one("tiny.copies")
    if not listing.good:
        yield from gaps(answers.target, "tiny.box", listing, *KINDS["tiny.box"].gives)
    if not copies.good:
        yield from gaps(answers.target, "tiny.copy", copies, Backup)
    for name, box in sorted((listing.body or {}).items()):
        it: dict[str, Any] = {
            "target": answers.target,
            "resource": f"box:{name}",
            "kind": "tiny.box",
            "name": name,
            "answers": rests_on(listing),
        }
        ciphered = answers.one("tiny.cipher", name)
        yield Asset(**it, role="store")
        if "forgotten" not in box:
            yield DataStore(
                **it | {"answers": rests_on(listing, ciphered)},
                encrypted=box["encrypted"],
                customer_key=False,
                cipher=ciphered.body,
                unread=unread(cipher=ciphered),
            )
        yield Guard(**it, prevents="deletion", in_force=box.get("guarded", True))
        if name in (copies.body or ()):
            yield Backup(
                **it | {"kind": "tiny.copy", "answers": rests_on(copies)},
                mechanism="copy",
                newest_seconds=60,
                succeeded=True,
                retention_days=35,
                encrypted=True,
                offsite=True,
                immutable=False,
            )


def collector(script: Iterable[Answer] = ()) -> Collector:
    """Answers what it is told to, to the questions it is asked."""
    told = list(script)

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        for answer in told:
            if answer.target == inquiry.target.id and answer.question in inquiry.questions:
                yield msgspec.structs.replace(answer, asked=inquiry.now())

    return Collector(
        scheme="tiny",
        platform="Tiny",
        version="1",
        kinds=KINDS,
        questions=QUESTIONS,
        options={},
        collect=collect,
        read=read,
    )


def answer(question: str, body: Any = None, *, target: str = "tiny:a", about: str = "", **more: Any) -> Answer:
    outcome = more.pop("outcome", "ok")
    asked = next(q for q in QUESTIONS if q.id == question)
    return Answer(
        target=target,
        question=question,
        about=about,
        operation=asked.operation,
        needs=asked.needs,
        outcome=outcome,
        body=body,
        asked=NOW,
        source=more.pop("source", Source(endpoint="tiny.example:443")),
        collector="tiny 1",
        **more,
    )


def box(name: str = "one", *, target: str = "tiny:a", cipher: str = "aes", **seen: Any) -> list[Answer]:
    """The answers about one box, all good."""
    return [
        answer("tiny.list", {name: {"encrypted": True, **seen}}, target=target),
        answer("tiny.copies", [name], target=target),
        answer("tiny.cipher", cipher, about=name, target=target),
    ]


def registry(script: Iterable[Answer] = (), checks: Mapping[str, Check[Any, Any]] = CHECKS) -> Registry:
    return Registry(checks, {"tiny": collector(script)}, ())


def profile(**more: Any) -> Profile:
    return Profile(
        id="tiny-rule",
        title="The tiny rule",
        status="in-force",
        regulation="1 CFR 1",
        as_of="2026-01-01",
        requirements=(
            _row("1.1", "automatic"),
            _row("1.2", "partial"),
            _row("1.3", "attestation"),
            _row("1.4", "automatic"),
        ),
        controls={"rest": _control("1.1", "1.4"), "copies": _control("1.2", "")},
        thresholds={},
        **more,
    )


def _row(cite: str, mode: Any) -> Requirement:
    return Requirement(
        id=cite,
        cite=cite,
        citation=cite,
        title=f"Row {cite}",
        kind="standard",
        designation="standard",
        safeguard="technical",
        text="Do it.",
        sha256=sha256(b"Do it.").hexdigest(),
        evidence=Evidence(mode=mode),
    )


def _control(direct: str, supporting: str) -> Control:
    return Control(
        title="it holds",
        why="it must",
        safeguard="technical",
        supports=(
            Support(cite=direct, strength="direct"),
            *([Support(cite=supporting, strength="supporting")] if supporting else []),
        ),
        proves="that",
        does_not_prove="more",
        likelihood=3,
        likelihood_because="our estimate",
    )


def scope(*targets: Target, rule: Profile | None = None, **more: Any) -> Scope:
    return declare(targets or (target(),), registry(), rule or profile(), **more)


def target(id: str = "tiny:a", **more: Any) -> Target:
    return Target(id=id, scheme="tiny", name=id.partition(":")[2], **more)


def lines(answers: Iterable[Answer]) -> list[bytes]:
    return [canonical.dumps(msgspec.to_builtins(a)) for a in sorted(answers, key=lambda a: a.key)]
