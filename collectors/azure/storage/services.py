"""Services that keep blobs, files and copies."""

from typing import Final

from collectors.azure.service import Service
from collectors.azure.storage import accounts, accounts_facts

SERVICES: Final = (Service(accounts.QUESTIONS, accounts.KINDS, (accounts_facts.read,)),)
