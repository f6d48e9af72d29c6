"""Stores that are made to be searched through."""

from typing import Final

from collectors.gcp.analytics import bigquery
from collectors.gcp.service import Service

SERVICES: Final = (Service(bigquery.QUESTIONS, bigquery.KINDS, (bigquery.read,)),)
