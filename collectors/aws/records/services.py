"""Services that record."""

from typing import Final

from collectors.aws.records import cloudtrail, cloudtrail_facts, logs
from collectors.aws.service import Service

SERVICES: Final = (
    Service(cloudtrail.QUESTIONS, cloudtrail.KINDS, (cloudtrail_facts.read,)),
    Service(logs.QUESTIONS, logs.KINDS, (logs.read,)),
)
