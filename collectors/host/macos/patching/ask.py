"""Updates: what is asked and what is kept."""

import re

from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Fixes

_LABEL = re.compile(r"(?m)^[ \t]*\* (?:Label: )?(.{1,200})$")
_TITLE = re.compile(r"(?m)^[ \t]+Title: ([A-Za-z0-9 ._()+-]{1,100}?),? (?:Version: ([A-Za-z0-9._-]{1,40}),?)?")
_NONE = "No new software available."


def keep_updates(text: str) -> JSON:
    """Title and version of each update that waits, and how many there are."""
    labels = _LABEL.findall(text)
    if not labels and _NONE not in text:
        raise ValueError("no word on updates")
    titles = [{"title": title.strip(), "version": version} for title, version in _TITLE.findall(text)]
    return {"count": max(len(labels), len(titles)), "updates": titles}


QUESTIONS = (
    HostQuestion(
        id="macos.updates",
        operation="softwareupdate --list --no-scan",
        needs="",
        feeds=(Fixes,),
        sheet="macos/patching/patching.sh",
        keep=keep_updates,
        seconds=60,
    ),
)
