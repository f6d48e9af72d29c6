"""What each setting of a server means, row by row: passing, failing, absent and not told. Written by hand."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import pytest

from collectors.mssql import MSSQL
from scanner.answers import Answers
from scanner.finding import Status
from scanner.targets import Target
from tests.collectors.mssql.servers import (
    CARELESS,
    HARDENED,
    TARGET,
    Rows,
    action,
    answers,
    audit,
    changed,
    login,
    member,
)
from tests.judged import judged, lost

Change = Callable[[Rows], object]
P, F, N, A = "pass", "fail", "not_assessed", ""
"""`A`: nothing is said."""


def said(rows: Rows, **denied: str) -> dict[tuple[str, str], set[str]]:
    """By check and what stands after the server's own id: how it was judged; of a kind as a whole `*`."""
    found: dict[tuple[str, str], set[str]] = {}
    refused: Any = {f"mssql.{name}": (outcome, "229") for name, outcome in denied.items()}
    for finding in judged(answers(rows, refused), TARGET).findings:
        at = "*" if finding.standing else finding.resource.partition("SQL01")[2] or finding.resource
        found.setdefault((finding.check, at if at.startswith(("/", "*")) else "/"), set()).add(finding.status.value)
    return found


def put(question: str, **new: Any) -> Change:
    """Other values in the first row."""
    return lambda rows: rows[f"mssql.{question}"][0].update(new)


def instead(question: str, *new: dict[str, Any]) -> Change:
    """Other rows."""
    return lambda rows: rows.update({f"mssql.{question}": list(new)})


def more(question: str, *new: dict[str, Any]) -> Change:
    """Rows more."""
    return lambda rows: rows.update({f"mssql.{question}": [*rows[f"mssql.{question}"], *new]})


def one(name: str, **new: Any) -> Change:
    """One account more."""
    return more("logins", login(name, **new))


def without(question: str, *gone: str) -> Change:
    """The first row without some columns."""
    return lambda rows: [rows[f"mssql.{question}"][0].pop(name) for name in gone]


PLAIN, GUARDED, DEMANDED = "encryption-in-transit.plain-refused", "least-privilege.guarded", "mfa.demanded"
ROUND, RELEASE, IDLE = "mfa.no-way-round", "patching.supported-release", "automatic-logoff.idle-ends"
LONG, LOCKS, STORED = "password-policy.long-enough", "password-policy.lockout", "password-policy.stored-safely"
RECORDING, EVENTS, EXEMPT = "audit-logging.recording", "audit-logging.events-complete", "audit-logging.nobody-exempt"
KEPT, REST, CIPHER = "log-retention.long-enough", "encryption-at-rest.encrypted", "encryption-at-rest.approved-cipher"
EXISTS, FRESH, SEALED = "backup.exists", "backup.fresh", "backup.encrypted"
EVERYTHING, DIRECT = "least-privilege.no-everything", "least-privilege.by-group"
BUILT_IN, SHARED = "unique-user-identification.built-in-idle", "unique-user-identification.no-shared-account"
TDE: Final = {"is_encrypted": 1, "encryption_state": 3, "key_algorithm": "AES", "key_length": 256}
FIVE, TRAIL = "/databases/ehr", "/audit"

