"""What the account that asked is shown: one without the rights of a superuser, to read at least, only its own account.

Palo Alto, PAN-OS 10.0 CLI Quick Start, Administrative Privileges.
"""

from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated, parsed
from collectors.network.grammar.grammar import grammar
from scanner.answers import Answers

_ROLE: Final = "mgt-config users permissions role-based"


def part(answers: Answers) -> str:
    """Why only a part may have been shown: a superuser there always is, and whoever is shown all is shown it."""
    every = [*_roles(answers, "panos.config"), *_roles(answers, "panos.merged")]
    if any(one["role"] == "superuser" and one["switch"] == "yes" for one in every):
        return ""
    if every or answers.one("panos.version").ok:
        return "no account of a superuser is in it: the account that asked may have been shown a part"
    return ""


def _roles(answers: Answers, question: str) -> Iterator[Stated]:
    """The lines that give an account a role; a text of some lines that were picked out has none."""
    told = answers.one(question)
    config = parsed(told.body["lines"], grammar("panos")) if told.ok else Stated()
    yield from (one for one in config.below if one.key.startswith(_ROLE) and (one["role"] or one["custom"]))
