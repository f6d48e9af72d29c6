"""What is judged of FreeIPA, verdict by verdict: as it should be, careless, not there, refused. Written by hand."""

from typing import Any

import pytest

from scanner.facts import Identity
from scanner.finding import Finding, Status
from tests.collectors.directory.freeipa.realm import (
    BASE,
    GROUPS,
    PEOPLE,
    REALM,
    changed,
    entries,
    findings,
    group,
    of,
    read,
    role,
    token,
)

PASS, FAIL, OPEN = Status.PASS, Status.FAIL, Status.NOT_ASSESSED
WELL = [
    ("password-policy.long-enough", "freeipa.policy", "global_policy", "at least 14 characters"),
    ("password-policy.long-enough", "freeipa.policy", "admins", "at least 20 characters"),
    ("password-policy.lockout", "freeipa.policy", "global_policy", "locks after 5 wrong passwords, for 15 min"),
    ("account-lifecycle.unused-closed", "freeipa.account", "ana", "last used 1 day ago"),
    ("mfa.every-person", "freeipa.account", "ana", "its second factor is strong"),
    ("mfa.every-person", "freeipa.account", "boss", "its second factor is phishing-resistant"),
    ("business-associates.outsiders-known", "freeipa.group", "admins", "no outsider holds it"),
    ("mfa.demanded", "freeipa.server", "", "everyone: 2 factors are demanded"),
    ("unique-user-identification.own-name", "freeipa.server", "", "everyone: each has a name of their own"),
    ("public-exposure.not-public", "freeipa.server", "", "open to its owner only"),
    ("encryption-in-transit.plain-refused", "freeipa.server", "", "it refuses unencrypted connections"),
    ("encryption-in-transit.protocol-version", "freeipa.server", "", "TLS 1.2 is the lowest accepted"),
    ("audit-logging.recording", "freeipa.server", "", "activity is recorded"),
    ("audit-logging.events-complete", "freeipa.server", "", "recorded: sign-in, admin"),
    ("encryption-in-transit.strong-algorithms", "freeipa.realm", "", "none of the 2 on offer is weak"),
]
# question, entry, values of it that are other, name of the thing, verdict, what is seen of it
Row = tuple[str, str, dict[str, Any], str, Status, str]
GLOBAL = "cn=global_policy"
ANA = "uid=ana"
TOKEN = "ipatokenUniqueID=ana"  # noqa: S105  # a name
TRUTH: dict[tuple[str, str], list[Row]] = {
    ("password-policy.long-enough", "freeipa.policy"): [
        ("freeipa.policy", GLOBAL, {"krbPwdMinLength": 8}, "global", FAIL, "8 characters are enough"),
        ("freeipa.policy", GLOBAL, {"krbPwdMinLength": None}, "global", OPEN, "krbPwdMinLength did not come"),
        ("freeipa.policy", GLOBAL, {"cn": "other"}, "", OPEN, "the global policy did not come"),
    ],
    ("password-policy.lockout", "freeipa.policy"): [
        ("freeipa.policy", GLOBAL, {"krbPwdMaxFailure": 6}, "global", FAIL, "locks after 6 wrong passwords"),
        ("freeipa.policy", GLOBAL, {"krbPwdMaxFailure": 0}, "global", FAIL, "no limit to wrong passwords"),
        ("freeipa.policy", GLOBAL, {"krbPwdLockoutDuration": 60}, "global", FAIL, "locked for 1 min"),
        ("freeipa.policy", GLOBAL, {"krbPwdLockoutDuration": 0}, "global", PASS, "until an administrator helps"),
        ("freeipa.policy", GLOBAL, {"krbPwdFailureCountInterval": 60}, "global", FAIL, "within 1 min alone"),
        ("freeipa.policy", GLOBAL, {"krbPwdFailureCountInterval": None}, "global", OPEN, "did not come"),
        ("freeipa.settings", "cn=ipa", {"ipaConfigString": ["KDC:Disable Lockout"]}, "global", FAIL, "no limit to"),
    ],
    ("account-lifecycle.unused-closed", "freeipa.account"): [
        ("freeipa.accounts", ANA, {"krbLastSuccessfulAuth": "20261001000000Z"}, "ana", FAIL, "not used for 55 days"),
        ("freeipa.accounts", ANA, {"krbLastSuccessfulAuth": None}, "ana", FAIL, "not used for 693 days"),
        (
            *("freeipa.accounts", ANA, {"krbLastSuccessfulAuth": None, "createTimestamp": None}),
            *("ana", OPEN, "when it was made did not come"),
        ),
        (
            *("freeipa.accounts", ANA, {"krbLastSuccessfulAuth": None, "krbLoginFailedCount": None}),
            *("ana", OPEN, "Read-User-Kerberos-Login-Attributes"),
        ),
        ("freeipa.accounts", ANA, {"krbLastSuccessfulAuth": None, "nsAccountLock": "TRUE"}, "ana", PASS, "disabled"),
        ("freeipa.accounts", ANA, {"krbPrincipalExpiration": "20261101000000Z"}, "ana", PASS, "disabled"),
        (
            *("freeipa.settings", "cn=ipa", {"ipaConfigString": ["KDC:Disable Last Success"]}),
            *("every", OPEN, "KDC:Disable Last Success"),
        ),
    ],
    ("mfa.every-person", "freeipa.account"): [
        ("freeipa.accounts", ANA, {"ipaUserAuthType": ["otp", "password"]}, "ana", FAIL, "a password alone"),
        ("freeipa.accounts", ANA, {"ipaUserAuthType": None}, "ana", FAIL, "a password alone"),
        ("freeipa.accounts", ANA, {"ipaUserAuthType": None, "ipaUniqueID": None}, "ana", OPEN, "of its own did not"),
        ("freeipa.tokens", TOKEN, {"ipatokenDisabled": "TRUE"}, "ana", FAIL, "a password alone"),
        ("freeipa.tokens", TOKEN, {"ipatokenNotAfter": "20260101000000Z"}, "ana", FAIL, "a password alone"),
        ("freeipa.tokens", TOKEN, {"ipatokenNotBefore": "20270101000000Z"}, "ana", FAIL, "a password alone"),
        ("freeipa.tokens", TOKEN, {"ipatokenOwner": f"uid=ben,{PEOPLE}"}, "ana", FAIL, "a password alone"),
        ("freeipa.accounts", ANA, {"ipaUserAuthType": "radius"}, "ana", OPEN, "radius"),
        ("freeipa.settings", "cn=ipa", {"ipaUserAuthType": ["disabled", "password"]}, "boss", FAIL, "a password alone"),
    ],
    ("encryption-in-transit.plain-refused", "freeipa.server"): [
        ("freeipa.config", "cn=config", {"nsslapd_minssf": 0}, "", FAIL, "accepts unencrypted connections too"),
        ("freeipa.config", "cn=config", {"nsslapd_minssf": None}, "", OPEN, "nsslapd-minssf did not come"),
    ],
    ("encryption-in-transit.protocol-version", "freeipa.server"): [
        ("freeipa.encryption", "cn=enc", {"sslVersionMin": "TLS1.0"}, "", FAIL, "TLS 1.0 is accepted"),
        ("freeipa.encryption", "cn=enc", {"sslVersionMin": None}, "", OPEN, "no least version"),
    ],
    ("audit-logging.events-complete", "freeipa.server"): [
        ("freeipa.config", "cn=config", {"nsslapd_auditlog_logging_enabled": "off"}, "", FAIL, "not recorded: admin"),
        ("freeipa.config", "cn=config", {"nsslapd_auditlog_logging_enabled": None}, "", OPEN, "which logs are on"),
        ("freeipa.config", "cn=config", {"nsslapd_accesslog_level": 4}, "", FAIL, "not recorded: sign-in"),
    ],
    ("encryption-in-transit.strong-algorithms", "freeipa.realm"): [
        (
            *(
                "freeipa.realm",
                "cn=CLINIC",
                {"krbSupportedEncSaltTypes": ["aes256-cts:normal", "des3-hmac-sha1:normal"]},
            ),
            *("", FAIL, "accepts des3-hmac-sha1"),
        ),
        ("freeipa.realm", "cn=CLINIC", {"krbSupportedEncSaltTypes": ["arcfour-hmac:normal"]}, "", FAIL, "arcfour-hmac"),
        ("freeipa.realm", "cn=CLINIC", {"krbSupportedEncSaltTypes": None}, "", OPEN, "did not come"),
    ],
}
REFUSED = [
    ("freeipa.policy", "freeipa.policy", ("password-policy.long-enough", "password-policy.lockout")),
    ("freeipa.settings", "freeipa.policy", ("password-policy.lockout",)),
    ("freeipa.settings", "freeipa.account", ("mfa.every-person", "account-lifecycle.unused-closed")),
    ("freeipa.groups", "freeipa.group", ("least-privilege.no-everything",)),
    ("freeipa.roles", "freeipa.group", ("least-privilege.asked-for",)),
    ("freeipa.accounts", "freeipa.account", ("mfa.every-person", "account-lifecycle.unused-closed")),
    ("freeipa.tokens", "freeipa.account", ("mfa.every-person",)),
    ("freeipa.tokens", "freeipa.server", ("mfa.demanded",)),
    ("freeipa.accounts", "freeipa.server", ("mfa.demanded",)),
    ("freeipa.anonymous", "freeipa.server", ("public-exposure.not-public", "unique-user-identification.own-name")),
    ("freeipa.realm", "freeipa.realm", ("encryption-in-transit.strong-algorithms",)),
    ("freeipa.config", "freeipa.server", ("encryption-in-transit.plain-refused", "audit-logging.recording")),
    ("freeipa.encryption", "freeipa.server", ("encryption-in-transit.protocol-version",)),
]


