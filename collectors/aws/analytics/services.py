"""Services that work through data."""

from typing import Final

from collectors.aws.analytics import athena, emr, emr_facts, glue
from collectors.aws.service import Service

SERVICES: Final = (
    Service(glue.QUESTIONS, glue.KINDS, (glue.read,)),
    Service(athena.QUESTIONS, athena.KINDS, (athena.read,)),
    Service(emr.QUESTIONS, emr.KINDS, (emr_facts.read,)),
)
