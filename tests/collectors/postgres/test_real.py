"""Real servers, verdict by verdict: one well kept, one careless, and the first as an account without rights sees it."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import pytest

from collectors.postgres.causes import explain
from collectors.postgres.grant import grant
from collectors.postgres.statements import DOES_NOTHING, PASSWORDS, QUESTIONS, SERVER
from scanner.answers import Answer
from tests.collectors.postgres.asked import asked, verdicts
from tests.collectors.postgres.turns import turns
from tests.servers.postgres import Postgres

_HIDDEN: Final[Mapping[str, list[str]]] = {
    "access-review.rights-used": ["standing: every postgres.administrator"],
    "business-associates.outsiders-known": ["standing: every postgres.administrator"],
    "encryption-at-rest.approved-cipher": ["standing: every postgres.server"],
    "encryption-at-rest.encrypted": ["standing: every postgres.server"],
    "encryption-in-transit.strong-algorithms": ["standing: every postgres.server"],
    "log-retention.tamper-evident": ["standing: every postgres.server"],
    "backup.kept": ["standing: every postgres.server"],
}
"""What PostgreSQL has no way to tell, whoever asks."""
_WELL: Final[Mapping[str, list[str]]] = {
    **_HIDDEN,
    "account-lifecycle.unused-closed": ["standing: every postgres.role"],
    "audit-logging.events-complete": ["pass: server store"],
    "audit-logging.nobody-exempt": ["pass: server store"],
    "audit-logging.recording": ["pass: server store"],
    "automatic-logoff.enforced": ["fail: server database"],
    "automatic-logoff.idle-ends": ["pass: server database"],
    "backup.encrypted": ["standing: every postgres.server"],
    "backup.exists": ["pass: server store"],
    "backup.fresh": ["pass: server point-in-time"],
    "encryption-in-transit.plain-refused": ["pass: server database"],
    "encryption-in-transit.protocol-version": ["pass: server database"],
    "least-privilege.asked-for": ["fail: /roles/postgres everything"],
    "least-privilege.by-group": ["pass: /roles/postgres everything"],
    "least-privilege.no-everything": ["fail: /roles/postgres everything"],
    "log-retention.long-enough": ["pass: server"],
    "mfa.demanded": ["pass: /sign-in administrators", "pass: /sign-in everyone"],
    "mfa.every-person": ["pass: /roles/ana", "not applicable: /roles/postgres"],
    "mfa.no-way-round": ["pass: /sign-in administrators", "pass: /sign-in everyone"],
    "network-segmentation.no-open-ports": ["pass: server network/data"],
    "password-policy.lockout": ["fail: /passwords"],
    "password-policy.long-enough": ["fail: /passwords"],  # passwordcheck: 8 characters
    "password-policy.stored-safely": [
        *("pass: /passwords password", "pass: /roles/ana password", "pass: /roles/bare password"),
        "pass: /roles/safeguard password",
    ],
    "patching.supported-release": ["pass: server"],
    "public-exposure.not-on-the-internet": ["pass: server network/data"],
    "unique-user-identification.built-in-idle": ["standing: every postgres.role"],
    "unique-user-identification.central-directory": ["fail: /sign-in administrators", "fail: /sign-in everyone"],
    "unique-user-identification.no-long-lived-keys": ["standing: every postgres.role"],
    "unique-user-identification.no-shared-account": [
        *("pass: /roles/ana", "pass: /roles/bare", "not applicable: /roles/postgres", "pass: /roles/safeguard"),
    ],
    "unique-user-identification.own-name": ["standing: every postgres.sign-in"],
}
_CARELESS: Final[Mapping[str, list[str]]] = {
    **_HIDDEN,
    "account-lifecycle.unused-closed": ["standing: every postgres.role", "standing: every postgres.role #2"],
    "audit-logging.recording": ["fail: server store"],
    "automatic-logoff.enforced": ["not applicable: server database"],
    "automatic-logoff.idle-ends": ["fail: server database"],
    "backup.exists": ["fail: server store"],
    "encryption-in-transit.plain-refused": ["fail: server database"],
    "encryption-in-transit.protocol-version": ["fail: server database"],
    "least-privilege.asked-for": [
        *("fail: /roles/ben everything", "fail: /roles/dba everything", "fail: /roles/postgres everything"),
        "fail: /roles/report administer",
    ],
    "least-privilege.by-group": [
        "standing: every postgres.administrator",  # dba's: nobody says whether it is a person's
        *("pass: /roles/ben everything", "pass: /roles/postgres everything", "pass: /roles/report administer"),
    ],
    "least-privilege.no-everything": [
        *("fail: /roles/ben everything", "fail: /roles/dba everything", "fail: /roles/postgres everything"),
    ],
    "log-retention.long-enough": ["fail: server"],
    "mfa.demanded": ["fail: /sign-in administrators", "fail: /sign-in everyone"],
    "mfa.every-person": ["standing: every postgres.role", "fail: /roles/postgres"],
    "mfa.no-way-round": ["fail: /sign-in administrators", "fail: /sign-in everyone"],
    "network-segmentation.no-open-ports": ["pass: server network/data"],  # it listens on this machine alone
    "password-policy.lockout": ["fail: /passwords"],
    "password-policy.long-enough": ["fail: /passwords"],
    "password-policy.stored-safely": [
        *("fail: /passwords password", "fail: /roles/dba password", "fail: /roles/report password"),
        "fail: /roles/safeguard password",
    ],
    "patching.supported-release": ["pass: server"],
    "public-exposure.not-on-the-internet": ["pass: server network/data"],
    "unique-user-identification.built-in-idle": ["standing: every postgres.role", "standing: every postgres.role #2"],
    "unique-user-identification.central-directory": ["fail: /sign-in administrators", "fail: /sign-in everyone"],
    "unique-user-identification.no-long-lived-keys": [
        *("standing: every postgres.role", "standing: every postgres.role #2"),
    ],
    "unique-user-identification.no-shared-account": [
        *("standing: every postgres.role", "not applicable: /roles/postgres", "pass: /roles/safeguard"),
    ],
    "unique-user-identification.own-name": [
        *("standing: every postgres.sign-in", "fail: /sign-in administrators", "fail: /sign-in everyone"),
    ],
}
SECRETS = (b"c4n4ry", b"SCRAM-SHA-256$", b"md50", b"dc-of-c4n4ry")
"""What was planted in passwords, commands, connection strings and options, and what hashes begin with."""


def kept(answers: list[Answer]) -> bytes:
    """But for our own words, which name methods."""
    some = [msgspec.structs.replace(answer, parameters={}) for answer in answers]
    return b"\n".join(map(msgspec.json.encode, some))


MACHINES: Final[Mapping[str, Any]] = {"machines": "safeguard,bare"}


def test_one_that_is_well_kept(hardened: Postgres) -> None:
    answers = asked(hardened, **MACHINES)
    assert verdicts(answers, **MACHINES) == _WELL
    assert [secret for secret in SECRETS if secret in kept(answers)] == []
    assert {answer.source.caller for answer in answers} == {"safeguard"}
    (told,) = (answer for answer in answers if answer.question == PASSWORDS)
    assert "safeguard.stored_passwords" in told.parameters["sql"]


def test_one_that_is_careless(careless: Postgres) -> None:
    answers = asked(careless)
    assert verdicts(answers) == _CARELESS
    assert [secret for secret in SECRETS if secret in kept(answers)] == []


def test_one_that_tells_a_superuser_what_it_tells_nobody_else(careless: Postgres) -> None:
    careless.sql("CREATE ROLE root SUPERUSER LOGIN PASSWORD 'c4n4ry-0f-0ur-0wn'")
    try:
        (told,) = (a for a in asked(careless, user="root") if a.question == PASSWORDS)
    finally:
        careless.sql("DROP ROLE root")
    assert "pg_authid" in told.parameters["sql"]
    assert {row["stored"] for row in told.body["value"]} == {"md5", "none"}


def test_an_account_without_rights_leaves_it_not_assessed_by_name(hardened: Postgres) -> None:
    said = verdicts(asked(hardened, user="bare", **MACHINES), user="bare", **MACHINES)
    open_ = {check for check, rows in said.items() for row in rows if row.startswith("not assessed")}
    assert open_ == {
        *("backup.exists", "backup.fresh", "log-retention.long-enough"),
        *("encryption-in-transit.plain-refused", "encryption-in-transit.protocol-version"),
        "encryption-in-transit.strong-algorithms",  # plain ones have none
        *("mfa.demanded", "mfa.every-person", "mfa.no-way-round", "mfa.phishing-resistant-doors"),
        *("password-policy.lockout", "password-policy.long-enough", "password-policy.stored-safely"),
        *("unique-user-identification.central-directory", "unique-user-identification.own-name"),
    }
    # What log_statement and log_connections record is enough, whatever a library may add.
    assert said["audit-logging.events-complete"] == ["pass: server store"]
    passed = {check for check, rows in said.items() for row in rows if row.startswith("pass")}
    assert passed <= {check for check, rows in _WELL.items() for row in rows if row.startswith("pass")}


def test_what_is_asked_is_what_the_table_says_and_nothing_is_written(hardened: Postgres) -> None:
    """By the server's own log, which holds every statement."""
    asked(hardened)
    (log,) = (hardened.folder / "data" / "log").iterdir()
    lines = [line for line in log.read_text().splitlines() if line.startswith("safeguard LOG:  statement: ")]
    heard = {line.partition("statement: ")[2] for line in lines}
    assert heard == {text for question in QUESTIONS for text in (question.sql, question.otherwise) if text}


