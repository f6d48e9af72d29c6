"""What is asked of storage in a project."""

from typing import Final

from collectors.gcp.service import Service
from collectors.gcp.storage import buckets, buckets_facts, hmac

SERVICES: Final = (
    Service(buckets.QUESTIONS, buckets.KINDS, (buckets_facts.read,)),
    Service(hmac.QUESTIONS, hmac.KINDS, (hmac.read,)),
)
