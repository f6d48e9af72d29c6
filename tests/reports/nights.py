"""Nights for tests: answers that hold facts, judged by real checks, sealed with a key that is always the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from checks import backup, encryption, mfa, session
from scanner import catalogue, members, plugins
from scanner.answers import Answer, Answers, Source, gaps
from scanner.check import Check
from scanner.collector import Collector, Kind, Own, Question
from scanner.evidence import log, pack, sealed, sealing, statement
from scanner.facts import AnyFact, Backup, DataStore, Fact, Identity, Session
from scanner.judging.assess import assess
from scanner.plugins import Registry
from scanner.profile import Control, Evidence, Other, Profile, Requirement, Slot, Support, Threshold
from scanner.profile.layers import load_profile
from scanner.reports.night import Night, night
from scanner.scope import Asked, Before, Scope
from scanner.signers import Signer
from scanner.signers.file import FileSigner
from scanner.stores import Store
from scanner.stores.opening import open_store
from scanner.targets import Target

RUN = "20261117t021006z-5f02ab"
STARTED, ENDED = datetime(2026, 11, 17, 2, 10, 6, tzinfo=UTC), datetime(2026, 11, 17, 2, 16, 8, tzinfo=UTC)
DEFAULT_CHECKS: tuple[Check[Any, Any], ...] = (
    encryption.encrypted,
    session.idle_ends,
    session.enforced,
    mfa.every_person,
    backup.fresh,
)


def answered(target: str, question: str, *facts: Fact, outcome: Any = "ok", about: str = "", **more: Any) -> Answer:
    """An answer of the test platform: its body is the facts it means."""
    return Answer(
        target=target,
        question=question,
        about=about,
        operation=more.pop("operation", f"lab {question}"),
        outcome=outcome,
        body=msgspec.to_builtins(facts) if facts else None,
        asked="2026-11-17T02:10:07Z",
        source=more.pop("source", Source(endpoint="lab.example:443", identity="cert SHA256:00", caller="reader")),
        collector="lab 1",
        **more,
    )


def _read(answers: Answers) -> Iterator[Fact]:
    for question in ("sessions", "disks", "people", "copies"):
        for got in answers.every(question):
            if not got.good:
                yield from gaps(answers.target, f"lab.{question}", got, *_GIVES[question])
            for fact in msgspec.convert(got.body or [], list[AnyFact]):
                yield msgspec.structs.replace(fact, target=answers.target, answers=got.place)


_GIVES: Mapping[str, tuple[type[Fact], ...]] = {
    "sessions": (Session,),
    "disks": (DataStore,),
    "people": (Identity,),
    "copies": (Backup,),
}


def lab(
    scheme: str = "lab",
    platform: str = "Lab",
    fix: str = "labctl set idle 900\nlabctl save",
    own: Mapping[str, Own] = {},  # nobody writes into it
    *,
    copied: bool = False,
) -> Collector:
    """A platform whose answers hold facts. `copied`: its disks may have backups."""
    backups = (Backup,) if copied else ()
    return Collector(
        scheme=scheme,
        platform=platform,
        version="1",
        kinds={
            "lab.line": Kind(title="line", gives=(Session,), fix={"automatic-logoff.idle-ends": fix}, own=own),
            "lab.disk": Kind(title="disk", gives=(DataStore, *backups), may=backups),
            "lab.user": Kind(title="user", gives=(Identity,)),
        },
        questions=tuple(Question(id=q, operation=f"lab {q}", needs="reader", feeds=c) for q, c in _GIVES.items()),
        options={},
        collect=lambda _: iter(()),
        read=_read,
    )


def line(target: str, name: str, **seen: Any) -> Session:
    """A way to stay signed in."""
    values: dict[str, Any] = {
        "surface": "shell",
        "idle_seconds": 600,
        "on_idle": "ends",
        "max_seconds": 28800,
        "enforced": True,
        "reauth_seconds": 0,
    } | seen
    return Session(target=target, resource=f"{target}/{name}", kind="lab.line", name=name, **values)


def disk(target: str, name: str, *, encrypted: bool | None = True, **more: Any) -> DataStore:
    """A disk."""
    return DataStore(
        target=target,
        resource=f"{target}/{name}",
        kind="lab.disk",
        name=name,
        encrypted=encrypted,
        customer_key=True,
        cipher="aes-256-xts",
        **more,
    )


def copy(target: str, name: str) -> Backup:
    """A backup that is good."""
    return Backup(
        target=target,
        resource=f"{target}/{name}",
        kind="lab.disk",
        name=name,
        mechanism="copy",
        newest_seconds=60,
        succeeded=True,
        retention_days=30,
        encrypted=True,
        offsite=True,
        immutable=True,
    )


def person(target: str, name: str, **seen: Any) -> Identity:
    """An account."""
    values: dict[str, Any] = {
        "holder": "person",
        "enabled": True,
        "interactive": True,
        "privileged": False,
        "mfa": "strong",
        "unused_days": 1,
        "keys": 0,
    } | seen
    return Identity(target=target, resource=f"{target}/{name}", kind="lab.user", name=name, **values)


def row(cite: str, title: str, **more: Any) -> Requirement:
    """A row of a rule."""
    text = more.pop("text", f"Implement what is called {title.lower()}.")
    values: dict[str, Any] = {
        "id": cite,
        "cite": cite,
        "citation": f"45 CFR {cite}",
        "title": title,
        "kind": "implementation_specification",
        "designation": "required",
        "safeguard": "technical",
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
        "evidence": Evidence(mode="automatic", automatic="The machine sees it."),
    }
    return Requirement(**(values | more))


def control(title: str, *supports: tuple[str, str], **more: Any) -> Control:
    """A control."""
    values: dict[str, Any] = {
        "title": title,
        "why": "It is asked for.",
        "safeguard": "technical",
        "supports": tuple(Support(cite=c, strength=s) for c, s in supports),  # type: ignore[arg-type]  # tests say words
        "proves": f"That {title}, tonight.",
        "does_not_prove": "That it was so yesterday.",
        "likelihood": 3,
        "likelihood_because": "We think so.",
    }
    return Control(**(values | more))


def profile(**more: Any) -> Profile:
    """A small rule with one row of every sort."""
    values: dict[str, Any] = {
        "id": "small-rule",
        "title": "A small rule",
        "status": "in-force",
        "regulation": "45 CFR 164 Subpart C",
        "as_of": "2026-01-01",
        "requirements": (
            row("164.308(a)(5)", "Training", safeguard="administrative", kind="standard", designation="standard",
                evidence=Evidence(mode="attestation", attestation="The list of who was trained, signed.")),
            row("164.308(a)(7)(ii)(A)", "Data backup plan", safeguard="administrative", parent="164.308(a)(5)"),
            row("164.310(b)", "Workstation use", safeguard="physical", kind="standard", designation="standard",
                evidence=Evidence(mode="partial", automatic="Idle limits.", attestation="The policy, signed.")),
            row("164.312(a)(1)", "Access control", kind="standard", designation="standard"),
            row("164.312(a)(2)(iii)", "Automatic logoff", designation="addressable", parent="164.312(a)(1)",
                text="Implement electronic procedures that terminate an electronic session."),
            row("164.312(a)(2)(iv)", "Encryption and decryption", designation="addressable", parent="164.312(a)(1)"),
            row("164.312(d)", "Person or entity authentication", kind="standard", designation="standard"),
            row("164.316(b)(1)", "Documentation", safeguard="documentation",
                evidence=Evidence(mode="attestation", attestation="The policies, signed.")),
        ),
        "controls": {
            "automatic-logoff": control(
                "a session that nobody watches ends by itself",
                ("164.312(a)(2)(iii)", "direct"),
                ("164.310(b)", "supporting"),
            ),
            "encryption-at-rest": control("stored data is encrypted", ("164.312(a)(2)(iv)", "direct"), likelihood=4),
            "mfa": control("signing in takes two factors", ("164.312(d)", "direct"), likelihood=5),
            "backup": control("there is a copy to go back to", ("164.308(a)(7)(ii)(A)", "direct")),
        },
        "thresholds": {
            "idle.shell": Threshold(
                value=900,
                unit="seconds",
                authority="CIS Controls v8.1, 4.3",
                rule_says="a predetermined time of inactivity: no number",
                others=(Other(value="600 s", authority="DISA STIG", seen=False),),
                sets=(Slot(check="automatic-logoff.idle-ends", setting="max_seconds", key="shell"),),
                stricter="lower",
            )
        },
    }  # fmt: skip
    return Profile(**(values | more))


@dataclass
class Lab:
    """Builds nights in a store of its own."""

    folder: Path
    checks: tuple[Check[Any, Any], ...] = DEFAULT_CHECKS
    profile: Profile = field(default_factory=profile)
    collectors: tuple[Collector, ...] = (lab(),)
    p256: bool = False

    @property
    def store(self) -> Store:
        """Where its nights lie."""
        return open_store(self.folder / "store", create=True, origin="clinic.example/log")

    @property
    def registry(self) -> Registry:
        """Its checks and platforms."""
        return Registry(
            {c.id: c for c in sorted(self.checks, key=lambda c: c.id)}, {c.scheme: c for c in self.collectors}, ()
        )

    @property
    def signer(self) -> Signer:
        """The same key for all tests."""
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        key = derive_private_key(7, SECP256R1()) if self.p256 else Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return FileSigner("ecdsa-p256" if self.p256 else "ed25519", public, key)

    def night(
        self,
        *answers: Answer,
        targets: tuple[Target, ...] = (),
        before: Before | None = None,
        left_out: tuple[str, ...] = (),
        installed: Any = "verified",
        organisation: str = "",
    ) -> Night:
        """Judge, seal and read back."""
        ids = dict.fromkeys([*(t.id for t in targets), *(a.target for a in answers)])
        declared = {t.id: t for t in targets}
        asked = sorted(
            (declared.get(i) or Target(id=i, scheme=i.partition(":")[0], name=i.partition(":")[2]) for i in ids),
            key=lambda t: t.id,
        )
        scope = Scope(
            targets=tuple(Asked(target=t, collector=t.scheme, questions=tuple(_GIVES)) for t in asked),
            left_out=left_out,
            checks=tuple(c for c in self.registry.checks if c not in self.profile.disabled),
            disabled=self.profile.disabled,
            before=before,
            organisation=organisation or msgspec.UNSET,
        )
        entry = self._seal(sorted(answers, key=lambda a: a.key), scope, installed)
        run = sealed.read_run(self.store, entry.envelope, "the envelope")
        assert run
        return night(run, entry.checkpoint, own=True)

    def _seal(self, answers: list[Answer], scope: Scope, installed: Any) -> log.Entry:
        lines = [members.whole(a) for a in answers]
        found = assess(lines, scope, self.profile, self.registry)
        folder = self.store.spool(RUN)
        with pack.SegmentWriter(folder) as writer:
            for each in lines:
                writer.write(each)
        with pack.LineWriter(folder / "findings.jsonl.gz") as findings:
            for finding in found.findings:
                findings.write(members.line(finding))
        for name, value in {
            "coverage.json": found.coverage,
            "catalogue.json": catalogue.describe(scope, self.profile, self.registry),
            "scope.json": scope,
            "profile.json": self.profile,
        }.items():
            (folder / name).write_bytes(members.whole(value))
        run = statement.Run(
            run=RUN,
            started=f"{STARTED:%Y-%m-%dT%H:%M:%SZ}",
            ended=f"{ENDED:%Y-%m-%dT%H:%M:%SZ}",
            tool=statement.Tool(name="safeguard", version="0.2.0", digest="0" * 64, installed=installed),
            profile=statement.Profile(id=self.profile.id, digest=sha256(members.whole(self.profile)).hexdigest()),
            totals=dict(found.coverage.totals),
            partial=scope.partial,
        )
        return sealing.seal(self.store, self.signer, folder, run, now=lambda: ENDED).entry


def clinic(folder: Path, **more: Any) -> Night:
    """A night with something of everything."""
    a, b, c = "lab:core-sw-01", "lab:files-01", "lab:jump-01"
    return Lab(folder, profile=profile(disabled={"automatic-logoff.enforced": "our desks are locked rooms"})).night(
        answered(a, "sessions", line(a, "vty 0 15", idle_seconds=3600), line(a, "console")),
        answered(a, "disks", outcome="absent"),
        answered(a, "people", person(a, "k.mbeki", mfa="none", privileged=True, ephi=True), person(a, "a.hale")),
        answered(a, "copies", outcome="empty"),
        answered(b, "sessions", outcome="denied", code="AccessDenied", needs="lab:ReadSessions"),
        answered(b, "disks", disk(b, "sda2", encrypted=False, ephi=True), disk(b, "sdb1", ephi=True)),
        answered(b, "people", outcome="empty"),
        answered(b, "copies", outcome="timeout", operation="lab copies --all"),
        answered(c, "sessions", outcome="unreachable", code="connection refused"),
        **more,
    )


def real(folder: Path, hosts: int = 2, **more: Any) -> Night:
    """A night judged by all our checks with the rule in force."""
    checks = plugins.load().checks
    answers = []
    for n in range(hosts):
        a, b = f"lab:core-sw-{n:02}", f"lab:files-{n:02}"
        people = [person(a, f"user{k}", mfa="none" if k % 3 == 0 else "strong", privileged=k == 0) for k in range(6)]
        unknown = line(a, "web", surface="web")
        answers += [
            answered(a, "sessions", line(a, "vty 0 15", idle_seconds=3600), unknown, parameters={"section": "line"}),
            answered(a, "disks", outcome="absent"),
            answered(a, "people", *people),
            answered(b, "sessions", outcome="denied", code="AccessDenied", needs="lab:ReadSessions"),
            answered(b, "disks", disk(b, "sda2", encrypted=False, ephi=True), disk(b, "sdb1", ephi=True)),
            answered(b, "people", outcome="timeout", operation="lab people --all | section line"),
        ]
    answers.append(answered("lab:jump-01", "sessions", outcome="unreachable", code="connection refused"))
    profile = load_profile(more.pop("rule", "hipaa-security-rule"), checks)
    return Lab(folder, checks=tuple(checks.values()), profile=profile).night(*answers, **more)
