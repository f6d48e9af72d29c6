"""Services that keep objects, files and copies."""

from typing import Final

from collectors.aws.service import Service
from collectors.aws.storage import backup, backup_facts, s3, s3_facts

SERVICES: Final = (
    Service(s3.QUESTIONS, s3.KINDS, (s3_facts.read,)),
    Service(backup.QUESTIONS, backup.KINDS, (backup_facts.read,)),
)
