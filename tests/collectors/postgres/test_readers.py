"""What answers mean, subject by subject: what passes, what fails, what is absent and what was denied."""

import re
from typing import Any

import pytest

from collectors.postgres.statements import (
    ACTIVITY,
    BASE_BACKUPS,
    PASSWORDS,
    QUESTIONS,
    ROLES,
    RULES,
    SERVER,
    SETTINGS,
)
from collectors.postgres.support import ENDS, release, version
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
    LogStore,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
    SignIn,
)
from scanner.finding import Status
from tests.collectors.postgres.asked import GOOD, answers, facts, given, one, settings, target, why
from tests.judged import judged, lost

WHOLE = GOOD[SERVER][0]


def row(line: int, type_: str, address: str, method: str, **more: Any) -> dict[str, Any]:
    """A line of pg_hba.conf; address: with its mask, a word, or nothing."""
    where, _, mask = address.partition(" ")
    said = {"address": where} if where else {}
    said |= {"netmask": mask} if mask else {}
    return {
        "line": line,
        "type": type_,
        "databases": ["all"],
        "users": ["all"],
        "method": method,
        "wrong": False,
        **said,
        **more,
    }


ANY4, ANY6, WARD = "0.0.0.0 0.0.0.0", ":: ::", "10.4.0.0 255.255.0.0"
REJECT, NO6 = row(1, "hostnossl", "all", "reject"), row(2, "hostnossl", ANY6, "reject")


