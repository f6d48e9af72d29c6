"""All platforms, by the scheme of their targets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.network.platform import Platform
from collectors.network.platforms.aoscx.kinds import AOSCX
from collectors.network.platforms.asa.kinds import ASA
from collectors.network.platforms.eos.kinds import EOS
from collectors.network.platforms.fortios.kinds import FORTIOS
from collectors.network.platforms.frr.kinds import FRR
from collectors.network.platforms.ios.kinds import IOS, IOSXE
from collectors.network.platforms.iosxr.kinds import IOSXR
from collectors.network.platforms.junos.kinds import JUNOS
from collectors.network.platforms.nxos.kinds import NXOS
from collectors.network.platforms.panos.kinds import PANOS
from collectors.network.platforms.routeros.kinds import ROUTEROS
from collectors.network.platforms.vyos.kinds import VYOS

_ALL: Final = (IOS, IOSXE, IOSXR, NXOS, ASA, EOS, JUNOS, FORTIOS, PANOS, AOSCX, ROUTEROS, VYOS, FRR)
PLATFORMS: Final[Mapping[str, Platform]] = MappingProxyType({one.scheme: one for one in _ALL})
