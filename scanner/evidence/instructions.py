"""VERIFY.md: how to check a bundle with tools that are not ours. The same for every bundle, and a page of docs/."""

from importlib.resources import files


def text() -> bytes:
    """The text as this version writes it."""
    return (files("scanner.evidence") / "verify.md").read_bytes()
