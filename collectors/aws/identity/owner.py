"""Which account asks: what belongs to another one only that one is asked about."""

import re
from typing import Any, Final

from collectors.aws.question import Known

_NUMBER: Final = re.compile(r"arn:[\w-]+:iam::(\d{12}):.*")
REPORT: Final = "iam.report"
"""What a question waits for whose rule asks here: rules are not told who asks, and the credential report names it."""


def not_ours(known: Known, owner: Any) -> bool:
    """Another account owns it. False where either is not known: then we ask, and are told."""
    rows = (known.body(REPORT) or {}).get("Users") or [{}]
    own = _NUMBER.fullmatch(str(rows[0].get("arn", "")))
    return own is not None and bool(owner) and own[1] != owner
