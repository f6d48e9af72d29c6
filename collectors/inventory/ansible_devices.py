"""What the variables of an Ansible inventory say of a network device: as of a host, and which platform it has."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from collectors.inventory.ansible_vars import BECOME, CONNECTION, METHOD, NETWORK_OS, Hosts, Options, named
from collectors.inventory.platforms import platform
from collectors.inventory.words import LEAVE_OUT, text, yes
from scanner.written.document import Problem

_PROXIES: Final = ("ansible_paramiko_proxy_command", "ansible_libssh_proxy_command")
_PORT: Final = "ansible_port"
_ENABLE: Final = frozenset({"enable", "ansible.netcommon.enable"})


class Devices(Hosts):
    """The reading of the variables of one device."""

    OPTIONS: ClassVar[Options] = {
        **{option: read for option, read in Hosts.OPTIONS.items() if option != "sudo"},
        "platform": ((NETWORK_OS, "safeguard_platform"), platform),
    }
    OTHERS: ClassVar[tuple[str, ...]] = (*Hosts.OTHERS, *_PROXIES)
    WAYS: ClassVar[frozenset[str]] = Hosts.WAYS | {"network_cli", "libssh"}

    def elsewhere(self) -> Iterator[Problem]:
        """Say that a device is not reached over SSH, or through a program."""
        yield from super().elsewhere()
        for name in _PROXIES:
            if self.of((name,), text):
                without = f"To do without it: ignore: [{name}]"
                yield self._said[name].problem(f"{name} is not run: write jump: below inventory:", without)

    def _other_way(self, how: str) -> tuple[str, ...]:
        # What is said of the port is then said of that other way, too.
        ignored = ", ".join((CONNECTION, _PORT) if _PORT in self._said else (CONNECTION,))
        all_the_same = f"To ask over SSH all the same, below inventory: ignore: [{ignored}]"
        return f"{named(how)} is no way to reach a device over SSH", all_the_same, LEAVE_OUT

    def _instead(self, name: str) -> str:
        if re.match(r"ansible_(become|enable)_", name):
            return "Write a reference to it below inventory: enable: env:NAME"
        return super()._instead(name)

    def otherwise(self, options: Mapping[str, Any]) -> Iterator[Problem]:  # noqa: ARG002  # a device has no sudo
        """Say that somebody gets more rights in another way than by `enable`."""
        method = self.of((METHOD,), text) if self.of((BECOME,), yes) else None
        if method and method not in _ENABLE:
            more = f"To do without it, below inventory: ignore: [{METHOD}]"
            yield self._said[METHOD].problem(f"{METHOD}: on a device safeguard knows enable only", more)
