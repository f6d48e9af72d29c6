"""Databases."""

from typing import Final

from collectors.gcp.databases import others, sql, sql_facts
from collectors.gcp.service import Service

SERVICES: Final = (
    Service(sql.QUESTIONS, sql.KINDS, (sql_facts.read,)),
    Service(others.QUESTIONS, others.KINDS, (others.read,)),
)
