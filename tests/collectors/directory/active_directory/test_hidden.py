"""What Active Directory leaves out, half tells or tells wrong must not come to look well."""

from typing import Any

import pytest

from scanner.finding import Status
from tests.collectors.directory.active_directory.clinic import (
    BASE,
    SID,
    TARGET,
    USERS,
    answers,
    changed,
    computer,
    controller,
    entries,
    findings,
    group,
    of,
    ticks,
)
from tests.collectors.directory.asking import said
from tests.judged import judged

PASS, FAIL, OPEN = Status.PASS, Status.FAIL, Status.NOT_ASSESSED


def test_where_no_member_is_shown_nobody_is_known_to_rule_nothing() -> None:
    found = changed("ad.accounts", "CN=boss", userAccountControl=512, servicePrincipalName=["present"])
    found["ad.groups"] = [(dn, {k: v for k, v in row.items() if k != "member"}) for dn, row in found["ad.groups"]]
    some = findings(found)
    for check in ("least-privilege.guarded", "mfa.every-person"):
        verdicts = [(f.status, f.standing) for f in some if (f.check, f.kind) == (check, "ad.account")]
        assert (OPEN, False) in verdicts, check
        assert PASS not in [status for status, _ in verdicts], check


@pytest.mark.parametrize(
    ("question", "kind", "check"),
    [
        ("ad.accounts", "ad.account", "account-lifecycle.unused-closed"),
        ("ad.computers", "ad.computer", "account-lifecycle.unused-closed"),
    ],
)
def test_a_domain_without_accounts_is_one_that_shows_none(question: str, kind: str, check: str) -> None:
    some = findings({**entries(), question: []})
    assert [s for s, _ in of(some, check, kind)] == [OPEN]
    assert {s for s, _ in of(some, "least-privilege.no-everything", "ad.group")} == {OPEN}


def test_a_place_for_trusts_that_is_not_there_is_not_shown() -> None:
    found = answers({k: v for k, v in entries().items() if k != "ad.trusts"})
    hidden = said("ad.trusts", outcome="absent", code="noSuchObject (32)", body=None)
    some = [*judged([*found, hidden], TARGET).findings]
    assert [s for s, _ in of(some, "business-associates.outsiders-known", "ad.trust")] == [OPEN]


@pytest.mark.parametrize("values", [{"trustAttributes": None}, {"trustDirection": None, "trustAttributes": 0}])
def test_a_trust_that_may_filter_nothing_is_not_silent(values: dict[str, Any]) -> None:
    some = findings(changed("ad.trusts", "CN=north", **values))
    assert [s for s, _ in of(some, "least-privilege.no-everything", "ad.trust", "north")] == [OPEN]


def test_a_declared_group_that_is_not_there_is_named() -> None:
    some = findings(entries(), privileged=[f"CN=Gone,{USERS}"])
    seen = [said for status, said in of(some, "least-privilege.asked-for", "ad.group") if status is OPEN]
    assert [f"cn=gone,{USERS.lower()}" in one for one in seen] == [True]


def test_whom_a_finer_policy_governs_is_not_known_where_these_may_not_be_read() -> None:
    found = changed("ad.accounts", "CN=ana", userAccountControl=512 + 0x10000)
    some = findings(found, "ad.psos.container")
    assert [s for s, _ in of(some, "password-policy.long-enough", "ad.account", "ana")] == [OPEN]


def test_a_counter_that_starts_anew_at_once_locks_nobody_out() -> None:
    """MS-SAMR 3.1.1.7.1: a wrong password counts with those of the observation window before it."""
    some = findings(changed("ad.domain", BASE, lockOutObservationWindow=0))
    ((status, said),) = of(some, "password-policy.lockout", "ad.policy")
    assert (status, said) == (FAIL, "counts wrong passwords within 0 s alone, less than 2 min")


@pytest.mark.parametrize(
    "name", ["pwdLastSet", "lastLogonTimestamp", "accountExpires", "msDS_SupportedEncryptionTypes"]
)
@pytest.mark.parametrize("value", ["9" * 400, "-" + "9" * 30, "1.5", "\N{ARABIC-INDIC DIGIT THREE}"])
def test_numbers_that_are_none_cost_no_more_than_themselves(name: str, value: str) -> None:
    some = findings(changed("ad.accounts", "CN=svc-sql", **{name: value}))
    assert of(some, "account-lifecycle.unused-closed", "ad.account", "ana") == [(PASS, "last used 1 day ago")]
    assert of(some, "encryption-in-transit.strong-algorithms", "ad.trust")[0][0] is PASS  # which is read later


@pytest.mark.parametrize("name", ["msLAPS_PasswordExpirationTime", "ms_Mcs_AdmPwdExpirationTime"])
def test_a_local_password_that_laps_no_longer_changes_is_not_its_own(name: str) -> None:
    values: dict[str, Any] = {"msLAPS_PasswordExpirationTime": None, name: ticks(200)}
    some = findings(changed("ad.computers", "CN=WS1", **values))
    assert [s for s, _ in of(some, "password-policy.one-use", "ad.computer")] == [OPEN]


@pytest.mark.parametrize("question", ["ad.computers", "ad.groups"])
def test_an_identifier_from_before_counts_of_whomever(question: str) -> None:
    found = entries()
    if question == "ad.computers":
        found[question].append(computer("EVIL", sIDHistory=[f"{SID}-512"]))
        seen = "EVIL$"
    else:
        dn, values = group("Nurses", f"{SID}-1200", f"CN=ana,{USERS}")
        found[question] = [(at, row) for at, row in found[question] if at != dn] + [
            (dn, {**values, "sIDHistory": [f"{SID}-512"]})
        ]
        seen = "ana"
    ((status, said),) = of(findings(found), "least-privilege.no-everything", "ad.group", "Domain Admins")
    assert (status, seen in said) == (FAIL, True)


def test_that_nobody_is_let_in_is_not_said_where_it_was_not_tried() -> None:
    found = answers({k: v for k, v in entries().items() if k != "ad.anonymous"})
    broken = said("ad.anonymous", outcome="timeout", code="no answer in time", body=None)
    some = [*judged([*found, broken], TARGET).findings]
    assert [s for s, _ in of(some, "mfa.demanded", "ad.door")] == [OPEN]


@pytest.mark.parametrize("system", ["Windows 2000 Server", "Windows Server\N{NO-BREAK SPACE}2008 R2 Standard"])
def test_the_oldest_controllers(system: str) -> None:
    found = entries()
    found["ad.controllers"].append(controller("OLD", operatingSystem=system))
    ((status, said),) = of(findings(found), "patching.supported-release", "ad.controller", "old")
    assert (status, "ended" in said) == (FAIL, True)
