"""Accounts of the server: on or off, what guards their passwords, and what they may do. Pure."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.mssql.instance import Instance, flag, known
from collectors.mssql.rights import great
from collectors.mssql.statements import RIGHTS, SERVER
from collectors.mssql.stig import rules
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Identity, Lockout, PasswordPolicy

LOGIN: Final = "mssql.login"
_PASSWORDS: Final = ((Credential, "password"), PasswordPolicy, Lockout)
_POLICY: Final = "ALTER LOGIN [NAME] WITH CHECK_POLICY = ON, and the policy of Windows: secpol.msc > Account Policies"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        LOGIN: Kind(
            title="login of SQL Server",
            gives=(Identity, *_PASSWORDS),
            may=_PASSWORDS,
            fix=MappingProxyType(
                {
                    "mfa.every-person": "let the person sign in with Windows or Entra ID, and drop the login NAME",
                    "account-lifecycle.unused-closed": "ALTER LOGIN [NAME] DISABLE",
                    "unique-user-identification.no-shared-account": "ALTER LOGIN [NAME] DISABLE, once each person has "
                    "an account of their own",
                    "unique-user-identification.built-in-idle": "ALTER LOGIN [NAME] DISABLE",
                    "password-policy.long-enough": _POLICY,
                    "password-policy.history-and-age": f"{_POLICY}; CHECK_EXPIRATION = ON",
                    "password-policy.lockout": _POLICY,
                    "password-policy.stored-safely": "sign in with Windows or Entra ID in place of the login NAME; or "
                    "move to SQL Server 2025, which stores passwords as PBKDF2, and set the password anew",
                }
            ),
            own={"NAME": "name"},
            asked_by=partial(rules, "login"),
        )
    }
)
Holder: TypeAlias = Literal["person", "machine", "built-in", "break-glass"]


def read(whole: Instance) -> Iterator[Fact]:
    """Give each account; of one that a password lets in also what is known of that."""
    got = whole.told
    if not got.good:
        yield from gaps(whole.target, LOGIN, got, *KINDS[LOGIN].gives)
        return
    if whole.elsewhere:
        yield from gaps(whole.target, LOGIN, whole.elsewhere, *KINDS[LOGIN].gives)
    mighty = great(whole)
    for row in whole.logins:
        yield _identity(whole, got, row, mighty)
        if _own(row) and flag(row.get("is_disabled")) is not True and whole.windows_only is not True:
            thing = whole.thing(LOGIN, _below(row), str(row["name"]), got)
            yield _credential(thing, got, row)
            yield from _guarded(thing, got, row)


def _own(row: Mapping[str, Any]) -> bool:
    """A login of SQL Server's own, with a password that it keeps."""
    return str(row["type"]).strip() == "S"


def _below(row: Mapping[str, Any]) -> str:
    return f"/logins/{row['name']}"


def _identity(whole: Instance, got: Got, row: Mapping[str, Any], mighty: frozenset[str] | None) -> Identity:
    off, holder, own = flag(row.get("is_disabled")), _holder(whole, row), _own(row)
    rights, server = whole.answers.one(RIGHTS), whole.answers.one(SERVER)
    by_password = None if not own or whole.windows_only is None else not whole.windows_only
    return Identity(
        **whole.thing(LOGIN, _below(row), str(row["name"]), got, rights),
        holder=holder,
        enabled=None if off is None else not off,
        interactive=by_password,
        privileged=None if mighty is None else str(row["name"]) in mighty,
        mfa="none" if own else None,
        unused_days=None,
        keys=0,
        unread=unread(
            **({} if holder else {"holder": _WHOSE}),
            enabled=known(off, got, "whether it is disabled"),
            interactive=known(by_password, server, "who signs in") if own else _WINDOWS,
            privileged=rights,
            **({} if own else {"mfa": _WINDOWS}),
            unused_days=_LAST,
        ),
    )


_WHOSE: Final = Got("hidden", "whose login it is: the option machines names those of programs")
_LAST: Final = Got("hidden", "SQL Server keeps no time of the last sign-in")
_WINDOWS: Final = Got("hidden", "what Windows or Entra ID demands is told there")


def _holder(whole: Instance, row: Mapping[str, Any]) -> Holder | None:
    """As declared. `sa` has the id 1, whatever it is called; names in double number signs are the server's own.

    Accounts of services and of computers are machines (learn.microsoft.com: "Configure Windows service accounts").
    """
    name = str(row["name"]).lower()
    if name in whole.break_glass:
        return "break-glass"
    if row.get("is_sa") == 1 or name.startswith("##"):
        return "built-in"
    if name in whole.programs or name.startswith(("nt service\\", "nt authority\\")) or name.endswith("$"):
        return "machine"
    return "person" if whole.machines else None


_STORED: Final[Mapping[int, Literal["weak-hash", "strong-hash"]]] = MappingProxyType(
    {0: "weak-hash", 1: "weak-hash", 2: "weak-hash", 3: "strong-hash"}
)
"""Of SQL Server 7, SHA-1, one round of SHA-512, and 100,000 rounds of it (PBKDF2, since 2025).

NIST SP 800-63B wants a hash that takes long. Microsoft made the last one to comply with it; the others take one round
(learn.microsoft.com: LOGINPROPERTY; "What's new in SQL Server 2025").
"""


def _credential(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Credential:
    stored = _STORED.get(row.get("hash_algorithm", -1))
    age, (left, why) = row.get("password_days"), _left(got, row)
    return Credential(
        **thing,
        form="password",
        age_days=age,
        days_left=left,
        stored=stored,
        unread=unread(
            **({"age_days": unclear(got, "it does not say when its password was set")} if age is None else {}),
            days_left=why,
            **({"stored": unclear(got, "no hash that is known here")} if stored is None else {}),
        ),
    )


def _left(got: Got, row: Mapping[str, Any]) -> tuple[int | None, Got]:
    """-1: the policy of Windows lets no password end (learn.microsoft.com: LOGINPROPERTY)."""
    left = row.get("days_left")
    if flag(row.get("is_expiration_checked")) is False or left == -1:
        return FOREVER, got
    return left, got if left is not None else unclear(got, "it does not say when its password ends")


def _guarded(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    """Without CHECK_POLICY any password will do, an empty one too, and nothing locks the account; else Windows decides.

    learn.microsoft.com: "Password Policy"; CIS SQL Server 2016 Benchmark, 4.2 and 4.3.
    """
    checked = flag(row.get("is_policy_checked"))
    free, why = checked is False, _DECIDES if checked else known(checked, got, "whether its password is checked")
    ends = flag(row.get("is_expiration_checked")) is False
    stands = ("CHECK_POLICY = OFF",) if free else ("CHECK_EXPIRATION = OFF",) if ends else ()
    yield PasswordPolicy(
        **thing,
        stands=stands,
        min_length=0 if free else None,
        history=0 if free else None,
        max_age_days=FOREVER if free or ends else None,
        unread=unread(
            **({} if free else {"min_length": why, "history": why}), **({} if free or ends else {"max_age_days": why})
        ),
    )
    yield Lockout(
        **thing,
        stands=stands[:1] if free else (),
        attempts=FOREVER if free else None,
        seconds=0 if free else None,
        within_seconds=0 if free else None,
        unread=() if free else unread(attempts=why, seconds=why, within_seconds=why),
    )


_DECIDES: Final = Got("hidden", "CHECK_POLICY is on: the policy of Windows, where the server runs, holds")