ROWS: list[tuple[str, Change, dict[tuple[str, str], str]]] = [
    ("as it should be", lambda _: None, {(PLAIN, "/"): P, (GUARDED, "/"): P, (RELEASE, "/"): P, (IDLE, "/"): F}),
    # the way in
    ("encryption is not forced", put("settings", force_encryption=0), {(PLAIN, "/"): F}),
    ("nobody says whether it is", without("settings", "force_encryption"), {(PLAIN, "/"): N}),
    (
        "it is forced, and yet somebody is connected in plain",
        instead("connections", {"encrypt_option": "FALSE", "own": 0, "connections": 1}),
        {(PLAIN, "/"): F},
    ),
    (
        "something before the server ends TLS",
        instead("connections", {"encrypt_option": "FALSE", "own": 1, "connections": 1}),
        {(PLAIN, "/"): F},
    ),
    (
        "nobody says, and somebody is connected in plain",
        lambda rows: (
            without("settings", "force_encryption")(rows),
            instead("connections", {"encrypt_option": "FALSE", "own": 0, "connections": 2})(rows),
        ),
        {(PLAIN, "/"): F},
    ),
    ("both ways in", lambda _: None, {(DEMANDED, "/"): F, (ROUND, "/"): F}),
    ("Windows alone", put("server", windows_only=1), {(DEMANDED, "/"): A, (DEMANDED, "*"): N, (ROUND, "/"): P}),
    (
        "of its own only the one that asks is on",
        instead("logins", login("sa", is_sa=1, is_disabled=1), login("safeguard")),
        {(ROUND, "/"): P, (DEMANDED, "/"): A, (DEMANDED, "*"): N, (SHARED, "/logins/safeguard"): P},
    ),
    (
        "databases may have accounts of their own, that no list has",
        lambda rows: (instead("logins", login("safeguard"))(rows), put("server", contained=1)(rows)),
        {(ROUND, "/"): N, (DEMANDED, "/"): N, (SHARED, "/"): N, (STORED, "/"): N},
    ),
    (
        "nobody says whether they may",
        lambda rows: (instead("logins", login("safeguard"))(rows), put("server", contained=None)(rows)),
        {(ROUND, "/"): N, (DEMANDED, "/"): N, (SHARED, "/"): N},
    ),
    ("they may, and a login of the server's is open too", put("server", contained=1), {(ROUND, "/"): F}),
    ("nobody at all is told", instead("logins"), {(ROUND, "/"): N, (DEMANDED, "/"): N, (SHARED, "/"): N}),
    ("nobody says who signs in", without("server", "windows_only"), {(DEMANDED, "/"): N, (ROUND, "/"): N}),
    # what it is
    ("programs may be run", put("server", xp_cmdshell=1), {(GUARDED, "/"): F}),
    ("objects of OLE may be made", put("server", ole_automation=1), {(GUARDED, "/"): F}),
    ("one is not told", without("server", "ole_automation"), {(GUARDED, "/"): N}),
    ("one is not told, and the other is on", put("server", ole_automation=None, xp_cmdshell=1), {(GUARDED, "/"): F}),
    ("2019", put("server", product_version="15.0.4420.2"), {(RELEASE, "/"): P}),
    ("2016, which ended in July", put("server", product_version="13.0.7000.253"), {(RELEASE, "/"): F}),
    ("one that is not known yet", put("server", product_version="19.0.1000.1"), {(RELEASE, "/"): N}),
    ("no version", without("server", "product_version"), {(RELEASE, "/"): N}),
    # accounts
    ("a policy that holds", one("x"), {(LONG, "/logins/x"): A, (LONG, "*"): N, (STORED, "/logins/x"): P}),
    ("no policy", one("x", is_policy_checked=0), {(LONG, "/logins/x"): F, (LOCKS, "/logins/x"): F}),
    ("not said", one("x", is_policy_checked=None), {(LONG, "/logins/x"): N, (LOCKS, "/logins/x"): N}),
    ("no policy, and off", one("x", is_policy_checked=0, is_disabled=1), {(LONG, "/logins/x"): A}),
    (
        "no policy, and Windows alone signs in",
        lambda rows: (one("x", is_policy_checked=0)(rows), put("server", windows_only=1)(rows)),
        {(LONG, "/logins/x"): A},
    ),
    ("of SQL Server 7", one("x", hash_algorithm=0), {(STORED, "/logins/x"): F}),
    ("SHA-1", one("x", hash_algorithm=1), {(STORED, "/logins/x"): F}),
    ("one round of SHA-512", one("x", hash_algorithm=2), {(STORED, "/logins/x"): F}),
    ("PBKDF2", one("x", hash_algorithm=3), {(STORED, "/logins/x"): P}),
    ("another one", one("x", hash_algorithm=4), {(STORED, "/logins/x"): N}),
    ("none is told", one("x", hash_algorithm=None), {(STORED, "/logins/x"): N}),
    ("the first account is off", lambda _: None, {(BUILT_IN, "/logins/sa"): P, (SHARED, "/logins/sa"): P}),
    (
        "it has another name, and is on",
        instead("logins", login("root", is_sa=1)),
        {(BUILT_IN, "/logins/root"): A, (BUILT_IN, "*"): N, ("mfa.every-person", "/logins/root"): F},
    ),
    ("not said whether on", one("x", is_disabled=None), {(SHARED, "/logins/x"): N}),
    # rights
    ("the first account is off, and holds it", lambda _: None, {(EVERYTHING, "/logins/sa"): A}),
    (
        "it is on",
        instead("logins", login("sa", is_sa=1)),
        {(EVERYTHING, "/logins/sa"): F},
    ),
    (
        "through two roles, one within the other, and in a circle",
        instead("rights", member("sysadmin", "a", "R"), member("a", "b", "R"), member("b", "a", "R"), member("b", "x")),
        {(EVERYTHING, "/logins/x"): F, (DIRECT, "/logins/x"): P},
    ),
    (
        "without a role",
        instead("rights", {"through": "permission", "granted": "CONTROL SERVER", "holder": "x", "holder_type": "S"}),
        {(EVERYTHING, "/logins/x"): F, (DIRECT, "/logins/x"): F},
    ),
    (
        "without a role, and to a group",
        instead("rights", {"through": "permission", "granted": "CONTROL SERVER", "holder": "x", "holder_type": "G"}),
        {(EVERYTHING, "/logins/x"): F, (DIRECT, "/logins/x"): P},
    ),
    (
        "by taking anybody's place",
        instead(
            "rights", {"through": "permission", "granted": "IMPERSONATE ANY LOGIN", "holder": "x", "holder_type": "S"}
        ),
        {(EVERYTHING, "/logins/x"): F},
    ),
    (
        "by taking the place of one who does, in a circle too",
        instead(
            "rights",
            member("sysadmin", "sa"),
            {"through": "principal", "granted": "sa", "holder": "x", "holder_type": "S"},
            {"through": "principal", "granted": "x", "holder": "y", "holder_type": "U"},
            {"through": "principal", "granted": "y", "holder": "x", "holder_type": "S"},
        ),
        {(EVERYTHING, "/logins/x"): F, (EVERYTHING, "/logins/y"): F, (EVERYTHING, "/logins/sa"): A},
    ),
    (
        "over a role of its own that has it",
        instead(
            "rights",
            member("sysadmin", "ops", "R"),
            {"through": "principal", "granted": "ops", "holder": "x", "holder_type": "S"},
        ),
        {(EVERYTHING, "/logins/x"): F, (DIRECT, "/logins/x"): F},
    ),
    (
        "over somebody who has none",
        instead("rights", {"through": "principal", "granted": "ana", "holder": "x", "holder_type": "S"}),
        {(EVERYTHING, "/logins/x"): A},
    ),
    (
        "the role of 2022 that administers accounts",
        instead("rights", member("##MS_LoginManager##", "x")),
        {("least-privilege.asked-for", "/logins/x"): F},
    ),
    (
        "a certificate that signs code",
        instead("rights", {"through": "permission", "granted": "CONTROL SERVER", "holder": "x", "holder_type": "C"}),
        {(EVERYTHING, "/logins/x"): A},
    ),
    ("another right", instead("rights", member("diskadmin", "x")), {(EVERYTHING, "/logins/x"): A}),
    # records
    ("all of it", lambda _: None, {(RECORDING, TRAIL): P, (EVENTS, TRAIL): P, (EXEMPT, TRAIL): P}),
    (
        "no audit, and nothing of sign-ins",
        lambda rows: (instead("audits")(rows), put("settings", audit_level=0)(rows)),
        {(RECORDING, TRAIL): F, (EVENTS, TRAIL): A, (RECORDING, FIVE): F},
    ),
    (
        "no audit, and all sign-ins",
        lambda rows: (instead("audits")(rows), put("settings", audit_level=3)(rows)),
        {(RECORDING, TRAIL): P, (EVENTS, TRAIL): F},
    ),
    (
        "no audit, and nobody says what of sign-ins",
        lambda rows: (instead("audits")(rows), without("settings", "audit_level")(rows)),
        {(RECORDING, TRAIL): N, (EVENTS, TRAIL): N, (EXEMPT, TRAIL): N},
    ),
    (
        "an audit that is off",
        lambda rows: [row.update(is_state_enabled=0) for row in rows["mssql.audits"]],
        {(EVENTS, TRAIL): F, (RECORDING, FIVE): F},
    ),
    (
        "an audit that has failed",
        lambda rows: [row.update(status_desc="RUNTIME_FAIL") for row in rows["mssql.audits"]],
        {(EVENTS, TRAIL): F, (RECORDING, FIVE): F},
    ),
    (
        "a specification that is off",
        lambda rows: [row.update(specified=0) for row in rows["mssql.audits"]],
        {(EVENTS, TRAIL): F, (RECORDING, FIVE): P},
    ),
    (
        "only failures",
        lambda rows: [row.update(audited_result="FAILURE") for row in rows["mssql.audits"]],
        {(EVENTS, TRAIL): F},
    ),
    (
        "a filter",
        lambda rows: [row.update(picks=1) for row in rows["mssql.audits"]],
        {(EXEMPT, TRAIL): N, (EXEMPT, FIVE): N},
    ),
    ("nothing of the database", instead("database_audits", {"database_id": 5}), {(RECORDING, FIVE): F}),
    (
        "all access, by the server",
        lambda rows: (
            more("audits", audit("SCHEMA_OBJECT_ACCESS_GROUP"))(rows),
            instead("database_audits")(rows),
        ),
        {(EVENTS, FIVE): P},
    ),
    (
        "all access, by the database",
        instead("database_audits", action("SCHEMA_OBJECT_ACCESS_GROUP")),
        {(EVENTS, FIVE): P},
    ),
    ("reading alone", instead("database_audits", action("SELECT")), {(EVENTS, FIVE): F}),
    (
        "of one table",
        instead("database_audits", *(action(n, **{"class": 1}) for n in ("SELECT", "INSERT", "UPDATE", "DELETE"))),
        {(EVENTS, FIVE): N, (RECORDING, FIVE): P},
    ),
    (
        "of one user",
        instead(
            "database_audits", *(action(n, audited_principal_id=7) for n in ("SELECT", "INSERT", "UPDATE", "DELETE"))
        ),
        {(EVENTS, FIVE): N, (EXEMPT, FIVE): N},
    ),
    ("for an audit that is not there", instead("database_audits", action("SELECT", guid="0")), {(RECORDING, FIVE): F}),
    (
        "a database that cannot be entered",
        instead("database_audits"),
        {(RECORDING, FIVE): N, (EVENTS, FIVE): N, (EXEMPT, FIVE): N},
    ),
    ("files without an end", lambda _: None, {(KEPT, "/audits/clinic"): P}),
    (
        "twenty files",
        lambda rows: [row.update(max_rollover_files=20) for row in rows["mssql.audits"]],
        {(KEPT, "/audits/clinic"): N},
    ),
    (
        "the log of Windows",
        lambda rows: [row.update(type_desc="SECURITY LOG", max_rollover_files=None) for row in rows["mssql.audits"]],
        {(KEPT, "/audits/clinic"): A, (KEPT, "*"): N},
    ),
    # databases
    ("encrypted", lambda _: None, {(REST, FIVE): P, (CIPHER, FIVE): P, (SEALED, FIVE): P}),
    # what lies beneath the server it does not see: that it encrypts nothing itself neither passes nor fails
    (
        "not",
        put("databases", is_encrypted=0, encryption_state=None),
        {(REST, FIVE): A, (REST, "*"): N, (CIPHER, FIVE): A, (CIPHER, "*"): N},
    ),
    ("a key, and not in use", put("databases", is_encrypted=0, encryption_state=1), {(REST, FIVE): A, (REST, "*"): N}),
    ("files beside it that TDE leaves out", put("databases", file_streams=1), {(REST, FIVE): N, (CIPHER, FIVE): P}),
    ("nobody says whether there are such", put("databases", file_streams=None), {(REST, FIVE): N}),
    ("half way, and files beside it", put("databases", encryption_state=2, file_streams=1), {(REST, FIVE): F}),
    ("half way there", put("databases", encryption_state=2), {(REST, FIVE): F}),
    ("half way back", put("databases", encryption_state=5), {(REST, FIVE): F}),
    ("a change of its key", put("databases", encryption_state=4), {(REST, FIVE): P}),
    ("not told how far", put("databases", encryption_state=None), {(REST, FIVE): N, (CIPHER, FIVE): N}),
    ("a state that is not known", put("databases", encryption_state=9), {(REST, FIVE): N}),
    ("an old cipher", put("databases", key_algorithm="TRIPLE DES", key_length=192), {(CIPHER, FIVE): F}),
    ("no cipher is told", put("databases", key_algorithm=None), {(REST, FIVE): P, (CIPHER, FIVE): N}),
    ("a copy of this morning", lambda _: None, {(EXISTS, FIVE): P, (FRESH, FIVE): P}),
    ("none", instead("backups"), {(EXISTS, FIVE): F, (FRESH, FIVE): A, (SEALED, FIVE): A}),
    (
        "of the log alone",
        instead("backups", {"database_name": "ehr", "type": "L", "minutes": 5, "encrypted": 0}),
        {(EXISTS, FIVE): F},
    ),
    (
        "an old one",
        instead("backups", {"database_name": "ehr", "type": "D", "minutes": 4000, "encrypted": 0}),
        {(EXISTS, FIVE): P, (FRESH, FIVE): F},
    ),
    (
        "an old one, and differences of today",
        instead(
            "backups",
            *(
                {"database_name": "ehr", "type": kind, "minutes": age, "encrypted": 0}
                for kind, age in (("D", 9000), ("I", 300))
            ),
        ),
        {(FRESH, FIVE): P},
    ),
    (
        "of another one",
        instead("backups", {"database_name": "test", "type": "D", "minutes": 5, "encrypted": 0}),
        {(EXISTS, FIVE): F},
    ),
    (
        "older than the database",
        put("databases", made_minutes=60),
        {(EXISTS, FIVE): P, (FRESH, FIVE): P},
    ),
    (
        "older than the database, all of them",
        put("databases", made_minutes=5),
        {(EXISTS, FIVE): N, (FRESH, FIVE): N},
    ),
    (
        "none here, of one that has replicas",
        lambda rows: (instead("backups")(rows), put("databases", replicated=1)(rows)),
        {(EXISTS, FIVE): N, (FRESH, FIVE): N},
    ),
    (
        "plain copies of a plain one",
        put("databases", is_encrypted=0, encryption_state=None),
        {(SEALED, FIVE): A, (SEALED, "*"): N},
    ),
    (
        "encrypted copies of a plain one",
        lambda rows: (
            put("databases", is_encrypted=0, encryption_state=None)(rows),
            [row.update(encrypted=1) for row in rows["mssql.backups"]],
        ),
        {(SEALED, FIVE): P},
    ),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_a_setting_means(change: Change, expected: dict[tuple[str, str], str]) -> None:
    found = said(changed(HARDENED, change))
    assert {key: "/".join(sorted(found.get(key, {A}))) for key in expected} == expected


DENIED: list[tuple[str, tuple[tuple[str, str], ...]]] = [
    ("connections", ()),
    ("settings", ((PLAIN, "/"),)),
    ("logins", ((DEMANDED, "/"), (ROUND, "/"), (STORED, "/"), (SHARED, "/"), (LONG, "/"))),
    ("rights", ((EVERYTHING, "/"), (DIRECT, "/"))),
    ("audits", ((RECORDING, "/"), (EVENTS, "/"), (KEPT, "/"), (RECORDING, FIVE), (EVENTS, FIVE), (EXEMPT, FIVE))),
    ("database_audits", ((RECORDING, FIVE), (EVENTS, FIVE))),
    ("databases", ((REST, "/"), (CIPHER, "/"), (EXISTS, "/"), (RECORDING, "/"), (FRESH, "/"))),
    ("backups", ((EXISTS, FIVE), (FRESH, FIVE), (SEALED, FIVE))),
]


@cache
def hardened() -> dict[tuple[str, str], set[str]]:
    return said(HARDENED)


@pytest.mark.parametrize("outcome", ["denied", "timeout", "error"])
@pytest.mark.parametrize(("question", "open_"), DENIED, ids=[row[0] for row in DENIED])
def test_what_was_not_read_is_not_assessed(question: str, open_: tuple[tuple[str, str], ...], outcome: str) -> None:
    found = said(HARDENED, **{question: outcome})
    assert {key: found.get(key) for key in open_ if "not_assessed" not in found.get(key, set())} == {}
    full = hardened()
    better = {key: now for key, now in found.items() if "pass" in now and "pass" not in full.get(key, {"pass"})}
    assert better == {}


@pytest.mark.parametrize("base", [HARDENED, CARELESS], ids=["hardened", "careless"])
@pytest.mark.parametrize("question", sorted(HARDENED))
def test_one_that_is_refused_makes_nothing_better(question: str, base: Rows) -> None:
    # Of an `sa` that is off, which nobody can take out of its role, nothing is said; that it is off is told elsewhere.
    rows = changed(base, lambda some: some["mssql.rights"].pop(0))
    full = judged(answers(rows), TARGET)
    assert lost(full, judged(answers(rows, {question: ("denied", "229")}), TARGET)) == []


def test_the_server_that_does_not_say_who_it_is_leaves_all_open() -> None:
    every = judged(answers(HARDENED, {"mssql.server": ("denied", "229")}), TARGET).findings
    assert {finding.status for finding in every} == {Status.NOT_ASSESSED}


def test_azure_sql_is_asked_in_another_way() -> None:
    every = judged(answers(changed(HARDENED, put("server", engine_edition=5))), TARGET).findings
    assert {finding.status for finding in every} == {Status.NOT_ASSESSED}
    assert any("azure://" in finding.seen for finding in every)


def test_a_careless_server_fails_by_name() -> None:
    failed = {f.check for f in judged(answers(CARELESS), TARGET).findings if f.status is Status.FAIL}
    assert failed == {
        *(PLAIN, GUARDED, DEMANDED, ROUND, RELEASE, IDLE, LONG, LOCKS, STORED, RECORDING, EVENTS, EXISTS),
        *(EVERYTHING, DIRECT, "least-privilege.asked-for", "mfa.every-person"),
    }


def findings(rows: Rows, **options: Any) -> dict[tuple[str, str], str]:
    at = Target(id=TARGET.id, scheme="mssql", name="db1", options={**TARGET.options, **options})
    return {(f.check, f.name): f.status.value for f in judged(answers(rows), at).findings if not f.standing}


def test_whose_accounts_are_as_declared() -> None:
    rows = changed(HARDENED, more("logins", login("dr_lee"), login("rescue")))
    none = findings(rows)
    assert none[DEMANDED, "SQL01"] == "fail"
    assert (SHARED, "dr_lee") not in none  # whose it is stands for all
    some = findings(rows, machines="EHR_APP", break_glass=["rescue"])
    assert some[DEMANDED, "SQL01"] == "fail"  # dr_lee
    assert some["mfa.every-person", "dr_lee"] == "fail"
    assert ("mfa.every-person", "ehr_app") not in some
    assert some[SHARED, "rescue"] == "pass"
    assert findings(rows, machines=["ehr_app", "dr_lee"], break_glass="rescue")[ROUND, "SQL01"] == "pass"


ODD: list[Any] = [[], {"a": []}, "x", -1, 10**30, ""]


@pytest.mark.parametrize("question", HARDENED)
def test_a_server_that_says_anything_is_read_all_the_same(question: str) -> None:
    """Whatever stands in a column, reading ends, and what the server is asked elsewhere is told as before."""
    for odd in ODD:
        rows = changed(HARDENED)
        rows[question] = [dict.fromkeys(row, odd) for row in rows[question]]
        assert [*MSSQL.read(Answers(TARGET.id, enumerate(answers(rows)), wanted={}))]
