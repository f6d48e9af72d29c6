from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.pam import UnclearError, stack, ways
from scanner.facts import FOREVER, Channel, Gap, Lockout, PasswordPolicy, SignIn
from tests.collectors.host.machines import only, read, why

UNIX = """@ok /etc/pam.d/common-auth
|auth [success=1 default=ignore] pam_unix.so nullok
|auth requisite pam_deny.so
|auth required pam_permit.so
"""
REDHAT = """@ok /etc/pam.d/system-auth
|auth required pam_env.so
|auth required pam_faildelay.so delay=2000000
|auth required pam_faillock.so preauth silent
|auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
|auth [default=1 ignore=ignore success=ok] pam_localuser.so
|auth sufficient pam_unix.so
|auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
|auth sufficient pam_sss.so forward_pass
|auth required pam_faillock.so authfail
|auth required pam_deny.so
"""
SSHD = """port 22
permitrootlogin no
ciphers aes256-gcm@openssh.com
macs hmac-sha2-256
kexalgorithms curve25519-sha256
usepam yes
"""


def sshd(text: str, *, root: str | None = None, listening: str = "0016\n", match: str = "") -> bytes:
    everyone = SSHD + text
    parts = {"everyone": everyone, "root": everyone if root is None else root, "listening": listening, "match": match}
    return ("version OpenSSH_9.2\n" + "".join(f"@{name}\n{part}" for name, part in parts.items())).encode()


def pam(*lines: str, name: str = "sshd", more: str = UNIX) -> bytes:
    return (f"{more}@ok /etc/pam.d/{name}\n" + "".join(f"|{line}\n" for line in lines)).encode()


KEYS = "pubkeyauthentication yes\npasswordauthentication no\nkbdinteractiveauthentication yes\n"
OTP = "auth required pam_google_authenticator.so"


@pytest.mark.parametrize(
    ("settings", "stack_lines", "factors"),
    [
        ("pubkeyauthentication yes\nauthenticationmethods any\n", ["@include common-auth"], 1),
        ("passwordauthentication yes\nauthenticationmethods any\n", ["@include common-auth"], 1),
        ("passwordauthentication yes\nauthenticationmethods any\n", ["@include common-auth", OTP], 2),
        (KEYS + "authenticationmethods publickey,keyboard-interactive:pam\n", [OTP], 2),
        (KEYS + "authenticationmethods publickey,keyboard-interactive:pam\n", [OTP + " nullok"], 1),
        (KEYS + "authenticationmethods publickey,keyboard-interactive:pam publickey\n", [OTP], 1),
        (KEYS + "authenticationmethods publickey,publickey\n", [OTP], 1),
        (KEYS + "authenticationmethods publickey,password\n", ["@include common-auth"], 2),
        (KEYS + "authenticationmethods any\n", [OTP], 1),
        (
            (
                "passwordauthentication yes\nkbdinteractiveauthentication yes\n"
                "authenticationmethods password,keyboard-interactive\n"
            ),
            ["@include common-auth"],
            1,
        ),
        (
            "kbdinteractiveauthentication yes\nauthenticationmethods any\n",
            ["auth sufficient pam_u2f.so cue", "@include common-auth"],
            1,
        ),
        ("kbdinteractiveauthentication yes\nauthenticationmethods any\n", ["auth required pam_permit.so"], 0),
        (
            "kbdinteractiveauthentication yes\nauthenticationmethods any\n",
            ["auth required pam_sss.so require_cert_auth"],
            2,
        ),
    ],
)
def test_factors_over_ssh(settings: str, stack_lines: list[str], factors: int) -> None:
    door = only(SignIn, read({"sshd": sshd(settings), "pam": pam(*stack_lines)}), "linux.sshd")
    assert door.factors == factors
    assert bool(door.bypass) == ("nullok" in stack_lines[-1])


@pytest.mark.parametrize(
    "lines",
    [
        ["auth required pam_strange.so", "@include common-auth"],
        ["auth [success=1 default=ignore] pam_succeed_if.so user ingroup nootp", OTP, "@include common-auth"],
        ["@include missing"],
        ["auth required pam_radius_auth.so"],
        ["auth required pam_deny.so"],
    ],
)
def test_what_cannot_be_played_is_not_known(lines: list[str]) -> None:
    settings = "kbdinteractiveauthentication yes\nauthenticationmethods any\n"
    door = only(SignIn, read({"sshd": sshd(settings), "pam": pam(*lines)}), "linux.sshd")
    assert why(door, "factors") == "unclear"


