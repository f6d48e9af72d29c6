import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.linux.doors.pam import UnclearError, stack
from collectors.host.linux.doors.pamplay import ways
from scanner.facts import FOREVER, Gap, Lockout, SignIn
from tests.collectors.host.linux.doors.stacks import KEYS, OTP, REDHAT, pam, rules, sshd
from tests.collectors.host.machines import only, read, why


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
        (KEYS + "authenticationmethods publickey,keyboard-interactive:pam\n", ["auth required pam_u2f.so nouserok"], 1),
        (KEYS + "authenticationmethods publickey,keyboard-interactive:pam\n", ["AUTH Required pam_u2f.so cue"], 2),
        # Who is not locked out passes `preauth`: with nothing behind it that refuses, it lets in.
        (
            "kbdinteractiveauthentication yes\nauthenticationmethods any\n",
            ["auth required pam_faillock.so preauth", "auth sufficient pam_unix.so"],
            0,
        ),
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
    assert bool(door.bypass) == ("nullok" in stack_lines[-1] or "nouserok" in stack_lines[-1])


@pytest.mark.parametrize(
    "lines",
    [
        ["auth required pam_strange.so", "@include common-auth"],
        ["auth [success=1 default=ignore] pam_succeed_if.so user ingroup nootp", OTP, "@include common-auth"],
        ["@include missing"],
        ["auth required pam_radius_auth.so"],
        ["auth required pam_deny.so"],
        ["auth required pam_unix.so", "auth required pam_duo.so"],
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


GDM = ("auth requisite pam_nologin.so", "auth required pam_succeed_if.so user != root quiet_success")


@pytest.mark.parametrize(
    ("lines", "factors"),
    [
        ((*GDM, "@include common-auth", "auth optional pam_gnome_keyring.so"), 1),
        ((*GDM, "@include common-auth", OTP), 2),
        ((GDM[0], GDM[1].replace("required", "sufficient"), "@include common-auth"), None),
        (("auth [success=1 default=ignore] pam_succeed_if.so user ingroup x", OTP, "@include common-auth"), None),
        (("auth required pam_strange.so", *GDM, "@include common-auth"), None),
        (("auth required pam_access.so", "@include common-auth"), 1),
    ],
)
def test_whom_a_door_lets_in_at_all_says_nothing_of_what_it_asks(lines: tuple[str, ...], factors: int | None) -> None:
    found = read({"pam": pam(*lines, name="gdm-password")})
    assert only(SignIn, found, "linux.display").factors == factors


@pytest.mark.parametrize(("container", "doors", "attempts"), [(False, [1], FOREVER), (True, [], None)])
def test_without_pam_a_password_opens_and_wrong_ones_are_not_counted(
    container: bool,  # noqa: FBT001  # a table
    doors: list[int],
    attempts: int | None,
) -> None:
    found = read({"pam": "absent"}, container=container)
    assert [f.factors for f in found if isinstance(f, SignIn) and f.kind == "linux.login"] == doors
    assert only(Lockout, found).attempts == attempts


def test_doas_is_a_door_of_its_own() -> None:
    found = read({"pam": pam(OTP, name="doas") + pam("@include common-auth", name="sudo", more="")})
    doors = {f.resource: f.factors for f in found if isinstance(f, SignIn) and f.kind == "linux.sudo"}
    assert doors == {"local:web1/sudo": 1, "local:web1/doas": 1}


def test_pam_denied_leaves_the_doors_open_questions() -> None:
    found = read({"sshd": sshd("passwordauthentication yes\nauthenticationmethods any\n"), "pam": "denied"})
    assert why(only(SignIn, found, "linux.sshd"), "factors") == "denied"
    assert {f.kind for f in found if isinstance(f, Gap) and f.missing == "sign-in"} == {
        "linux.login",
        "linux.display",
        "linux.sudo",
    }


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
