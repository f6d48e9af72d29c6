"""The key that signs: where it lies, how it is opened, and when one is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner import paths
from scanner.cli.failures import CommandError, NotStoredError
from scanner.cli.screen import Screen
from scanner.paths import shortened
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.signers import Passphrase, Signer


_FILES: Final = ("file", "ssh")
"""Schemes whose keys lie in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChoice:
    """What the command line says of the key."""

    uri: str = ""
    """Empty: the one of safeguard.yaml, else the default one."""
    passphrase_fd: int | None = None
    make: bool = False
    """Make the default one where there is none, without a terminal too."""


def default_key() -> Path:
    """Where the key lies that nobody has named: `~/.config/safeguard/keys/signing.pem`, or below XDG_CONFIG_HOME.

    Raises:
        CommandError: whoever this is has no home.
    """
    try:
        return paths.at_home() / "keys" / "signing.pem"
    except OSError as err:
        raise CommandError(
            f"no key is named, and none can be looked for: {err.strerror}\n  Name one: --sign-key file:PATH"
        ) from None


def open_key(choice: KeyChoice, config: "Config", store: str, screen: Screen) -> "Signer":
    """The signer that was named, else the default one, which is made on first use where somebody sees its number.

    Raises:
        CommandError: there is no key and nobody to show a new one to, it lies in the store, or it does not sign.
        SignerError: it cannot be used.
    """
    from scanner.signers.opening import open_signer

    uri = choice.uri or config.sign_key
    _keep_apart(uri, store)
    ask = passphrase(choice.passphrase_fd, screen)
    if uri:
        return _trusty(uri, ask, config)
    path = default_key()
    if paths.is_there(path):
        return open_signer(f"file:{path}", ask)
    if signed := _signed_with(store, config):
        raise CommandError(
            f"there is no signing key in {shortened(path.parent)}, and the store {visible(store)} is signed with key\n"
            f"  {signed}\n"
            "  Nothing was asked, and no other key was made: a log takes entries of one key.\n"
            f"  Put that key back as {shortened(path)}, or name it: --sign-key file:PATH\n"
            "  If it is lost for good: this store stays what it is, evidence of its nights. Keep it, and begin\n"
            "  another one with a new key: safeguard scan --store DIR --make-key"
        )
    if not choice.make and not screen.asks():
        raise CommandError(
            f"there is no signing key in {shortened(path.parent)}: nothing was asked\n"
            "  --sign-key file:PATH names one; --make-key makes one there.\n"
            "  Next: safeguard keys new   and tell its number to whoever verifies"
        )
    return make_key(path, None, screen)


def _trusty(uri: str, ask: "Passphrase | None", config: "Config") -> "Signer":
    """The signer that was named, once it has signed: else a night would be asked for that could not be sealed."""
    from scanner.signers import NotSignedError
    from scanner.signers.opening import open_signer
    from scanner.signers.remote import tried

    try:
        return tried(open_signer(uri, ask, config.plugins))
    except NotSignedError as err:
        raise NotStoredError(f"{err}\n  Nothing was asked.") from err


def _signed_with(uri: str, config: "Config") -> str:
    """The key that signed the log of a store, in fours; empty where there is no store, or no log in it yet."""
    from scanner.cli import place
    from scanner.evidence import EvidenceError, keys, log, note
    from scanner.stores import StoreError

    try:
        store = place.store(uri, config)
        head = log.read_head(store)
        signed = note.read_note(head, "the checkpoint") if head else None
        names = [name for name, public in keys.lying_in(store).items() if signed and signed.signed_with(public)]
    except (CommandError, EvidenceError, StoreError):
        return ""  # there is none, or whoever opens it next says what is wrong with it
    return keys.spaced(names[0]) if names else ""


def make_key(path: Path, secret: bytes | None, screen: Screen) -> "Signer":
    """Make a key and say its number. Raises SignerError where one is there."""
    from scanner.signers.file import new_key

    signer = new_key(path, secret)
    screen.talk(f"New signing key in {shortened(path.parent)}:\n  {signer.keyid}")
    screen.talk("Write this number down away from this machine: an auditor trusts the key by it.")
    return signer


def passphrase(number: int | None, screen: Screen) -> Callable[[], bytes] | None:
    """Where a passphrase would come from: a descriptor, a prompt, or nowhere."""
    from scanner.signers.passphrase import descriptor, prompt

    if number is not None:
        return descriptor(f"fd:{number}")
    return prompt("Passphrase or PIN of the signing key") if screen.asks() else None


def _keep_apart(uri: str, store: str) -> None:
    """Whoever is given the store must not be given the key with it."""
    from scanner import schemes

    scheme, place = schemes.split(uri or f"file:{default_key()}", default="file")
    if scheme not in _FILES or place.startswith("agent?"):
        return
    key, folder = paths.resolved(place), paths.resolved(store.removeprefix("file:"))
    if key.is_relative_to(folder):
        raise CommandError(
            f"the signing key {visible(key.name)} lies inside the store {visible(store)}:"
            " whoever gets the store could sign\n"
            "  Nothing was asked. Move the key elsewhere, and name it with --sign-key."
        )
