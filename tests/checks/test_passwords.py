import pytest

from checks.passwords import (
    credential_age,
    credential_ends,
    history_and_age,
    lockout,
    long_enough,
    one_use,
    stored_safely,
)
from scanner.check import Judged
from scanner.facts import FOREVER, Credential, Lockout, PasswordPolicy, Reuse
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("length", "judged", "seen"),
    [
        (14, PASS, "at least 14 characters"),
        (13, FAIL, "13 characters are enough, fewer than 14"),
        (0, FAIL, "0 characters are enough, fewer than 14"),
        (None, UNKNOWN, "how long a password must be: denied (it:Ask)"),
    ],
)
def test_long_enough(length: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = long_enough(make(PasswordPolicy, min_length=length))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("history", "age", "judged"),
    [
        (24, 365, {"history": PASS, "age": PASS}),
        (23, 366, {"history": FAIL, "age": FAIL}),
        (0, FOREVER, {"history": FAIL, "age": FAIL}),
        (24, 0, {"history": PASS, "age": UNKNOWN}),
        (None, 365, {"history": UNKNOWN, "age": PASS}),
        (24, None, {"history": PASS, "age": UNKNOWN}),
    ],
)
def test_history_and_age(history: int | None, age: int | None, judged: dict[str, Judged]) -> None:
    policy = make(PasswordPolicy, history=history, max_age_days=age)
    assert {v.part: v.judged for v in history_and_age(policy, min_history=24, max_days=365)} == judged


def test_history_and_age_are_asked_for_by_a_profile_only() -> None:
    policy = make(PasswordPolicy, history=0, max_age_days=FOREVER)
    assert history_and_age(policy) == []
    assert [v.part for v in history_and_age(policy, min_history=5)] == ["history"]
    assert [v.part for v in history_and_age(policy, max_days=365)] == ["age"]


@pytest.mark.parametrize(
    ("attempts", "seconds", "judged", "seen"),
    [
        (5, 900, PASS, "locks after 5 wrong passwords, for 15 min"),
        (3, FOREVER, PASS, "locks after 3 wrong passwords, until an administrator helps"),
        (6, 900, FAIL, "locks after 6 wrong passwords, more than 5"),
        (6, None, FAIL, "locks after 6 wrong passwords, more than 5"),
        (FOREVER, None, FAIL, "no limit to wrong passwords"),
        (5, 899, FAIL, "locked for 14 min 59 s, less than 15 min"),
        (None, 60, FAIL, "locked for 1 min, less than 15 min"),
        (5, 0, FAIL, "locked for 0 s, less than 15 min"),
        (0, 900, UNKNOWN, "a limit of 0 wrong passwords cannot be meant"),
        (None, 900, UNKNOWN, "how many wrong passwords lock an account: denied (it:Ask)"),
        (5, None, UNKNOWN, "for how long an account stays locked: denied (it:Ask)"),
        (
            None,
            None,
            UNKNOWN,
            "how many wrong passwords lock an account and for how long an account stays locked: denied (it:Ask)",
        ),
    ],
)
def test_lockout(attempts: int | None, seconds: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = lockout(make(Lockout, attempts=attempts, seconds=seconds, within_seconds=FOREVER))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("within", "judged", "seen"),
    [
        (120, PASS, "locks after 5 wrong passwords, for 15 min"),
        (119, FAIL, "counts wrong passwords within 1 min 59 s alone, less than 2 min"),
        (None, UNKNOWN, "how far apart wrong passwords still count together: denied (it:Ask)"),
    ],
)
def test_who_tries_slower_is_never_locked_out(within: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = lockout(make(Lockout, attempts=5, seconds=900, within_seconds=within))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("form", "age", "judged"),
    [
        ("access-key", 90, PASS),
        ("access-key", 91, FAIL),
        ("secret", FOREVER, FAIL),
        ("shared-key", None, UNKNOWN),
        ("secret", -1, UNKNOWN),
        ("password", 9999, None),  # NIST SP 800-63B-4: no periodic change
    ],
)
def test_credential_age(form: str, age: int | None, judged: Judged | None) -> None:
    assert only(credential_age(make(Credential, form=form, age_days=age))) is judged


@pytest.mark.parametrize(
    ("age", "fails_in"), [(0, 91), (84, 7), (90, 1), (91, None), (FOREVER, None), (-1, None), (None, None)]
)
def test_a_credential_that_nobody_changes_fails_by_itself(age: int | None, fails_in: int | None) -> None:
    (verdict,) = credential_age(make(Credential, form="access-key", age_days=age))
    assert verdict.fails_in == fails_in


@pytest.mark.parametrize(
    ("stored", "judged", "seen"),
    [
        ("vault", PASS, "kept in a vault"),
        ("strong-hash", PASS, "kept as a strong hash"),
        ("weak-hash", FAIL, "kept as a weak hash"),
        ("reversible", FAIL, "kept so that it can be read back"),
        ("plain", FAIL, "kept unencrypted"),
        ("empty", FAIL, "the shared key is empty"),
        (None, UNKNOWN, "how it is stored: denied (it:Ask)"),
    ],
)
def test_stored_safely(stored: str | None, judged: Judged, seen: str) -> None:
    (verdict,) = stored_safely(make(Credential, form="shared-key", stored=stored))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("form", "left", "judged", "seen"),
    [
        ("secret", 180, PASS, "ends in 180 days"),
        ("secret", 181, FAIL, "ends in 181 days, more than 180 days"),
        ("access-key", FOREVER, FAIL, "never ends"),
        ("secret", -3, FAIL, "ended 3 days ago, and is still there"),
        ("secret", None, UNKNOWN, "when it expires: denied (it:Ask)"),
    ],
)
def test_credential_ends(form: str, left: int | None, judged: Judged, seen: str) -> None:
    credential = make(Credential, form=form, days_left=left)
    (verdict,) = credential_ends(credential, max_days=180)
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert credential_ends(credential) == []
    assert credential_ends(make(Credential, form="password", days_left=left), max_days=180) == []


@pytest.mark.parametrize(
    ("elsewhere", "judged", "seen"),
    [
        ((), PASS, "no other secret here is the same"),
        (("enable-secret",), FAIL, "the same secret stands at enable-secret"),
        (("ana", "ben", "cy", "dee"), FAIL, "the same secret stands at ana, ben, cy and 1 more"),
        (None, UNKNOWN, "what else its secret opens: denied (it:Ask)"),
    ],
)
def test_one_use(elsewhere: tuple[str, ...] | None, judged: Judged, seen: str) -> None:
    (verdict,) = one_use(make(Reuse, elsewhere=elsewhere))
    assert (verdict.judged, verdict.seen) == (judged, seen)
