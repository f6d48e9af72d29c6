"""What watches."""

from typing import Final

from collectors.azure.defence import defender
from collectors.azure.service import Service

SERVICES: Final = (Service(defender.QUESTIONS, defender.KINDS, (defender.read,)),)
