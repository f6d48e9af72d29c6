"""Nodes of GKE: machines that a node pool makes and throws away, with the disks they boot from. Pure.

Nobody copies them: what is to last lies on volumes, which are other disks. They are known by what CIS goes by (CIS
Google Cloud Foundation, 4.1, exception): gke-* in the name, and the label goog-gke-node; those of Autopilot are named
gk3-*. Their boot disks have that label too; volumes have goog-gke-volume alone, and pvc-* in their names.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

LABELLED: Final = 'node: labels."goog-gke-node" != `null`'
"""What is kept of that label, in JMESPath."""
_NAME: Final = re.compile(r"gk[e3]-(?!(?:.*-)?pvc-).+")


def node(row: Mapping[str, Any]) -> bool:
    """It is a node, or what a node boots from."""
    return row.get("node") is True and bool(_NAME.fullmatch(str(row.get("name", ""))))
