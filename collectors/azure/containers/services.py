"""Containers."""

from typing import Final

from collectors.azure.containers import clusters
from collectors.azure.service import Service

SERVICES: Final = (Service(clusters.QUESTIONS, clusters.KINDS, (clusters.read,)),)
