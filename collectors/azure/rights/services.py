"""Who may do what."""

from typing import Final

from collectors.azure.rights import roles
from collectors.azure.service import Service

SERVICES: Final = (Service(roles.QUESTIONS, roles.KINDS, (roles.read,)),)
