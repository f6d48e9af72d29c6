"""What the last scan here asked: kept on this machine where the store has it for other eyes only.

The next scan says what is no longer asked, and it is to need no secret key for that.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scanner import paths
from scanner.cli import output
from scanner.cli.failures import CommandError

if TYPE_CHECKING:
    from scanner.stores import Store

_SCOPE: Final = "runs/{}/scope.json"
_MOST: Final = 64 << 20


def recall(store: "Store") -> None:
    """Let an encrypted store give back what the last scan on this machine has left: held against what was signed."""
    from scanner.stores.encrypting import EncryptedStore

    if isinstance(store, EncryptedStore):
        with suppress(OSError), paths.open_regular(_path(store.origin)) as file:
            run, _, scope = file.read(_MOST).partition(b"\n")
            store.remember({_SCOPE.format(run.decode("ascii", "replace")): scope})


def keep(store: "Store", run: str) -> None:
    """Leave it there for the next one; nothing where nothing can be written, as in a container."""
    from scanner.stores.encrypting import EncryptedStore

    if isinstance(store, EncryptedStore):
        with suppress(OSError, CommandError):
            path = _path(store.origin)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            output.write(path, [run.encode() + b"\n", store.read(_SCOPE.format(run))])


def _path(origin: str) -> Path:
    """Raises OSError where nobody here has a home."""
    return paths.at_home() / "scopes" / quote(origin, safe="")
