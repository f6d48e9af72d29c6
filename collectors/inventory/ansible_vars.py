"""What the variables of an Ansible inventory say of a host: where it is, as whom to come, whether it holds ePHI."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from collectors.inventory.ansible_args import ArgsError, followed
from collectors.inventory.ansible_yaml import Vaulted
from collectors.inventory.tree import IMPLICIT, Host, Of, Said, Variables
from collectors.inventory.words import WordError, bracketed, port, text, texts, yes
from scanner.listed import Listed
from scanner.written.document import Problem

_OPTIONS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Any], Any]]]] = {
    "host": (("ansible_host", "ansible_ssh_host"), text),
    "port": (("ansible_port", "ansible_ssh_port"), port),
    "user": (("ansible_user", "ansible_ssh_user"), text),
    "identity": (("ansible_private_key_file", "ansible_ssh_private_key_file"), text),
    "host_key": (("safeguard_host_key",), texts),
    "sudo": (("ansible_become",), yes),
}
"""By option: the variables it is read from, of which the last outweighs the others as with Ansible, and how."""

_ARGS: Final = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")
_CONNECTION: Final = "ansible_connection"
_SSH: Final = frozenset({"ssh", "smart", "paramiko", "paramiko_ssh"})
_METHOD, _ROOT = "ansible_become_method", "ansible_become_user"
_EPHI, _OWNER = "ephi", "safeguard_owner"
_READ: Final = frozenset(
    {name for names, _ in _OPTIONS.values() for name in names} | {*_ARGS, _CONNECTION, _METHOD, _ROOT, _EPHI, _OWNER}
)
_SECRET: Final = re.compile(r"ansible_(\w+_)?(pass|password|passphrase|private_key)")
_ABOUT_SUDO: Final = re.compile(r"ansible_(become|sudo|su)_")
_LEAVE_OUT: Final = "Leave out whom it concerns, below inventory: except: [HOST or GROUP]"


@lru_cache(maxsize=4096)
def counts(variable: str) -> bool:
    """Tell whether a variable is one that is looked at, be it only to say that it is not read."""
    return variable in _READ or _SECRET.fullmatch(variable) is not None


def listed(host: Host, of: Of) -> Listed:
    """The host, as its variables say. What cannot be followed is among what is wrong with it."""
    reading = _Reading(of.variables)
    options = dict(reading.options())
    ephi = reading.of((_EPHI,), yes)
    owner = reading.of((_OWNER,), text)
    wrong = [*of.wrong, *reading.elsewhere(), *reading.secrets(), *reading.wrong, *reading.otherwise(options)]
    return Listed(
        name=bracketed(host.name),
        file=host.file,
        line=host.line,
        options=options,
        groups=tuple(name for name in of.groups if name not in IMPLICIT),
        ephi=ephi,
        owner=owner or "",
        wrong=tuple(dict.fromkeys(wrong)),
    )


class _Reading:
    """The reading of the variables of one host."""

    def __init__(self, variables: Variables) -> None:
        self._said = variables
        self.wrong: list[Problem] = []

    def of(self, names: tuple[str, ...], read: Callable[[Any], Any]) -> Any:
        """What the last of some variables says; None where none does, or where it cannot be followed."""
        name = next((name for name in reversed(names) if name in self._said), "")
        if not name or self._said[name].value is None:
            return None
        found = self._said[name]
        if problem := _unread(name, found):
            self.wrong.append(problem)
            return None
        try:
            return read(found.value)
        except WordError as err:
            self.wrong.append(found.problem(f"{name}: {err}"))
            return None

    def options(self) -> Iterator[tuple[str, Any]]:
        for option, (names, read) in _OPTIONS.items():
            if (said := self.of(names, read)) not in (None, ""):
                yield option, said
        # ssh takes what is said first.
        yield from {option: said for name in _ARGS[::-1] for option, said in self._args(name).items()}.items()

    def _args(self, name: str) -> dict[str, str]:
        """What a variable with arguments of ssh says of the way."""
        try:
            return followed(self.of((name,), text) or "")
        except ArgsError as err:
            more = f"To do without it, below inventory: ignore: [{name}]"
            self.wrong.append(self._said[name].problem(f"{name}: {err}", more))
            return {}

    def elsewhere(self) -> Iterator[Problem]:
        """Say that a host is not reached over SSH."""
        how = (self.of((_CONNECTION,), text) or "ssh").removeprefix("ansible.builtin.").lower()
        if how == "local":
            advice = 'This machine is a target of its own: - target: "local:"'
            yield self._said[_CONNECTION].problem("local is not reached over SSH", advice, _LEAVE_OUT)
        elif how not in _SSH:
            named = f"“{how}”" if re.fullmatch(r"[a-z_.]{1,40}", how) else "what stands here"
            yield self._said[_CONNECTION].problem(f"{named} is no way to reach a host over SSH", _LEAVE_OUT)

    def secrets(self) -> Iterator[Problem]:
        """Say that a password stands there, which is not read, whatever it is."""
        for name, found in self._said.items():
            if not _SECRET.fullmatch(name):
                continue
            if _ABOUT_SUDO.match(name):
                instead = "safeguard asks through sudo -n, which takes no password"
            else:
                instead = "Write a reference to it below inventory: password: env:NAME"
            more = (instead, f"That it stands here is known, then: ignore: [{name}]")
            yield found.problem(f"{name} is a secret, and is not read from here", *more)

    def otherwise(self, options: Mapping[str, Any]) -> Iterator[Problem]:
        """Say that somebody becomes root in another way than ours, or becomes somebody else."""
        if not options.get("sudo"):
            return
        method = (self.of((_METHOD,), text) or "sudo").removeprefix("ansible.builtin.")
        for name, said, ours in ((_METHOD, method, "sudo"), (_ROOT, self.of((_ROOT,), text) or "root", "root")):
            if said != ours:
                more = (f"To ask through sudo all the same, below inventory: ignore: [{name}]",)
                yield self._said[name].problem(f"{name}: safeguard knows {ours} only", *more)


def _unread(name: str, found: Said) -> Problem | None:
    """Say that a value is a template, or encrypted."""
    more = ("Write it out, or leave out whom it concerns, below inventory: except: [HOST or GROUP]",)
    without = f"To do without it: ignore: [{name}]"
    if isinstance(found.value, Vaulted):
        return found.problem(f"{name} is encrypted by ansible-vault, and is not read", *more, without)
    parts = found.value if isinstance(found.value, list) else [found.value]
    if any(isinstance(part, str) and ("{{" in part or "{%" in part) for part in parts):
        return found.problem(f"{name} is a template, and templates are not worked out here", *more, without)
    return None
