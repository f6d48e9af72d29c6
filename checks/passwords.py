"""What passwords and other credentials are worth: 164.308(a)(5)(ii)(D), 164.312(d)."""

from collections.abc import Iterator
from typing import Final

from checks.judgements import ago, lately
from scanner.check import Verdict, cannot_tell, check, days, failed, passed, span, unknown
from scanner.facts import FOREVER, Credential, Lockout, PasswordPolicy, Reuse
from scanner.words import few

MIN_LENGTH: Final = 14  # password.min_length
ATTEMPTS: Final = 5  # password.lockout_attempts
LOCKED_SECONDS: Final = 900  # password.lockout_seconds
COUNTED_SECONDS: Final = 120  # password.lockout_within
CREDENTIAL_DAYS: Final = 90  # credential.max_age
_MACHINES: Final = ("access-key", "shared-key", "secret")


@check(id="password-policy.long-enough", title="Passwords are long", control="password-policy", severity="medium")
def long_enough(policy: PasswordPolicy, *, min: int = MIN_LENGTH) -> Iterator[Verdict]:
    """Short passwords are guessed.

    Rule: passes where a password must have at least min characters; fails where fewer are enough.

    Fix: demand longer passwords.
    """
    match policy.min_length:
        case None:
            yield unknown(policy, "min_length")
        case length if length < min:
            yield failed(f"{length} characters are enough, fewer than {min}")
        case length:
            yield passed(f"at least {length} characters")


@check(
    id="password-policy.history-and-age",
    title="Passwords are neither old nor old ones again",
    control="password-policy",
    severity="low",
)
def history_and_age(policy: PasswordPolicy, *, min_history: int = 0, max_days: int = 0) -> Iterator[Verdict]:
    """Some contracts ask for it; NIST SP 800-63B-4 asks for no periodic change, so it is off unless a profile sets it.

    Rule: two findings, each only where its setting is above 0. Fails where fewer old passwords than min_history are
    remembered; fails where passwords end later than after max_days, or never. Else passes; an end after 0 days or fewer
    is not assessed.

    Fix: remember old passwords, and let them end, as the profile says.
    """
    if min_history > 0:
        yield _history(policy, min_history)
    if max_days > 0:
        yield _age(policy, max_days)


def _history(policy: PasswordPolicy, least: int) -> Verdict:
    match policy.history:
        case None:
            return unknown(policy, "history", part="history")
        case count if count < least:
            return failed(f"{count} old passwords are remembered, fewer than {least}", part="history")
        case count:
            return passed(f"{count} old passwords are remembered", part="history")


def _age(policy: PasswordPolicy, limit: int) -> Verdict:
    match policy.max_age_days:
        case None:
            return unknown(policy, "max_age_days", part="age")
        case int(count) if count == FOREVER:
            return failed("passwords never end", part="age")
        case count if count > limit:
            return failed(f"passwords end after {days(count)}, more than {days(limit)}", part="age")
        case count if count <= 0:
            return cannot_tell(f"an age of {days(count)} cannot be meant", part="age")
        case count:
            return passed(f"passwords end after {days(count)}", part="age")


@check(
    id="password-policy.lockout",
    title="Wrong passwords lock the account for a while",
    control="password-policy",
    severity="medium",
)
def lockout(
    rule: Lockout, *, attempts: int = ATTEMPTS, seconds: int = LOCKED_SECONDS, within: int = COUNTED_SECONDS
) -> Iterator[Verdict]:
    """Without a limit a machine tries passwords until one fits.

    Rule: fails where nothing locks the account, where it takes more wrong passwords than attempts, where the lock ends
    sooner than after seconds, or where only wrong passwords less than within seconds apart count together, since who
    tries slower is never locked out; else passes. A limit of 0 wrong passwords or fewer is not assessed.

    Fix: lock the account after a few wrong passwords, counted over long enough, for long enough to make guessing slow.
    """
    tries, locked, counted = rule.attempts, rule.seconds, rule.within_seconds
    if tries == FOREVER:
        yield failed("no limit to wrong passwords")
    elif tries is not None and tries > attempts:
        yield failed(f"locks after {tries} wrong passwords, more than {attempts}")
    elif locked is not None and locked < seconds:
        yield failed(f"locked for {span(locked)}, less than {span(seconds)}")
    elif counted is not None and counted < within:
        yield failed(f"counts wrong passwords within {span(counted)} alone, less than {span(within)}")
    elif tries is None or locked is None or counted is None:
        yield unknown(rule, "attempts", "seconds", "within_seconds")
    elif tries <= 0:  # most systems write 0 for "no limit": a reader that lets it through must not earn a pass
        yield cannot_tell(f"a limit of {tries} wrong passwords cannot be meant")
    else:
        until = "until an administrator helps" if locked == FOREVER else f"for {span(locked)}"
        yield passed(f"locks after {tries} wrong passwords, {until}")


