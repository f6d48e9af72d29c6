"""What a service of Google Cloud is to us: what to ask of it, what it promises, and what reads its answers."""

from typing import TypeAlias

from collectors.asking import service
from collectors.gcp.question import Gcp
from collectors.gcp.read import Project

Service: TypeAlias = service.Service[Gcp, Project]
