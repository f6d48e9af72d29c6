"""A bucket at somebody else's: where it is, what a store needs of it, and what is said when it refuses."""

import errno
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from scanner.stores import StoreError, UnknownStoreError
from scanner.stores.kept import Held, Mode, Retention
from scanner.words import visible

LOCK: Final = "lock"
"""The option of every such URI that demands a mode of locking."""

CHUNK: Final = 1 << 20
"""How many bytes of a member are in memory at a time."""

MAX_PUT: Final = 5 << 30
"""The largest member, in bytes: it goes up in one request, so that it is new, and whole or not at all."""

_PART: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
_PREFIX: Final = re.compile(rf"{_PART}(/{_PART}){{0,7}}")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class BucketError(StoreError):
    """A bucket cannot be used, refuses, or does not answer."""


class AddressError(UnknownStoreError):
    """The name of a store that is none."""


@dataclass(frozen=True)
class Address:
    """Where a store lies: `SCHEME://NAME/PREFIX?OPTION=VALUE`."""

    scheme: str
    names: tuple[str, ...]
    """The bucket; of Azure the account and the container."""
    prefix: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        """The same without options."""
        return f"{self.scheme}://{'/'.join((*self.names, *filter(None, [self.prefix])))}"

    @property
    def lock(self) -> Mode | None:
        """The mode of locking that is demanded."""
        found = self.options.get(LOCK)
        return found if found in {"compliance", "governance", "none"} else None  # type: ignore[return-value]

    def place(self, key: str) -> str:
        """The name of a member in the bucket."""
        return f"{self.prefix}/{key}" if self.prefix else key

    def key(self, place: str) -> str:
        """The member that a name in the bucket stands for."""
        return place[len(self.prefix) + 1 :] if self.prefix else place


class Bucket(Protocol):
    """What a store needs of a bucket. All of it raises `StoreError`, in words that hold nothing secret."""

    @property
    def address(self) -> Address:
        """Where it is."""

    @property
    def lock_mode(self) -> Mode:
        """How members get locked: as demanded, or else as the bucket is set."""

    def get(self, key: str, at_most: int) -> tuple[bytes, str]:
        """The first bytes of a member, and the tag of its version. Raises `MissingError`."""

    def pieces(self, key: str) -> Iterator[bytes]:
        """A member piece by piece; whether it is there turns out with the first."""

    def put(self, key: str, source: bytes | Path, tag: str | None, retain_until: datetime | None) -> None:
        """Put a member where none is, or over the version of this tag. Raises `ExistsError`, `ConflictError`."""

    def keys(self, prefix: str) -> Iterator[str]:
        """The members that begin so, in order."""

    def held(self, prefix: str) -> Iterator[Held]:
        """The same with what is known about each, deleted ones too."""

    def retention(self, key: str) -> Retention:
        """Until when it is locked. Raises `MissingError`."""

    def extend(self, key: str, until: datetime) -> None:
        """Lock it for longer."""

    def remove(self, key: str) -> None:
        """Delete all versions of it."""


def parse(scheme: str, rest: str, *, names: int, options: Collection[str]) -> Address:
    """Read what follows `SCHEME:`. Raises `AddressError`."""
    parts = urlsplit(rest)
    given = parse_qsl(parts.query, keep_blank_values=True)
    form = f"{scheme}://{'BUCKET' if names == 1 else 'ACCOUNT/CONTAINER'}/PREFIX"
    path = [parts.netloc, *filter(None, parts.path.split("/"))]
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressError(f"a store is named {form}, without a name to sign in or a password; nothing was read")
    if not parts.netloc or len(path) < names:
        raise AddressError(f"the store {scheme}:{visible(parts.netloc + parts.path)} is not of the form {form}")
    prefix = "/".join(path[names:])
    if not all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,254}", name) for name in path[:names]) or (
        prefix and not _PREFIX.fullmatch(prefix)
    ):
        raise AddressError(
            f"the store {scheme}://{visible('/'.join(path))} has a name that no bucket has, or a prefix with other than"
            " letters, digits, “.”, “_” and “-”"
        )
    return Address(scheme, tuple(path[:names]), prefix, _options(scheme, given, options))


def _options(scheme: str, given: list[tuple[str, str]], known: Collection[str]) -> dict[str, str]:
    found = dict(given)
    if len(found) != len(given):
        raise AddressError(f"an option of the {scheme}:// store is given twice")
    if strange := sorted(found.keys() - set(known)):
        raise AddressError(
            f"the {scheme}:// store has no option “{visible(strange[0])}”. There are: {', '.join(sorted(known))}"
        )
    if found.get(LOCK, "none") not in {"compliance", "governance", "none"}:
        raise AddressError(f"{LOCK}={visible(found[LOCK])}: it must be compliance, governance or none")
    if empty := next((name for name, value in found.items() if not value), ""):
        raise AddressError(f"the option {empty} of the {scheme}:// store is empty")
    return found


def check_endpoint(address: Address, url: str) -> None:
    """Refuse to send evidence, and what signs us in, over a wire in the clear. Raises `BucketError`."""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        bare = not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        safe = bare = False
    if not safe:
        raise BucketError(
            f"the store {address.uri} is to be reached at an endpoint that is not https://: nothing was sent.\n"
            "  Next: name one with https://, or one on this machine"
        )
    if not bare:
        raise BucketError(
            f"the store {address.uri}: its endpoint holds what signs somebody in, which is not repeated, and has no"
            f" place in a name: nothing was sent.\n  Next: {SIGN_IN[address.scheme]}"
        )


def said(code: str) -> str:
    """A code of the other side, if it is one; never its free text, which may hold what signs us in."""
    return code if _CODE.fullmatch(code) else "an answer that is none"


@dataclass(frozen=True)
class Refusal:
    """What an SDK raised, in our terms."""

    code: str
    """Of the platform, or the name of the exception."""
    right: str = ""
    """What was missing, where it was a right."""
    signed_in: bool = True
    """Whether there was anything to sign in with."""


@contextmanager
def sentences(
    address: Address, then: str, failures: tuple[type[Exception], ...], tell: Callable[[Exception], Refusal]
) -> Iterator[None]:
    """Turn what an SDK raises into what a person can act on."""
    try:
        yield
    except failures as err:
        refusal = tell(err)
        # Its own text goes nowhere: it may hold a signed address. That it could not be read is kept as its cause.
        raise BucketError(_sentence(address, then, refusal)) from OSError(errno.EIO, said(refusal.code))


def _sentence(address: Address, then: str, refusal: Refusal) -> str:
    what = f"the store {address.uri}: {said(refusal.code)}. {then}"
    if not refusal.signed_in:
        return f"{what}\n  Next: {SIGN_IN[address.scheme]}"
    return f"{what}\n  Next: allow {refusal.right} there to whom you sign in as" if refusal.right else what


SIGN_IN: Final = {
    "s3": "sign in as for the AWS CLI: a role of the machine, AWS_PROFILE, or aws sso login",
    "gs": "sign in as for gcloud: the machine's service account, or gcloud auth application-default login",
    "azblob": "sign in as for az: a managed identity, a workload identity, or az login",
}


class Pieces(io.RawIOBase):
    """A stream over pieces as they come."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base takes any buffer
        """As much as is there, up to the size of the buffer; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def stream(pieces: Iterator[bytes]) -> BinaryIO:
    """A member as a file: the first piece is fetched now, so that what is missing is missing at once."""
    first = next(pieces, b"")

    def all_of_it() -> Iterator[bytes]:
        yield first
        yield from pieces

    return io.BufferedReader(Pieces(all_of_it()), CHUNK)
