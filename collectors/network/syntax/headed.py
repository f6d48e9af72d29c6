"""AOS-CX: indented, below a head of comments that say which release it is, and whose secrets these are."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.indented import indented
from collectors.network.syntax.statement import Statement

_HEAD: Final = re.compile(
    r"^!(?:Version (?:ArubaOS|AOS)-CX (?P<version>[A-Za-z]{1,8}\.\d[A-Za-z0-9.-]{1,40})"
    r"|export-password: (?P<export>[A-Za-z0-9_.-]{1,40}))[ \r]*$",
    re.MULTILINE | re.ASCII,
)


def headed(text: str) -> Iterator[Statement]:
    """Read a configuration; `!Version ArubaOS-CX FL.10.10.1100` is read as `version FL.10.10.1100`."""
    yield from indented(_HEAD.sub(_said, text))


def _said(found: re.Match[str]) -> str:
    return f"version {found['version']}" if found["version"] else f"export-password {found['export']}"
