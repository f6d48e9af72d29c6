"""Services that run programs."""

from typing import Final

from collectors.aws.compute import ec2, ec2_facts
from collectors.aws.networks import network
from collectors.aws.service import Service

SERVICES: Final = (Service(ec2.QUESTIONS, ec2.KINDS, (ec2_facts.read, network.read)),)
