"""What is judged of a domain of Active Directory, verdict by verdict: as it should be, careless, not there, refused."""

from typing import Any

import pytest

from scanner.finding import Finding, Status
from tests.collectors.directory.active_directory.clinic import BASE, MINUTE, changed, entries, findings, of, ticks

PASS, FAIL, OPEN = Status.PASS, Status.FAIL, Status.NOT_ASSESSED
# question, entry, values of it that are other, name of the thing, verdict, what is seen of it
Row = tuple[str, str, dict[str, Any], str, Status, str]
# check, kind, name of the thing: what the well kept domain says
WELL = [
    ("password-policy.long-enough", "ad.policy", "clinic", "at least 14 characters"),
    ("password-policy.lockout", "ad.policy", "clinic", "locks after 5 wrong passwords, for 30 min"),
    ("password-policy.long-enough", "ad.pso", "admins", "at least 20 characters"),
    ("password-policy.lockout", "ad.pso", "admins", "locks after 3 wrong passwords, for 1 h"),
    ("least-privilege.guarded", "ad.domain", "clinic", "no account adds machines unless it is let"),
    ("backup.deletion-guarded", "ad.domain", "clinic", "a deletion needs a second step"),
    ("backup.exists", "ad.domain", "clinic", "has a backup (copy)"),
    ("backup.fresh", "ad.domain", "clinic", "the newest good copy is 10 h old"),
    (
        "patching.supported-release",
        "ad.level",
        "domain",
        "support ends in 1784 days; fails when fewer than 90 days are left",
    ),
    (
        "patching.supported-release",
        "ad.controller",
        "dc1",
        "support of Windows Server 2022 Standard 10.0 (20348) ends in",
    ),
    ("encryption-in-transit.strong-algorithms", "ad.controller", "dc1", "none of the 2 on offer is weak"),
    ("password-policy.credential-age", "ad.krbtgt", "krbtgt", "changed 60 days ago"),
    ("unique-user-identification.own-name", "ad.door", "", "everyone: each has a name of their own"),
    ("unique-user-identification.central-directory", "ad.door", "", "everyone: asks 2 servers of a central directory"),
    ("business-associates.outsiders-known", "ad.group", "Domain Admins", "no outsider holds it"),
    ("account-lifecycle.unused-closed", "ad.account", "ana", "last used 1 day ago"),
    ("account-lifecycle.unused-closed", "ad.computer", "WS1$", "last used 1 day ago"),
    ("unique-user-identification.built-in-idle", "ad.account", "Administrator", "disabled"),
    ("least-privilege.guarded", "ad.account", "boss", "its ticket takes its password first"),
    ("least-privilege.guarded", "ad.account", "svc-sql", "its ticket takes its password first"),
    ("password-policy.credential-age", "ad.account", "svc-sql", "changed 20 days ago"),
    ("encryption-in-transit.strong-algorithms", "ad.account", "svc-sql", "none of the 2 on offer is weak"),
    ("least-privilege.guarded", "ad.computer", "WS1$", "nobody lends it their rights without limit"),
    ("password-policy.one-use", "ad.computer", "WS1$", "no other secret here is the same"),
    ("encryption-in-transit.strong-algorithms", "ad.trust", "north.example", "none of the 2 on offer is weak"),
]


@pytest.fixture(scope="module")
def well() -> list[Finding]:
    return findings(entries())


@pytest.mark.parametrize(("check", "kind", "name", "seen"), WELL)
def test_as_it_should_be(well: list[Finding], check: str, kind: str, name: str, seen: str) -> None:
    ((status, said),) = of(well, check, kind, name)
    assert (status, said[: len(seen)]) == (PASS, seen)


