"""Services that record."""

from typing import Final

from collectors.aws.records import cloudtrail, cloudtrail_facts, config, events, lake, logs
from collectors.aws.service import Service

SERVICES: Final = (
    Service(cloudtrail.QUESTIONS, cloudtrail.KINDS, (cloudtrail_facts.read,)),
    Service(lake.QUESTIONS, lake.KINDS, (lake.read,)),
    Service(config.QUESTIONS, config.KINDS, (config.read,)),
    Service((*logs.QUESTIONS, *events.QUESTIONS), logs.KINDS, (logs.read,)),
)
