import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import keys, merkle, note
from scanner.evidence.note import Checkpoint, NoteError, open_checkpoint, read_note, sign
from scanner.evidence.trusted import Trusted
from scanner.signers import Signer
from tests.servers.need import shared

HEAD = Checkpoint("clinic.example/log", 3, merkle.EMPTY)
ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
TEXT = f"clinic.example/log\n3\n{ROOT}\n"


def test_the_text() -> None:
    assert HEAD.text == TEXT


@pytest.mark.parametrize("which", ["signer", "p256"])
def test_signed_and_read(request: pytest.FixtureRequest, which: str) -> None:
    signer: Signer = request.getfixturevalue(which)
    assert open_checkpoint(sign(HEAD, signer), [signer.public], "it") == HEAD


def test_several_signatures(signer: Signer, p256: Signer, thief: Signer) -> None:
    data = sign(HEAD, thief, p256, signer)
    for one in (signer, p256, thief):
        assert open_checkpoint(data, [one.public], "it") == HEAD
    assert len(read_note(data, "it").signatures) == 3


def test_lines_of_keys_that_nobody_knows_are_passed_over(signer: Signer) -> None:
    data = sign(HEAD, signer) + "— witness.example/w 3rJZfgAAAAAAAAAA\n".encode()
    assert open_checkpoint(data, [signer.public], "it") == HEAD


def test_more_signatures_than_anybody_needs(signer: Signer) -> None:
    line = "— witness.example/w 3rJZfgAAAAAAAAAA\n".encode()
    assert len(read_note(sign(HEAD, signer) + line * 31, "it").signatures) == 32
    with pytest.raises(NoteError, match="it: has 33 signatures, more than 32"):
        read_note(sign(HEAD, signer) + line * 32, "it")


def test_a_note_costs_no_look_at_keys_that_it_does_not_name(
    signer: Signer, thief: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile bundle may bring ten thousand keys, and as many checkpoints."""
    by = Trusted({key.keyid: key.public for key in (thief, signer)})
    assert by.open_checkpoint(sign(HEAD, signer), "it") == HEAD
    hashed: list[bytes] = []
    real = note.key_hash

    def counting(name: str, public: bytes) -> bytes:
        hashed.append(public)
        return real(name, public)

    monkeypatch.setattr(note, "key_hash", counting)
    assert by.open_checkpoint(sign(HEAD, signer), "it") == HEAD
    assert set(hashed) == {signer.public}


def test_vectors() -> None:
    folder = shared("evidence")
    public = keys.from_pem((folder / "ed.pub.pem").read_bytes(), "ed")
    origin = "example.org/safeguards/hospital"
    assert note.vkey(origin, public) == (folder / "vkey").read_text().strip()
    for name, size in (("checkpoint", 37), ("checkpoint.20", 20)):
        found = open_checkpoint((folder / name).read_bytes(), [public], name)
        assert (found.origin, found.size) == (origin, size)


def test_a_key_for_note_tools(p256: Signer) -> None:
    """C2SP: for ECDSA the hash is that of the key alone, and the type is 2."""
    name, hash_, blob = note.vkey("log", p256.public).split("+", 2)
    assert (name, hash_) == ("log", p256.keyid.removeprefix("SHA256:")[:8])
    assert base64.b64decode(blob) == b"\x02" + p256.public


def test_signed_by_somebody_else(signer: Signer, thief: Signer) -> None:
    for trusted in ([], [signer.public]):
        with pytest.raises(NoteError, match=r"^it: is not signed with a trusted key"):
            open_checkpoint(sign(HEAD, thief), trusted, "it")


def test_a_signature_in_another_name(signer: Signer) -> None:
    """A signature by a key that also signs for another log is none for this one."""
    data = sign(HEAD, signer).decode().replace("— clinic.example/log ", "— other.example/log ")
    with pytest.raises(NoteError, match="is not signed with a trusted key"):
        open_checkpoint(data.encode(), [signer.public], "it")


EDITS: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text.replace("\n3\n", "\n4\n"), "is not signed with a trusted key"),
    (lambda text: text.replace("\n3\n", "\n03\n"), "is not a checkpoint"),
    (lambda text: text.replace("\n3\n", "\n-3\n"), "is not a checkpoint"),
    (lambda text: text.replace("\n3\n", "\n3\nextension\n"), "is not a checkpoint"),
    (lambda text: text.replace("\n3\n", "\n" + "9" * 17 + "\n"), "is not a checkpoint"),
    (lambda text: text.replace("clinic.example/log\n", "\n"), "is not a checkpoint"),
    (lambda text: text.replace("\n", "\r\n"), "is not a checkpoint"),
    (lambda text: text.replace("\n\n", "\n"), "is not a checkpoint"),
    (lambda text: text.rstrip("\n"), "is not a checkpoint"),
    (lambda text: text + "\n", "is not a checkpoint"),
    (lambda text: "", "is not a checkpoint"),  # noqa: ARG005  # a table of edits
    (lambda text: text.replace(ROOT, ROOT[:-2] + "V="), "base64 with stray bits"),
    (lambda text: text.replace(ROOT, ROOT[:-5] + "="), "is not a checkpoint"),
    (lambda text: text + "more\n", "has a line that is not a signature"),
    (lambda text: text + "— name AAAA\n", "has a line that is not a signature"),
    (lambda text: text + "x" * 70_000, "is longer than"),
    (lambda text: text.replace("—", "-"), "has a line that is not a signature"),
]


@pytest.mark.parametrize(("edit", "why"), EDITS)
def test_edited(signer: Signer, edit: Callable[[str], str], why: str) -> None:
    data = edit(sign(HEAD, signer).decode()).encode()
    with pytest.raises(NoteError, match=f"^it: {why}|^it: holds {why}"):
        open_checkpoint(data, [signer.public], "it")


def test_not_utf8() -> None:
    with pytest.raises(NoteError, match="is not UTF-8"):
        read_note(b"\xff\n", "it")


@pytest.mark.parametrize(
    ("origin", "good"),
    [("a", True), ("clinic.example/log", True), ("", False), ("a b", False), ("a+b", False), ("é", False),
     ("a\n", False), ("x" * 255, True), ("x" * 256, False)],
)  # fmt: skip
def test_names_of_logs(origin: str, *, good: bool) -> None:
    assert note.valid_origin(origin) is good


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        read_note(data, "it")
