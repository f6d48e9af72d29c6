"""What watches."""

from typing import Final

from collectors.azure.defence import defender, defender_facts
from collectors.azure.service import Service

SERVICES: Final = (Service(defender.QUESTIONS, defender.KINDS, (defender_facts.read,)),)
