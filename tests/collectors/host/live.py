"""One question put to this very machine, for real."""

from collections.abc import Sequence

from collectors.host import local
from collectors.host.asking import kept, throwaway_key
from collectors.host.script import Section, assemble, framed, split
from scanner.answers import JSON
from tests.collectors.host.machines import BY_ID
from tests.servers.need import need


def ask(question: str, before: Sequence[str] = (), shell: str = "sh") -> tuple[Section, JSON]:
    """What came back, and what is kept of it. `before`: words before the command, as of `nobody()`."""
    need(shell.split(maxsplit=1)[0])
    asked = BY_ID[question]
    script = assemble({"Linux": [asked]}, mark="m4rk", whole=60, key=throwaway_key(), shell=shell)
    ran = local.run([*before, *shell.split(), "-s"], script, 60, lambda: False)
    (section,) = split(framed(ran.output, "m4rk"), [asked], "m4rk")
    return kept(asked, section)
