"""Copies of the configuration that a script or an automation makes by itself."""

from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated
from collectors.network.platforms.fortios.settings import bare, entries, said, words

_BY_CHANGE: Final = frozenset({"config-change", "event-log"})


def copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How each copy travels, and the line that makes it."""
    for one in entries(config.block("config system auto-script")).values():
        if _repeats(one):
            yield from _sent(one)
    actions = entries(config.block("config system automation-action"))
    for name in dict.fromkeys(_triggered(config)):
        if name in actions:
            yield from _sent(actions[name])


def _repeats(script: Stated) -> bool:
    """It starts by itself, and more than once; 0 is for ever."""
    start, times = said(script, "start"), said(script, "repeat")
    return bool(start and start["start"] == "auto" and times and times.count("times") != 1)


def _sent(one: Stated) -> Iterator[tuple[str, Stated]]:
    line = said(one, "script")
    if line:
        yield from ((way, line) for way in line["script"].removeprefix("<sent:").removesuffix(">").split(","))


def _triggered(config: Stated) -> Iterator[str]:
    """Names of the actions of stitches that are on, and that time or a change sets off."""
    triggers = entries(config.block("config system automation-trigger"))
    for one in entries(config.block("config system automation-stitch")).values():
        status, trigger = said(one, "status"), said(one, "trigger")
        off = status is not None and status["switch"] == "disable"
        if not off and trigger and _comes(triggers.get(bare(trigger["trigger"]))):
            listed = entries(one.block("config actions")).values()
            lines = [said(one, "action"), *(said(entry, "action") for entry in listed)]
            yield from (name for line in lines if line for name in words(line["actions"]))


def _comes(trigger: Stated | None) -> bool:
    """It comes again and again, or with a change."""
    if trigger is None:
        return False
    kind, event, how = said(trigger, "trigger-type"), said(trigger, "event-type"), said(trigger, "trigger-frequency")
    if kind and kind["type"] == "scheduled":
        return how is None or how["how"] != "once"
    return event is not None and event["event"] in _BY_CHANGE
