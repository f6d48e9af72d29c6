"""Two real servers, verdict by verdict; then one that may see nothing, and what was read of each is held against it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from collectors.mysql import MARIADB
from collectors.mysql.entering import enter
from collectors.mysql.statements import QUESTIONS, unknown
from collectors.secured.line import Bounds, secure
from collectors.secured.place import place
from collectors.sql.session import RefusedError, SignIn
from scanner.answers import GOOD, Answer
from scanner.evidence import canonical
from scanner.finding import Finding, Status
from tests.collectors.mysql.asked import asked, findings, target
from tests.collectors.mysql.conftest import CANARY
from tests.judged import judged, lost
from tests.servers.mariadb import PASSWORD, MariaDB

TRUTH = """
kept left server audit-logging.recording: pass fail
kept ---- server audit-logging.events-complete: pass
kept ---- server audit-logging.nobody-exempt: pass
kept left server automatic-logoff.enforced: fail fail
kept left server automatic-logoff.idle-ends: pass fail
kept left server backup.exists: pass not_assessed
kept left server backup.fresh: pass not_assessed
kept ---- server encryption-at-rest.default-on: pass
kept left server encryption-at-rest.encrypted: pass hidden
kept left server encryption-in-transit.plain-refused: pass fail
kept left server encryption-in-transit.protocol-version: pass fail
kept left server encryption-in-transit.strong-algorithms: pass hidden
kept left server+administrators mfa.demanded: fail fail
kept left server+everyone mfa.demanded: fail fail
kept left server network-segmentation.deny-by-default: pass fail
kept left server password-policy.lockout: pass fail
kept left server password-policy.long-enough: pass fail
kept left server patching.supported-release: pass pass
kept left server+administrators unique-user-identification.central-directory: fail fail
kept left server+everyone unique-user-identification.central-directory: fail fail
---- left server+everyone unique-user-identification.own-name: fail
---- left server+administrators unique-user-identification.own-name: fail
kept left root@localhost least-privilege.no-everything: fail fail
kept left root@localhost least-privilege.asked-for: fail fail
kept left root@localhost password-policy.stored-safely: fail fail
kept left root@localhost mfa.every-person: fail fail
kept ---- gone@10.1.0.9 account-lifecycle.unused-closed: pass
kept ---- gone@10.1.0.9 password-policy.stored-safely: fail
kept ---- app@10.1.0.0/255.255.0.0 mfa.every-person: pass
kept ---- app@10.1.0.0/255.255.0.0 password-policy.stored-safely: fail
kept left mariadb.sys@localhost unique-user-identification.built-in-idle: pass pass
---- left app@% least-privilege.no-everything: fail
---- left app@% least-privilege.asked-for: fail
---- left app@% password-policy.stored-safely: fail
---- left ana@% least-privilege.asked-for: fail
---- left ana@% least-privilege.by-group: pass
---- left empty@% password-policy.stored-safely: fail
---- left cat@%.% password-policy.stored-safely: fail
---- left cat@%.% least-privilege.asked-for: fail
---- left dan@10.% least-privilege.asked-for: fail
---- left dan@10.% password-policy.stored-safely: fail
---- left ben@% password-policy.stored-safely: fail
---- left @localhost password-policy.stored-safely: fail
---- left @localhost mfa.every-person: fail
---- left @localhost unique-user-identification.no-shared-account: fail
---- left cy@localhost mfa.every-person: not_applicable
"""
"""Of which server it speaks, what it is about, the check, and what is to come of it, in the same order."""
ROWS = re.findall(r"^(\S+) (\S+) (\S+) (\S+): (\S+)(?: (\S+))?$", TRUTH, re.MULTILINE)


def said(found: dict[tuple[str, str], Finding], about: str, check: str) -> str:
    one = found.get((check, about.replace("+", " ")))
    if one is None:  # what stands for all of a kind is said once
        return "nothing"
    return "hidden" if one.standing else one.status.value


@pytest.fixture(scope="module")
def left_told(left: MariaDB) -> list[Answer]:
    return asked(target(left))


@pytest.fixture(scope="module")
def both(
    kept: MariaDB, told: list[Answer], left: MariaDB, left_told: list[Answer]
) -> dict[str, dict[tuple[str, str], Finding]]:
    return {"kept": findings(told, target(kept)), "left": findings(left_told, target(left))}


def test_rows() -> None:
    assert len(ROWS) == TRUTH.strip().count("\n") + 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[3]}")
def test_verdicts(both: dict[str, dict[tuple[str, str], Finding]], row: tuple[str, ...]) -> None:
    kept, left, about, check, *expected = row
    servers = [name for name in (kept, left) if name != "----"]
    assert [said(both[name], about, check) for name in servers] == [one for one in expected if one]


def test_what_is_judged_stands_in_the_table(both: dict[str, dict[tuple[str, str], Finding]]) -> None:
    """But for what all accounts of one kind have in common, and what nobody can know."""
    known = {(check, about.replace("+", " ")) for _, _, about, check, *_ in ROWS}
    fine = r"no-long-lived-keys|root@|safeguard@|no-way-round|least-privilege.by-group|backup\.|public-exposure|no-open"
    for found in both.values():
        for (check, about), one in found.items():
            if one.status in {Status.FAIL, Status.PASS} and not re.search(fine, f"{check} {about}"):
                assert (check, about) in known or about in {"old@%", "ana@%", "gone@10.1.0.9", "mariadb.sys@localhost"}


def test_all_that_is_for_a_mariadb_is_answered(told: list[Answer]) -> None:
    by = {a.question: (a.outcome, a.code) for a in told}
    own = {q.id for q in QUESTIONS if not q.untried}
    assert {name: by[name] for name in own if by[name][0] != "ok"} == dict.fromkeys(
        ("mysql.roles.mariadb", "mysql.replicas.mariadb"), ("empty", "")
    )
    assert {by[q.id] for q in QUESTIONS if q.untried} == {("absent", "OtherMake")}


def test_no_secret_of_an_account_is_in_any_byte(told: list[Answer], left_told: list[Answer], left: MariaDB) -> None:
    hashes = re.findall(r'"authentication_string":"([^"]{10,})"', left.sql("SELECT Priv FROM mysql.global_priv"))
    assert len(hashes) > 4
    bytes_ = b"".join(
        canonical.dumps(structs.asdict(a) | {"source": structs.asdict(a.source)}) for a in [*told, *left_told]
    )
    assert [one for one in (*hashes, CANARY, PASSWORD, "c4n4ry") if one.encode() in bytes_] == []


def log(kept: MariaDB) -> Iterator[str]:
    """What the server's own audit log has of our account."""
    text = Path(kept.folder / "data" / "server_audit.log").read_text("utf-8")
    for line in text.splitlines():
        if ",safeguard," in line and ",QUERY," in line:
            yield line.partition(",QUERY,")[2].partition(",")[2].rpartition("',")[0].removeprefix("'")


