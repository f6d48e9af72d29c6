from typing import Any

import pytest

from scanner.facts import FOREVER, Lockout, PasswordPolicy
from tests.collectors.host.linux.doors.stacks import pam, rules, sshd
from tests.collectors.host.machines import kept, only, read, why

NONE = (FOREVER, 0)
PREAUTH = "auth required pam_faillock.so preauth"
UNIX = "auth [success=1 default=bad] pam_unix.so"
AUTHFAIL = "auth [default=die] pam_faillock.so authfail"
PERMIT = "auth required pam_permit.so"
SETS = "password required pam_unix.so"
REDHAT = [
    "password requisite pam_pwquality.so local_users_only",
    "password [default=1 ignore=ignore success=ok] pam_localuser.so",
    "password requisite pam_pwhistory.so use_authtok remember=24",
    "password sufficient pam_unix.so yescrypt shadow nullok use_authtok",
    "password [success=1 default=ignore] pam_localuser.so",
    "password sufficient pam_sss.so use_authtok",
    "password required pam_deny.so",
]


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
        (["password requisite pam_pwquality.so"], "minlen = 14\nenforcing = 0\n", 0, 0),
        (["password requisite pam_pwquality.so enforcing=0"], "minlen = 14\n", 0, 0),
        (["password requisite pam_pwquality.so"], "minlen = 14\ndcredit = x\n", None, 0),
        (["password optional pam_pwquality.so", "password required pam_unix.so"], "minlen = 14\n", 6, 0),
        (["password sufficient pam_pwquality.so", "password required pam_unix.so"], "minlen = 14\n", 0, 0),
        (["password optional pam_pwhistory.so remember=24", "password required pam_unix.so"], "", 6, 0),
        (["password requisite pam_cracklib.so minlen=14", "password required pam_unix.so"], "", 10, 0),
        (
            ["password requisite pam_cracklib.so minlen=14 dcredit=-1 ucredit=0", "password required pam_unix.so"],
            "",
            12,
            0,
        ),
        (
            ["password [success=1 default=bad] pam_pwquality.so", "password required pam_deny.so"],
            "minlen = 14\n",
            14,
            0,
        ),
        (["password requisite pam_pwhistory.so conf=/x", "password required pam_unix.so"], "", 6, None),
        (REDHAT, "minlen = 14\n", 14, 24),
    ],
)
def test_password_policy(lines: list[str], quality: str, length: int | None, history: int | None) -> None:
    policy = only(PasswordPolicy, read({"pam": pam(*lines, name="passwd"), "password-rules": rules(quality=quality)}))
    assert (policy.min_length, policy.history, policy.max_age_days) == (length, history, FOREVER)


@pytest.mark.parametrize(
    ("argument", "file", "module", "history"),
    [
        # Debian 12 and older: the file is there, and the module has never heard of it.
        ("", "remember = 24", "unread", 10),
        ("", "remember = 24", "read", 24),
        ("", "remember = 3", "read", 3),
        ("", "", "read", 10),
        ("remember=24", "remember = 3", "unread", 24),
        # No module was seen, as in evidence from before it was looked for.
        ("", "remember = 24", "", None),
        ("", "remember = 10", "", 10),
        ("", "", "", 10),
        ("remember=24", "remember = 3", "", 24),
        # One of two modules reads it: which of them is loaded is not known to be the one.
        ("", "remember = 24", "read unread", 10),
    ],
)
def test_the_file_of_pwhistory_counts_where_the_module_reads_it(
    argument: str, file: str, module: str, history: int | None
) -> None:
    said = f"@ok /etc/security/pwhistory.conf\n|{file}\n".encode()
    said += b"".join(b"#pwhistory %s\n" % one.encode() for one in module.split())
    stacks = pam(f"password required pam_pwhistory.so {argument}", "password required pam_unix.so", name="passwd")
    policy = only(PasswordPolicy, read({"pam": stacks, "password-rules": rules() + said}))
    assert policy.history == history
    assert history is not None or why(policy, "history") == "unclear"


def test_what_depends_on_who_changes_it_is_not_known() -> None:
    lines = [
        "password [success=1 default=ignore] pam_succeed_if.so user ingroup vip",
        "password requisite pam_pwquality.so",
    ]
    lines.append("password required pam_unix.so")
    policy = only(PasswordPolicy, read({"pam": pam(*lines, name="passwd"), "password-rules": rules()}))
    assert why(policy, "min_length") == "unclear"


