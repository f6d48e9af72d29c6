"""Machines and their disks."""

from typing import Final

from collectors.azure.compute import machines
from collectors.azure.service import Service

SERVICES: Final = (Service(machines.QUESTIONS, machines.KINDS, (machines.read,)),)
