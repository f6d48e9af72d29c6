"""Keys, and what else vaults keep."""

from typing import Final

from collectors.azure.keys import vaults
from collectors.azure.service import Service

SERVICES: Final = (Service(vaults.QUESTIONS, vaults.KINDS, (vaults.read,)),)
