"""The files of a bundle that nobody signs. What they must say follows from what is signed, to the byte."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from scanner.evidence import dsse, note
from scanner.evidence.sealed import SealedRun

BAGIT, INFO, TEXT = "bagit.txt", "bag-info.txt", "VERIFY.md"
REPORT, SCHEMAS = "report.html", "schemas.json"
"""What may lie there to be read, besides."""

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"

DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_HEADERS: Final = 30 + 46  # bytes of ZIP headers for each member, besides its name twice
_END: Final = 22


def base(last: SealedRun) -> str:
    """The folder in which everything lies."""
    return f"safeguard-{last.record.run}"


def length(packed: Mapping[str, int]) -> int:
    """How many bytes a ZIP of these members has, given what each takes in it."""
    return _END + sum(_HEADERS + 2 * len(name) + size for name, size in packed.items())


def info(payload: Sequence[int], last: SealedRun, size: int) -> bytes:
    """`bag-info.txt` of a bundle of `size` bytes with members of these sizes; the same length for every `size`."""
    return (
        "Bag-Software-Agent: safeguard\n"
        f"Bag-Size: {size:012} bytes\n"
        f"Bagging-Date: {last.record.place.sealed[:10]}\n"
        f"External-Identifier: {last.record.place.origin}\n"
        f"Payload-Oxum: {sum(payload)}.{len(payload)}\n"
    ).encode()


def signers(publics: Mapping[str, bytes], envelopes: Iterable[bytes], head: note.Note) -> dict[str, bytes]:
    """Those of the keys (by name, DER) that signed an entry of the log or its checkpoint.

    Raises `NoteError` where none of them signed the checkpoint.
    """
    if not any(map(head.signed_with, publics.values())):
        raise note.NoteError("the checkpoint of the log", "none of the keys that lie there has signed it")
    used = {dsse.read_envelope(envelope, f"entry {number}").keyid for number, envelope in enumerate(envelopes)}
    return {name: public for name, public in publics.items() if name in used or head.signed_with(public)}
