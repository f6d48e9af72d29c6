"""What is asked of the logs of a project: where they go, how long they are kept, and who is told of what is in them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.records import alarms, contacts, delivery, destinations, dns, sinks, stores, watch
from collectors.gcp.service import Service
from scanner.collector import Kind

_NONE: Final[Mapping[str, Kind]] = MappingProxyType({})
"""What these say is said of the project, whose kind stands elsewhere and promises it there."""

SERVICES: Final = (
    Service((*sinks.QUESTIONS, *destinations.QUESTIONS), _NONE, (delivery.read,)),
    Service(stores.QUESTIONS, stores.KINDS, (stores.read,)),
    Service(alarms.QUESTIONS, _NONE, (watch.read,)),
    Service(dns.QUESTIONS, dns.KINDS, (dns.read,)),
    Service(contacts.QUESTIONS, _NONE, (contacts.read,)),
)
