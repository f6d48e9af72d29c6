"""What somebody must show to come in: by AAA, a list of methods and the servers behind it; else what a line says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import REFUSED, Methods, split
from collectors.network.said import Said, unsaid
from scanner.answers import unclear


def of_line(device: Device, line: Stated, kind: str) -> Methods | Said[Any]:
    """What a line asks for; a `Said` of nothing where no line tells."""
    aaa = device.config.last("aaa new-model", "no aaa new-model")
    if aaa and aaa.key == "aaa new-model":
        named = line.last("login authentication")
        return _with_keys(device, _list(device, named["list"] if named else "default", kind), kind)
    match line.last("login", "login local", "login tacacs", "no login"):
        case Stated(key="login local") as said:
            return Methods(("local",), said.line)
        case Stated(key="login tacacs") as said:
            return Methods(("group tacacs+",), said.line)
        case Stated(key="no login") as said:
            return Methods(("none",), said.line)
        case Stated():
            password = line.last("password")
            return Methods(("password",), password.line) if password else Methods((REFUSED,), "")
    return _default(device, kind)


def _with_keys(device: Device, asked: Methods | Said[Any], kind: str) -> Methods | Said[Any]:
    """Who has a key of SSH is let in by it before any list is asked."""
    key = next((one for user in holders(device.config) for one in user.all("key-hash", "key-string")), None)
    if key is None or kind != "vty" or not isinstance(asked, Methods):
        return asked
    return replace(asked, names=("keys", *asked.names), stands=f"{key.line}; {asked.stands}")


def holders(config: Stated) -> list[Stated]:
    """Accounts that have keys of SSH, each with its keys in its block."""
    return config.block("ip ssh pubkey-chain").all("username")


def of_pages(device: Device) -> Methods | Said[Any]:
    """What the pages ask for."""
    said = device.config.last("ip http authentication", "ip http authentication aaa login-authentication")
    if said is None:
        return _default(device, "web")
    if said["list"]:
        return _list(device, said["list"], "web")
    if said["how"] == "aaa":
        return _list(device, "default", "web")
    return Methods(("group tacacs+" if said["how"] == "tacacs" else said["how"],), said.line)


def of_apis(device: Device) -> Methods | Said[Any]:
    """What NETCONF, RESTCONF and gNMI ask for: the list called default, where AAA is on."""
    aaa = device.config.last("aaa new-model", "no aaa new-model")
    if aaa and aaa.key == "aaa new-model":
        return _list(device, "default", "api")
    return unsaid(unclear(device.got, "without aaa new-model no line says what NETCONF, RESTCONF and gNMI ask for"))


def _list(device: Device, name: str, kind: str) -> Methods | Said[Any]:
    """The methods of an AAA list. One that is not there is no answer."""
    lists = [one for one in device.config.all("aaa authentication login") if one["list"] == name]
    if lists and lists[-1]["methods"]:
        return Methods(tuple(split(lists[-1]["methods"])), lists[-1].line)
    if lists:
        return unsaid(unclear(device.got, f"not understood: line {lists[-1].number}"))
    if name == "default":
        return _default(device, f"aaa_{kind}")
    return unsaid(unclear(device.got, f"the list {name} of sign-in methods is not there"))


def _default(device: Device, kind: str) -> Methods | Said[Any]:
    said = device.default(f"sign_in.{kind}")
    return said if said.value is None else Methods((str(said.value),), said.stands)


def servers_of(config: Stated, methods: Methods | Said[Any]) -> list[str]:
    """Addresses of the servers of the first group that has one."""
    groups = methods.groups if isinstance(methods, Methods) else ()
    return next(filter(None, ([*servers(config, group)] for group in groups)), [])


def servers(config: Stated, group: str) -> Iterator[str]:
    """Addresses of a group's servers; a member of a group that is defined nowhere is none."""
    if group in ("tacacs+", "radius", "ldap"):
        word = group.rstrip("+")
        yield from (at for one in config.all(f"{word} server") for at in _asked(one.all("address", "ipv4")))
        yield from _asked(config.all(f"{word}-server host"))
        return
    defined = {one["server"]: one for word in ("tacacs", "radius", "ldap") for one in config.all(f"{word} server")}
    known = {at for word in ("tacacs+", "radius", "ldap") for at in servers(config, word)}
    for block in config.all("aaa group server"):
        if block["group"] == group:
            yield from _asked(block.all("server-private"))
            yield from (at for at in _asked(block.all("server")) if at in known)
            named = (defined[one["server"]] for one in block.all("server name") if one["server"] in defined)
            yield from (at for one in named for at in _asked(one.all("address", "ipv4")))


def _asked(servers: list[Stated]) -> Iterator[str]:
    """Those that sign in: port 0 means that a server of RADIUS does not."""
    yield from (one["address"] for one in servers if one["auth"] != "0")
