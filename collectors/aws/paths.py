"""JMESPath, which comes with the SDK and so loads where it is first used."""

from typing import Any


def search(path: str, value: Any) -> Any:
    """What a path finds in a value; None where there is nothing. Compiled paths are kept."""
    import jmespath  # type: ignore[import-untyped]  # it ships no types

    return jmespath.search(path, value)
