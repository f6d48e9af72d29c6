"""What is judged of accounts, computers and groups of Active Directory, verdict by verdict."""

from typing import Any

import pytest

from scanner.finding import Status
from tests.collectors.directory.active_directory.clinic import SID, changed, findings, of, ticks

PASS, FAIL, OPEN = Status.PASS, Status.FAIL, Status.NOT_ASSESSED
# question, entry, values of it that are other, name of the thing, verdict, what is seen of it
Row = tuple[str, str, dict[str, Any], str, Status, str]
TRUTH: dict[tuple[str, str], list[Row]] = {
    ("account-lifecycle.unused-closed", "ad.account"): [
        ("ad.accounts", "CN=ana", {"lastLogonTimestamp": ticks(46.5)}, "ana", FAIL, "46 days"),
        ("ad.accounts", "CN=ana", {"lastLogonTimestamp": ticks(45.5)}, "ana", PASS, "45 days"),
        ("ad.accounts", "CN=ana", {"lastLogonTimestamp": ticks(80), "lastLogon": ticks(2.5)}, "ana", PASS, "2 days"),
        ("ad.accounts", "CN=ana", {"lastLogonTimestamp": None}, "ana", FAIL, "not used for 693 days"),
        (
            "ad.accounts",
            "CN=ana",
            {"lastLogonTimestamp": None, "lastLogon": None, "logonCount": None},
            "ana",
            OPEN,
            "Logon Information",
        ),
        ("ad.accounts", "CN=ana", {"userAccountControl": 514, "lastLogonTimestamp": None}, "ana", PASS, "disabled"),
        ("ad.accounts", "CN=ana", {"accountExpires": ticks(1), "lastLogonTimestamp": None}, "ana", PASS, "disabled"),
        ("ad.accounts", "CN=ana", {"accountExpires": ticks(-1), "lastLogonTimestamp": None}, "ana", FAIL, "693"),
    ],
    ("least-privilege.guarded", "ad.account"): [
        ("ad.accounts", "CN=ana", {"userAccountControl": None}, "", OPEN, "userAccountControl of 1"),
        ("ad.accounts", "CN=ana", {"userAccountControl": 512 + 0x400000}, "ana", FAIL, "before any password is shown"),
        ("ad.accounts", "CN=ana", {"userAccountControl": 512 + 0x80000}, "ana", FAIL, "lends it all their rights"),
        ("ad.accounts", "CN=svc-sql", {"primaryGroupID": 512}, "svc", FAIL, "servicePrincipalName"),
    ],
    ("password-policy.long-enough", "ad.account"): [
        ("ad.accounts", "CN=ana", {"userAccountControl": 512 + 0x20}, "ana", FAIL, "0 characters are enough"),
    ],
    ("password-policy.stored-safely", "ad.account"): [
        ("ad.accounts", "CN=ana", {"userAccountControl": 512 + 0x80}, "ana", FAIL, "can be read back"),
    ],
    ("encryption-in-transit.strong-algorithms", "ad.account"): [
        ("ad.accounts", "CN=ana", {"userAccountControl": 512 + 0x200000}, "ana", FAIL, "des-cbc-crc, des-cbc-md5"),
        ("ad.accounts", "CN=svc-sql", {"msDS_SupportedEncryptionTypes": 4}, "svc", FAIL, "accepts rc4-hmac"),
    ],
    ("password-policy.credential-age", "ad.account"): [
        ("ad.accounts", "CN=svc-sql", {"pwdLastSet": ticks(91.5)}, "svc", FAIL, "91 days ago"),
        ("ad.accounts", "CN=svc-sql", {"pwdLastSet": 0}, "svc", FAIL, "never changed"),
    ],
    ("mfa.every-person", "ad.account"): [
        ("ad.accounts", "CN=boss", {"userAccountControl": 512}, "boss", FAIL, "a password alone"),
    ],
    ("unique-user-identification.built-in-idle", "ad.account"): [
        (
            "ad.accounts",
            "CN=Admin",
            {"userAccountControl": 512, "lastLogonTimestamp": ticks(3.5)},
            "Admin",
            FAIL,
            "last used 3 days ago",
        ),
        ("ad.accounts", "CN=Admin", {"userAccountControl": 512}, "Admin", PASS, "never used"),
    ],
    ("least-privilege.no-everything", "ad.group"): [
        ("ad.accounts", "CN=ana", {"sIDHistory": [f"{SID}-512"]}, "Domain Admins", FAIL, "ana, boss"),
        ("ad.accounts", "CN=ana", {"primaryGroupID": 519}, "Enterprise Admins", FAIL, "not approved: ana"),
    ],
    ("account-lifecycle.unused-closed", "ad.computer"): [
        ("ad.computers", "CN=WS1", {"lastLogonTimestamp": ticks(91.5)}, "WS1", FAIL, "91 days"),
    ],
    ("least-privilege.guarded", "ad.computer"): [
        ("ad.computers", "CN=WS1", {"userAccountControl": 4096 + 0x80000}, "WS1", FAIL, "lends it all their rights"),
        ("ad.computers", "CN=WS1", {"userAccountControl": None}, "", OPEN, "userAccountControl of 1"),
    ],
    ("password-policy.one-use", "ad.computer"): [
        ("ad.computers", "CN=WS1", {"msLAPS_PasswordExpirationTime": None}, "every", OPEN, "LAPS does not keep"),
    ],
}


@pytest.mark.parametrize(("what", "row"), [(what, row) for what, rows in TRUTH.items() for row in rows])
def test_careless_or_not_there(what: tuple[str, str], row: Row) -> None:
    question, dn, values, name, status, seen = row
    found = of(findings(changed(question, dn, **values)), *what, name)
    assert {judged for judged, said in found if seen in said} == {status}, found
