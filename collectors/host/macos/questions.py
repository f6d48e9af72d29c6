"""The table of questions, in the order in which they are asked."""

from dataclasses import replace

from collectors.host.macos.accounts import ask as accounts
from collectors.host.macos.backups import ask as backups
from collectors.host.macos.disks import ask as disks
from collectors.host.macos.doors import ask as doors
from collectors.host.macos.logs import ask as logs
from collectors.host.macos.machine import ask as machine
from collectors.host.macos.patching import ask as patching
from collectors.host.macos.protection import ask as protection
from collectors.host.macos.sessions import ask as sessions
from collectors.host.question import HostQuestion

_ALL: tuple[HostQuestion, ...] = (
    *machine.QUESTIONS,
    *disks.QUESTIONS,
    *doors.QUESTIONS,
    *sessions.QUESTIONS,
    *accounts.QUESTIONS,
    *logs.QUESTIONS,
    *backups.QUESTIONS,
    *protection.QUESTIONS,
    *patching.QUESTIONS,
)
QUESTIONS = tuple(replace(question, untried=True) for question in _ALL)
"""The first one says which machine this is; without it nothing else can be read. None was asked of a real one yet."""
