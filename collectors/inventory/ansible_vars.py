"""What the variables of an Ansible inventory say of a host: where it is, as whom to come, whether it holds ePHI."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar, Final, TypeAlias

from collectors.inventory.ansible_args import ArgsError, followed
from collectors.inventory.reading import Reading, secret
from collectors.inventory.tree import IMPLICIT, Host, Of
from collectors.inventory.words import AN_ENTRY_OF_ITS_OWN, BY_REFERENCE, LEAVE_OUT, bracketed, port, text, texts, yes
from scanner.listed import Listed
from scanner.written.document import Problem

Options: TypeAlias = Mapping[str, tuple[tuple[str, ...], Callable[[Any], Any]]]
"""By option: the variables it is read from, of which the last outweighs the others as with Ansible, and how."""

CONNECTION, NETWORK_OS = "ansible_connection", "ansible_network_os"
BECOME, METHOD, ROOT = "ansible_become", "ansible_become_method", "ansible_become_user"
_ARGS: Final = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")
_EPHI, _OWNER = "ephi", "safeguard_owner"
_SSH: Final = frozenset({"ssh", "smart", "paramiko", "paramiko_ssh"})
_OF_DEVICES: Final = frozenset({"network_cli", "netconf", "httpapi"})
_SECRET: Final = re.compile(r"ansible_(\w+_)?(pass|password|passphrase|private_key)")
_COLLECTION: Final = re.compile(r"^ansible\.(?:builtin|netcommon)\.")


class Hosts(Reading):
    """The reading of the variables of one host."""

    OPTIONS: ClassVar[Options] = {
        "host": (("ansible_host", "ansible_ssh_host"), text),
        "port": (("ansible_port", "ansible_ssh_port"), port),
        "user": (("ansible_user", "ansible_ssh_user"), text),
        "identity": (("ansible_private_key_file", "ansible_ssh_private_key_file"), text),
        "host_key": (("safeguard_host_key",), texts),
        "sudo": ((BECOME,), yes),
    }
    OTHERS: ClassVar[tuple[str, ...]] = (*_ARGS, CONNECTION, NETWORK_OS, BECOME, METHOD, ROOT, _EPHI, _OWNER)
    """What else is looked at, be it only to say that it is not followed."""
    WAYS: ClassVar[frozenset[str]] = _SSH
    """What Ansible calls the ways over SSH."""

    def options(self) -> Iterator[tuple[str, Any]]:
        """What of it a target of its scheme takes."""
        for option, (names, read) in self.OPTIONS.items():
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
        how = _COLLECTION.sub("", (self.of((CONNECTION,), text) or "ssh").lower())
        if how not in self.WAYS:
            yield self._said[CONNECTION].problem(*self._other_way(how))

    def _other_way(self, how: str) -> tuple[str, ...]:
        """What is wrong with a way that is not over SSH, and what to do."""
        if how in _OF_DEVICES or NETWORK_OS in self._said:
            return f"this is a network device, reached by {named(how)}", AN_ENTRY_OF_ITS_OWN, LEAVE_OUT
        if how == "local":
            advice = 'This machine is a target of its own: - target: "local:"'
            return "local is not reached over SSH", advice, LEAVE_OUT
        return f"{named(how)} is no way to reach a host over SSH", LEAVE_OUT

    def secrets(self) -> Iterator[Problem]:
        """Say that a password stands there, which is not read, whatever it is."""
        for name, found in self._said.items():
            if _SECRET.fullmatch(name):
                yield secret(name, found, self._instead(name))

    def _instead(self, name: str) -> str:
        if re.match(r"ansible_(become|sudo|su)_", name):
            return "safeguard asks through sudo -n, which takes no password"
        return BY_REFERENCE

    def otherwise(self, options: Mapping[str, Any]) -> Iterator[Problem]:
        """Say that somebody becomes root in another way than ours, or becomes somebody else."""
        if not options.get("sudo"):
            return
        method = (self.of((METHOD,), text) or "sudo").removeprefix("ansible.builtin.")
        for name, said, ours in ((METHOD, method, "sudo"), (ROOT, self.of((ROOT,), text) or "root", "root")):
            if said != ours:
                more = (f"To ask through sudo all the same, below inventory: ignore: [{name}]",)
                yield self._said[name].problem(f"{name}: safeguard knows {ours} only", *more)


def counts(kind: type[Hosts]) -> Callable[[str], bool]:
    """What tells of a variable whether it is one that is looked at, be it only to say that it is not read."""
    read = {*kind.OTHERS, *(name for names, _ in kind.OPTIONS.values() for name in names)}
    return lru_cache(maxsize=4096)(lambda variable: variable in read or _SECRET.fullmatch(variable) is not None)


def listed(host: Host, of: Of, kind: type[Hosts]) -> Listed:
    """The host, as its variables say. What cannot be followed is among what is wrong with it."""
    reading = kind(of.variables)
    options = dict(reading.options())
    ephi = reading.of((_EPHI,), yes)
    owner = reading.of((_OWNER,), text)
    wrong = [*of.wrong, *reading.elsewhere(), *reading.secrets(), *reading.otherwise(options), *reading.wrong]
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


def named(how: str) -> str:
    """A way by its name, where it has the form of one."""
    return f"“{how}”" if re.fullmatch(r"[a-z_.]{1,40}", how) else "what stands here"
