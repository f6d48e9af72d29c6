"""Updates, and whether they install themselves: what is asked and what is kept."""

import re

from collectors.host.kept import settings
from collectors.host.linux.patching.updates import keep_updates
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Fixes, Release


def keep_auto(text: str) -> JSON:
    """Whether updates are to install themselves."""
    said = settings(text.splitlines(), {"manager", "tool", "apply_updates", "upgrade_type"})
    periodic = dict(re.findall(r'(?m)^APT::Periodic::(Enable|Unattended-Upgrade) "(\w{1,8})";', text))
    security = re.search(r'(?m)^Unattended-Upgrade::(?:Allowed-Origins|Origins-Pattern):: ".*[Ss]ecurity', text)
    return {**said, "periodic": periodic, "security": security is not None}


QUESTIONS = (
    HostQuestion(
        id="linux.updates",
        operation="apt-get -s dist-upgrade; apt-get indextargets | dnf -C updateinfo info --security; uname -r",
        needs="",
        feeds=(Release, Fixes),
        sheet="linux/patching/patching.sh",
        keep=keep_updates,
        most=2_000_000,
        seconds=90,
    ),
    HostQuestion(
        id="linux.auto-updates",
        operation="apt-config dump | cat /etc/dnf/automatic.conf",
        needs="",
        feeds=(Release,),
        sheet="linux/patching/patching.sh",
        keep=keep_auto,
    ),
)
