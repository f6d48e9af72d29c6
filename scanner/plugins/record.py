"""What the installer of a distribution wrote down: its files, with their hashes."""

import csv
from importlib.metadata import Distribution


def recorded(dist: Distribution) -> dict[str, str]:
    """The hash of each file as RECORD has it (`sha256=...`, or nothing) by its name; also of files that are gone.

    `Distribution.files` leaves those out from Python 3.12 on, and a file that somebody took away would not be missed.
    """
    rows = list(csv.reader((dist.read_text("RECORD") or "").splitlines()))
    return {row[0]: row[1] if row[1:] else "" for row in rows if row} or {str(f): "" for f in dist.files or ()}