def test_the_file_itself_stands_over_its_drop_ins() -> None:
    """libpwquality reads the drop-ins first."""
    text = "@ok /etc/security/pwquality.conf\n|minlen = 8\n@ok /etc/security/pwquality.conf.d/50.conf\n|minlen = 16\n"
    text += "|dcredit = -1\n@ok /etc/security/pwquality.conf.d/60.conf\n|dcredit = -2\n"
    assert kept("linux.password-rules", text.encode())["pwquality.conf"] == {"minlen": "8", "dcredit": "-2"}


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
        (["auth required pam_unix.so"], NONE),
        (["auth required pam_faillock.so preauth deny=3", "auth required pam_unix.so"], (FOREVER, 0)),
        (["auth [default=die] pam_faillock.so authfail deny=3 unlock_time=900"], (3, 900)),
        (["auth [default=die] pam_faillock.so authfail"], (3, 600)),
        (["auth [default=die] pam_faillock.so authfail deny=0"], NONE),
        (["auth required pam_tally2.so deny=5 unlock_time=never", "auth required pam_unix.so"], (5, FOREVER)),
        (["auth required pam_tally2.so", "auth required pam_unix.so"], NONE),
        ([PREAUTH, UNIX, AUTHFAIL, PERMIT], (3, 600)),
        ([UNIX, AUTHFAIL, "auth sufficient pam_faillock.so authsucc", "auth required pam_deny.so"], (3, 600)),
        # The right password comes in after seven wrong ones.
        ([UNIX, AUTHFAIL, PERMIT], NONE),
        # Nothing ever counts.
        ([PREAUTH, UNIX, "auth requisite pam_deny.so", AUTHFAIL, PERMIT], NONE),
        # The lock does not stop it: `optional`.
        (["auth optional pam_faillock.so preauth", "auth sufficient pam_unix.so", AUTHFAIL], NONE),
        # Each line counts by its own number.
        ([PREAUTH + " deny=9", UNIX, AUTHFAIL + " deny=3 unlock_time=60", PERMIT], (9, 60)),
    ],
)
def test_lockout(lines: list[str], limit: tuple[int, int]) -> None:
    lock = only(Lockout, read({"pam": pam(*lines, name="login"), "password-rules": rules()}))
    assert (lock.attempts, lock.seconds) == limit


@pytest.mark.parametrize(
    ("line", "conf", "within"),
    [
        (AUTHFAIL, "", 900),
        (AUTHFAIL, "fail_interval = 60\n", 60),
        (f"{AUTHFAIL} fail_interval=1", "fail_interval = 60\n", 1),
    ],
)
def test_how_far_apart_wrong_passwords_count(line: str, conf: str, within: int) -> None:
    lines = [f"{PREAUTH} fail_interval=900", UNIX, line, PERMIT]
    lock = only(Lockout, read({"pam": pam(*lines, name="login"), "password-rules": rules(conf)}))
    assert lock.within_seconds == within


@pytest.mark.parametrize(
    "lines",
    [
        [PREAUTH + " conf=/etc/other", UNIX, AUTHFAIL, PERMIT],
        ["auth [success=1 default=ignore] pam_succeed_if.so user ingroup vip", PREAUTH, UNIX, AUTHFAIL, PERMIT],
        ["@include missing"],
    ],
)
def test_a_lockout_that_cannot_be_told(lines: list[str]) -> None:
    lock = only(Lockout, read({"pam": pam(*lines, name="login"), "password-rules": rules()}))
    assert (why(lock, "attempts"), why(lock, "seconds")) == ("unclear", "unclear")


LOCKS = "".join(f"|{line}\n" for line in (PREAUTH, UNIX, AUTHFAIL, PERMIT))


@pytest.mark.parametrize(
    ("settings", "login", "limit"),
    [
        ("passwordauthentication yes\n", LOCKS, (3, 600)),
        ("passwordauthentication yes\n", "|auth required pam_unix.so\n", NONE),
        ("passwordauthentication yes\nusepam no\n", LOCKS, NONE),
        ("pubkeyauthentication yes\nusepam no\n", LOCKS, (3, 600)),
    ],
)
def test_the_weakest_door_counts(settings: str, login: str, limit: tuple[int, int]) -> None:
    stacks = f"@ok /etc/pam.d/sshd\n{LOCKS}@ok /etc/pam.d/login\n{login}".encode()
    lock = only(Lockout, read({"sshd": sshd(settings), "pam": stacks, "password-rules": rules()}))
    assert (lock.attempts, lock.seconds) == limit


@pytest.mark.parametrize(("login", "outcome"), [(LOCKS, "denied"), ("|auth required pam_unix.so\n", "")])
def test_a_door_that_was_not_read(login: str, outcome: str) -> None:
    stacks = f"@ok /etc/pam.d/login\n{login}".encode()
    lock = only(Lockout, read({"sshd": "denied", "pam": stacks, "password-rules": rules()}))
    assert (why(lock, "attempts") if outcome else lock.attempts) == (outcome or FOREVER)


@pytest.mark.parametrize(
    ("root", "faillock", "shadow", "limit"),
    [
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\n", "error", (None, None)),
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\n", "absent", NONE),
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\neven_deny_root\n", "error", (3, 600)),
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\nroot_unlock_time = 60\n", "error", (3, 600)),
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\n", b"root:locked:1:1::\n", (3, 600)),
        ("permitrootlogin yes\npasswordauthentication yes\n", "deny = 3\n", b"root:sha512:1:1::\n", NONE),
        ("permitrootlogin yes\npasswordauthentication no\n", "deny = 3\n", "error", (3, 600)),
        ("permitrootlogin prohibit-password\npasswordauthentication yes\n", "deny = 3\n", "error", (3, 600)),
        ("permitrootlogin no\npasswordauthentication yes\n", "deny = 3\n", "error", (3, 600)),
    ],
)
def test_faillock_leaves_root_alone(
    root: str, faillock: str, shadow: Any, limit: tuple[int | None, int | None]
) -> None:
    door = sshd("passwordauthentication yes\n", root=f"{root}ciphers a\nusepam yes\n")
    stacks = f"@ok /etc/pam.d/sshd\n{LOCKS}".encode()
    bodies = {"sshd": door, "pam": stacks, "password-rules": rules(faillock), "shadow": shadow, "units": {}}
    lock = only(Lockout, read(bodies))
    assert (lock.attempts, lock.seconds) == limit