@check(
    id="password-policy.credential-age",
    title="Keys and secrets are changed regularly",
    control="password-policy",
    severity="medium",
)
def credential_age(credential: Credential, *, max_days: int = CREDENTIAL_DAYS) -> Iterator[Verdict]:
    """The older a secret, the more places it has leaked to.

    Rule: only of access keys, shared keys and secrets. Passes where it was made or changed at most max_days ago; fails
    where longer ago, or never changed. A date in the future is not assessed.

    Fix: make a new one, put it in use, and delete the old one.
    """
    if credential.form in _MACHINES:
        yield lately(credential, "age_days", max_days, "changed", due=True)


@check(
    id="password-policy.credential-ends",
    title="Keys and secrets end by themselves",
    control="password-policy",
    severity="low",
)
def credential_ends(credential: Credential, *, max_days: int = 0) -> Iterator[Verdict]:
    """A secret that nobody remembers works until it ends. Off unless a profile sets it: many cannot be given an end.

    Rule: only if max_days is above 0, and only of access keys, shared keys and secrets. Passes where it ends in at most
    max_days; fails where it ends later, or never, or has ended and is still there.

    Fix: give it an end when it is made, and let a machine renew it.
    """
    if max_days <= 0 or credential.form not in _MACHINES:
        return
    match credential.days_left:
        case None:
            yield unknown(credential, "days_left")
        case int(left) if left == FOREVER:
            yield failed("never ends")
        case left if left < 0:
            yield failed(f"ended {ago(-left)}, and is still there")
        case left if left > max_days:
            yield failed(f"ends in {days(left)}, more than {days(max_days)}")
        case left:
            yield passed(f"ends in {days(left)}")


@check(
    id="password-policy.stored-safely",
    title="Credentials are stored safely",
    control="password-policy",
    severity="high",
)
def stored_safely(credential: Credential) -> Iterator[Verdict]:
    """Whoever reads the file has the password.

    Rule: passes where it is kept in a vault or as a strong hash; fails where it is empty, or kept as a weak hash, so
    that it can be read back, or unencrypted.

    Fix: store passwords as a slow, salted hash, secrets in a vault; set one where there is none.
    """
    match credential.stored:
        case None:
            yield unknown(credential, "stored")
        case "vault":
            yield passed("kept in a vault")
        case "strong-hash":
            yield passed("kept as a strong hash")
        case "empty":
            yield failed(f"the {_words(credential.form)} is empty")
        case "weak-hash":
            yield failed("kept as a weak hash")
        case "reversible":
            yield failed("kept so that it can be read back")
        case "plain":
            yield failed("kept unencrypted")


@check(
    id="password-policy.one-use",
    title="No secret opens two things",
    control="password-policy",
    severity="medium",
)
def one_use(reuse: Reuse) -> Iterator[Verdict]:
    """Whoever learns one password has all that it opens.

    Rule: passes where no other secret of the same target that can be compared is the same; fails where one is.

    Fix: give each account and each service a secret of its own.
    """
    match reuse.elsewhere:
        case None:
            yield unknown(reuse, "elsewhere")
        case ():
            yield passed("no other secret here is the same")
        case others:
            yield failed(f"the same secret stands at {few(others)}")


def _words(form: str) -> str:
    return form.replace("-", " ")
