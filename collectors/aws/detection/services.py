"""Services that watch."""

from typing import Final

from collectors.aws.detection import (
    analyzer,
    guardduty,
    guardduty_facts,
    inspector,
    inspector_facts,
    macie,
    securityhub,
)
from collectors.aws.service import Service

SERVICES: Final[tuple[Service, ...]] = (
    Service(guardduty.QUESTIONS, guardduty.KINDS, (guardduty_facts.read,)),
    Service(inspector.QUESTIONS, inspector.KINDS, (inspector_facts.read,)),
    Service(securityhub.QUESTIONS, securityhub.KINDS, (securityhub.read,)),
    Service(analyzer.QUESTIONS, analyzer.KINDS, (analyzer.read,)),
    Service(macie.QUESTIONS, macie.KINDS, (macie.read,)),
)
