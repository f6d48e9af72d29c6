"""What is asked of the rights in a project, and of what is recorded of their use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.rights import accounts, audit, constraints, grants, lending, policies, strangers
from collectors.gcp.service import Service
from scanner.collector import Kind

_NONE: Final[Mapping[str, Kind]] = MappingProxyType({})
"""What these say is said of the project, whose kind stands elsewhere and promises it there."""

SERVICES: Final = (
    Service((*policies.QUESTIONS, *strangers.QUESTIONS, *lending.QUESTIONS), grants.KINDS, (grants.read,)),
    Service((), _NONE, (audit.read,)),
    Service(accounts.QUESTIONS, accounts.KINDS, (accounts.read,)),
    Service(constraints.QUESTIONS, _NONE, (constraints.read,)),
)
