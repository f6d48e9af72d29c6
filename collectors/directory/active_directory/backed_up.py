"""What is kept of the metadata of replication: when a backup marked the domain, and nothing else. Pure."""

import re
from typing import Final

_WHEN: Final = re.compile(
    rb"<ftimeLastOriginatingChange>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)</ftimeLastOriginatingChange>"
)
_SIGNATURE: Final = b"<pszAttributeName>dSASignature</pszAttributeName>"


def signed(raw: bytes) -> str:
    """Of one attribute's metadata (DS_REPL_ATTR_META_DATA_BLOB as XML): when it was written, if a backup did that."""
    when = _WHEN.search(raw)
    return when[1].decode() if when and _SIGNATURE in raw else "of another attribute"
