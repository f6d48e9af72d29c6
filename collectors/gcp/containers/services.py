"""Clusters of containers."""

from typing import Final

from collectors.gcp.containers import gke, gke_facts
from collectors.gcp.service import Service

SERVICES: Final = (Service(gke.QUESTIONS, gke.KINDS, (gke_facts.read,)),)