def test_red_hats_stack_asks_a_password_and_locks() -> None:
    found = read(
        {
            "pam": pam("auth substack system-auth", name="login", more=REDHAT),
            "password-rules": rules("deny = 5\nunlock_time = 0\n"),
        }
    )
    assert only(SignIn, found, "linux.login").factors == 1
    assert why(only(SignIn, found, "linux.login"), "directories") == "not-asked"
    lock = only(Lockout, found)
    assert (lock.attempts, lock.seconds) == (5, FOREVER)


def test_pam_denied_leaves_the_doors_open_questions() -> None:
    found = read({"sshd": sshd("passwordauthentication yes\nauthenticationmethods any\n"), "pam": "denied"})
    assert why(only(SignIn, found, "linux.sshd"), "factors") == "denied"
    assert {f.kind for f in found if isinstance(f, Gap) and f.missing == "sign-in"} == {
        "linux.login",
        "linux.display",
        "linux.sudo",
    }


@pytest.mark.parametrize(("said", "doors"), [("no", 0), ("yes", 1), ("prohibit-password", 1), ("without-password", 1)])
def test_root_over_ssh_is_nobody_by_name(said: str, doors: int) -> None:
    root = (
        SSHD.replace("permitrootlogin no", f"permitrootlogin {said}")
        + "pubkeyauthentication yes\nauthenticationmethods any\n"
    )
    found = read({"sshd": sshd("pubkeyauthentication yes\n", root=root), "pam": pam("@include common-auth")})
    roots = [f for f in found if f.kind == "linux.sshd-root"]
    assert [isinstance(f, SignIn) and f.individual for f in roots] == [False] * doors


@pytest.mark.parametrize(
    ("match", "known"),
    [
        ("Match Group sftp\n", False),
        ("  match user=backup\n", False),
        ("Match all\n", True),
        ("", True),
        ("Include /etc/ssh/sshd_config.d/*.conf\n", True),
        ("Include /etc/crypto-policies/back-ends/opensshserver.config\n", True),
        ("Include /opt/ssh/more.conf\n", False),
        ("Include /etc/ssh/sshd_config.d/*.conf /opt/x\n", False),
        ("unreadable\n", False),
    ],
)
def test_match_blocks_may_open_a_shorter_way(match: str, known: bool) -> None:  # noqa: FBT001  # a table
    settings = KEYS + "authenticationmethods publickey,keyboard-interactive\n"
    door = only(SignIn, read({"sshd": sshd(settings, match=match), "pam": pam(OTP)}), "linux.sshd")
    assert door.factors == 2
    assert door.bypass == () if known else why(door, "bypass") == "unclear"


@pytest.mark.parametrize(
    ("listening", "units", "enabled", "kind"),
    [
        ("0016\n", "absent", True, "linux.sshd"),
        ("1F90\n", "absent", False, "linux.sshd-off"),
        ("", {"ssh.socket": {"ActiveState": "active"}}, True, "linux.sshd"),
        ("", {"ssh.service": {"ActiveState": "inactive", "UnitFileState": "enabled"}}, True, "linux.sshd"),
        ("", {"ssh.service": {"ActiveState": "inactive", "UnitFileState": "disabled"}}, False, "linux.sshd-off"),
        ("", "timeout", None, "linux.sshd"),
    ],
)
def test_is_sshd_on(listening: str, units: Any, enabled: bool | None, kind: str) -> None:  # noqa: FBT001  # a table
    found = read(
        {
            "sshd": sshd("authenticationmethods any\n", listening=listening),
            "units": units,
            "pam": pam("@include common-auth"),
        }
    )
    channel = only(Channel, found)
    assert (channel.enabled, channel.kind) == (enabled, kind)
    assert "aes256-gcm@openssh.com" in (channel.algorithms or ())
    assert bool([f for f in found if f.kind == "linux.sshd" and isinstance(f, SignIn)]) == (enabled is not False)


