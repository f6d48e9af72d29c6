"""Services that carry traffic."""

from typing import Final

from collectors.aws.service import Service

SERVICES: Final[tuple[Service, ...]] = ()
