"""Clusters of containers."""

from typing import Final

from collectors.gcp.containers import gke
from collectors.gcp.service import Service

SERVICES: Final = (Service(gke.QUESTIONS, gke.KINDS, (gke.read,)),)
