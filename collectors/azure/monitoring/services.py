"""What is recorded of a subscription and its vaults, where it is kept, and who is told of changes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.azure.monitoring import activity, alerts, archives, vaults, workspaces
from collectors.azure.service import Service
from scanner.collector import Kind

_NONE: Final[Mapping[str, Kind]] = MappingProxyType({})
"""What these say is said of things whose kinds stand elsewhere, and promise it there."""

SERVICES: Final = (
    Service(activity.QUESTIONS, _NONE, (activity.read,)),
    Service(alerts.QUESTIONS, _NONE, (alerts.read,)),
    Service(vaults.QUESTIONS, _NONE, (vaults.read,)),
    Service(workspaces.QUESTIONS, workspaces.KINDS, (workspaces.read,)),
    Service((), archives.KINDS, (archives.read,)),
)
