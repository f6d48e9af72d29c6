"""What a terminal would show: indentation stays, what moves a cursor goes, and no bytes take longer than others."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.shell.screen import bare, lines, logged, waiting
from collectors.ssh.failure import SSHError


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"", [""]),
        (b"one\r\n  two\r\n", ["one", "  two", ""]),
        (b"one\ntwo", ["one", "two"]),
        (b"one\r\r\ntwo", ["one", "two"]),
        (b"one\n\rtwo", ["one", "two"]),
        (b"trailing  \r\nblanks \r\n", ["trailing  ", "blanks ", ""]),
        (b"\ttab\x00\x07\x7f", ["\ttab"]),
        (b"caf\xc3\xa9 \xff", ["café �"]),
        # How pagers wipe themselves away, before an indented line and before an empty one.
        (b"\x08" * 10 + b" " * 10 + b"\x08" * 10 + b" exec-timeout 5 0\r\n", [" exec-timeout 5 0", ""]),
        (b" --More-- " + b"\x08" * 10 + b" " * 10 + b"\x08" * 10 + b"!\r\n", ["!", ""]),
        (b"--More-- \r         \r    set x\r\n", ["    set x", ""]),
        (b"\x1b[7m --More-- \x1b[27m\r\x1b[K   deep\r\n", ["   deep", ""]),
        (b"---(more 42%)---\r" + b" " * 40 + b"\r\r\n", ["", ""]),
        (b"lines 1-24 \x1b[2K\r<config>\r\n", ["<config>", ""]),
        # Lines that are edited while they are typed.
        (b"[a@b] > /exp\r[a@b] > /export\r\n", ["[a@b] > /export", ""]),
        (b"shwo\x08\x08ow\r\n", ["show", ""]),
        (b"show vers\x1b[4Dv\x1b[K\x1b[20Cx", ["show vx"]),
        (b"abc\x1b[1Gx", ["xbc"]),
        (b"\x1b[?2004huser@host:~$ ", ["user@host:~$ "]),
        (b"\x1b]0;title\x07user@host:~$ ", ["user@host:~$ "]),
        (b"\x1b[01;32muser\x1b[0m", ["user"]),
        # What is cut off in the middle, or never ends, takes no text with it.
        (b"R1#\x1b", ["R1#"]),
        (b"R1#\r\n\x1b[?20", ["R1#", ""]),
        (b"\x1b]no end\r\nnext", ["no end", "next"]),
    ],
)
def test_lines(raw: bytes, shown: list[str]) -> None:
    assert lines(raw) == shown


PRINTED = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\x85  "))


@given(st.lists(PRINTED, min_size=1))
def test_what_moves_nothing_comes_as_it_is(text: list[str]) -> None:
    assert lines("\r\n".join(text).encode()) == text
    assert lines("\n".join(text).encode()) == text


@given(st.lists(PRINTED, min_size=1), st.sampled_from([b"\x08" * 30 + b" " * 30 + b"\x08" * 30, b"\r\x1b[K"]))
def test_a_pager_leaves_nothing_behind(text: list[str], wipe: bytes) -> None:
    """Nor does it take a blank at the beginning of a line."""
    raw = b"\r\n".join(b" --More-- " + wipe + line.encode() for line in text)
    assert [line.rstrip() for line in lines(raw)] == [line.rstrip() for line in text]


@given(st.binary())
def test_any_bytes(raw: bytes) -> None:
    shown = lines(raw)
    assert shown
    assert not {"\r", "\b", "\x1b", "\n"} & set("".join(shown))
    assert isinstance(waiting(shown), str)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            b"a",
            b"\r",
            b"\x08",
            b"\x1b",
            b"\x1b[",
            b"\x1b[1",
            b"\x1b]",
            b"\n\r",
            b"\r\n",
            b"\x1b[K",
            b"\x1b[2Kx",
            b"a\r",
        ),
        *(b"a\r", b"%A-", b"%AAAA", b"\n%A-1-B: x", b"R1# ", b"\n ", b"\xff", b"1: ", b"\n[a"),
    ],
)
def test_it_takes_no_longer_than_there_are_bytes(piece: bytes) -> None:
    def took(size: int) -> float:
        raw = piece * (size // len(piece))
        begun = time.process_time()
        for line in lines(raw):
            logged(line)
            bare(line)
        return time.process_time() - begun

    assert took(1_000_000) < 1.5, "32 MB in some seconds"


def test_a_cursor_that_never_rests() -> None:
    with pytest.raises(SSHError, match="Garbled"):
        lines(b"a\x08" * 1_100_000)


@pytest.mark.parametrize(
    "line",
    [
        "*Mar  1 00:00:01.123: %SYS-5-CONFIG_I: Configured from console by vty0 (192.0.2.1)",
        "*Mar  1 00:00:01: %SYS-5-CONFIG_I: Configured",
        ".Nov 24 10:00:00.123 UTC: %LINK-3-UPDOWN: Interface up",
        "000123: *Nov 24 2026 10:00:00: %LINEPROTO-5-UPDOWN: down",
        "3d04h: %LINK-3-UPDOWN: Interface up",
        "00:00:12: %LINK-3-UPDOWN: Interface up",
        "%SYS-5-CONFIG_I: Configured",
        "RP/0/RSP0/CPU0:2026 Nov 24 10:00:00.123 UTC: config[65712]: %MGBL-CONFIG-6-DB_COMMIT : Committed",
        "2026 Nov 24 10:00:00 n1 %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured",
        "2026 Nov 24 10:00:00 n1 %$ VDC-1 %$ %ETHPORT-5-IF_UP: Interface up",
        "%ASA-6-302013: Built outbound TCP connection",
        "Nov 24 10:00:00 sw1 ConfigAgent: %SYS-5-CONFIG_I: Configured",
        "2026-11-24T10:00:00.123456+00:00 sw1 Stp: %SPANTREE-6-STABLE_CHANGE: stable",
        "10:00:00 echo: system,info,account user x logged in",
    ],
)
def test_messages(line: str) -> None:
    assert logged(line)
    assert waiting(["R1#", line, ""]) == "R1#"
    assert waiting(["", f"R1#{line}"]) == "R1#"


@pytest.mark.parametrize(
    "line",
    [
        ' event syslog pattern "%SYS-5-CONFIG_I: Configured"',
        "logging discriminator X facility drops %SYS",
        " description %SYS-5-CONFIG_I: not",
        "% Invalid input detected at '^' marker.",
        "%SYS-5-CONFIG_I",
        "%SYS-9-CONFIG_I: no such severity",
        "banner motd %SYS-5-CONFIG_I: hello",
        "ntp server 192.0.2.1",
        "10:00:00 echo",
        "",
    ],
)
def test_lines_that_are_no_messages(line: str) -> None:
    assert not logged(line)
