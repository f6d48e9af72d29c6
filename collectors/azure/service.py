"""What a service of Azure is to us: what to ask of it, what it promises, and what reads its answers."""

from typing import TypeAlias

from collectors.asking import service
from collectors.azure.read import Subscription
from collectors.rest.ask import Rest

Service: TypeAlias = service.Service[Rest, Subscription]
