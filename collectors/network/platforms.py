"""All platforms, by the scheme of their targets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.network.aoscx.kinds import AOSCX
from collectors.network.asa.kinds import ASA
from collectors.network.eos.kinds import EOS
from collectors.network.fortios.kinds import FORTIOS
from collectors.network.frr.kinds import FRR
from collectors.network.ios.kinds import IOS, IOSXE
from collectors.network.iosxr.kinds import IOSXR
from collectors.network.junos.kinds import JUNOS
from collectors.network.nxos.kinds import NXOS
from collectors.network.panos.kinds import PANOS
from collectors.network.platform import Platform
from collectors.network.routeros.kinds import ROUTEROS
from collectors.network.vyos.kinds import VYOS

_ALL: Final = (IOS, IOSXE, IOSXR, NXOS, ASA, EOS, JUNOS, FORTIOS, PANOS, AOSCX, ROUTEROS, VYOS, FRR)
PLATFORMS: Final[Mapping[str, Platform]] = MappingProxyType({one.scheme: one for one in _ALL})
