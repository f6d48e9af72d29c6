"""Checks say what they are for, and need nothing but facts."""

import inspect
import re
import subprocess
import sys
from types import MappingProxyType
from typing import Any, get_args

import pytest
from inline_snapshot import snapshot

from scanner.check import Check, Severity
from tests.checks.every import STRICT, every_check

CHECKS = every_check()
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)

FOREIGN = {
    "boto3",
    "botocore",
    "azure",
    "google",
    "paramiko",
    "netmiko",
    "cryptography",
    "yaml",
    "collectors",
    "hypothesis",
}


def test_loading_every_check_imports_no_sdk() -> None:
    code = (
        "import checks, importlib, pkgutil, sys\n"
        "for found in pkgutil.iter_modules(checks.__path__): importlib.import_module(f'checks.{found.name}')\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert {"checks", "scanner", "msgspec"} <= loaded
    assert not FOREIGN & loaded


@each_check
def test_it_says_why_and_what_to_do(check: Check[Any, Any]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", check.id)
    family = check.id.partition(".")[0]
    assert family == check.control or check.id == "backup.encrypted"
    assert check.severity in get_args(Severity)
    assert 10 < len(check.title) <= 70
    assert not check.title.endswith(".")
    assert 20 < len(check.why) <= 160
    assert 10 < len(check.fix) <= 160
    assert check.why.endswith(".")
    assert check.fix.endswith(".")


@each_check
def test_it_names_no_platform(check: Check[Any, Any]) -> None:
    words = set(re.findall(r"[a-z0-9]+", f"{check.title} {check.why} {check.fix}".lower()))
    assert not words & {
        "aws",
        "azure",
        "gcp",
        "google",
        "microsoft",
        "linux",
        "windows",
        "iam",
        "bucket",
        "ssh",
        "cisco",
    }


@each_check
def test_a_profile_can_set_what_it_takes_and_nothing_can_change_the_defaults(check: Check[Any, Any]) -> None:
    for name, setting in check.settings.items():
        assert isinstance(setting.default, bool | int | str | tuple | MappingProxyType), name
    assert set(STRICT.get(check.id, ())) <= set(check.settings)


def test_strict_settings_are_of_checks_that_are_there() -> None:
    assert set(STRICT) <= set(CHECKS)


def test_no_two_checks_share_an_id() -> None:
    modules = {inspect.getmodule(check.judge) for check in CHECKS.values()}
    values = {id(v): v for m in modules for v in vars(m).values() if isinstance(v, Check)}
    assert len(values) == len(CHECKS)


def test_the_checks() -> None:
    assert [f"{check.id} [{check.severity}] {check.title}" for check in CHECKS.values()] == snapshot(
        [
            "access-review.rights-used [low] Rights that nobody uses are taken back",
            "account-lifecycle.unused-closed [medium] Unused accounts are closed",
            "asset-inventory.known [medium] The inventory knows the machine",
            "asset-inventory.recorded [medium] What there is, is recorded",
            "audit-logging.alive [high] New entries arrive",
            "audit-logging.clock-right [medium] The clock that stamps the log is right",
            "audit-logging.copied-away [medium] The log is copied to where an intruder cannot reach it",
            "audit-logging.events-complete [high] The log holds the events that matter",
            "audit-logging.nobody-exempt [medium] Nobody is left out of the log",
            "audit-logging.recording [high] Activity is recorded",
            "audit-logging.reviewed [medium] Somebody reads the logs regularly",
            "automatic-logoff.enforced [medium] Nobody can switch off their own idle limit",
            "automatic-logoff.idle-ends [high] Idle sessions end by themselves",
            "automatic-logoff.lifetime-bounded [medium] Sessions end however busy they are",
            "backup.deletion-guarded [medium] A deletion needs a second step",
            "backup.encrypted [high] Backups are encrypted",
            "backup.exists [high] There is a backup of it",
            "backup.fresh [high] The newest backup is young",
            "backup.kept [medium] Backups are kept long enough",
            "backup.last-run-good [high] The last backup run succeeded",
            "backup.off-site [medium] A copy lies elsewhere",
            "backup.unalterable [medium] Nobody can delete a backup early",
            "business-associates.agreement [high] There is an agreement with the business associate",
            "business-associates.outsiders-known [high] Outsiders with rights are known business associates",
            "emergency-access.exists [medium] There is a break-glass account",
            "emergency-access.tested [low] The break-glass account was tried lately",
            "emergency-access.watched [medium] Use of the break-glass account raises an alarm",
            "encryption-at-rest.approved-cipher [medium] The cipher is an approved one",
            "encryption-at-rest.customer-key [medium] The owner can revoke the key",
            "encryption-at-rest.default-on [medium] New stores are encrypted without asking",
            "encryption-at-rest.encrypted [high] Stored data is encrypted",
            "encryption-at-rest.key-alive [high] Keys are neither disabled nor about to be deleted",
            "encryption-at-rest.key-expiry [low] Keys are renewed before they expire",
            "encryption-at-rest.key-recoverable [medium] A deleted key can be brought back for a while",
            "encryption-at-rest.key-rotates [medium] Keys rotate by themselves",
            "encryption-in-transit.certificate-valid [medium] Certificates are renewed before they expire",
            "encryption-in-transit.plain-refused [high] Plain connections are refused",
            "encryption-in-transit.protocol-version [high] Old protocol versions are refused",
            "encryption-in-transit.server-proven [high] Servers prove who they are",
            "encryption-in-transit.strong-algorithms [medium] No weak algorithm is on offer",
            "incident-response.contact [low] The provider knows whom to tell of an incident",
            "integrity.boot [medium] Only signed code boots",
            "integrity.changes-noticed [medium] Changes of files are noticed",
            "least-privilege.asked-for [medium] Great rights are asked for when they are used",
            "least-privilege.by-group [low] Rights are given to groups and roles",
            "least-privilege.guarded [medium] Well-known ways to great rights are closed",
            "least-privilege.no-everything [high] Nobody unapproved may do everything",
            "log-retention.immutable [low] Nobody can delete the log early",
            "log-retention.long-enough [medium] Logs are kept long enough",
            "log-retention.tamper-evident [medium] A change to the log would show",
            "login-monitoring.watched [medium] Failed sign-ins are watched",
            "malware-protection.current [medium] Malware definitions are current",
            "malware-protection.on [high] Malware protection is on",
            "media-disposal.no-orphans [medium] No store is left behind",
            "mfa.demanded [critical] Signing in takes two factors",
            "mfa.every-person [critical] Everyone has a second factor",
            "mfa.no-way-round [high] There is no way round the second factor",
            "mfa.phishing-resistant-administrators [medium] Administrators use a factor that cannot be phished",
            "network-segmentation.deny-by-default [high] What is not allowed is refused",
            "network-segmentation.no-open-ports [critical] Ports of data and administration are closed to strangers",
            "password-policy.credential-age [medium] Keys and secrets are changed regularly",
            "password-policy.history-and-age [low] Passwords are neither old nor old ones again",
            "password-policy.lockout [medium] Wrong passwords lock the account for a while",
            "password-policy.long-enough [medium] Passwords are long",
            "password-policy.stored-safely [high] Credentials are stored safely",
            "patching.automatic [low] Fixes install themselves",
            "patching.flaws-fixed-in-time [high] Open flaws are fixed in time",
            "patching.flaws-looked-for [medium] Known flaws are looked for",
            "patching.state-known [medium] Missing fixes are looked for regularly",
            "patching.supported-release [high] Its maker still fixes it",
            "public-exposure.blocked-in-scope [medium] Publishing by mistake is blocked",
            "public-exposure.not-on-the-internet [critical] Data and administration are not on the internet",
            "public-exposure.not-public [critical] Strangers cannot read it",
            "restore-test.in-time [medium] A restore is done in time",
            "restore-test.recent [high] A restore was tried lately",
            "threat-detection.findings-handled [high] Serious findings are handled soon",
            "threat-detection.on-and-heard [medium] Threats and changes of the configuration are noticed",
            "unique-user-identification.built-in-idle [high] Built-in accounts are not in use",
            "unique-user-identification.central-directory [medium] Accounts come from a central directory",
            "unique-user-identification.no-long-lived-keys [high] Accounts have few long-lived keys",
            "unique-user-identification.no-shared-account [high] No account is made to be shared",
            "unique-user-identification.own-name [high] Everyone signs in under a name of their own",
            "workstation-lock.idle-locks [high] Idle screens lock by themselves",
            "workstation-lock.password-on-return [high] Coming back to a locked screen takes a credential",
        ]
    )
