"""What the commands about the keyring of a house have in common: its file, its log, its root keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner import paths
from scanner.cli import keyring, output
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.evidence.chain import Keyring
    from scanner.signers import Signer
    from scanner.stores import Store


@dataclass(frozen=True)
class House:
    """What every one of these commands looks at."""

    config: "Config"
    path: Path
    screen: Screen
    passphrase_fd: int | None
    store: "Store | None"

    @property
    def origin(self) -> str:
        """Of the log; empty where there is none yet."""
        return self.store.origin if self.store else ""

    @property
    def next(self) -> int:
        """The entry that comes next in the log. Raises CommandError where there is no log."""
        if self.store is None:
            raise CommandError("there is no store here to count the entries of\n  Name it with --store, or give --from")
        return sum(1 for _ in self.store.list("log/"))

    def entry(self, named: int | None) -> int:
        """The entry that was named, else the next one; the first where there is no log yet."""
        if named is not None:
            return named
        return self.next if self.store else 0

    def ring(self) -> "Keyring":
        """The keyring that is to go on. Raises CommandError where a version of it is pending."""
        found = keyring.read(self.path)
        if found.pending:
            raise CommandError(
                f"version {found.pending.number} of the keyring is pending: one comes after the other\n"
                f"  Next: safeguard keys sign --root URI   or take its line out of {paths.shortened(self.path)}"
            )
        return found

    def key(self, uri: str) -> "tuple[bytes, Signer | None]":
        """A public key (DER), and what signs with it where it is not that of somebody else."""
        from scanner.evidence import keys
        from scanner.signers.opening import open_signer
        from scanner.signers.passphrase import descriptor, prompt

        if pem := _public(uri):
            return keys.from_file(pem, visible(uri)), None
        ask = prompt(f"Passphrase of {visible(uri)}") if self.screen.asks() else None
        if self.passphrase_fd is not None:
            ask = descriptor(f"fd:{self.passphrase_fd}")
        signer = open_signer(uri, ask, self.config.plugins)
        return signer.public, signer

    def roots(self, uris: Sequence[str]) -> "list[Signer]":
        """The root keys that sign now. Raises CommandError where there is none."""
        found = [signer for uri in uris if (signer := self.key(uri)[1])]
        if not found:
            raise CommandError("no root key was named that signs: nothing was changed\n  Give --root URI.")
        return found

    def keep(self, ring: "Keyring") -> int:
        """Put it into its file, and say how far it is."""
        from scanner.evidence import chain, keys

        keyring.write(self.path, ring)
        last = ring.every[-1]
        self.screen.talk(f"Keyring   {visible(paths.shortened(self.path))}   version {last.number}")
        self.screen.talk(f"Genesis   {keys.spaced(ring.genesis)}")
        if ring.pending:
            for lack in chain.missing(ring.versions, ring.pending):
                self.screen.talk(f"Pending   it {lack}, and does not count yet")
            named = visible(paths.shortened(self.path))
            self.screen.talk(f"Next: safeguard keys sign {named} --root URI   where another root key is")
        else:
            self.screen.talk("Next: safeguard keys adopt   or the next scan, which takes it up too")
        return 0


def _public(uri: str) -> bytes:
    """What a file of a public key or an identity holds; empty where it is no such file."""
    from scanner.evidence import keys

    try:
        with paths.open_regular(paths.expanded(uri.removeprefix("file:"))) as file:
            data = file.read(1 << 16)
    except OSError:
        return b""  # whoever opens it as a key that signs says what is wrong
    return data if keys.is_public(data) else b""


def house(screen: Screen, options: dict[str, Any]) -> House:
    """Take what they have in common from the options."""
    from scanner.cli import place
    from scanner.config import load_config

    config = load_config(options.pop("config"))
    uri, path = options.pop("store"), keyring.place(config, options.pop("file"))
    if around := output.store_around(path):
        raise CommandError(f"{visible(str(path))} lies inside the store {visible(around.name)}: keep it elsewhere")
    try:
        store = place.store(uri or config.store, config)
    except place.NoRunError:
        if uri:
            raise
        store = None
    return House(config, path, screen, options.pop("passphrase_fd"), store)
