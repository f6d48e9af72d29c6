"""Machines, their disks, and snapshots of these."""

from typing import Final

from collectors.azure.compute import machines, snapshots
from collectors.azure.service import Service

SERVICES: Final = tuple(Service(one.QUESTIONS, one.KINDS, (one.read,)) for one in (machines, snapshots))
