"""What answers on the network: at the management port, and where a profile opens an interface; and how it talks."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.panos.admins import bare
from collectors.network.platforms.panos.managed import Managed, open_
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_SERVICE: Final = "deviceconfig system service"
_PROFILE: Final = "network profiles interface-management-profile"
_FAMILIES: Final = ("system", "profile")
_SSH: Final = ("ciphers", "kex", "mac")


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    doubt = [*config.unknown(*_FAMILIES)]
    for service in ("telnet", "http"):
        yield channels.plain(device, service, listens(device, service), doubt=doubt)
    secure = [*doubt, *config.unknown("tls")]
    yield channels.pages(device, "https", listens(device, "https"), _tls(device), doubt=secure)
    version = device.default("ssh.version")
    yield channels.shell(device, listens(device, "ssh"), version, _algorithms(device), doubt=doubt)
    yield from _snmp(device)


def listens(device: Device, service: str) -> Said[Any]:
    """Whether the management port or any interface takes it in."""
    opened = next(_opened(device.config, service), None)
    if opened:
        return says(opened, True)
    lines = [one for one in device.config.all(_SERVICE) if one["service"] == f"disable-{service}"]
    if lines:
        return says(lines[-1], lines[-1]["switch"] == "no")
    return device.switch(f"service.{service}")


def _opened(config: Stated, service: str) -> Iterator[Stated]:
    """Lines of profiles that open it on an interface that uses them; of each profile the last one counts."""
    used = {bare(one["profile"]) for one in config.below if one["interface"]}
    lines = (one for one in config.all(_PROFILE) if one["service"] == service)
    last = {bare(one["profile"]): one for one in lines}
    yield from (one for name, one in last.items() if name in used and one["switch"] == "yes")


def _tls(device: Device) -> Said[Any]:
    """The lowest version that the profile of the management port takes."""
    used = device.config.last("deviceconfig system ssl-tls-service-profile")
    if used is None:
        return device.default("tls.web_min")
    lines = device.config.all("ssl-tls-service-profile protocol-settings min-version")
    named = [one for one in lines if one["profile"] == used["profile"]]
    if not named:
        return device.default("tls.profile_min")
    return says(named[-1], named[-1]["version"].removeprefix("tls").replace("-", "."))


def _algorithms(device: Device) -> Said[Any]:
    """What lines name, where they name all three kinds. The server itself says them to whoever connects."""
    config = device.config
    used = config.last("deviceconfig system ssh mgmt server-profile")
    lines = config.all("deviceconfig system ssh profiles mgmt-profiles server-profiles")
    lines = [one for one in lines if used and one["profile"] == used["profile"]]
    lines = [one for one in (lines or config.all("deviceconfig system ssh mgmt")) if one["algorithm"]]
    if {one["of"] for one in lines} >= {*_SSH}:
        names = {one["algorithm"].lower() for one in lines}
        return Said(tuple(sorted(names)), "; ".join(one.line for one in lines))
    return channels.unnamed(device)


def _snmp(device: Device) -> Iterator[Channel]:
    """It speaks one version: the old one by a community, or the third by users."""
    config, let = device.config, listens(device, "snmp")
    doubt = [*config.unknown(*_FAMILIES)]
    old = config.all("deviceconfig system snmp-setting access-setting version v2c snmp-community-string")
    users = config.all("deviceconfig system snmp-setting access-setting version v3 users")
    users = [one for one in users if one["user"]]
    if sent := config.last("log-settings snmptrap version v2c server"):
        why = unclear(device.got, f"line {sent.number}: whether anything sends traps by it, which are plain")
        yield channels.snmp(device, "snmpv2c", let if old and let.value else unsaid(why), "none", "1", doubt=doubt)
        old = []
        if not users or let.value is False:
            return
    if let.value is False or (not old and not users):
        off = (
            let if let.value is False or not isinstance(device, Managed) else unsaid(open_(device, "no line says SNMP"))
        )
        yield channels.snmp(device, "snmp", off if off.value is not True else _silent(device), doubt=doubt)
        return
    if old:
        yield channels.snmp(device, "snmpv2c", let, "none", "1", doubt=doubt)
    if users:
        yield channels.snmp(device, "snmpv3", let, "required", "3", _proofs(users), doubt=doubt)


def _silent(device: Device) -> Said[Any]:
    """It is let in, and nobody is named who may ask; what it answers then is not known here."""
    default = device.default("snmp.versions")
    return default if default.value is None else default.as_(True)


def _proofs(users: list[Stated]) -> Any:
    """How users prove themselves and encrypt, where lines say it of all; both are always asked for."""
    names = {one["user"] for one in users}
    named = [{one["user"]: one for one in users if one[slot]} for slot in ("auth", "priv")]
    if any(set(one) != names for one in named):
        return NOT_ASKED
    lines = [line for one in named for line in one.values()]
    words = {(line["auth"] if line in named[0].values() else line["priv"]).lower() for line in lines}
    return Said(tuple(sorted(words)), "; ".join(one.line for one in lines))