PSO = "CN=admins"
TRUTH: dict[tuple[str, str], list[Row]] = {
    ("password-policy.long-enough", "ad.policy"): [
        ("ad.domain", BASE, {"minPwdLength": 7}, "", FAIL, "7 characters are enough"),
        ("ad.domain", BASE, {"minPwdLength": None}, "", OPEN, "no minPwdLength came"),
        ("ad.domain", BASE, {"minPwdLength": "many"}, "", OPEN, "is no whole number"),
    ],
    ("password-policy.lockout", "ad.policy"): [
        ("ad.domain", BASE, {"lockoutThreshold": 0}, "", FAIL, "no limit to wrong"),
        ("ad.domain", BASE, {"lockoutThreshold": 6}, "", FAIL, "after 6 wrong passwords"),
        ("ad.domain", BASE, {"lockoutDuration": 5 * MINUTE}, "", FAIL, "locked for 5 min"),
        ("ad.domain", BASE, {"lockoutDuration": 0}, "", PASS, "until an administrator helps"),
        ("ad.domain", BASE, {"lockoutDuration": -(2**63)}, "", PASS, "until an admin"),
        ("ad.domain", BASE, {"lockOutObservationWindow": MINUTE}, "", FAIL, "within 1 min alone"),
        ("ad.domain", BASE, {"lockOutObservationWindow": None}, "", OPEN, "came"),
    ],
    ("password-policy.stored-safely", "ad.policy"): [
        ("ad.domain", BASE, {"pwdProperties": 17}, "clinic", FAIL, "can be read back"),
    ],
    ("least-privilege.guarded", "ad.domain"): [
        ("ad.domain", BASE, {"ms_DS_MachineAccountQuota": 10}, "", FAIL, "any account may add 10"),
        ("ad.domain", BASE, {"ms_DS_MachineAccountQuota": None}, "", OPEN, "no ms-DS-Machine"),
    ],
    ("patching.supported-release", "ad.level"): [
        ("ad.domain", BASE, {"msDS_Behavior_Version": 6}, "domain", FAIL, "ended 1142 days"),
        ("ad.domain", BASE, {"msDS_Behavior_Version": 99}, "domain", OPEN, "nobody here"),
    ],
    ("backup.deletion-guarded", "ad.domain"): [
        ("ad.forest", "CN=Part", {"msDS_EnabledFeature": None}, "", FAIL, "protection is off"),
    ],
    ("backup.exists", "ad.domain"): [
        ("ad.backed_up", BASE, {"msDS_ReplAttributeMetaData": ["of another attribute"]}, "", FAIL, "no good copy"),
        ("ad.backed_up", BASE, {"msDS_ReplAttributeMetaData": None}, "", OPEN, "no metadata came"),
    ],
    ("backup.fresh", "ad.domain"): [
        ("ad.backed_up", BASE, {"msDS_ReplAttributeMetaData": ["2026-10-01T02:00:00Z"]}, "", FAIL, "55 d"),
    ],
    ("password-policy.long-enough", "ad.pso"): [
        ("ad.psos", PSO, {"msDS_MinimumPasswordLength": 4}, "admins", FAIL, "4 characters"),
        ("ad.psos.container", "CN=Pass", {"objectClass": None}, "", OPEN, "ad:Password-Settings-Container"),
    ],
    ("password-policy.lockout", "ad.pso"): [
        ("ad.psos", PSO, {"msDS_LockoutThreshold": 0}, "admins", FAIL, "no limit to wrong"),
    ],
    ("password-policy.stored-safely", "ad.pso"): [
        ("ad.psos", PSO, {"msDS_PasswordReversibleEncryptionEnabled": "TRUE"}, "admins", FAIL, "read back"),
    ],
    ("unique-user-identification.own-name", "ad.door"): [
        ("ad.settings", "CN=Dir", {"dSHeuristics": "0000002"}, "", FAIL, "asks for no name"),
        ("ad.settings", "CN=Dir", {"dSHeuristics": "0000000001"}, "", PASS, "of their own"),
    ],
    ("patching.supported-release", "ad.controller"): [
        (
            "ad.controllers",
            "CN=DC1",
            {"operatingSystem": "Windows Server 2012 R2 Datacenter"},
            "dc1",
            FAIL,
            "ended 1142",
        ),
        (
            "ad.controllers",
            "CN=DC1",
            {"operatingSystem": "Windows Server\N{REGISTERED SIGN} 2008 Standard"},
            "dc1",
            FAIL,
            "ended 2507",
        ),
        ("ad.controllers", "CN=DC1", {"operatingSystem": "Samba"}, "dc1", OPEN, "not known here"),
        ("ad.controllers", "CN=DC1", {"operatingSystem": None}, "dc1", OPEN, "did not come"),
    ],
    ("encryption-in-transit.strong-algorithms", "ad.controller"): [
        ("ad.controllers", "CN=DC1", {"msDS_SupportedEncryptionTypes": 28}, "dc1", FAIL, "accepts rc4-hmac"),
        ("ad.controllers", "CN=DC1", {"msDS_SupportedEncryptionTypes": None}, "every", OPEN, "DefaultDomain"),
    ],
    ("password-policy.credential-age", "ad.krbtgt"): [
        ("ad.krbtgt", "CN=krbtgt", {"pwdLastSet": ticks(400.5)}, "", FAIL, "400 days ago"),
        ("ad.krbtgt", "CN=krbtgt", {"pwdLastSet": None}, "", OPEN, "Account Restrictions"),
    ],
    ("least-privilege.no-everything", "ad.trust"): [
        ("ad.trusts", "CN=north", {"trustAttributes": 0x48}, "north", FAIL, "may do everything"),
        ("ad.trusts", "CN=north", {"trustAttributes": 0}, "north", FAIL, "may do everything"),
    ],
    ("business-associates.outsiders-known", "ad.trust"): [
        ("ad.trusts", "CN=north", {"trustAttributes": None}, "north", OPEN, "no trustAttributes"),
        ("ad.trusts", "CN=north", {"trustDirection": 1}, "north", PASS, "no outsider holds it"),
        ("ad.trusts", "CN=north", {"trustAttributes": 0x20}, "north", PASS, "no outsider"),
    ],
    ("encryption-in-transit.strong-algorithms", "ad.trust"): [
        ("ad.trusts", "CN=north", {"msDS_SupportedEncryptionTypes": 4}, "north", FAIL, "rc4-hmac"),
    ],
}


@pytest.mark.parametrize(("what", "row"), [(what, row) for what, rows in TRUTH.items() for row in rows])
def test_careless_or_not_there(what: tuple[str, str], row: Row) -> None:
    question, dn, values, name, status, seen = row
    found = of(findings(changed(question, dn, **values)), *what, name)
    assert {judged for judged, said in found if seen in said} == {status}, found
