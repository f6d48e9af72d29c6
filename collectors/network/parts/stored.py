"""Accounts, and how secrets are stored."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from collectors.network.config import Stated, secret_form
from collectors.network.device import Device
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import FOREVER, Credential, Fact, Identity, Lockout, PasswordPolicy


def stored_as(
    device: Device, said: Stated, types: Mapping[str, str], slot: str = "secret", beside: str = "type"
) -> Said[Any]:
    """How a secret in a line is stored: by how it was made, `$6$`, else by its type, `7`; without one, as it was typed.

    types: the words of `Credential.stored` by both; by `0` or the empty one, where no type stands there. slot: where
    the secret stands. beside: where its type does.
    """
    form, type_ = secret_form(said[slot]), said[beside]
    if form == "empty":
        return says(said, "empty")
    typed = types.get(type_) if type_ else types.get("", types.get("0"))
    masked = form == "masked" and not type_
    word = None if masked else (types.get(form) if form else None) or typed
    if word is None:
        return unsaid(unclear(device.got, f"how the secret of line {said.number} is stored cannot be seen"))
    return says(said, word)


def credential(
    device: Device, name: str, form: str, stored: Said[Any] | Got, *, doubt: Iterable[Stated] = ()
) -> Credential:
    """A secret by the name of what it opens: `enable`, `community/1`, `server/10.0.0.1`.

    stored: a word of `Credential.stored`.
    """
    return device.make(
        Credential,
        "secret",
        name,
        doubt=doubt,
        form=form,
        age_days=HIDDEN,
        days_left=FOREVER,
        stored=stored,
    )


def account(  # noqa: PLR0913  # an account has so many sides
    device: Device,
    user: str,
    *,
    stored: Said[Any] | Got | None,
    privileged: Said[Any] | Got | bool,
    built_in: bool = False,
    enabled: Said[Any] | Got | bool = True,
    mfa: Said[Any] | Got | str = "none",
    keys: int | Got = 0,
    unused: Said[Any] | Got = HIDDEN,
    doubt: Iterable[Stated] = (),
) -> Iterator[Fact]:
    """A local account and its password; `stored` is None where it has none, and so lets nobody in by one.

    unused: days since somebody came in by it, where the platform tells.
    """
    lines, holder = [*doubt], "built-in" if built_in else "person"
    yield device.make(
        Identity,
        "account",
        f"user/{user}",
        name=user,
        doubt=lines,
        holder="break-glass" if user in device.break_glass else holder,
        enabled=enabled,
        interactive=Said(True, stored.stands) if isinstance(stored, Said) else stored is not None,
        privileged=privileged,
        mfa=mfa,
        unused_days=unused,
        keys=keys,
    )
    if stored is not None:
        yield device.make(
            Credential,
            "account",
            f"user/{user}",
            name=user,
            doubt=lines,
            form="password",
            age_days=HIDDEN,
            days_left=FOREVER,
            stored=stored,
        )


def lockout(
    device: Device,
    attempts: Said[Any] | Got | None,
    seconds: Said[Any] | Got | None = None,
    within: Said[Any] | int = FOREVER,
    *,
    doubt: Iterable[Stated] = (),
) -> Lockout:
    """What wrong passwords lead to; None: no line says it. `seconds`: FOREVER until an administrator helps."""
    attempts = device.default("lockout.attempts") if attempts is None else attempts
    if seconds is None:
        never = isinstance(attempts, Said) and attempts.value == FOREVER
        seconds = Said(0) if never else device.default("lockout.seconds")
    return device.make(Lockout, "device", doubt=doubt, attempts=attempts, seconds=seconds, within_seconds=within)


def counted(line: Stated, slot: str = "within") -> Said[Any] | int:
    """How far apart wrong passwords count together; where a line says no time of it, all do."""
    return says(line, line.count(slot)) if line[slot] else FOREVER


def policy(
    device: Device,
    length: Said[Any] | Got | None,
    *,
    history: Said[Any] | Got = HIDDEN,
    age: Said[Any] | Got = HIDDEN,
    doubt: Iterable[Stated] = (),
) -> PasswordPolicy:
    """What a local password must be; `length` None: no line says it."""
    length = device.default("password.min_length") if length is None else length
    return device.make(PasswordPolicy, "device", doubt=doubt, min_length=length, history=history, max_age_days=age)
