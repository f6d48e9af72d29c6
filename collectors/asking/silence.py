"""What is left of an answer that repeats a credential of ours: whoever answers has it in the request."""

from typing import Final

from msgspec import structs

from scanner.answers import Answer, Source

BETRAYED: Final = "cannot be sealed: it repeats a credential of ours"


def silenced(answer: Answer) -> Answer:
    """That it was given, and where; no word of what was said."""
    source = Source(endpoint=answer.source.endpoint, standard=answer.source.standard)
    return structs.replace(
        answer, outcome="error", code=BETRAYED, parameters={}, body=None, items=0, complete=False, source=source
    )
