"""Why what is not known is not known, where a value and the answer it hangs on come in pairs. Pure."""

from scanner.answers import Got, unread
from scanner.facts import Unread


def reasons(**said: tuple[object, Got]) -> tuple[Unread, ...]:
    """For each value that is None, its answer; what is known needs none."""
    return unread(**{name: got for name, (value, got) in said.items() if value is None})
