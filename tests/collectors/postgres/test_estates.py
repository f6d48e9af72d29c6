"""Servers as hospitals have them: what would pass, or go without a word, if nobody looked at it closely."""

from typing import Any

import pytest

from collectors.postgres.statements import PASSWORDS, ROLES
from scanner.facts import (
    FOREVER,
    Backup,
    Channel,
    Credential,
    Exposure,
    Gap,
    Grant,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    SignIn,
)
from tests.collectors.postgres.asked import GOOD, answers, facts, given, one, settings, why
from tests.collectors.postgres.test_readers import ANY4, VERIFIED, WARD, WHOLE, row


def test_lines_of_other_files_count_theirs_anew() -> None:
    """From PostgreSQL 16 on (`include`): the same number twice is not the same line."""
    lines = [
        row(1, "hostssl", "10.9.0.0 255.255.0.0", "trust", file="ward.conf"),
        row(1, "hostssl", WARD, "scram-sha-256", file="pg_hba.conf", **VERIFIED),
    ]
    doors = {fact.audience: fact for fact in facts(answers(rules=lines)) if isinstance(fact, SignIn)}
    assert {audience: door.bypass for audience, door in doors.items()} == {
        "everyone": ("trust (ward.conf line 1)",),
        "administrators": ("trust (ward.conf line 1)",),
    }
    assert one(Identity, answers(rules=lines), "postgres:db/roles/ana").mfa == "none"


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        ("0.0.0.255", "a mask with holes"),
        ("255.0.255.0", "a mask with holes"),
        ("ffff:0:ffff::", "a mask with holes"),
        (None, "holds no line"),
    ],
)
def test_rules_that_cannot_be_what_they_seem(mask: str | None, said: str) -> None:
    """`10.0.0.0 0.0.0.255` means one network to a router, and a sixteenth part of a percent of all addresses here."""
    address = "10::" if mask and ":" in mask else "10.0.0.0"
    some = answers(rules=[row(1, "hostssl", f"{address} {mask}", "scram-sha-256", **VERIFIED)] if mask else [])
    assert said in why(one(Channel, some), "encryption")
    assert said in why(one(Exposure, some), "audience")
    assert {fact.outcome for fact in facts(some) if isinstance(fact, Gap)} == {"unclear"}


ALL = row(9, "hostssl", "all", "scram-sha-256")
EHR = {"databases": ["ehr"]}


@pytest.mark.parametrize(
    ("lines", "methods"),
    [
        ([row(1, "host", "all", "reject", users=["postgres"]), ALL], []),
        ([row(1, "host", "all", "reject", users=["+dba"]), ALL], []),
        ([row(1, "hostssl", "all", "cert", users=["+dba"]), ALL], [1]),
        ([row(1, "host", ANY4, "reject", users=["postgres"]), row(9, "hostssl", WARD, "trust")], []),
        ([row(1, "host", ANY4, "reject", users=["postgres"]), row(9, "hostssl", ".ward.example", "trust")], [0]),
        ([row(1, "host", "all", "reject", users=["postgres"]), row(9, "hostssl", "samenet", "trust")], []),
        # Not those that it is about: another kind of line, another network, another database, perhaps another role.
        ([row(1, "hostnossl", "all", "reject", users=["postgres"]), ALL], [1]),
        ([row(1, "host", WARD, "reject", users=["postgres"]), ALL], [1]),
        ([row(1, "host", "all", "reject", users=["postgres"], **EHR), ALL], [1]),
        ([row(1, "host", "all", "reject", users=["/^p"]), ALL], [1]),
        ([row(1, "host", "all", "reject", users=["postgres"]), row(9, "local", "", "trust")], [0]),
        ([ALL, row(10, "host", "all", "reject", users=["postgres"])], [1]),
    ],
)
def test_a_line_about_a_role_decides_before_one_about_everybody(
    lines: list[dict[str, Any]], methods: list[int]
) -> None:
    roles = [{**GOOD[ROLES][0], "groups": ["dba"]}, GOOD[ROLES][1]]
    found = [fact for fact in facts(answers(roles=roles, rules=lines)) if isinstance(fact, SignIn)]
    assert [door.factors for door in found if door.audience == "administrators"] == methods


