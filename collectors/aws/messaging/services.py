"""Services that carry messages and events."""

from typing import Final

from collectors.aws.service import Service

SERVICES: Final[tuple[Service, ...]] = ()
