"""Evidence for certain readers only: an age file (age-encryption.org/v1) around a bundle, or a member of a store.

It hides, and proves nothing: whoever has a recipient's public key can make such a file. What is proved stands inside.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from scanner.evidence import EvidenceError
from scanner.evidence.archive import MAX_TOTAL, BundleError
from scanner.evidence.bundle import Bundle, open_bundle
from scanner.paths import open_regular
from scanner.words import number, visible

MARK: Final = b"age-encryption.org/v1"

_MOST: Final = 1 << 16
"""Bytes of a file with recipients or identities."""

_PUBLIC: Final = re.compile(r"(age1[0-9a-z]{10,4000}|ssh-(ed25519|rsa) [A-Za-z0-9+/=]{10,2000})( .*)?")
_CUT: Final = "is damaged or was cut: it does not decrypt"
_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105  # how one begins


class RecipientError(EvidenceError):
    """Nobody can be found to encrypt for, or nothing to decrypt with. Its text holds no word of a secret key."""


class EncryptedError(BundleError):
    """An encrypted file that does not open."""


@dataclass(frozen=True)
class Plain:
    """A bundle that was encrypted, in the clear: in a file without a name, gone with the process."""

    path: Path
    file: BinaryIO

    def bundle(self) -> Bundle:
        """The bundle in it; it stays open when this is closed."""
        return open_bundle(self.path, self.file)

    def close(self) -> None:
        """Let go of it."""
        self.file.close()


def recipients(words: Iterable[str], option: str = "--recipient") -> list[Any]:
    """Whom to encrypt for: an age or SSH public key each, or a file of them, a line each. Raises `RecipientError`."""
    pyrage = _pyrage()
    found = [_recipient(pyrage, line, word, option) for word in words for line in _lines(word, option)]
    if not found:
        raise RecipientError(f"{option} names nobody")
    return found


def identities(files: Iterable[Path], secrets: Iterable[str] = ()) -> list[Any]:
    """The secret keys in these files, and in these texts out of safeguard.yaml. Raises `RecipientError`."""
    texts = [(f"--identity {path}", _read(path, "--identity")) for path in files]
    texts += [("identity: of safeguard.yaml", text) for text in secrets]
    return [one for said, text in texts for one in _identities(_pyrage(), text, said)]


def encrypt(plain: BinaryIO, out: IO[bytes], to: Sequence[Any]) -> None:
    """Write `plain` to `out` for these recipients, piece by piece. Raises OSError."""
    pyrage, kept = _pyrage(), _Kept(out)
    try:
        pyrage.encrypt_io(plain, kept, to)
    except pyrage.EncryptError:
        if kept.failed:  # it has words of its own for that
            raise kept.failed from None
        raise


def is_encrypted(path: Path) -> bool:
    """Whether it is a file that age has encrypted, as far as its beginning tells."""
    try:
        with open_regular(path) as file:
            return file.read(len(MARK)) == MARK
    except OSError:
        return False


def decrypt(path: Path, files: Iterable[Path]) -> Plain:
    """The bundle in an encrypted file, decrypted with one of these identities (files of secret keys).

    Raises `RecipientError` where there is none or none fits, `EncryptedError` where the file is cut or was changed.
    """
    known = identities(files)
    with open_regular(path) as file:
        return Plain(path, opened(file, visible(path.name), known))


def opened(file: BinaryIO, name: str, known: Sequence[Any]) -> BinaryIO:
    """What an encrypted file holds, at its beginning; it lies in a file without a name. Raises as `decrypt` does."""
    if not known:
        next_ = "Next: the same with --identity FILE   the secret key of one of its recipients"
        raise RecipientError(f"{name} is encrypted", next_)
    out = tempfile.TemporaryFile()  # noqa: SIM115  # it stays open as long as it is read
    try:
        _decrypt(_pyrage(), file, _Bounded(out, name), known)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return out


def _decrypt(pyrage: Any, file: BinaryIO, out: "_Bounded", known: Sequence[Any]) -> None:
    try:
        pyrage.decrypt_io(file, out, known)
    except pyrage.DecryptError as err:
        if "No matching keys" in str(err):
            said = f"{out.name} is for other recipients: no --identity that you gave opens it"
            raise RecipientError(said) from None
        raise EncryptedError(out.name, _CUT, "Nothing was read.") from None
    except OSError as err:  # that of a disk has a number, age's own has none
        why = f"cannot be decrypted: {err.strerror}" if err.errno else _CUT
        raise EncryptedError(out.name, why, "Nothing was read.") from None


@dataclass
class _Kept:
    """Remembers why it could not be written."""

    out: IO[bytes]
    failed: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.out.write(data)
        except OSError as err:
            self.failed = err
            raise

    def flush(self) -> None:
        self.out.flush()


@dataclass
class _Bounded:
    """Takes no more than a bundle can have."""

    out: BinaryIO
    name: str
    size: int = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > MAX_TOTAL:
            raise EncryptedError(self.name, f"is refused: it decrypts to more than {number(MAX_TOTAL)} bytes")
        return self.out.write(data)

    def flush(self) -> None:
        self.out.flush()


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError:
        raise RecipientError("the package pyrage is not installed: pip install 'safeguard-scanner[age]'") from None
    return pyrage


def _lines(word: str, option: str) -> Iterator[str]:
    if _PUBLIC.fullmatch(word):
        yield word
        return
    for line in _read(Path(word), option).splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _recipient(pyrage: Any, line: str, word: str, option: str) -> Any:
    found = _PUBLIC.fullmatch(line)
    if found:
        kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
        try:
            return kind.Recipient.from_str(found[1])
        except pyrage.RecipientError:
            pass
    said = "holds a secret key: a recipient is a public one" if _SECRET in line.upper() else "is no recipient"
    shown = word if Path(word).name and _SECRET.lower() not in word.lower() else "what was given"
    raise RecipientError(
        f"{option} {shown} {said}", "Give an age public key (age1…), an SSH one (ssh-ed25519 …) or a file of them"
    )


def _identities(pyrage: Any, text: str, said: str) -> Iterator[Any]:
    secrets = [line.strip() for line in text.splitlines() if line.startswith(_SECRET)]
    try:
        if secrets:
            yield from map(pyrage.x25519.Identity.from_str, secrets)
        else:
            yield pyrage.ssh.Identity.from_buffer(text.encode())
    except pyrage.IdentityError:
        raise RecipientError(
            f"{said} holds no secret key that can be used",
            "Give a file with an age key (AGE-SECRET-KEY-1…) or an SSH key without passphrase",
        ) from None


def _read(path: Path, option: str) -> str:
    """A small file of text; of a name that is none only that is said, as it may be a key."""
    try:
        with open_regular(path) as file:
            return file.read(_MOST).decode("utf-8", "replace")
    except OSError as err:
        shown = "what was given" if _SECRET.lower() in str(path).lower() else visible(str(path))
        raise RecipientError(f"{option} {shown} cannot be read: {err.strerror}") from None
