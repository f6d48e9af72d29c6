"""How EOS writes: texts that end with EOF, scripts, the release in a comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.syntax.eos import eos, whole

DEVICE = "! device: leaf-1 (DCS-7050SX3-48YC8, EOS-4.24.5M)"


def said(text: str) -> list[tuple[int, int, str]]:
    return [(one.number, one.depth, one.text) for one in eos(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("management ssh\n   idle-timeout 10\n   !\n   vrf M\n      shutdown\nend",
         [(1, 0, "management ssh"), (2, 1, "idle-timeout 10"), (4, 1, "vrf M"), (5, 2, "shutdown"), (6, 0, "end")]),
        ("banner login\nmanagement telnet\n   no shutdown\nEOF\nhostname x", [(5, 0, "hostname x")]),
        ("banner login\nEOF not alone\n  EOF  \nhostname x", [(4, 0, "hostname x")]),
        ("banner motd ^C\nhostname x", [(1, 0, "banner motd ^C"), (2, 0, "hostname x")]),
        ("no banner login\nhostname x", [(1, 0, "no banner login"), (2, 0, "hostname x")]),
        ("banner login\nhostname x", []),  # nobody knows where it ends
        ("event-handler E\n   action bash\n      a\n      b c\n      EOF\n   trigger on-boot",
         [(1, 0, "event-handler E"), (2, 1, "action bash a b c"), (6, 1, "trigger on-boot")]),
        ("event-handler E\n   action bash a\n   trigger on-boot",
         [(1, 0, "event-handler E"), (2, 1, "action bash a"), (3, 1, "trigger on-boot")]),
        ("management api http-commands\n   protocol https certificate\n--BEGIN\n   EOF\nno shutdown\nEOF\n   shutdown",
         [(1, 0, "management api http-commands"), (2, 1, "protocol https certificate"), (7, 1, "shutdown")]),
        ("router general\n   control-functions\n      code unit U\nusername x nopassword\n      EOF\nend",
         [(1, 0, "router general"), (2, 1, "control-functions"), (6, 0, "end")]),
        (DEVICE, [(1, 0, "version 4.24.5M")]),
        ("! device: r1 (cEOSLab, EOS-4.36.0.1F-47401373.43601F (engineering build))",
         [(1, 0, "version 4.36.0.1F-47401373.43601F")]),
        ("! device: r1 (vEOS)", []),
        ("!! device: r1 (x, EOS-9.9)", []),  # somebody's comment
        ("! boot system flash:/EOS-4.24.5M.swi", []),
        ("EOF", [(1, 0, "EOF")]),
    ],
)  # fmt: skip
def test_statements(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("hostname x\nend\n", True),
        ("hostname x\n!\nend\n\n", True),
        ("hostname x\n", False),
        ("", False),
        ("banner login\nx\nEOF\nend\n", True),
        ("banner login\nx\nend\n", False),
        ("banner login\nx\nEOF\nbanner motd\nx\nend\n", False),
        ("   protocol https certificate\nx\nEOF\ny\nEOF\nend\n", True),
        ("   protocol https certificate\nx\nEOF\ny\nend\n", False),
        ("event-handler E\n   action bash\n      x\nend\n", False),
        ("banner login\r\nx\r\nEOF\r\nend\r\n", True),
    ],
)
def test_whole(text: str, *, ended: bool) -> None:
    assert whole(text) is ended


LINES = st.sampled_from(
    [
        "banner login",
        "EOF",
        " EOF ",
        "   action bash",
        "protocol https certificate",
        "code unit x",
        DEVICE,
        "end",
        "x",
        "",
    ]
)


@given(st.lists(LINES))
def test_a_text_is_open_or_everything_behind_it_is_read(lines: list[str]) -> None:
    text = "\n".join([*lines, "hostname last", "end"])
    assert whole(text) is (said(text)[-1:] == [(len(lines) + 2, 0, "end")])


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    said(text)
    whole(text)
