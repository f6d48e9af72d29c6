"""What is asked of machines and disks in a project."""

from typing import Final

from collectors.gcp.compute import disks, disks_facts, machines, machines_facts, sign_in
from collectors.gcp.service import Service

SERVICES: Final = (
    Service(disks.QUESTIONS, disks.KINDS, (disks_facts.read,)),
    Service(machines.QUESTIONS, machines.KINDS, (machines_facts.read, sign_in.read)),
)
