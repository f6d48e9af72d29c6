"""JMESPath, loaded where it is first used."""

from typing import Any


def search(path: str, value: Any) -> Any:
    """What a path finds in a value; None where there is nothing. Compiled paths are kept."""
    import jmespath

    return jmespath.search(path, value)
