"""The findings of a run while it is judged: counted as they come, kept in order, few of them in memory."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from scanner.finding import Finding, Status
from scanner.members import line
from scanner.spool.sorting import Sorted

_FEW: Final = 1 << 19
"""Bytes of open findings that wait in memory: on most nights they are few."""
_decode = msgspec.json.Decoder(Finding).decode


class Findings:
    """All findings of a run, in the order of findings.jsonl."""

    def __init__(self, spool: Path | None = None) -> None:
        """`spool`: a folder where they may wait; None: in memory."""
        self._lines = Sorted(spool)
        self.totals: Counter[Status] = Counter()
        self.failing: Counter[str] = Counter()
        """What fails, by severity."""
        self.standing = 0
        self._open = Sorted(spool, _FEW)

    def add(self, finding: Finding) -> None:
        """Take one more, in any order. Raises `SpoolError`."""
        said = line(finding)
        self._lines.add(finding.order, said)
        self.totals[finding.status] += 1
        self.standing += finding.standing
        if finding.status is Status.FAIL:
            self.failing[finding.severity] += 1
        elif finding.status is Status.NOT_ASSESSED and not finding.standing:
            self._open.add(finding.order, said)

    @property
    def open(self) -> Iterator[Finding]:
        """Those that are not assessed for a reason of tonight, in order."""
        return map(_decode, self._open)

    @property
    def whole(self) -> bool:
        """There are none such."""
        return not len(self._open)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Finding]:
        return map(_decode, self._lines)

    def lines(self) -> Iterator[bytes]:
        """As they are sealed."""
        return iter(self._lines)
