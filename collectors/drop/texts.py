"""Which text a host has run for a question. What another text printed is not read as if ours had."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from collectors.host.platform import Platform
from collectors.host.question import HostQuestion

_SHARED = {"sh": ("frame.sh", "words.sh"), "ps1": ("windows/frame.ps1",)}
"""What every text stands in, by language."""


@cache
def _shared(language: str) -> str:
    return "".join(files("collectors.host").joinpath(name).read_text("utf-8") for name in _SHARED[language])


@cache
def _digest(language: str, text: str) -> str:
    return sha256(f"{_shared(language)}\0{text}".encode()).hexdigest()[:16]


def digest(question: HostQuestion) -> str:
    """Of the text of a question, and of all that it stands in."""
    return _digest(question.language, question.text)


def asks(platform: Platform) -> str:
    """What the head of a drop says of the questions."""
    return " ".join(f"{q.id}={digest(q)}" for q in platform.questions)
