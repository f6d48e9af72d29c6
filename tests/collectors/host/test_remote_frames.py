"""Half an answer, or one with a wrong byte in it, is no answer, wherever it was cut and whatever became of it."""

import gzip
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.carry import command, unpacked, whole_script
from collectors.host.linux.questions import QUESTIONS
from collectors.host.script import Frame, framed, split
from collectors.host.there import ANY
from collectors.ssh.failure import SSHError

MARK = "0123456789abcdef0123456789abcdef"
ASKED = QUESTIONS[:3]
MOST = 1 << 20


def _frame(texts: Sequence[str], codes: Sequence[str]) -> bytes:
    sections = "".join(
        f"\n{MARK} begin {q.id}\n{text}\n{MARK} end {q.id} {code}\n"
        for q, text, code in zip(ASKED, texts, codes, strict=True)
    )
    body = f"\n{MARK} hello Linux 0 \n{sections}".encode()
    return body + f"\n{MARK} done {sha256(body).hexdigest()}\n".encode()


def _sent(frame: bytes, how: str, before: bytes = b"") -> bytes:
    head = before + f"\n{MARK} {how}\n".encode()
    return head + (gzip.compress(frame, 1, mtime=0) if how == "gzip" else frame)


def _got(output: bytes) -> Frame:
    try:
        return framed(unpacked(output, MARK, MOST), MARK)
    except SSHError as err:
        assert err.code == "CutOff"  # noqa: PT017  # most raise none
        return Frame()


def _meant(frame: Frame) -> list[tuple[str, str, str]]:
    return [(s.outcome, s.code, s.text) for s in split(frame, ASKED, MARK)]


TEXTS = st.lists(st.text(max_size=60), min_size=3, max_size=3)
CODES = st.lists(st.sampled_from(["0", "96", "97", "124", "1 denied", "3", "late", ""]), min_size=3, max_size=3)
HOW = st.sampled_from(["cat", "gzip"])


@given(texts=TEXTS, codes=CODES, how=HOW, before=st.binary(max_size=40))
def test_a_whole_frame_is_read_whatever_stood_before_it(
    texts: list[str], codes: list[str], how: str, before: bytes
) -> None:
    frame = _frame(texts, codes)
    got = _got(_sent(frame, how, before))
    assert (got.whole, got.system, got.root) == (True, "Linux", True)
    assert _meant(got) == _meant(framed(frame, MARK))


@given(texts=TEXTS, how=HOW, cut=st.floats(0, 1, exclude_max=True))
def test_a_frame_that_is_cut_anywhere_has_no_answer(texts: list[str], how: str, cut: float) -> None:
    frame = _frame(texts, ["0"] * 3)
    # What gzip writes behind the last byte is no part of the frame, which has a digest of its own.
    sent = _sent(frame, how)
    got = _got(sent[: int(len(sent) * cut)])
    if got.whole:
        assert how == "gzip"
        assert _meant(got) == _meant(framed(frame, MARK))
    else:
        assert {outcome for outcome, *_ in _meant(got)} == {"timeout"}


@pytest.mark.parametrize("how", ["cat", "gzip"])
def test_every_place_to_cut_a_small_one(how: str) -> None:
    sent = _sent(_frame(["a", "b", "c"], ["0"] * 3), how)
    whole = [n for n in range(len(sent)) if _got(sent[:n]).whole]
    assert all(how == "gzip" and n >= len(sent) - 9 for n in whole), "but for gzip's own sum and length"


@given(texts=TEXTS, how=HOW, where=st.floats(0, 1, exclude_max=True), byte=st.integers(1, 255))
def test_a_wrong_byte_gives_no_answer_or_the_same(texts: list[str], how: str, where: float, byte: int) -> None:
    frame = _frame(texts, ["0"] * 3)
    sent = bytearray(_sent(frame, how))
    sent[int(len(sent) * where)] ^= byte
    got = _got(bytes(sent))
    meant = _meant(got)
    assert meant == _meant(framed(frame, MARK)) or {outcome for outcome, *_ in meant} == {"timeout"}


@given(st.binary(max_size=400), HOW)
def test_whatever_comes_is_an_answer_to_nothing(raw: bytes, how: str) -> None:
    for output in (
        raw,
        f"\n{MARK} {how}\n".encode() + raw,
        f"\n{MARK} {how}\n\n{MARK} hello Linux 0 \n".encode() + raw,
    ):
        assert {outcome for outcome, *_ in _meant(_got(output))} == {"timeout"}


def test_what_is_packed_small_and_is_large_is_a_flood() -> None:
    bomb = _sent(bytes(MOST + 1), "gzip")
    with pytest.raises(SSHError, match="Flood"):
        unpacked(bomb, MARK, MOST)
    assert unpacked(_sent(bytes(MOST), "gzip"), MARK, MOST) == bytes(MOST)


@pytest.mark.parametrize("sudo", [False, True])
def test_the_command_is_one_that_every_shell_reads_alike(*, sudo: bool) -> None:
    """csh, fish and others are login shells too: between two quotes stands nothing that they would touch."""
    line = command(MARK, "sh -s", sudo=sudo)
    start, quoted, end = line.split("'")
    assert (start, end) == ("sh -c ", "")
    assert set("!\\\n'").isdisjoint(quoted.replace("\\n", ""))


def test_an_installed_script_asks_all_that_a_sent_one_asks() -> None:
    script = whole_script(ANY).decode()
    assert script.startswith("#!/bin/sh\n")
    assert all(f" {q.id} " in script for platform in ANY for q in platform.questions if q.language == "sh")
