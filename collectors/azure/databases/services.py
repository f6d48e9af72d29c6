"""Databases."""

from typing import Final

from collectors.azure.databases import cosmos, flexible, flexible_facts, others, sql, sql_facts
from collectors.azure.service import Service

SERVICES: Final = (
    Service(sql.QUESTIONS, sql.KINDS, (sql_facts.read,)),
    Service(flexible.QUESTIONS, flexible.KINDS, (flexible_facts.read,)),
    Service(cosmos.QUESTIONS, cosmos.KINDS, (cosmos.read,)),
    Service(others.QUESTIONS, others.KINDS, (others.read,)),
)