def rules(faillock: str = "", quality: str = "", defs: str = "PASS_MAX_DAYS 99999\n") -> bytes:
    files = {"login.defs": defs, "security/pwquality.conf": quality, "security/faillock.conf": faillock}
    return "".join(
        f"@ok /etc/{name}\n" + "".join(f"|{line}\n" for line in text.splitlines()) for name, text in files.items()
    ).encode()


@pytest.mark.parametrize(
    ("lines", "quality", "length", "history"),
    [
        (["password required pam_unix.so"], "", 6, 0),
        (["password required pam_unix.so minlen=12 remember=5"], "", 12, 5),
        (["password requisite pam_pwquality.so retry=3", "password required pam_unix.so"], "minlen = 14\n", 14, 0),
        (["password requisite pam_pwquality.so minlen=15"], "minlen = 14\n", 15, 0),
        (["password requisite pam_pwquality.so"], "minlen = 14\ndcredit = 2\nucredit = -1\n", 12, 0),
        (["password requisite pam_pwquality.so"], "# minlen = 14\n", 8, 0),
        (["password required pam_unix.so"], "minlen = 14\n", 6, 0),
        (["password required pam_pwhistory.so", "password required pam_unix.so"], "", 6, 10),
        (["password required pam_passwdqc.so"], "", None, 0),
    ],
)
def test_password_policy(lines: list[str], quality: str, length: int | None, history: int) -> None:
    policy = only(PasswordPolicy, read({"pam": pam(*lines, name="passwd"), "password-rules": rules(quality=quality)}))
    assert (policy.min_length, policy.history, policy.max_age_days) == (length, history, FOREVER)


@pytest.mark.parametrize(
    ("shadow", "days"),
    [
        (b"ana:yescrypt:20000:90::\n", 90),
        (b"ana:yescrypt:20000:180::\n", 180),
        (b"ana:yescrypt:20000:99999::\n", FOREVER),
        (b"ana:yescrypt:20000:::\n", FOREVER),
        (b"ana:locked:20000:99999::\n", 90),
    ],
)
def test_the_age_that_holds_is_the_longest_of_all(shadow: bytes, days: int) -> None:
    found = read({"pam": pam(), "password-rules": rules(defs="PASS_MAX_DAYS\t90\n"), "shadow": shadow})
    assert only(PasswordPolicy, found).max_age_days == days


@pytest.mark.parametrize(
    ("lines", "limit"),
    [
        (["auth required pam_unix.so"], (FOREVER, 0)),
        (["auth required pam_faillock.so preauth deny=3", "auth required pam_unix.so"], (FOREVER, 0)),
        (["auth [default=die] pam_faillock.so authfail deny=3 unlock_time=900"], (3, 900)),
        (["auth [default=die] pam_faillock.so authfail"], (3, 600)),
        (["auth [default=die] pam_faillock.so authfail deny=0"], (FOREVER, 600)),
        (["auth required pam_tally2.so deny=5 unlock_time=never"], (5, FOREVER)),
    ],
)
def test_lockout(lines: list[str], limit: tuple[int, int]) -> None:
    lock = only(Lockout, read({"pam": pam(*lines), "password-rules": rules()}))
    assert (lock.attempts, lock.seconds) == limit


CONTROLS = st.sampled_from(
    ["required", "requisite", "sufficient", "optional", "[success=1 default=ignore]", "[default=die]"]
)
MODULES = st.sampled_from(["pam_unix", "pam_u2f", "pam_oath", "pam_deny", "pam_permit", "pam_env", "pam_succeed_if"])


@given(st.lists(st.tuples(CONTROLS, MODULES), max_size=6))
def test_what_surely_opens_may_open(lines: list[tuple[str, str]]) -> None:
    """Whoever holds what surely opens a stack holds one of the sets that may open it."""
    services = {"x": [["auth", control, module, []] for control, module in lines]}
    modules = tuple(stack(services, "x", "auth"))
    sure, possible = ways(modules, sure=True), ways(modules, sure=False)
    assert all(any(small <= way for small in possible) for way in sure)


def test_includes_in_a_circle_end() -> None:
    with pytest.raises(UnclearError, match="x cannot be opened"):
        list(stack({"x": [["@include", "", "x", []]]}, "x", "auth"))
