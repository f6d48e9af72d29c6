"""What a verifier trusts: numbers of keys and keyrings, as they are typed or lie in files, and their own keyring."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner import paths
from scanner.cli import supplied
from scanner.cli.failures import CommandError
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.cli.supplied import Lying
    from scanner.evidence.chain import Keyring
    from scanner.stores import Reader

_NUMBER: Final = re.compile(r"(?:sha256:)?([0-9a-f]{32,64})", re.IGNORECASE)
_SHORT: Final = re.compile(r"(?:sha256:)?([0-9a-f]{4,31})", re.IGNORECASE)
_DIGITS: Final = 64


def named(every: Sequence[str], place: "Lying") -> "tuple[frozenset[str], Keyring | None]":
    """What was named with --key: whole numbers, and the verifier's own copy of the keyring. Raises CommandError."""
    rings = [name for name in every if _is_keyring(name)]
    return frozenset(_trusted([name for name in every if name not in rings], place)), _own(rings)


def _trusted(named: Sequence[str], place: "Lying") -> Iterator[str]:
    for name in named:
        bare = name.replace(" ", "")
        digits = _NUMBER.fullmatch(bare)
        if not digits and (short := _SHORT.fullmatch(bare)) and not paths.is_there(Path(name)):
            raise CommandError(
                f"--key {visible(name)}: these are {len(short[1])} of {_DIGITS} digits, and another key can begin so\n"
                "  Ask for all of them: `safeguard keys show` prints them where the key is."
            )
        yield _whole(digits[1].lower(), place) if digits else _from_file(Path(name), place)


def _from_file(path: Path, place: "Lying") -> str:
    """The number of the key in a PEM file, or the number that a file of text holds."""
    from scanner.evidence import keys

    data = supplied.read(path)
    if keys.is_public(data):
        try:
            return keys.keyid(keys.from_file(data, str(path)))
        except keys.PublicKeyError as err:
            raise CommandError(str(err)) from None
    found = _NUMBER.search(data.decode("ascii", "replace"))
    if not found:
        raise CommandError(
            f"{visible(str(path))} holds neither a public key in PEM, nor an identity, nor a key's number (64 digits)"
        )
    return _whole(found[1].lower(), place)


def _whole(digits: str, place: "Lying") -> str:
    """The name of a key from its number; of one cut short only where such a key lies there."""
    full = next((name for _, name, _ in lying(place) if name.removeprefix("SHA256:").startswith(digits)), "")
    if not full and len(digits) < _DIGITS:
        raise CommandError(f"no key that came along begins with {digits}: give all {_DIGITS} digits of the number")
    return full or f"SHA256:{digits}"


def lying(place: "Lying") -> list[tuple[str, str, str]]:
    """What came along that may be trusted: a keyring by the first of its versions, and keys; of an identity, whose.

    Nothing where it cannot be read, for which `verify` has the words.
    """
    from scanner.evidence import EvidenceError
    from scanner.stores import StoreError

    try:
        return supplied.with_reader(place, lambda reader: [*_named(reader)])
    except (EvidenceError, StoreError):
        return []


def _named(reader: "Reader") -> Iterator[tuple[str, str, str]]:
    from scanner.evidence import adopted, keys

    if ring := adopted.lying_in(reader):
        yield from (("Keyring", f"SHA256:{version.digest}", "") for version in ring.versions[:1])
    for name, public in sorted(keys.lying_in(reader).items()):
        yield "Key    " if ring else "Key", name, keys.told(public, keys.titled(public))


def _is_keyring(name: str) -> bool:
    """Tell whether it names the file of a keyring."""
    path = Path(name)
    return paths.is_file(path) and supplied.read(path).startswith(b'{"payload":')


def _own(named: Sequence[str]) -> "Keyring | None":
    """The verifier's own copy of the keyring, by which it is checked."""
    from scanner.cli import keyring
    from scanner.evidence import EvidenceError
    from scanner.evidence.chain import longer

    found: Keyring | None = None
    for name in named:
        try:
            found = longer(found, keyring.read(Path(name)), f"in {name}")
        except EvidenceError as err:
            raise CommandError(f"--key {visible(name)}: {err}\n  Nothing was checked.") from None
    if found and not found.versions:
        raise CommandError(f"--key {visible(named[0])}: its first version is pending, so it counts for nothing")
    return found
