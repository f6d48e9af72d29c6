"""Services that say who may come in, and what they may do."""

from typing import Final

from collectors.aws.identity import iam, iam_account, iam_facts
from collectors.aws.service import Service

SERVICES: Final = (Service(iam.QUESTIONS, iam.KINDS, (iam_facts.read, iam_account.read)),)