@pytest.fixture(scope="module")
def well() -> list[Finding]:
    return findings(entries())


@pytest.mark.parametrize(("check", "kind", "name", "seen"), WELL)
def test_as_it_should_be(well: list[Finding], check: str, kind: str, name: str, seen: str) -> None:
    ((status, said),) = of(well, check, kind, name)
    assert (status, said[: len(seen)]) == (PASS, seen)


@pytest.mark.parametrize(("what", "row"), [(what, row) for what, rows in TRUTH.items() for row in rows])
def test_careless_or_not_there(what: tuple[str, str], row: Row) -> None:
    question, dn, values, name, status, seen = row
    found = of(findings(changed(question, dn, **values)), *what, name)
    assert {judged for judged, said in found if seen in said} == {status}, found


@pytest.mark.parametrize(("question", "kind", "checks"), REFUSED)
def test_refused(question: str, kind: str, checks: tuple[str, ...]) -> None:
    some = findings(entries(), question)
    for check in checks:
        assert OPEN in [status for status, _ in of(some, check, kind)], check


def test_whoever_reaches_it_is_shown_accounts() -> None:
    some = findings({**entries(), "freeipa.anonymous": entries()["freeipa.accounts"][:1]})
    assert of(some, "unique-user-identification.own-name", "freeipa.server") == [
        (FAIL, "everyone: a way in asks for no name")
    ]
    ((status, said),) = of(some, "public-exposure.not-public", "freeipa.server")
    assert (status, "a search without a name gives accounts" in said) == (FAIL, True)