def test_the_server_was_asked_what_the_table_says_and_nothing_else(kept: MariaDB, told: list[Answer]) -> None:
    sent = set(log(kept))
    table = {a.parameters["sql"] for a in told if a.code != "OtherMake"}
    others = sorted(sent - {re.sub(r"'", r"\\'", sql)[:1024] for sql in table} - {sql[:1024] for sql in table})
    assert len(sent) >= len(table)
    assert [one.partition(",")[0] for one in others if not one.startswith("SELECT CURRENT_USER()")] == [
        "SET NAMES utf8mb4"
    ]
    assert not any("patients" in sql or "ehr" in sql for sql in sent)


def test_a_session_cannot_write(kept: MariaDB) -> None:
    """Whatever its account may do: here it is given all."""
    kept.sql(
        "CREATE USER writer@'127.0.0.1' IDENTIFIED BY 'Wr1terWr1terWr1ter'; GRANT ALL ON *.* TO writer@'127.0.0.1';"
    )
    at, bounds = place(target(kept), 3306), Bounds(20)
    who = SignIn(at, bounds, secure(at, bounds), "writer", lambda: "Wr1terWr1terWr1ter", "")
    session = enter(who, unknown)
    try:
        for sql in (
            "CREATE TABLE ehr.more (a int)",
            "INSERT INTO ehr.patients VALUES ('x')",
            "DROP TABLE ehr.patients",
        ):
            with pytest.raises(RefusedError, match="1792"):
                session.run(sql)
    finally:
        session.close()
        kept.sql("DROP USER writer@'127.0.0.1'")


