"""Rights: who holds which role, here and from elsewhere."""

from typing import Final

from collectors.azure.rights import delegations, roles
from collectors.azure.service import Service

SERVICES: Final = tuple(Service(one.QUESTIONS, one.KINDS, (one.read,)) for one in (roles, delegations))
