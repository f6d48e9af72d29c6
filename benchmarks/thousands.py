"""A night of thousands of answers, made up, through the real judge, seal, verify and replay."""

from collections.abc import Iterator
from typing import Any

from scanner import plugins
from scanner.answers import Answer, Answers, Source, rests_on
from scanner.collector import Collector, Inquiry, Kind, Question
from scanner.facts import Channel, DataStore, Fact, LogStore
from scanner.profile.layers import load_profile
from scanner.run import Outcome, Plan, scan
from scanner.scope import declare
from scanner.signers import Signer
from scanner.stores import Store
from scanner.targets import Target

GIVES = (DataStore, Channel, LogStore)
NOW = "2026-11-25T02:10:00.000Z"
_BODY = {
    "Encryption": {"Algorithm": "aws:kms", "KeyId": "arn:aws:kms:us-east-1:123456789012:key/0f3c", "BucketKey": True},
    "Policy": {
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::b/*"]}]
    },
    "Tags": {f"tag-{n}": f"value number {n}" for n in range(8)},
    "Retention": 400,
}


def _collect(count: int, inquiry: Inquiry) -> Iterator[Answer]:
    for n in range(count):
        yield Answer(
            target=inquiry.target.id,
            question="bulk.item",
            about=f"item-{n:06}",
            operation="bulk:GetItem",
            parameters={"Name": f"item-{n:06}"},
            needs="bulk:GetItem",
            outcome="ok",
            body=_BODY,
            items=1,
            asked=inquiry.now(),
            source=Source(
                endpoint="bulk.example:443",
                identity="cert SHA256:" + "ab" * 32,
                caller="arn:aws:sts::123456789012:assumed-role/safeguard/night",
                request=f"{n:032x}",
            ),
            collector="bulk 1",
        )


def _read(answers: Answers) -> Iterator[Fact]:
    for got in answers.every("bulk.item"):
        it: dict[str, Any] = {
            "target": answers.target,
            "resource": f"bulk:{got.about}",
            "kind": "bulk.item",
            "name": got.about,
            "answers": rests_on(got),
        }
        yield DataStore(**it, encrypted=True, customer_key=True, cipher="aes-256-gcm")
        yield Channel(
            **it,
            protocol="tls",
            enabled=True,
            encryption="required",
            min_version="1.2",
            algorithms=("tls_aes_128_gcm_sha256",),
        )
        yield LogStore(**it, retention_days=int(got.body["Retention"]), tamper_evident=True, immutable=True)


def registry(count: int) -> plugins.Registry:
    """The real checks, and a collector of `count` answers."""
    ours = plugins.load()
    bulk = Collector(
        scheme="bulk",
        platform="Bulk",
        version="1",
        kinds={"bulk.item": Kind(title="Item", gives=GIVES)},
        questions=(Question(id="bulk.item", operation="bulk:GetItem", needs="bulk:GetItem", feeds=GIVES),),
        options={},
        collect=lambda inquiry: _collect(count, inquiry),
        read=_read,
    )
    return plugins.Registry(ours.checks, {"bulk": bulk}, ())


class Quiet:
    """Shows nothing."""

    def answered(self, target: str, question: str) -> None:
        """Show nothing."""

    def found(self, target: str, parent: str) -> None:
        """Show nothing."""

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # as Progress says
        """Show nothing."""


def night(count: int, store: Store, signer: Signer) -> Outcome:
    """Scan, judge and seal `count` answers."""
    known = registry(count)
    profile = load_profile("hipaa-security-rule", known.checks)
    scope = declare([Target(id="bulk:one", scheme="bulk", name="one")], known, profile)
    return scan(Plan(scope, profile, known, str), store, signer, progress=Quiet())


def made(count: int) -> list[Answer]:
    """The answers of such a night, as values."""
    return list(
        _collect(count, Inquiry(Target(id="bulk:one", scheme="bulk", name="one"), frozenset(), lambda: NOW, str))
    )
