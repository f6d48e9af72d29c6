"""Whether the account is shown the whole configuration: the lines of a task that it may not read are left out. Pure."""

from typing import Final

from scanner.answers import Answers

_ALL: Final = frozenset({"root-lr", "root-system"})
_NEEDED: Final = ("aaa", "config-services", "crypto", "ip-services", "logging", "snmp", "tty-access")
"""Tasks of the lines that say how a router is managed."""


def part(answers: Answers) -> str:
    """Why only a part may have been shown, by what `show user tasks` was answered."""
    told = answers.one("iosxr.tasks")
    reads = {*told.body.get("reads", ())} if told.ok else set()
    if told.ok and told.body.get("none"):
        return "the account may read no task, and may have been shown a part"
    if not reads or reads & _ALL:
        return ""
    missing = [task for task in _NEEDED if task not in reads]
    return f"the account may not read the task {', '.join(missing)}, and may have been shown a part" if missing else ""
