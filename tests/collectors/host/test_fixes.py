"""What a fix says before it says how: nobody is locked out by doing what stands there."""

import pytest

from collectors.host.linux.kinds import KINDS as LINUX
from collectors.host.macos.kinds import KINDS as MACOS
from collectors.host.windows.kinds import KINDS as WINDOWS

ENROL = ("libpam-google-authenticator", "enrol", "Keep a root shell open")


@pytest.mark.parametrize(
    ("kind", "check", "said"),
    [
        (
            "linux.sshd",
            "mfa.demanded",
            (*ENROL, "KbdInteractiveAuthentication yes", "/etc/pam.d/sshd", "sshd -t && systemctl reload"),
        ),
        ("linux.login", "mfa.demanded", (*ENROL, "/etc/pam.d/login")),
        ("linux.sudo", "mfa.demanded", (*ENROL, "/etc/pam.d/sudo")),
        ("linux.display", "mfa.demanded", (*ENROL, "/etc/pam.d/gdm-password")),
        ("linux.sshd", "mfa.no-way-round", ("has enrolled", "Keep a root shell open")),
        ("linux.sshd-root", "mfa.demanded", ("under a name of their own", "sshd -t && systemctl reload")),
        ("linux.account", "unique-user-identification.built-in-idle", ("under a name of their own",)),
        ("linux.grant", "least-privilege.asked-for", ("password first", "passwd NAME")),
        ("linux.grant", "least-privilege.no-everything", ("access.unlimited_approved", "reason")),
        (
            "linux.password-rules",
            "password-policy.lockout",
            ("common-auth", "common-account", "Keep a root shell open"),
        ),
        ("linux.password-rules", "password-policy.history-and-age", ("`remember=24`", "common-password")),
        ("linux.firewall", "network-segmentation.deny-by-default", ("install ufw", "sshd -T", "Keep a session open")),
        ("linux.integrity", "integrity.changes-noticed", ("--no-install-recommends",)),
        ("linux.swap", "encryption-at-rest.encrypted", ("by-partuuid", "overwritten")),
        ("linux.disk", "encryption-at-rest.encrypted", ("backup", "--reduce-device-size", "does not start")),
        ("macos.login", "mfa.demanded", ("first (sc_auth pair)",)),
        ("macos.sudo", "mfa.demanded", ("first (sc_auth pair)", "root shell")),
        ("macos.sshd", "mfa.demanded", ("authorized_keys", "sshd -t")),
        ("windows.sign-in", "mfa.demanded", ("enrolled",)),
        ("windows.sshd", "mfa.demanded", ("has a key", "keep a session open")),
        ("windows.account", "unique-user-identification.built-in-idle", ("under a name of their own",)),
        ("windows.firewall", "network-segmentation.deny-by-default", ("first",)),
        ("windows.volume", "encryption-at-rest.encrypted", ("First a recovery password",)),
    ],
)
def test_what_could_lock_people_out_says_what_comes_first(kind: str, check: str, said: tuple[str, ...]) -> None:
    fix = {**LINUX, **MACOS, **WINDOWS}[kind].fix[check]
    assert [word for word in said if word not in fix] == []