@pytest.mark.parametrize(
    ("lines", "encryption"),
    [
        ([row(1, "hostssl", ANY4, "scram-sha-256")], "required"),
        ([row(1, "host", ANY4, "scram-sha-256")], "offered"),
        ([row(1, "hostnossl", WARD, "md5")], "offered"),
        ([row(1, "hostnogssenc", WARD, "md5")], "offered"),
        ([row(1, "hostgssenc", WARD, "gss")], "required"),
        ([row(1, "host", "127.0.0.1 255.255.255.255", "md5"), row(2, "host", "samehost", "md5")], "required"),
        ([row(1, "host", "::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "md5")], "required"),
        ([row(1, "host", "samenet", "md5")], "offered"),
        ([REJECT, row(2, "host", ANY4, "md5")], "required"),
        ([REJECT, row(2, "host", ".clinic.example", "md5")], "required"),
        ([row(1, "hostnossl", ANY4, "reject"), row(2, "host", WARD, "md5")], "required"),
        ([row(1, "hostnossl", ANY4, "reject"), row(2, "host", "all", "md5")], "offered"),  # by IPv6
        (
            [row(1, "hostnossl", ANY4, "reject"), row(2, "hostnossl", ANY6, "reject"), row(3, "host", "all", "md5")],
            "required",
        ),
        ([row(1, "hostnossl", WARD, "reject"), row(2, "host", ANY4, "md5")], "offered"),
        ([row(1, "hostnossl", ANY4, "reject", users=["ana"]), row(2, "host", ANY4, "md5")], "offered"),
        ([row(1, "hostnossl", ANY4, "reject", users=["ana"]), row(2, "host", ANY4, "md5", users=["ana"])], "required"),
        ([row(1, "hostnossl", ANY4, "reject"), row(2, "host", ANY4, "md5", databases=["replication"])], "offered"),
        ([row(1, "host", ANY4, "reject"), row(2, "host", ANY4, "md5")], "required"),
        ([row(1, "local", "", "trust")], "required"),
    ],
)
def test_who_comes_in_without_encryption(lines: list[dict[str, Any]], encryption: str) -> None:
    assert one(Channel, answers(rules=lines)).encryption == encryption


def test_who_is_there_without_encryption_shows_that_it_is_not_demanded() -> None:
    there = [{**GOOD[ACTIVITY][0], "plain": 2}]
    for some in (answers(activity=there), answers(RULES, activity=there)):
        it = one(Channel, some)
        assert (it.encryption, it.stands) == ("offered", ("pg_stat_ssl: 2 from other machines without encryption",))


@pytest.mark.parametrize(
    ("some", "said"),
    [
        (answers(RULES), "denied: pg_hba_file_rules"),
        (
            answers(server=[{**WHOLE, "tls": False}]),
            "unclear: pg_settings and pg_db_role_setting: our own session's TLS",
        ),
        (
            answers(rules=[{**REJECT, "wrong": True}]),
            "unclear: pg_hba_file_rules: pg_hba.conf holds a line that makes no",
        ),
    ],
)
def test_what_is_demanded_is_not_known(some: Any, said: str) -> None:
    assert why(one(Channel, some), "encryption").startswith(said)


@pytest.mark.parametrize(
    ("setting", "lowest"),
    [("TLSv1.3", "1.3"), ("TLSv1.2", "1.2"), ("TLSv1.1", "1.1"), ("TLSv1", "1.0"), ("", None), (None, None)],
)
def test_versions(setting: str | None, lowest: str | None) -> None:
    it = one(Channel, answers(settings=settings(ssl_min_protocol_version=setting)))
    assert it.min_version == lowest


def test_a_setting_behind_a_right_is_denied_by_name() -> None:
    bare = [{**WHOLE, "sees_settings": False}]
    it = one(Channel, answers(server=bare, settings=settings(ssl_min_protocol_version=None)))
    assert why(it, "min_version") == "denied: ssl_min_protocol_version of pg_settings (pg_monitor)"


PUBLIC = [{**WHOLE, "address": "203.0.113.7"}]  # a documentation address counts as private
OUTSIDE = [{**WHOLE, "address": "81.2.69.142"}]


@pytest.mark.parametrize(
    ("server", "listens", "lines", "audience"),
    [
        (OUTSIDE, "*", [row(1, "hostssl", ANY4, "md5")], "everyone"),
        (OUTSIDE, "*", [row(1, "hostssl", "all", "md5")], "everyone"),
        (OUTSIDE, "*", [row(1, "hostssl", "0.0.0.0 128.0.0.0", "md5")], "everyone"),
        ([WHOLE], "*", [row(1, "hostssl", ANY6, "md5")], None),
        (PUBLIC, "*", [row(1, "hostssl", ANY6, "md5")], None),
        (OUTSIDE, "localhost, ::1", [row(1, "hostssl", ANY4, "md5")], "owner"),
        (OUTSIDE, "", [row(1, "hostssl", ANY4, "md5")], "owner"),
        (OUTSIDE, "*", [row(1, "hostssl", WARD, "md5")], "owner"),
        (OUTSIDE, "*", [row(1, "hostssl", ANY4, "reject"), row(2, "hostssl", ANY4, "md5")], "owner"),
        (OUTSIDE, "*", [row(1, "hostssl", "81.2.69.0 255.255.255.0", "md5")], "listed"),
        (OUTSIDE, "*", [row(1, "hostssl", "app.clinic.example", "md5")], "listed"),
    ],
)
def test_who_reaches_it(server: Any, listens: str, lines: list[dict[str, Any]], audience: str | None) -> None:
    it = one(Exposure, answers(server=server, settings=settings(listen_addresses=listens), rules=lines))
    assert (it.audience, it.ports) == (audience, ((5432, 5432),))


VERIFIED = {"options": ["clientcert=verify-full"]}


@pytest.mark.parametrize(
    ("lines", "factors", "resistant", "directories", "bypass"),
    [
        ([row(1, "hostssl", WARD, "scram-sha-256", **VERIFIED)], 2, True, 0, ()),
        ([row(1, "hostssl", WARD, "scram-sha-256", options=["clientcert=verify-ca"])], 1, False, 0, ()),
        ([row(1, "hostssl", WARD, "scram-sha-256")], 1, False, 0, ()),
        ([row(1, "hostssl", WARD, "cert", **VERIFIED)], 1, True, 0, ()),
        ([row(1, "hostssl", WARD, "ldap", servers=2)], None, None, 2, ()),
        ([row(1, "hostssl", WARD, "gss")], None, None, None, ()),
        ([row(1, "hostssl", WARD, "gss"), row(2, "hostssl", ANY4, "md5")], 1, False, 0, ()),
        ([row(1, "hostssl", WARD, "trust")], 0, False, 0, ("trust (pg_hba.conf line 1)",)),
        ([row(1, "hostssl", WARD, "ident")], 0, False, 0, ("ident (pg_hba.conf line 1)",)),
        ([row(1, "local", "", "trust")], 0, False, 0, ("trust (pg_hba.conf line 1)",)),
        ([row(1, "local", "", "peer"), row(2, "hostssl", WARD, "scram-sha-256", **VERIFIED)], 2, True, 0, ()),
        # The second line decides of nothing.
        ([row(1, "hostssl", WARD, "scram-sha-256", **VERIFIED), row(2, "hostssl", WARD, "trust")], 2, True, 0, ()),
        # Programs have a way of their own.
        ([row(1, "hostssl", WARD, "md5", users=["safeguard"]), row(2, "hostssl", ANY4, "cert")], 1, True, 0, ()),
    ],
)
def test_what_is_asked_of_people(
    lines: list[dict[str, Any]],
    factors: int | None,
    resistant: bool | None,  # noqa: FBT001  # a column
    directories: int | None,
    bypass: tuple[str, ...],
) -> None:
    it = one(SignIn, answers(rules=lines), "postgres:db/sign-in", audience="everyone")
    assert (it.factors, it.phishing_resistant, it.directories, it.bypass) == (factors, resistant, directories, bypass)


@pytest.mark.parametrize(
    ("users", "factors"),
    [(["postgres"], [0]), (["+admins"], [0]), (["ana"], []), (["/^post"], [0]), (["all"], [0]), (["+others"], [])],
)
def test_what_is_asked_of_administrators(users: list[str], factors: list[int]) -> None:
    roles = [{**GOOD[ROLES][0], "groups": ["admins"]}, GOOD[ROLES][1]]
    some = answers(roles=roles, rules=[row(1, "hostssl", ANY4, "trust", users=users)])
    doors = [fact for fact in facts(some) if isinstance(fact, SignIn) and fact.audience == "administrators"]
    assert [door.factors for door in doors] == factors


def test_where_nobody_comes_in_there_is_nothing_to_ask() -> None:
    some = answers(rules=[row(1, "local", "", "peer"), row(2, "host", "all", "reject")])
    assert not [fact for fact in facts(some) if isinstance(fact, SignIn)]
    assert not [fact for fact in facts(some) if isinstance(fact, Gap)]


@pytest.mark.parametrize(
    ("idle", "within", "transaction", "more", "seconds"),
    [
        ("600000", "60000", None, [], 600),
        ("600000", "900000", None, [], 900),
        ("600000", "0", None, [], FOREVER),
        ("600000", "0", "300000", [], 600),
        ("0", "60000", None, [], FOREVER),
        (None, "60000", None, [], FOREVER),  # PostgreSQL 13
        ("1", "1", None, [], 1),
        ("soon", "60000", None, [], None),
        ("600000", "60000", None, [given("idle_session_timeout", "1h", role="ana")], 3600),
        ("600000", "60000", None, [given("idle_session_timeout", "5min", role="ana")], 600),
        ("600000", "60000", None, [given("idle_session_timeout", "0", database="ehr")], FOREVER),
        ("600000", "0", "300000", [given("transaction_timeout", "0", role="ana")], FOREVER),
    ],
)
def test_idle(
    idle: str | None, within: str, transaction: str | None, more: list[dict[str, Any]], seconds: int | None
) -> None:
    said = settings(
        idle_session_timeout=idle, idle_in_transaction_session_timeout=within, transaction_timeout=transaction
    )
    it = one(Session, answers(settings=[*said, *more]))
    assert (it.idle_seconds, it.on_idle, it.enforced) == (seconds, "ends", False)


def test_a_limit_of_whoever_asks_is_not_that_of_others() -> None:
    said = [{**r, "source": "user"} if r["name"] == "idle_session_timeout" else r for r in GOOD[SETTINGS]]
    it = one(Session, answers(settings=said))
    assert it.idle_seconds is None
    assert "idle_session_timeout is set for whoever asked" in why(it, "idle_seconds")


ALL = ("admin", "data-read", "data-write", "sign-in")


@pytest.mark.parametrize(
    ("changed", "records"),
    [
        ({}, ALL),
        ({"shared_preload_libraries": ""}, ("admin", "sign-in")),
        ({"pgaudit__log": "write"}, ("admin", "data-write", "sign-in")),
        ({"pgaudit__log": "all,-read"}, ("admin", "data-write", "sign-in")),
        ({"pgaudit__log": "none", "log_statement": "none"}, ("sign-in",)),
        ({"pgaudit__log": "none", "log_statement": "mod"}, ("admin", "data-write", "sign-in")),
        ({"pgaudit__log": "none", "log_statement": "all"}, ALL),
        ({"log_connections": "off"}, ("admin", "data-read", "data-write")),
        ({"log_connections": "receipt,authentication"}, ALL),
        ({"log_connections": "receipt"}, ("admin", "data-read", "data-write")),
        ({"log_min_messages": "fatal"}, ()),
        ({"pgaudit__log_level": "debug1"}, None),
    ],
)
def test_records(changed: dict[str, str | None], records: tuple[str, ...] | None) -> None:
    it = one(LogTrail, answers(settings=settings(**changed)))
    assert it.records == records
    assert it.enabled is bool(records or records is None)


def test_records_that_a_right_hides() -> None:
    bare = [{**WHOLE, "sees_settings": False}]
    it = one(LogTrail, answers(server=bare, settings=settings(shared_preload_libraries=None)))
    assert (it.enabled, it.records, it.exempt) == (True, None, None)
    assert why(it, "records") == "denied: shared_preload_libraries of pg_settings (pg_monitor)"


@pytest.mark.parametrize(
    ("more", "exempt"),
    [
        ([given("pgaudit.log", "none", role="ana")], ("ana",)),
        ([given("pgaudit.log", "all", role="ana")], ()),
        ([given("log_statement", "none", database="ehr")], ()),  # pgAudit records it all the same
        ([given("log_min_messages", "panic", role="ana", database="ehr")], ("ana in ehr",)),
    ],
)
def test_who_is_left_out(more: list[dict[str, Any]], exempt: tuple[str, ...]) -> None:
    assert one(LogTrail, answers(settings=[*settings(), *more])).exempt == exempt


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        ({}, 365),
        ({"log_filename": "postgresql-%a.log"}, 7),
        ({"log_filename": "postgresql-%d.log"}, 28),
        ({"log_filename": "postgresql-%m-%d.log"}, 334),
        ({"log_filename": "postgresql-%H.log"}, 0),
        ({"log_filename": "postgresql-%Y-%m-%d.log"}, None),
        ({"log_filename": "postgresql.log"}, None),
        ({"log_truncate_on_rotation": "off", "log_filename": "postgresql-%a.log"}, None),
        ({"log_rotation_age": "0", "log_filename": "postgresql-%a.log"}, None),
        ({"logging_collector": "off"}, None),
    ],
)
def test_how_long_the_log_is_kept(changed: dict[str, str | None], days: int | None) -> None:
    it = one(LogStore, answers(settings=settings(**changed)))
    assert it.retention_days == days
    assert days is not None or why(it, "retention_days").startswith("hidden")


@pytest.mark.parametrize(
    ("changed", "policy", "lockout"),
    [
        ({}, (14, 5, 365), (5, FOREVER)),
        ({"shared_preload_libraries": ""}, (0, 0, FOREVER), (FOREVER, 0)),
        ({"shared_preload_libraries": "passwordcheck"}, (8, 0, FOREVER), (FOREVER, 0)),
        (
            {"shared_preload_libraries": "passwordcheck", "passwordcheck__min_password_length": "15"},
            (None, 0, FOREVER),
            (FOREVER, 0),
        ),
        ({"credcheck__max_auth_failure": "0", "credcheck__password_valid_max": "0"}, (14, 5, FOREVER), (FOREVER, 0)),
        ({"credcheck__whitelist": "ana"}, (None, None, None), (5, FOREVER)),
        ({"credcheck__whitelist_auth_failure": "ana"}, (14, 5, 365), (None, None)),
    ],
)
def test_rules_for_passwords(
    changed: dict[str, str | None], policy: tuple[int | None, ...], lockout: tuple[int | None, ...]
) -> None:
    some = answers(settings=settings(**changed))
    rules = one(PasswordPolicy, some, "postgres:db/passwords")
    assert (rules.min_length, rules.history, rules.max_age_days) == policy
    lock = one(Lockout, some, "postgres:db/passwords")
    assert (lock.attempts, lock.seconds) == lockout


def test_passwords_that_others_keep_are_not_asked_about_here() -> None:
    some = answers(rules=[row(1, "hostssl", WARD, "ldap")])
    assert why(one(PasswordPolicy, some, "postgres:db/passwords"), "min_length").startswith("not-asked")


@pytest.mark.parametrize(
    ("setting", "more", "stored"),
    [
        ("scram-sha-256", [], "strong-hash"),
        ("md5", [], "weak-hash"),
        ("on", [], "weak-hash"),
        ("scram-sha-256", [given("password_encryption", "md5", role="ana")], "weak-hash"),
    ],
)
def test_new_passwords(setting: str, more: list[dict[str, Any]], stored: str) -> None:
    some = answers(settings=[*settings(password_encryption=setting), *more])
    assert one(Credential, some, "postgres:db/passwords").stored == stored


@pytest.mark.parametrize(
    ("method", "until", "stored", "left"),
    [
        ("scram-sha-256", None, "strong-hash", FOREVER),
        ("md5", 86_400 * 3 + 5, "weak-hash", 3),
        ("md5", -5, "weak-hash", -1),
        ("other", None, None, FOREVER),
    ],
)
def test_stored(method: str, until: int | None, stored: str | None, left: int) -> None:
    ana = {**GOOD[ROLES][1], "valid_seconds": until}
    some = answers(roles=[ana], stored_passwords=[{"name": "ana", "stored": method}])
    it = one(Credential, some, "postgres:db/roles/ana")
    assert (it.stored, it.days_left) == (stored, left)


def test_passwords_that_are_not_told_are_a_gap() -> None:
    (gap,) = (f for f in facts(answers(PASSWORDS)) if isinstance(f, Gap))
    assert (gap.kind, gap.missing, gap.outcome) == ("postgres.role", "credential", "denied")
    assert gap.ask == "method of pg_authid.rolpassword (safeguard.stored_passwords)"


@pytest.mark.parametrize(
    ("lines", "stored", "until", "interactive", "mfa"),
    [
        ([row(1, "hostssl", WARD, "scram-sha-256")], "scram-sha-256", None, True, "none"),
        ([row(1, "hostssl", WARD, "scram-sha-256", **VERIFIED)], "scram-sha-256", None, True, "phishing-resistant"),
        ([row(1, "hostssl", WARD, "scram-sha-256")], "none", None, False, "none"),
        ([row(1, "hostssl", WARD, "scram-sha-256")], "scram-sha-256", -1, False, "none"),
        ([row(1, "hostssl", WARD, "ldap")], "none", -1, True, None),
        ([row(1, "hostssl", WARD, "trust")], "none", None, True, "none"),
        ([row(1, "hostssl", WARD, "cert")], "scram-sha-256", None, False, "phishing-resistant"),
        ([row(1, "hostssl", WARD, "scram-sha-256", users=["ben"])], "scram-sha-256", None, False, "phishing-resistant"),
        ([row(1, "hostssl", WARD, "scram-sha-256", users=["+staff"])], "scram-sha-256", None, True, "none"),
    ],
)
def test_how_an_account_comes_in(
    lines: list[dict[str, Any]],
    stored: str,
    until: int | None,
    interactive: bool | None,  # noqa: FBT001  # a column
    mfa: str | None,
) -> None:
    ana = {**GOOD[ROLES][1], "valid_seconds": until, "groups": ["nurses"]}
    nurses = {"id": 1, "name": "nurses", "login": False, "super": False, "groups": ["staff"]}
    some = answers(roles=[ana, nurses], rules=lines, stored_passwords=[{"name": "ana", "stored": stored}])
    it = one(Identity, some, "postgres:db/roles/ana")
    assert (it.interactive, it.mfa) == (interactive, mfa)


def test_how_an_account_comes_in_is_not_known() -> None:
    it = one(Identity, answers(PASSWORDS), "postgres:db/roles/ana")
    assert (it.interactive, it.mfa) == (None, "phishing-resistant")
    it = one(Identity, answers(RULES), "postgres:db/roles/ana")
    assert (it.interactive, it.mfa) == (None, None)
    assert why(it, "mfa") == "denied: pg_hba_file_rules"


@pytest.mark.parametrize(
    ("options", "holders"),
    [
        ({}, ("built-in", None)),
        ({"machines": "app"}, ("built-in", "person")),
        ({"machines": ["app", "ana"]}, ("built-in", "machine")),
        ({"break_glass": "postgres, ana"}, ("break-glass", "break-glass")),
        ({"user": "ana"}, ("built-in", "machine")),
    ],
)
def test_whose_an_account_is(options: dict[str, Any], holders: tuple[str | None, ...]) -> None:
    found = [fact for fact in facts(answers(), **options) if isinstance(fact, Identity)]
    assert tuple(fact.holder for fact in found) == holders


@pytest.mark.parametrize(("connections", "enabled"), [(-1, True), (5, True), (0, False)])
def test_an_account_that_may_not_connect(connections: int, enabled: bool) -> None:  # noqa: FBT001  # a column
    some = answers(roles=[{**GOOD[ROLES][1], "connections": connections}])
    assert one(Identity, some, "postgres:db/roles/ana").enabled is enabled


@pytest.mark.parametrize(
    ("ana", "right", "activation", "direct"),
    [
        ({"super": True}, "everything", "standing", True),
        ({"groups": ["root"]}, "everything", "click", False),
        ({"groups": ["nurses"]}, "everything", "click", False),
        ({"makes_roles": True}, "administer", "standing", True),
        ({"groups": ["pg_write_server_files"]}, "administer", "standing", False),
        ({"groups": ["pg_read_all_data"]}, None, None, None),
    ],
)
def test_what_an_account_may_do(
    ana: dict[str, Any],
    right: str | None,
    activation: str | None,
    direct: bool | None,  # noqa: FBT001  # a column
) -> None:
    roles = [
        {**GOOD[ROLES][1], **ana},
        {"id": 2, "name": "root", "login": False, "super": True},
        {"id": 3, "name": "nurses", "login": False, "super": False, "groups": ["root", "nurses"]},
    ]
    found = [fact for fact in facts(answers(roles=roles), machines="app") if isinstance(fact, Grant)]
    assert [(one.right, one.activation, one.direct) for one in found] == (
        [(right, activation, direct)] if right else []
    )


ARCHIVED = GOOD[ACTIVITY][0]


@pytest.mark.parametrize(
    ("activity", "bases", "newest", "succeeded"),
    [
        (ARCHIVED, 1, 600, True),
        ({**ARCHIVED, "failing": True}, 1, 600, False),
        (ARCHIVED, 0, None, True),
        ({"archived": 0, "failing": True}, 1, FOREVER, False),
        ({"archived": 0}, 0, FOREVER, None),
    ],
)
def test_what_is_archived(
    activity: dict[str, Any],
    bases: int,
    newest: int | None,
    succeeded: bool | None,  # noqa: FBT001  # a column
) -> None:
    it = one(Backup, answers(activity=[activity], base_backups=[{"kept": bases}]), mechanism="point-in-time")
    assert (it.newest_seconds, it.succeeded) == (newest, succeeded)


@pytest.mark.parametrize(
    ("some", "outcome"),
    [
        (answers(settings=settings(archive_mode="off")), "unclear"),
        (answers(settings=settings(archive_command="")), "unclear"),
        (answers(server=[{**WHOLE, "standby": True}]), "not-asked"),
        (answers(ACTIVITY), "denied"),
        (answers(SETTINGS), "denied"),
    ],
)
def test_nothing_is_archived_that_is_known(some: Any, outcome: str) -> None:
    gaps = {fact.outcome for fact in facts(some) if isinstance(fact, Gap) and fact.missing == "backup"}
    assert gaps == {outcome}
    assert {fact.mechanism for fact in facts(some) if isinstance(fact, Backup)} <= {"replica"}


def test_copies_that_run_along() -> None:
    assert one(Backup, answers(), mechanism="replica").succeeded is True
    blind = answers(server=[{**WHOLE, "sees_sessions": False}])
    assert [fact.mechanism for fact in facts(blind) if isinstance(fact, Backup)] == ["point-in-time"]


def test_a_base_backup_that_is_not_told() -> None:
    assert why(one(Backup, answers(BASE_BACKUPS), mechanism="point-in-time"), "newest_seconds").startswith("denied")


@pytest.mark.parametrize(
    ("number", "product", "said", "left"),
    [
        (160004, "PostgreSQL", "16.4", 715),
        (140020, "PostgreSQL", "14.20", -13),
        (90624, "PostgreSQL", "9.6.24", -1840),
        (990001, "PostgreSQL", "99.1", None),
        (160004, "Greenplum", "16.4", None),
        (None, "PostgreSQL", None, None),
    ],
)
def test_versions_of_the_server(number: int | None, product: str, said: str | None, left: int | None) -> None:
    it = one(Release, answers(server=[{**WHOLE, "version": number, "product": product}]))
    assert (it.version, it.support_days_left) == (said, left)


def test_the_table_of_versions_has_no_holes() -> None:
    assert all(release(major * 10_000) in ENDS for major in range(10, 19))
    assert version(180000) == "18.0"


@pytest.mark.parametrize("question", [question.id for question in QUESTIONS])
def test_one_that_is_refused_makes_nothing_better_and_nothing_go_without_a_word(question: str) -> None:
    where = target("db")
    said = lost(judged(answers(), where), judged(answers(question), where))
    assert [line for line in said if not re.search(_ALL_THE_SAME.get(question, r"(?!)"), line)] == []


_ALL_THE_SAME = {PASSWORDS: r"^mfa.every-person .*roles/postgres .*not_applicable .* became .*pass"}
"""Without a password it needs no second factor; where that is not told, what is asked beside one holds all the same."""


def test_where_all_is_refused_nothing_passes() -> None:
    after = judged(answers(*(question.id for question in QUESTIONS)), target("db"))
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}


def test_what_makes_no_sense_costs_its_subject() -> None:
    some = answers(rules=[row(1, "hostssl", "no.address 255.0.0.0", "md5")])
    gaps = {fact.ask for fact in facts(some) if isinstance(fact, Gap)}
    assert "collectors.postgres.doors could not read an answer (ValueError)" in gaps
    assert any(isinstance(fact, Session) for fact in facts(some))
