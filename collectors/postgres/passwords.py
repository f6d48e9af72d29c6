"""What passwords of the server's own must be, and what wrong ones bring. Pure.

PostgreSQL itself demands nothing: libraries do, passwordcheck (its own) and credcheck
(https://github.com/HexaCluster/credcheck), as far as they are loaded.
"""

from collections.abc import Iterator
from typing import Final

from collectors.asking.tags import texts
from collectors.postgres.kinds import PASSWORDS
from collectors.postgres.methods import OWN, doors
from collectors.postgres.statements import RULES, SETTINGS
from collectors.postgres.whole import Whole
from scanner.answers import Got, unclear, unread
from scanner.facts import FOREVER, Credential, Fact, Lockout, PasswordPolicy

_CHECKED: Final = 8
"""MIN_PWD_LENGTH of passwordcheck.c; from PostgreSQL 18 on a setting."""


def read(whole: Whole) -> Iterator[Fact]:
    """Give the rules for passwords, and how a new one is stored."""
    yield _policy(whole)
    yield _lockout(whole)
    yield _new(whole)


def _asked(whole: Whole) -> Got | None:
    """Why nothing can be said of all passwords; None where it can."""
    found, got = whole.rules
    if got.good and not any(rule.method in OWN for rule in doors(found).all):
        return Got("not-asked", "no password of its own opens it: what the others must be is asked of who keeps them")
    _, why = whole.libraries
    return None if why.good else why


def _numbers(whole: Whole, name: str) -> list[int]:
    """A setting of a library, for all and for those who have one of their own; 0, its default, where there is none."""
    said = [whole.setting(name).value, *(given.value for given in whole.given(name))]
    return [int(one) if one and one.isdigit() else 0 for one in said]


def _most(whole: Whole, name: str) -> int:
    """Of a limit that 0 takes away."""
    return max(number or FOREVER for number in _numbers(whole, name))


def _policy(whole: Whole) -> PasswordPolicy:
    bad = _asked(whole) or _spared(whole, "credcheck.whitelist")
    credcheck, hashed = "credcheck" in whole.libraries[0], _hashed(whole)
    length, why = (None, bad) if bad else _length(whole)
    return PasswordPolicy(
        **whole.thing(PASSWORDS, "/passwords", "", *whole.rested(SETTINGS, RULES)),
        stands=(f"{_HASHED} = on",) if credcheck and hashed else (),
        min_length=length,
        history=None if bad else min(_numbers(whole, "credcheck.password_reuse_history")) if credcheck else 0,
        max_age_days=None if bad else _most(whole, "credcheck.password_valid_max") if credcheck else FOREVER,
        unread=unread(
            **({"min_length": why} if why else {}), **(dict.fromkeys(("history", "max_age_days"), bad) if bad else {})
        ),
    )


_HASHED: Final = "credcheck.encrypted_password_allowed"


def _hashed(whole: Whole) -> bool:
    r"""A password that comes as a hash already, as by psql's \password, is taken, and nothing can be asked of it."""
    said = [whole.setting(_HASHED).value, *(given.value for given in whole.given(_HASHED))]
    return "credcheck" not in whole.libraries[0] or any(one and one.lower() in _ON for one in said)


_ON: Final = frozenset({"on", "true", "yes", "1"})


def _length(whole: Whole) -> tuple[int | None, Got | None]:
    """What credcheck demands counts where there is no way round it; passwordcheck's own eight are too few anyhow."""
    own = min(_numbers(whole, "passwordcheck.min_password_length")) or _CHECKED
    checked = own if "passwordcheck" in whole.libraries[0] else 0
    if not _hashed(whole):
        return max(checked, min(_numbers(whole, "credcheck.password_min_length"))), None
    if checked <= _CHECKED:
        return checked, None
    return None, unclear(
        whole.libraries[1], "passwordcheck cannot look at a password that comes as a hash, as by psql's \\password"
    )


def _spared(whole: Whole, name: str) -> Got | None:
    """Whoever stands on a library's list is asked for nothing."""
    said = whole.setting(name)
    if "credcheck" in whole.libraries[0] and texts(said.value or ""):
        return unclear(said.got, f"{name} spares {', '.join(texts(said.value))}")
    return None


def _lockout(whole: Whole) -> Lockout:
    """Who is banned stays so until an administrator helps; a right password in between begins the count anew."""
    bad = _asked(whole)
    attempts = _most(whole, "credcheck.max_auth_failure") if "credcheck" in whole.libraries[0] else FOREVER
    banned = attempts != FOREVER
    bad = bad or (_spared(whole, "credcheck.whitelist_auth_failure") if banned else None)
    return Lockout(
        **whole.thing(PASSWORDS, "/passwords", "", *whole.rested(SETTINGS, RULES)),
        attempts=None if bad else attempts,
        seconds=None if bad else FOREVER if banned else 0,
        within_seconds=None if bad else FOREVER,
        unread=unread(attempts=bad, seconds=bad, within_seconds=bad) if bad else (),
    )


def _new(whole: Whole) -> Credential:
    """How a password that somebody sets from now on is stored, unless they choose otherwise."""
    said = whole.setting("password_encryption")
    worse = [given for given in whole.given("password_encryption") if given.value.lower() != "scram-sha-256"]
    why = said.got if said.value or not said.got.good else unclear(said.got, "it does not say how")
    return Credential(
        **whole.thing(PASSWORDS, "/passwords", "", *whole.rested(SETTINGS)),
        stands=(
            *([f"password_encryption = {said.value}"] if said.value else []),
            *(f"password_encryption = {given.value} of {given.whose}" for given in worse),
        ),
        form="password",
        age_days=None,
        days_left=None,
        stored=None if not said.value else "weak-hash" if worse or said.value != "scram-sha-256" else "strong-hash",
        unread=unread(
            age_days=Got("hidden", "when a password was set"),
            days_left=Got("hidden", "when a password that is not set ends"),
            stored=why,
        ),
    )
