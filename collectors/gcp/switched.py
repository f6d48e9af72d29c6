"""What an answer says that did not come because an API is switched off. Pure."""

from collections.abc import Container
from typing import Any

from msgspec import structs

from collectors.google.outcome import Off, off
from scanner.answers import Answer


def switched(answer: Answer, ours: Container[Any]) -> Answer:
    """It names the API in place of a right, which nobody lacks, and the project only where that is another one.

    Google names the project that must switch it on: of some APIs that is the one asked about, of others that of whoever
    asks. ours: how the one asked about is called.
    """
    found = off(answer.code)
    if found is None:
        return answer
    where = "" if found.project in ours else found.project
    lacks = f"{found.api}, which is switched off{f' in {where}' if where else ''}"
    return structs.replace(answer, code=Off(found.api, where).code, needs=lacks)
