"""Services that keep keys and secrets."""

from typing import Final

from collectors.gcp.keys import kms, secrets
from collectors.gcp.service import Service

SERVICES: Final = (
    Service(kms.QUESTIONS, kms.KINDS, (kms.read,)),
    Service(secrets.QUESTIONS, secrets.KINDS, (secrets.read,)),
)
