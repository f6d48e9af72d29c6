"""All platforms, by the scheme of their targets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.network.fortios.kinds import FORTIOS
from collectors.network.ios.kinds import IOS, IOSXE
from collectors.network.nxos.kinds import NXOS
from collectors.network.panos.kinds import PANOS
from collectors.network.platform import Platform

PLATFORMS: Final[Mapping[str, Platform]] = MappingProxyType(
    {one.scheme: one for one in (IOS, IOSXE, NXOS, FORTIOS, PANOS)}
)
