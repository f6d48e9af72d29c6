"""Azure Backup: its vaults of both kinds, and what they hold copies of."""

from typing import Final

from collectors.azure.backup import read, vaults
from collectors.azure.service import Service

SERVICES: Final = (Service(vaults.QUESTIONS, vaults.KINDS, (read.read,)),)
