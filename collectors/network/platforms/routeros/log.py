"""The log of RouterOS: rules that pick messages by their topics, and actions that say where these go. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from collectors.network.config import Stated
from collectors.network.grammar.keep import EMPTY_ONE
from collectors.network.platforms.routeros.menus import bare, lines, live, members, row

SIGN_IN: Final = frozenset({"system", "info", "account"})
REFUSED: Final = frozenset({"system", "error", "critical"})
CHANGE: Final = frozenset({"system", "info"})
"""The topics of what is told of a sign-in, of one that is refused, of a change of the configuration."""
NOWHERE: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  # no address of ours
_KEPT: Final = frozenset({"memory", "disk", "remote", "email"})
"""Where a message stays; `echo` shows it to whoever sits there."""


@dataclass(slots=True)
class Rule:
    """A rule of the log. One that was always there has no line."""

    topics: str
    action: str
    live: bool = True
    narrowed: bool = False
    line: Stated | None = None

    def takes(self, message: frozenset[str]) -> bool:
        """All topics that it names are of the message, and none that it excludes."""
        topics = members(self.topics)
        wanted = {one for one in topics if one[0] != "!"}
        shut = {one[1:] for one in topics if one[0] == "!"}
        return self.live and not self.narrowed and wanted <= message and not shut & message


@dataclass(slots=True)
class Action:
    """Where a rule sends to."""

    name: str
    target: str
    remote: str = ""
    secure: bool = False
    line: Stated | None = None


@dataclass(slots=True)
class Log:
    """All rules and actions, in order."""

    rules: list[Rule]
    actions: list[Action]

    def kept(self, message: frozenset[str], actions: Iterable[Action]) -> list[Rule]:
        """The rules by which some actions have it."""
        names = {one.name for one in actions}
        return [one for one in self.rules if one.takes(message) and one.action in names]

    @property
    def keeps(self) -> list[Action]:
        """The actions that keep what they are told."""
        return [one for one in self.actions if one.target in _KEPT]


def log_of(config: Stated) -> Log:
    """What is always there, as lines have changed it, and what they add."""
    rules = [Rule("info", "memory"), Rule("error", "memory"), Rule("warning", "memory"), Rule("critical", "echo")]
    for one in lines(config, "/system logging", "set", "add"):
        if one.key == "add":
            rules.append(Rule("", "memory"))
        place = len(rules) - 1 if one.key == "add" else one.count("row")
        if place < len(rules):
            _change(rules[place], one)
    actions = [Action(name, name) for name in ("memory", "disk", "echo", "remote")]
    for one in lines(config, "/system logging action", "set", "add"):
        if one.key == "add":
            actions.append(Action("", ""))
        for action in [actions[-1]] if one.key == "add" else _of(actions, row(one)):
            _set(action, one)
    return Log(rules, actions)


def _change(rule: Rule, one: Stated) -> None:
    rule.line = one
    rule.topics = bare(one, "topics") if one["topics"] else rule.topics
    rule.action = one["action"] or rule.action
    rule.live = live(one) if one["disabled"] else rule.live
    rule.narrowed = one["regex"] != EMPTY_ONE if one["regex"] else rule.narrowed


def _set(action: Action, one: Stated) -> None:
    action.line = one
    action.name, action.target = one["name"] or action.name, one["target"] or action.target
    action.remote = one["remote"] or action.remote
    action.secure = one["remote_protocol"] == "tls" if one["remote_protocol"] else action.secure


def _of(actions: list[Action], said: str) -> list[Action]:
    if said.isdigit():
        return actions[int(said) : int(said) + 1]
    return [one for one in actions if one.name == said]
