"""Accounts, sudo and password rules: where one answer is another than on the well kept Mac."""

import pytest

from tests.collectors.host.macos.mac import said
from tests.collectors.host.macos.samples import SAMPLES, plist, policy


def accounts(ways: str, *more: str) -> str:
    return (
        SAMPLES["macos.accounts"]
        .replace("@administrators\n", "\n".join([*more, "@administrators\n"]))
        .replace("ana: shadow token:", ways)
    )


@pytest.mark.parametrize(
    ("text", "check", "resource", "status"),
    [
        (accounts("ana: shadow token:"), "unique-user-identification.built-in-idle", "user/root", "pass"),
        (
            accounts("ana: shadow token:", "root: shadow:SALTED-SHA512-PBKDF2"),
            "unique-user-identification.built-in-idle",
            "user/root",
            "not_assessed",
        ),
        (
            accounts("ana: shadow token:").replace("_www                     70", "eve 501"),
            "unique-user-identification.no-shared-account",
            "user/ana",
            "fail",
        ),
        (accounts("ana: shadow:"), "password-policy.stored-safely", "user/ana", "pass"),
        (accounts("ana: shadow:SMB-NT,"), "password-policy.stored-safely", "user/ana", "fail"),
        (accounts("ana: shadow:RECOVERABLE,"), "password-policy.stored-safely", "user/ana", "fail"),
        (accounts("ana: shadow:NEW-KIND,"), "password-policy.stored-safely", "user/ana", "not_assessed"),
        (accounts("ana: disabled shadow:"), "unique-user-identification.no-shared-account", "user/ana", "pass"),
    ],
)
def test_accounts(text: str, check: str, resource: str, status: str) -> None:
    assert said(check, resource, accounts=text)[0] == status


SUDO = SAMPLES["macos.sudo"]


@pytest.mark.parametrize(
    ("line", "who", "status"),
    [
        ("ana ALL=(ALL) NOPASSWD: ALL", "sudo/ana", "fail"),
        ("ana ALL=(ALL) ALL", "sudo/ana", "pass"),
    ],
)
def test_sudo_rules(line: str, who: str, status: str) -> None:
    assert said("least-privilege.asked-for", who, sudo=f"{SUDO}|{line}\n")[0] == status


@pytest.mark.parametrize("path", ["/opt/homebrew/bin/yabai --load-sa", "/usr/bin/osascript", "/bin/launchctl"])
def test_what_may_be_any_command_is_not_passed(path: str) -> None:
    text = f"{SUDO}|ana ALL=(root) NOPASSWD: {path}\n"
    assert said("least-privilege.no-everything", "local:mac-1", sudo=text)[0] == "not_assessed"


@pytest.mark.parametrize(
    ("text", "check", "status"),
    [
        (policy(14), "password-policy.long-enough", "pass"),
        (policy(13), "password-policy.long-enough", "fail"),
        (policy(4), "password-policy.long-enough", "fail"),  # as delivered
        (policy().replace("matches '", "matches 'x"), "password-policy.long-enough", "not_assessed"),
        (policy(attempts=5), "password-policy.lockout", "pass"),
        (policy(attempts=6), "password-policy.lockout", "fail"),
        (policy(again="899"), "password-policy.lockout", "fail"),
        (policy().replace("autoEnableInSeconds)", "somethingElse)"), "password-policy.lockout", "not_assessed"),
        (policy(attempts=0), "password-policy.lockout", "fail"),
        (f"Getting global account policies\n{plist('')}", "password-policy.lockout", "fail"),
        ("!error", "password-policy.lockout", "not_assessed"),
    ],
)
def test_password_rules(text: str, check: str, status: str) -> None:
    assert said(check, "/passwords", password_policy=text)[0] == status


def test_a_lock_without_an_end_lasts_until_an_administrator_helps() -> None:
    """The form that Apple's profiles make of maxFailedAttempts alone."""
    text = policy().replace(
        " OR (policyAttributeCurrentTime &gt; (policyAttributeLastFailedAuthenticationTime + autoEnableInSeconds))", ""
    )
    assert said("password-policy.lockout", "/passwords", password_policy=text) == (
        "pass",
        "locks after 5 wrong passwords, until an administrator helps",
    )
