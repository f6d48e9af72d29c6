"""All kinds of directories that are known here. The first that knows a server has it."""

from typing import Final

from collectors.directory.active_directory import ACTIVE_DIRECTORY
from collectors.directory.family import Family
from collectors.directory.freeipa import FREEIPA
from collectors.directory.openldap import OPENLDAP
from collectors.directory.read import Entry

FAMILIES: Final[tuple[Family, ...]] = (ACTIVE_DIRECTORY, FREEIPA, OPENLDAP)


def family(root: Entry) -> Family | None:
    """Which of them a server is of; None: of none that is known."""
    return next((one for one in FAMILIES if one.known(root.attributes)), None)
