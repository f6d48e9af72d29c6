"""Services that are databases."""

from typing import Final

from collectors.aws.databases import rds, rds_facts, rds_snapshots
from collectors.aws.service import Service

SERVICES: Final = (Service(rds.QUESTIONS, rds.KINDS, (rds_facts.read, rds_snapshots.read)),)