def test_groups_within_groups_and_accounts_of_another_domain() -> None:
    found = entries()
    found["freeipa.groups"] = [
        group("admins", f"uid=boss,{PEOPLE}", f"cn=ops,{GROUPS}"),
        group("ops", f"uid=ana,{PEOPLE}", f"cn=far,{GROUPS}", f"cn=admins,{GROUPS}"),
        group("far", ipaExternalMember="S-1-5-21-9-9-9-1105"),
    ]
    some = findings(found)
    seen = "may do everything, and is not approved: ana, boss, S-1-5-21-9-9-9-1105"
    assert of(some, "least-privilege.no-everything", "freeipa.group", "admins") == [(FAIL, seen)]
    ((status, _),) = of(some, "business-associates.outsiders-known", "freeipa.group", "admins")
    assert status is FAIL


def test_a_role_that_only_reads_lets_nobody_administer() -> None:
    found = entries()
    found["freeipa.roles"] = [
        role("helpdesk", "System: Modify Users", f"cn=nurses,{GROUPS}"),
        role("safeguard", "System: Read Roles", f"uid=eye,{PEOPLE}"),
    ]
    some = findings(found)
    assert of(some, "least-privilege.asked-for", "freeipa.group", "safeguard") == []
    ((status, _),) = of(some, "least-privilege.asked-for", "freeipa.group", "helpdesk")
    assert status is FAIL


