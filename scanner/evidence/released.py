"""The digests of the programs that were released before this one: what a run may say that judged it.

A program cannot hold its own, which is over this file too: it compares that with what it is. A release adds the one
before it here, from the golden files of that version.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

RELEASED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0.2.0": "0df65113bc4de3626de4fd69c9843ca51423ab834875822420d8d36bf65be6a9",
        "0.3.0": "dc9cfe6594f3f973ac2974d73f9d1412a111f101c621ce66434309c22b57cb6b",
        "0.4.0": "ca2eda2404dfc7c0c34e8d7f8189054a189d1c59cf66e8eea87a8843b2395a44",
        "0.5.0": "63b564ed7ca604b57bc29dff584d3de5bdd9ca47da324446d4c1a80ad43a804c",
        "0.6.0": "19e4cad0e758666ef88bd0befa3144b6ae118abc426356b64a502c9e31dd8826",
        "0.7.0": "77b8a7378457281258c0eea1c437af21216269d4acd03712ed75dbb28010563a",
        "0.8.0": "2829ffebd173e21bf9cf4bf0016536028f94388f5b1da071e32a639673ae0acc",
    }
)
"""By version the SHA-256 over its files, as `safeguard --version` prints it."""
