"""What answers on the web."""

from typing import Final

from collectors.azure.service import Service
from collectors.azure.web import sites

SERVICES: Final = (Service(sites.QUESTIONS, sites.KINDS, (sites.read,)),)
