"""Networks: who comes in, what is recorded of it, and how what leaves them is encrypted."""

from typing import Final

from collectors.azure.networks import bare, firewalls, flows, gateways, groups, lines, perimeters
from collectors.azure.service import Service

SERVICES: Final = (
    Service(perimeters.QUESTIONS, {}, ()),
    *(Service(one.QUESTIONS, one.KINDS, (one.read,)) for one in (groups, bare, firewalls, flows, gateways, lines)),
)