def test_trust_with_a_certificate_of_the_very_account_is_cert() -> None:
    it = one(SignIn, answers(rules=[row(1, "hostssl", WARD, "trust", **VERIFIED)]), audience="everyone", resource=DOORS)
    assert (it.factors, it.phishing_resistant, it.bypass) == (1, True, ())


DOORS = "postgres:db/sign-in"


@pytest.mark.parametrize(
    ("address", "reached", "known"),
    [
        ("127.0.0.1", "10.0.4.7", False),
        ("::1", "10.0.4.7", False),
        ("10.0.4.7", "10.0.4.7", True),
        ("172.17.0.2", "10.0.4.7", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", None, True),
    ],
)
def test_who_stands_on_its_machine_and_passes_others_on(
    address: str,
    reached: str | None,
    known: bool,  # noqa: FBT001  # a column
) -> None:
    """HAProxy, stunnel: everybody comes from 127.0.0.1 then, whose lines are otherwise the machine's own affair."""
    lines = [row(1, "host", "127.0.0.1 255.255.255.255", "trust")]
    server = {**WHOLE, "address": address, **({"reached": reached} if reached else {})}
    some = answers(server=[server], rules=lines, settings=settings(listen_addresses="127.0.0.1"))
    assert (one(Channel, some).encryption, one(Exposure, some).audience) == (
        ("required", "owner") if known else (None, None)
    )


@pytest.mark.parametrize(
    ("more", "exempt"),
    [
        ([given("log_min_messages", "FATAL", role="ana")], ("ana",)),
        ([given("log_statement", "ALL", role="ana"), given("pgaudit.log", "NONE", role="ana")], ()),
        ([given("pgaudit.log_level", "LOG", role="ana")], ()),
        # Each leaves the other's record; where both hold, nothing is recorded.
        ([given("log_statement", "none", role="ana"), given("pgaudit.log", "none", database="ehr")], ("ana in ehr",)),
        (
            [
                given("log_statement", "none", database="ehr"),
                given("pgaudit.log", "none", database="ehr"),
                given("log_statement", "all", role="ana"),
            ],
            ("all in ehr",),
        ),
        (
            [given("log_statement", "none", role="ana"), given("pgaudit.log", "none", role="ana", database="ehr")],
            ("ana in ehr",),
        ),
    ],
)
def test_who_is_left_out_by_several_settings(more: list[dict[str, Any]], exempt: tuple[str, ...]) -> None:
    said = [*settings(log_statement="all"), *more]
    assert one(LogTrail, answers(settings=said)).exempt == exempt


@pytest.mark.parametrize(
    ("changed", "records"),
    [
        ({"pgaudit__log": "read,write,ddl"}, ("data-read", "data-write", "sign-in")),
        ({"pgaudit__log": "read,write,role"}, ("data-read", "data-write", "sign-in")),
        ({"pgaudit__log": "read,write,role", "log_statement": "ddl"}, ("admin", "data-read", "data-write", "sign-in")),
        ({"shared_preload_libraries": "$libdir/pgaudit"}, ("admin", "data-read", "data-write", "sign-in")),
        ({"shared_preload_libraries": "/usr/lib/pg/pgaudit.so"}, ("admin", "data-read", "data-write", "sign-in")),
        ({"shared_preload_libraries": "pgauditlogtofile"}, ("sign-in",)),
    ],
)
def test_administration_is_what_is_made_and_what_is_granted(
    changed: dict[str, str | None], records: tuple[str, ...]
) -> None:
    assert one(LogTrail, answers(settings=settings(**{"log_statement": "none", **changed}))).records == records


@pytest.mark.parametrize(
    ("changed", "more", "length", "attempts"),
    [
        ({"credcheck__encrypted_password_allowed": "on"}, [], 0, 5),
        ({"credcheck__encrypted_password_allowed": "off"}, [], 14, 5),
        ({}, [given("credcheck.encrypted_password_allowed", "ON", role="ana")], 0, 5),
        ({}, [given("credcheck.password_min_length", "4", database="ehr")], 4, 5),
        ({}, [given("credcheck.max_auth_failure", "0", role="ana")], 14, FOREVER),
        ({"shared_preload_libraries": "credcheck, $libdir/passwordcheck"}, [], 14, 5),
    ],
)
def test_ways_round_the_rules_for_passwords(
    changed: dict[str, str | None], more: list[dict[str, Any]], length: int, attempts: int
) -> None:
    some = answers(settings=[*settings(**changed), *more])
    assert one(PasswordPolicy, some, "postgres:db/passwords").min_length == length
    assert one(Lockout, some, "postgres:db/passwords").attempts == attempts


def test_passwordcheck_cannot_look_at_a_hash() -> None:
    changed = {"shared_preload_libraries": "passwordcheck", "passwordcheck__min_password_length": "15"}
    said = settings(**changed)
    assert "as a hash" in why(one(PasswordPolicy, answers(settings=said), "postgres:db/passwords"), "min_length")


def test_a_word_in_other_letters_is_the_same_word() -> None:
    said = [*settings(), given("password_encryption", "SCRAM-SHA-256", role="ana")]
    assert one(Credential, answers(settings=said), "postgres:db/passwords").stored == "strong-hash"


def test_an_account_that_the_list_of_passwords_leaves_out() -> None:
    some = answers(stored_passwords=[row for row in GOOD[PASSWORDS] if row["name"] != "ana"])
    (gap,) = (fact for fact in facts(some) if isinstance(fact, Gap))
    assert (gap.kind, gap.missing, gap.outcome) == ("postgres.role", "credential", "unclear")
    assert gap.ask == "method of pg_authid.rolpassword: it does not list ana"


@pytest.mark.parametrize(
    ("groups", "stands"),
    [
        (["dba"], ("CREATEROLE of dba",)),
        (["staff"], ("CREATEROLE of dba",)),
        (["rds_superuser"], ("rds_superuser",)),
        (["azure_pg_admin"], ("azure_pg_admin",)),
        (["cloudsqlsuperuser"], ("cloudsqlsuperuser",)),
        (["nurses"], None),
    ],
)
def test_who_administers_by_a_group(groups: list[str], stands: tuple[str, ...] | None) -> None:
    roles = [
        {**GOOD[ROLES][1], "groups": groups},
        {"id": 2, "name": "dba", "login": False, "super": False, "makes_roles": True},
        {"id": 3, "name": "staff", "login": False, "super": False, "groups": ["dba"]},
        *({"id": 4, "name": name, "login": False, "super": False} for name in groups if name not in ("dba", "staff")),
    ]
    found = [fact for fact in facts(answers(roles=roles)) if isinstance(fact, Grant)]
    assert [(it.right, it.stands, it.direct) for it in found] == ([("administer", stands, False)] if stands else [])
    assert one(Identity, answers(roles=roles), "postgres:db/roles/ana").privileged is bool(stands)


def test_an_archive_that_throws_all_away_is_none() -> None:
    some = facts(answers(settings=settings(archive_command="nothing")))
    assert [fact.mechanism for fact in some if isinstance(fact, Backup)] == ["replica"]
    assert [fact.outcome for fact in some if isinstance(fact, Gap)] == ["unclear"]


def test_lines_that_are_open_in_plain_are_so_whoever_passes_others_on() -> None:
    server = {**WHOLE, "address": "127.0.0.1", "reached": "10.0.4.7"}
    assert one(Channel, answers(server=[server], rules=[row(1, "host", WARD, "md5")])).encryption == "offered"
