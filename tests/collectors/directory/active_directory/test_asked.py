"""A domain asked over the wire: what is kept of it, and that what is not asked for is nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner.answers import Answer
from scanner.facts import Grant
from scanner.finding import Status
from tests.collectors.directory.active_directory import clinic, held
from tests.collectors.directory.asking import asked, facts, target
from tests.judged import judged
from tests.servers.ldap import Double, directory


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Double]:
    one = held.domain()
    with directory(tmp_path_factory.mktemp("ad"), one):
        yield one


def ask(it: Double) -> list[Answer]:
    known: dict[str, Any] = {"ca": str(it.ca), "user": held.READER, "password": "env:BIND", "timeout": 20}
    return [a for a in asked(target(it.port, **known), held.SECRET) if a.question.startswith(("ad.", "directory."))]


@pytest.fixture(scope="module")
def answers(it: Double) -> list[Answer]:
    return ask(it)


def test_all_is_answered_and_nothing_else_is_kept(answers: list[Answer]) -> None:
    assert {a.question for a in answers} == {"directory.root", *clinic.entries()}
    assert {a.question: a.outcome for a in answers if a.outcome != "ok"} == {"ad.anonymous": "empty"}
    assert b"c4n4ry" not in msgspec.json.encode(answers)


def test_it_comes_to_the_same_verdicts(answers: list[Answer], it: Double) -> None:
    def said(some: list[Answer], name: str) -> set[tuple[str, str, str, str, Status]]:
        of = msgspec.structs.replace(clinic.TARGET, id=f"ldaps:{name}", name=name)
        plain = [msgspec.structs.replace(a, target=of.id) for a in some]
        found = judged(plain, of).findings
        return {(f.check, f.kind, f.name, f.facet, f.status) for f in found if f.kind.startswith("ad.")}

    wire, written = said(answers, "dc1"), said(clinic.answers(clinic.entries()), "dc1")
    assert wire == written


def test_members_come_in_parts(tmp_path: Path) -> None:
    """MS-ADTS 3.1.1.3.1.3.3: `member;range=0-1499`; here two at once."""
    one = held.domain(ranges=2)
    many = [f"CN=user{n},{clinic.USERS}" for n in range(7)]
    one.entries = [
        (dn, {**row, "member": many} if dn.startswith("CN=Domain Admins") else row) for dn, row in one.entries
    ]
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=held.READER, password="env:BIND", timeout=20)  # noqa: S106
        (grant,) = (
            fact
            for fact in facts(asked(of, held.SECRET, "directory.root", "ad.groups", "ad.accounts", "ad.computers"), of)
            if isinstance(fact, Grant) and fact.name == "Domain Admins"
        )
    assert grant.holders == tuple(many)


def test_what_is_asked_finds_controllers_that_only_read_and_what_computers_were_before(tmp_path: Path) -> None:
    """PARTIAL_SECRETS_ACCOUNT in place of SERVER_TRUST_ACCOUNT: MS-ADTS 2.2.16."""
    one = held.domain()
    branch: dict[str, list[str | bytes]] = {
        "sAMAccountName": ["BRANCH$"],
        "objectCategory": ["computer"],
        "sAMAccountType": ["805306369"],
        "userAccountControl": ["83890176"],
        "sIDHistory": [held.raw(f"{clinic.SID}-512")],
    }
    one.entries = [*one.entries, (f"CN=BRANCH,OU=Domain Controllers,{clinic.BASE}", branch)]
    with directory(tmp_path, one):
        some = {a.question: a for a in ask(one)}
    names = [dn.partition(",")[0] for dn, _ in some["ad.controllers"].body["entries"]]
    assert names == ["CN=DC1", "CN=DC2", "CN=BRANCH"]
    assert some["ad.computers"].body["entries"][-1][1]["sidhistory"] == [f"{clinic.SID}-512"]
