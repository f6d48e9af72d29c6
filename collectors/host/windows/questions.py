"""The table of questions, in the order in which they are asked."""

from dataclasses import replace

from collectors.host.question import HostQuestion
from collectors.host.windows.accounts import ask as accounts
from collectors.host.windows.backups import ask as backups
from collectors.host.windows.channels import ask as channels
from collectors.host.windows.disks import ask as disks
from collectors.host.windows.doors import ask as doors
from collectors.host.windows.logs import ask as logs
from collectors.host.windows.machine import ask as machine
from collectors.host.windows.patching import ask as patching
from collectors.host.windows.protection import ask as protection
from collectors.host.windows.sessions import ask as sessions

_ALL: tuple[HostQuestion, ...] = (
    *machine.QUESTIONS,
    *disks.QUESTIONS,
    *channels.QUESTIONS,
    *doors.QUESTIONS,
    *sessions.QUESTIONS,
    *accounts.QUESTIONS,
    *logs.QUESTIONS,
    *backups.QUESTIONS,
    *patching.QUESTIONS,
    *protection.QUESTIONS,
)
QUESTIONS = tuple(replace(question, untried=True) for question in _ALL)
"""The first one says which machine this is; without it nothing else can be read. None was asked of a real one yet."""
