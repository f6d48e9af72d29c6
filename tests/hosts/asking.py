"""The test hosts as a scan asks them: over SSH as root, through sudo, with neither, and from within."""

import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.host import local
from collectors.host.carry import whole_script
from collectors.host.here import LOCAL
from collectors.host.local import Ran
from collectors.host.there import ANY, SSH
from scanner.collector import Collector, Inquiry
from scanner.judging.assess import Assessment
from scanner.targets import Target, parse
from tests.judged import judged
from tests.servers.hosts import Host, host
from tests.servers.need import need

FOLDER = Path(__file__).parent
FLAVOURS = ("hardened", "careless", "mfa", "mfa-undone", "default")
PASSWORD = "Correct-Horse-7"  # noqa: S105  # of the people on the hosts
SCRIPT = "/usr/local/sbin/safeguard-script"


@dataclass(frozen=True)
class Ready:
    """A host of a flavour, and what it takes to come in."""

    flavour: str
    host: Host
    identity: Path
    known_hosts: Path

    def options(self, user: str) -> dict[str, Any]:
        """The options of a target."""
        return {
            "host": self.host.address,
            "user": user,
            "config": "none",
            "agent": False,
            "timeout": 240,
            "identity": str(self.identity),
            "known_hosts": str(self.known_hosts),
            **({"sudo": True} if user == "scanner" else {}),
            **({"password": "env:HOST_PASSWORD"} if self.flavour == "hardened" else {}),
            **({"script": SCRIPT} if (self.flavour, user) == ("hardened", "scanner") else {}),
        }

    def ask(self, user: str) -> Assessment:
        """What a scan makes of it, as this user over SSH."""
        target = Target(id=f"ssh:{self.host.name}", scheme="ssh", name=self.host.name, options=self.options(user))
        return _asked(SSH, target)


@contextmanager
def ready(flavour: str, suite: str, folder: Path, *more: str) -> Iterator[Ready]:
    """Start a host of a flavour, and with more settings if wanted."""
    identity = folder / "id"
    if not identity.exists():
        keygen = need("ssh-keygen", package="openssh-client")
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(identity)], check=True)
    public = identity.with_suffix(".pub").read_text().strip()
    script = whole_script(ANY).decode()
    given = {"PUBLIC_KEY": public, "PASSWORD": PASSWORD, "SUITE": suite, "SCRIPT": script, "SCRIPT_PATH": SCRIPT}
    settings = [f"{name}={shlex.quote(value)}" for name, value in given.items()]
    settings += [(FOLDER / f"{name}.sh").read_text() for name in ("common", flavour, *more)]
    with host(suite, f"{flavour}-{suite}", "\n".join(settings)) as running:
        known = folder / f"known_hosts-{running.name}"
        known.write_text(f"{running.address} {running.host_key}\n")
        yield Ready(flavour, running, identity, known)


def from_within(one: Ready, patch: pytest.MonkeyPatch) -> Assessment:
    """What a scan makes of it that is started there, as root."""
    real = local.run

    def run(command: Sequence[str], script: bytes, whole: int, stopped: Callable[[], bool]) -> Ran:
        return real([*one.host.inside("env", "-i", "PATH=/usr/bin:/bin"), *command], script, whole, stopped)

    with patch.context() as until:
        until.setattr(local, "run", run)
        return _asked(LOCAL, parse("local:"))


def _asked(collector: Collector, target: Target) -> Assessment:
    def now() -> str:
        return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"

    wanted = frozenset(q.id for q in collector.questions)
    inquiry = Inquiry(target=target, questions=wanted, now=now, secret=lambda _: PASSWORD)
    return judged(list(collector.collect(inquiry)), target)
