"""Hosts over SSH, asked as a scan asks them."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from collectors.host.there import SSH
from collectors.ssh.causes import SESSION, explain
from collectors.ssh.wire import Wire
from scanner.answers import Answer, Answers
from scanner.collector import Cause, Inquiry, Together
from scanner.facts import Channel, Fact
from scanner.secrets.reference import SecretError
from scanner.targets import Target
from tests.servers.sshd import me

NOW = "2026-11-25T12:00:00Z"
WAY = frozenset({"ssh.offer", "ssh.session", "linux.machine"})
"""What is asked of every host; it takes a moment."""
SOME = WAY | {"linux.shell", "linux.shadow"}
"""Besides, something that everybody is told, and something that only root is."""
OURS: Mapping[str, Any] = MappingProxyType({"config": "none", "agent": False})
"""Nothing of what whoever runs the tests has set for SSH."""
SOON: Mapping[str, Any] = MappingProxyType({**OURS, "timeout": 1})
"""With little patience."""
LATE = 60
"""Seconds within which all of it is over on the slowest of machines; without a limit it would be for ever."""
PASSPHRASE = "c4n4ry-p4ssphr4se"  # noqa: S105  # that is what it plays
TYPED = "c4n4ry-p4ssw0rd"
SECRETS = MappingProxyType({"env:PASSPHRASE": PASSPHRASE, "env:PASSWORD": TYPED, "env:WRONG": "wrong"})
ASKS = {q.id: q.operation for q in SSH.questions}


def secret(reference: str) -> str:
    if reference not in SECRETS:
        raise SecretError(reference, "is not set in the environment")
    return SECRETS[reference]


class Asked:
    """What one host answered."""

    def __init__(self, target: Target, answers: list[Answer]) -> None:
        self.by = {a.question: a for a in answers}
        self.target = target

    @property
    def session(self) -> Answer:
        return self.by[SESSION]

    @property
    def why(self) -> tuple[str, str]:
        """How it ended, and the word for it."""
        return self.session.outcome, self.session.code

    @property
    def cause(self) -> Cause:
        found = explain(self.session)
        assert found, f"{self.session.code} is explained to nobody"
        return found

    @property
    def facts(self) -> list[Fact]:
        ordered = sorted(self.by.values(), key=lambda a: a.key)
        return list(SSH.read(Answers(self.target.id, enumerate(ordered), wanted=ASKS, options=self.target.options)))

    @property
    def door(self) -> Channel:
        """What is known of its SSH server."""
        (found,) = (f for f in self.facts if isinstance(f, Channel) and f.kind == "ssh.server")
        return found


def ask(  # noqa: PLR0913  # a scan has so many sides
    port: int,
    *,
    name: str = "",
    questions: frozenset[str] = WAY,
    secret: Callable[[str], str] = str,
    stopped: Callable[[], bool] = lambda: False,
    together: Together | None = None,
    **options: Any,
) -> Asked:
    """Ask the host at a port, with these options."""
    target = Target(id=f"ssh:{port}", scheme="ssh", name=name or f"{me()}@127.0.0.1:{port}", options=options)
    inquiry = Inquiry(target, questions, lambda: NOW, secret, stopped=stopped, together=together or Together())
    return Asked(target, list(SSH.collect(inquiry)))


def known(folder: Path, *lines: str) -> str:
    """A file of known hosts; `config: none` goes well with it."""
    path = folder / "known_hosts"
    path.write_text("".join(lines))
    return str(path)


def nothing_is_left() -> None:
    """No thread of a connection, and no timer that would keep the program from ending."""
    end = time.monotonic() + 10
    while left := [t for t in threading.enumerate() if isinstance(t, Wire | threading.Timer)]:
        assert time.monotonic() < end, left
        time.sleep(0.02)


Go = Callable[..., Asked]
"""What asks a server whose key is known, from an empty home."""