def test_admins_without_a_member_were_not_shown() -> None:
    some = findings({**entries(), "freeipa.groups": [group("admins")]})
    assert OPEN in [status for status, _ in of(some, "least-privilege.no-everything", "freeipa.group")]
    identity = [fact for fact in read({**entries(), "freeipa.groups": [group("admins")]}) if isinstance(fact, Identity)]
    assert {one.privileged for one in identity} == {None}


def test_tokens_that_are_not_shown_are_not_missing() -> None:
    """Everybody sees their own, so that says nothing of others."""
    for found in ([], [token("eye")]):
        some = findings({**entries(), "freeipa.tokens": found}, user=f"uid=eye,{PEOPLE}")
        ((status, said),) = of(some, "mfa.every-person", "freeipa.account", "ana")
        assert (status, "no token was shown" in said) == (OPEN, True)


def test_one_account_that_a_password_lets_in_is_enough() -> None:
    some = findings(changed("freeipa.accounts", ANA, ipaUserAuthType="password"))
    assert of(some, "mfa.demanded", "freeipa.server") == [
        (FAIL, "everyone: 1 factor is enough to sign in, 2 are required")
    ]
    off = findings(changed("freeipa.accounts", ANA, ipaUserAuthType="password", nsAccountLock="TRUE"))
    assert of(off, "mfa.demanded", "freeipa.server") == [(PASS, "everyone: 2 factors are demanded")]


def test_what_holds_for_keys_of_services_is_no_policy_of_passwords() -> None:
    found = entries()
    place = f"cn=Default Kerberos Service Password Policy,cn=Kerberos Service Password Policy,{REALM}"
    found["freeipa.policy"].append((place, {"cn": "Default Kerberos Service Password Policy", "krbPwdMinLength": 0}))
    assert {s for s, _ in of(findings(found), "password-policy.long-enough", "freeipa.policy")} == {PASS}


def test_an_account_of_a_trusted_domain_among_the_administrators_is_an_outsider() -> None:
    found = entries()
    far = f"ipaanchoruuid=:SID:S-1-5-21-9-9-9-500,cn=Default Trust View,cn=views,cn=accounts,{BASE}"
    found["freeipa.groups"][0] = group("admins", f"uid=boss,{PEOPLE}", far)
    ((status, said),) = of(findings(found), "business-associates.outsiders-known", "freeipa.group", "admins")
    assert (status, said) == (FAIL, "held by outsiders who are not on the register: S-1-5-21-9-9-9-500")


def test_a_declared_group_that_is_not_there_is_named() -> None:
    some = findings(entries(), privileged=[f"cn=gone,{GROUPS}"])
    seen = [said for status, said in of(some, "least-privilege.asked-for", "freeipa.group") if status is OPEN]
    assert [f"cn=gone,{GROUPS}" in one for one in seen] == [True]
