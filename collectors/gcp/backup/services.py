"""Copies that are kept apart from what they are copies of."""

from typing import Final

from collectors.gcp.backup import backupdr, backupdr_facts
from collectors.gcp.service import Service

SERVICES: Final = (Service(backupdr.QUESTIONS, backupdr.KINDS, (backupdr_facts.read,)),)
