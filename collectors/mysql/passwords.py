"""What passwords must be, and what happens after wrong ones. Pure."""

from collections.abc import Iterator
from typing import Final

from collectors.asking.ages import DAY
from collectors.mysql.accounts import Account, accounts, told
from collectors.mysql.server import Server
from scanner.answers import Got, unclear, unread
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy

_UNBOUNDED: Final = -1
"""PASSWORD_LOCK_TIME UNBOUNDED, as User_attributes holds it (dev.mysql.com, password-management)."""
_NO_LIMIT: Final = 2**32 - 1
"""max_password_errors where nobody has set it (mariadb.com/docs: max_password_errors)."""


def read(it: Server) -> Iterator[Fact]:
    """Give what passwords must be, and what locks an account."""
    yield _policy(it)
    yield _lockout(it)


def _policy(it: Server) -> PasswordPolicy:
    length, stands, short = _length(it)
    history, forgotten = _history(it)
    return PasswordPolicy(
        **{**it.thing(), "stands": stands},
        min_length=length,
        history=history,
        max_age_days=it.settings.number("default_password_lifetime") or FOREVER,
        unread=unread(min_length=short, history=forgotten),
    )


def _length(it: Server) -> tuple[int | None, tuple[str, ...], Got]:
    """The shortest password that it takes: any, where nothing that looks at passwords is loaded."""
    said = it.settings
    if not it.mariadb:
        component = said.number("validate_password.length")  # of 8.0 and later; the plugin of 5.7 writes it with a _
        length = component if component is not None else said.number("validate_password_length")
        return (0, ("validate_password is not loaded",), said.got) if length is None else (length, (), said.got)
    length = said.number("simple_password_check_minimal_length")
    if length is not None and not said.on("strict_password_validation"):
        return 0, ("strict_password_validation is off: a hash of any password is taken",), said.got
    if length is None and "cracklib_password_check_dictionary" in said:
        return None, (), Got("hidden", "how short a password CrackLib takes")
    return (0, ("simple_password_check is not loaded",), said.got) if length is None else (length, (), said.got)


def _history(it: Server) -> tuple[int | None, Got]:
    """How many old passwords are remembered. MariaDB counts days, not passwords."""
    got = it.settings.got
    if not it.mariadb:
        return it.settings.number("password_history") or 0, got
    if "password_reuse_check_interval" not in it.settings:  # there where the plugin is loaded
        return 0, got
    return None, Got("hidden", "old passwords are remembered by days, not by number")


def _lockout(it: Server) -> Lockout:
    attempts, seconds, why = _mariadb(it) if it.mariadb else _mysql(it)
    return Lockout(
        **it.thing(*(() if it.mariadb else (told(it),))),
        attempts=attempts,
        seconds=seconds,
        within_seconds=None if seconds is None else FOREVER,  # both count all since the last right one
        unread=unread(attempts=why, seconds=why, within_seconds=why),
    )


def _mariadb(it: Server) -> tuple[int | None, int | None, Got]:
    """Tried: after so many the account is shut out until FLUSH PRIVILEGES. It spares SUPER at the machine itself."""
    limit = it.settings.number("max_password_errors")
    attempts = FOREVER if limit is None or limit >= min(_NO_LIMIT, FOREVER) else limit
    return attempts, FOREVER, it.settings.got


def _mysql(it: Server) -> tuple[int | None, int | None, Got]:
    """Each account has its own; the loosest that a password lets in counts."""
    got = told(it)
    if not got.good:
        return None, None, got
    some = [_locks(one) for one in accounts(it) if one.comes_in and any(way.stored for way in one.ways)]
    if not some:
        return None, None, unclear(got, "no account comes in with a password")
    attempts = max(tries for tries, _ in some)
    return attempts, min(seconds for tries, seconds in some if tries == attempts), got


def _locks(one: Account) -> tuple[int, int]:
    """Tries and seconds; 0 of either switches it off (dev.mysql.com, password-management)."""
    tries, days = (int(float(one.row.get(name) or 0)) for name in ("attempts", "lock_days"))
    if tries <= 0 or days == 0:
        return FOREVER, FOREVER
    return tries, FOREVER if days == _UNBOUNDED else days * DAY
