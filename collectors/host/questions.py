"""The table of questions, in the order in which they are asked."""

from collectors.host import (
    ask_accounts,
    ask_backups,
    ask_disks,
    ask_doors,
    ask_logs,
    ask_machine,
    ask_sessions,
    ask_upkeep,
)
from collectors.host.question import HostQuestion

QUESTIONS: tuple[HostQuestion, ...] = (
    *ask_machine.QUESTIONS,
    *ask_disks.QUESTIONS,
    *ask_doors.QUESTIONS,
    *ask_sessions.QUESTIONS,
    *ask_accounts.QUESTIONS,
    *ask_logs.QUESTIONS,
    *ask_backups.QUESTIONS,
    *ask_upkeep.QUESTIONS,
)
"""The first one says which machine this is; without it nothing else can be read."""
