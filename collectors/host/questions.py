"""The table of questions, in the order in which they are asked."""

from collectors.host.accounts import ask as accounts
from collectors.host.backups import ask as backups
from collectors.host.disks import ask as disks
from collectors.host.doors import ask as doors
from collectors.host.logs import ask as logs
from collectors.host.machine import ask as machine
from collectors.host.patching import ask as patching
from collectors.host.protection import ask as protection
from collectors.host.question import HostQuestion
from collectors.host.schedule import ask as schedule
from collectors.host.sessions import ask as sessions

QUESTIONS: tuple[HostQuestion, ...] = (
    *machine.QUESTIONS,
    *disks.QUESTIONS,
    *doors.QUESTIONS,
    *sessions.QUESTIONS,
    *accounts.QUESTIONS,
    *logs.QUESTIONS,
    *backups.QUESTIONS,
    *schedule.QUESTIONS,
    *patching.QUESTIONS,
    *protection.QUESTIONS,
)
"""The first one says which machine this is; without it nothing else can be read."""
