"""Coming in: with keys, then with a password where one is given. Never more tries than a person would make."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import paramiko

from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.hop import Hop
from collectors.ssh.keys import MOST, Agent, AgentError, Once, candidates
from collectors.ssh.wire import Wire
from scanner.secrets.reference import SecretError

_TYPED: Final = ("password", "keyboard-interactive")
_BANNER: Final = re.compile(r"\s*Do you accept and acknowledge the statement above ?\? ?\(yes/no\) ?:?\s*")
"""What PAN-OS asks in a dialogue of its own, where its banner has to be agreed to."""


def login(wire: Wire, hop: Hop, secret: Callable[[str], str], once: Once, deadline: Deadline) -> str:
    """Come in, and say how: `publickey`, `password`, or both with a `+`.

    Raises:
        SSHError: denied, or a second factor is wanted that a program does not have.
    """
    opened: list[Agent] = []
    try:
        return _Login(wire, hop, secret, deadline).come_in(candidates(hop, secret, once, opened))
    except SecretError as err:
        raise SSHError(f"SecretMissing ({err.shown})") from None
    finally:
        for agent in opened:
            agent.close()


class RefusedError(paramiko.AuthenticationException):  # type: ignore[misc]  # it has no types
    """A password was wrong."""


class SecondError(paramiko.AuthenticationException):  # type: ignore[misc]  # it has no types
    """More than a password is asked for."""


class _Login:
    def __init__(self, wire: Wire, hop: Hop, secret: Callable[[str], str], deadline: Deadline) -> None:
        self._wire, self._hop, self._secret, self._deadline = wire, hop, secret, deadline
        wire.auth_timeout = None  # it ends with the deadline, as all of it does
        self._allowed: tuple[str, ...] = ("publickey", *_TYPED)
        """Ways that the server still takes, as far as it has said."""

    def come_in(self, keys: Iterable[Any]) -> str:
        tried = 0
        for key in keys:
            if tried == MOST or "publickey" not in self._allowed:
                break
            tried += 1
            more = self._try(partial(self._wire.auth_publickey, self._hop.user, key))
            if more is not None:
                return self._second(more)
        if self._hop.password and (way := self._typed()):
            return way
        raise SSHError("NoKey" if not tried and not self._hop.password else "LoginRefused", "denied")

    def _second(self, more: list[str]) -> str:
        """After a key was taken: done, or something else is wanted too."""
        if not more:
            return "publickey"
        self._allowed = tuple(more)
        if not self._hop.password or "password" not in more:
            raise SSHError("SecondFactor", "denied")
        if way := self._typed():
            return f"publickey+{way}"
        raise SSHError("LoginRefused", "denied")

    def _typed(self) -> str:
        """Come in with the password, typed as the server wants it; how, or nothing where it is refused."""
        for way in _TYPED:
            if way not in self._allowed:
                continue
            more = self._try(self._password if way == "password" else self._dialogue)
            if more:
                raise SSHError("SecondFactor", "denied")
            if more is not None:
                return way
            # A refused password is not typed again in another way: two refusals may lock the account.
            if way in self._allowed:
                return ""
        return ""

    def _password(self) -> Any:
        return self._wire.auth_password(self._hop.user, self._secret(self._hop.password), fallback=False)

    def _dialogue(self) -> Any:
        def answer(title: str, instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:  # noqa: ARG001  # as paramiko calls it
            # One hidden line is a password. Whatever else is asked, a program has no answer to it.
            wanted = [(said, shown) for said, shown in prompts if not _BANNER.fullmatch(said)]
            if wanted:
                if len(wanted) > 1 or wanted[0][1] or asked:
                    # Asked for the same again it was wrong; asked for something else, it was not all.
                    raise (RefusedError if asked == wanted else SecondError)
                asked.extend(wanted)
            return ["yes" if _BANNER.fullmatch(said) else password for said, _ in prompts]

        asked: list[tuple[str, bool]] = []
        password = self._secret(self._hop.password)
        return self._wire.auth_interactive(self._hop.user, answer)

    def _try(self, step: Callable[[], Any]) -> list[str] | None:
        """One try: what else is wanted, or None where it was refused."""
        try:
            return list(step() or ())
        except (paramiko.SSHException, OSError, EOFError) as err:
            self._deadline.left("LoginTimeout")
            match err:
                case paramiko.BadAuthenticationType():
                    self._allowed = tuple(err.allowed_types)
                case SecondError():
                    raise SSHError("SecondFactor", "denied") from None
                case AgentError():
                    raise SSHError("AgentRefused", "denied") from None
                case paramiko.AuthenticationException() if self._wire.is_active():
                    pass
                case paramiko.AuthenticationException():
                    raise self._wire.lost("LoginRefused", "denied", err) from None
                case _:
                    raise self._wire.lost("ConnectionLost", "unreachable", err) from None
        return None
