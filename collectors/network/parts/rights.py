"""Whether the account is shown the whole configuration. Pure."""

from collections.abc import Callable
from functools import partial
from typing import Final

from scanner.answers import Answers

_ALL: Final = "15"
NO_LESS: Final = (
    "! Level 15 is every right of an administrator. Whoever has a lower level, or a view, may be shown a part\n"
    "! of the configuration, and by a part nothing is judged. A TACACS+ server takes rights away and lets all be\n"
    "! shown: keep the account there, with level 15, and permit it the commands above alone."
)
"""What a local account costs that is shown the whole configuration."""


def by_level(scheme: str) -> Callable[[Answers], str]:
    """Why only a part may have been shown, by what `privilege` was answered: a level below 15, or a view.

    There Cisco's devices show what the account may change, and no word of the rest.
    """
    return partial(_by_level, scheme)


def _by_level(scheme: str, answers: Answers) -> str:
    told = answers.one(f"{scheme}.privilege")
    if not told.ok:
        return ""
    level, view = str(told.body.get("level", _ALL)), str(told.body.get("view", "root"))
    if view != "root":
        return f"the account is in the view {view}, and may have been shown a part"
    return "" if level == _ALL else f"the account has level {level}, and may have been shown a part"
