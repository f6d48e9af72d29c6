"""The table of questions, in the order in which they are asked."""

from collectors.host.linux.accounts import ask as accounts
from collectors.host.linux.backups import ask as backups
from collectors.host.linux.disks import ask as disks
from collectors.host.linux.doors import ask as doors
from collectors.host.linux.logs import ask as logs
from collectors.host.linux.machine import ask as machine
from collectors.host.linux.patching import ask as patching
from collectors.host.linux.protection import ask as protection
from collectors.host.linux.schedule import ask as schedule
from collectors.host.linux.sessions import ask as sessions
from collectors.host.question import HostQuestion

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