@pytest.mark.parametrize("user", ["safeguard", "bare"])
def test_there_and_back(hardened: Postgres, user: str) -> None:
    """Three make it secure, three sign in; seven statements, and the second way to one of them."""
    with turns() as counted:
        answers = asked(hardened, user=user)
    assert {a.outcome for a in answers if a.question == SERVER} == {"ok"}
    assert {a.source.identity.partition(":")[0] for a in answers} == {"cert SHA256"}
    assert counted.turns == 3 + 3 + 7 + 1
    assert counted.turns <= 15


@pytest.mark.parametrize(
    ("command", "nothing"),
    [
        *(("/bin/true", "t"), ("  TRUE %p", "t"), (":", "t"), ("cd .", "t"), ("exit 0 # later", "t")),
        *(("true && cp %p /archive/%f", "f"), ("truecopy %p", "f"), ("cp %p /archive/%f; true", "f")),
    ],
)
def test_a_command_that_throws_away_what_it_is_given(careless: Postgres, command: str, nothing: str) -> None:
    assert careless.sql(f"SELECT $${command}$$ ~* {DOES_NOTHING}").strip() == nothing


def test_a_database_that_nobody_may_connect_to_unasked(careless: Postgres) -> None:
    careless.sql("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC, safeguard")
    try:
        (cause,) = {explain(answer) for answer in asked(careless)}
        careless.sql(next(line for line in grant(()).splitlines() if line.startswith("GRANT CONNECT")))
        after = asked(careless)
    finally:
        careless.sql("GRANT CONNECT ON DATABASE postgres TO PUBLIC")
    assert cause
    assert cause.said == "the account may not connect to that database"
    assert {answer.outcome for answer in after} <= {"ok", "empty"}
