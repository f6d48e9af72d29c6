"""What is asked of networks in a project."""

from typing import Final

from collectors.gcp.networks import balancers, balancers_facts, firewalls, firewalls_facts, plain, plain_facts, vpn
from collectors.gcp.service import Service

SERVICES: Final = (
    Service(firewalls.QUESTIONS, firewalls.KINDS, (firewalls_facts.read,)),
    Service(balancers.QUESTIONS, balancers.KINDS, (balancers_facts.read,)),
    Service(plain.QUESTIONS, plain.KINDS, (plain_facts.read,)),
    Service(vpn.QUESTIONS, vpn.KINDS, (vpn.read,)),
)
