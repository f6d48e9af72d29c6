"""Services that give people a desktop."""

from typing import Final

from collectors.aws.desktops import appstream, browser, workspaces, workspaces_facts
from collectors.aws.service import Service

SERVICES: Final[tuple[Service, ...]] = (
    Service(workspaces.QUESTIONS, workspaces.KINDS, (workspaces_facts.read,)),
    Service(browser.QUESTIONS, browser.KINDS, (browser.read,)),
    Service(appstream.QUESTIONS, appstream.KINDS, (appstream.read,)),
)