@pytest.mark.parametrize("question", [q.id for q in QUESTIONS if not q.untried])
def test_one_that_is_refused_makes_nothing_better(kept: MariaDB, told: list[Answer], question: str) -> None:
    at = target(kept)
    refused = [
        structs.replace(a, outcome="denied", code="1142", body=None, items=0) if a.question == question else a
        for a in told
    ]
    assert lost(judged(told, at), judged(refused, at)) == []


def test_an_account_without_rights_is_told_which_it_lacks(left: MariaDB) -> None:
    left.sql("CREATE USER nobody@'127.0.0.1' IDENTIFIED BY 'n0b0dy' REQUIRE SSL;")
    at = target(left, user="nobody")
    answers = asked(at, "n0b0dy")
    bad = {a.question: (a.outcome, a.code, a.needs) for a in answers if a.outcome not in GOOD}
    assert bad == {
        "mysql.accounts.mariadb": ("denied", "1142", "SELECT:mysql.global_priv"),
        "mysql.roles.mariadb": ("denied", "1142", "SELECT:mysql.roles_mapping"),
        "mysql.tablespaces.mariadb": ("denied", "1227", "PROCESS"),
        "mysql.replicas.mariadb": ("denied", "1227", "REPLICA_MONITOR"),
        "mysql.backups.mariadb": ("denied", "1142", "SELECT:mysql.mariadb_backup_history"),
    }
    found = findings(answers, at)
    open_ = {check for (check, _), one in found.items() if one.status is Status.NOT_ASSESSED and not one.standing}
    assert {
        "least-privilege.no-everything",
        "password-policy.stored-safely",
        "mfa.demanded",
        "encryption-in-transit.plain-refused",
        "encryption-at-rest.encrypted",
        "backup.exists",
        "network-segmentation.deny-by-default",
    } <= open_
    left.sql("DROP USER nobody@'127.0.0.1'")


def test_a_wrong_password_is_denied(kept: MariaDB) -> None:
    answers = asked(target(kept), "wr0ng")
    assert {(a.outcome, a.code) for a in answers} == {("denied", "1045")}
    kept.sql("FLUSH PRIVILEGES")
    cause = MARIADB.explain(answers[0])
    assert cause
    assert cause.said == "the server lets this account in from nowhere here, or with another password"


def test_what_permissions_prints_is_what_it_takes(kept: MariaDB) -> None:
    assert MARIADB.grant
    text = MARIADB.grant(q.needs for q in QUESTIONS).partition("-- MariaDB\n")[2].partition("-- MySQL\n")[0]
    mine = {"'safeguard'@'ADDRESS'": "granted@'127.0.0.1'", "'PASSWORD'": "'Gr4ntedGr4nted'"}
    for word, own in mine.items():
        text = text.replace(word, own)
    kept.sql(text)
    answers = asked(target(kept, user="granted"), "Gr4ntedGr4nted")
    assert {a.question for a in answers if a.outcome not in GOOD} == set()
    rights = kept.sql("SHOW GRANTS FOR granted@'127.0.0.1'")
    assert "ehr" not in rights
    kept.sql("DROP USER granted@'127.0.0.1'")
