"""The login window, sudo, remote login and its shells: where one answer is another than on the well kept Mac."""

import pytest

from tests.collectors.host.macos.mac import said
from tests.collectors.host.macos.samples import PAM, SAMPLES, SSHD, preferences, volume, volumes

NO_CARD = preferences("smartcard")


LOGIN = SAMPLES["macos.login"]


@pytest.mark.parametrize(
    ("prefs", "login", "filevault", "status"),
    [
        (preferences(), LOGIN, "FileVault is On.", "pass"),
        (NO_CARD, LOGIN, "FileVault is On.", "fail"),
        (NO_CARD, LOGIN.replace("builtin:login-begin", "JamfConnectLogin:LoginUI"), "FileVault is On.", "not_assessed"),
        (preferences(autoLoginUser="1"), LOGIN, "FileVault is Off.", "fail"),
        (preferences(autoLoginUser="1"), LOGIN, "FileVault is On.", "pass"),
        (preferences(autoLoginUser="1"), LOGIN, "!error", "not_assessed"),
        ("!denied", LOGIN, "FileVault is On.", "not_assessed"),
        (NO_CARD, "!denied", "FileVault is On.", "not_assessed"),
    ],
)
def test_the_login_window(prefs: str, login: str, filevault: str, status: str) -> None:
    listed = volumes(volume("disk3s5", "Data", "Data"))
    got = said("mfa.demanded", "/login", preferences=prefs, login=login, filevault=filevault, volumes=listed)
    assert got[0] == status


@pytest.mark.parametrize(
    ("prefs", "login", "status"),
    [
        (preferences(), LOGIN, "pass"),
        (preferences(allowUnmappedUsers="1"), LOGIN, "fail"),
        (preferences(), f"{LOGIN}\n@exempt\ngroup=yes\n", "fail"),
        (preferences(), "!error", "not_assessed"),
    ],
)
def test_ways_round_the_card(prefs: str, login: str, status: str) -> None:
    assert said("mfa.no-way-round", "/login", preferences=prefs, login=login)[0] == status


DELIVERED = PAM.replace("|auth       required       pam_deny.so\n", "")


@pytest.mark.parametrize(
    ("pam", "status"),
    [
        (PAM, "pass"),
        (DELIVERED, "fail"),
        (f"@ok /etc/pam.d/sudo_local\n|auth sufficient pam_tid.so\n{PAM}", "fail"),
        (DELIVERED.replace("include        sudo_local", "required pam_duo.so"), "not_assessed"),
        (PAM.replace("|auth       include        sudo_local", "|auth sufficient pam_permit.so"), "fail"),
        ("!denied", "not_assessed"),
    ],
)
def test_sudo(pam: str, status: str) -> None:
    assert said("mfa.demanded", "/sudo", pam=pam)[0] == status


def sshd(everyone: str = SSHD, head: str = "told=yes\nswitch=enabled\nloaded=yes\n", match: str = "") -> str:
    return f"{head}version OpenSSH_9.9p2\n@everyone\n{everyone}@root\n{everyone}@match\n{match}"


OFF = "told=yes\nswitch=disabled\n"
ONE = SSHD.replace("authenticationmethods publickey,keyboard-interactive", "authenticationmethods any")


@pytest.mark.parametrize(
    ("text", "check", "status"),
    [
        (sshd(), "mfa.demanded", "pass"),
        (sshd(ONE), "mfa.demanded", "fail"),
        (sshd(match="match user ana\n+authenticationmethods \n"), "mfa.demanded", "not_assessed"),
        (sshd(ONE, match="match user ana\n+authenticationmethods \n"), "mfa.demanded", "fail"),
        (sshd(match="odd\n"), "mfa.demanded", "not_assessed"),
        (sshd(head="told=yes\nswitch=enabled\nother=dropbear\n"), "mfa.demanded", "not_assessed"),
        (sshd(head=f"{OFF}here=yes\n"), "mfa.demanded", "not_assessed"),
        (sshd(head=""), "encryption-in-transit.plain-refused", "pass"),
        (sshd(head=OFF), "encryption-in-transit.plain-refused", "pass"),
        (sshd(SSHD.replace("aes256-gcm@openssh.com", "3des-cbc")), "encryption-in-transit.strong-algorithms", "fail"),
        (sshd(), "automatic-logoff.idle-ends", "pass"),
        (sshd(SSHD.replace("session:*=10m", "session:*=11m")), "automatic-logoff.idle-ends", "pass"),  # by TMOUT
    ],
)
def test_remote_login(text: str, check: str, status: str) -> None:
    assert said(check, "/sshd", sshd=text)[0] == status


@pytest.mark.parametrize(
    ("shell", "status"),
    [
        ("@zsh\nTMOUT=600\nreadonly=1\n@logins\nzsh\n", "pass"),
        ("@zsh\nTMOUT=601\nreadonly=1\n@logins\nzsh\n", "fail"),
        ("@zsh\nTMOUT=0\nreadonly=0\n@logins\nzsh\n", "fail"),
        ("@zsh\nTMOUT=unset\n@logins\nzsh\n", "fail"),
        ("@zsh\nTMOUT=600\nreadonly=1\n@bash\nTMOUT=unset\n@logins\nsh\nzsh\n", "fail"),
        ("@zsh\nTMOUT=600\nreadonly=1\n@logins\nfish\nzsh\n", "not_assessed"),
        ("@zsh\n@logins\nzsh\n", "not_assessed"),
        ("!error", "not_assessed"),
    ],
)
def test_shells(shell: str, status: str) -> None:
    without = sshd(SSHD.replace("channeltimeout session:*=10m\n", ""))
    assert said("automatic-logoff.idle-ends", "/sshd", shell=shell, sshd=without)[0] == status
