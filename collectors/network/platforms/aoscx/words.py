"""A setting is switched by a line, and by the same line behind `no`: the last one counts."""

from collectors.network.config import Stated


def on(config: Stated, key: str) -> Stated | None:
    """The line that switches it on; None where the last one switches it off, or there is none."""
    said = config.last(key, f"no {key}")
    return said if said and said.key == key else None


def off(config: Stated, key: str) -> Stated | None:
    """The line that switches it off."""
    said = config.last(key, f"no {key}")
    return said if said and said.key != key else None
