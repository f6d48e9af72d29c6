"""AOS-CX: its head is read, and nothing else that stands behind an exclamation mark."""

import pytest

from collectors.network.syntax.headed import headed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("!Version ArubaOS-CX FL.10.10.1100\n", [(0, "version FL.10.10.1100")]),
        ("!Version AOS-CX PL.10.06.0001-346-g56a12a8f4cf15\r\n", [(0, "version PL.10.06.0001-346-g56a12a8f4cf15")]),
        ("!export-password: default \nhostname x\n", [(0, "export-password default"), (0, "hostname x")]),
        ("!Version ArubaOS-CX FL.10.10.1100 and more\n", []),
        ("!Version ArubaOS-CX secret\n!export-password: two words\n", []),
        ("! ssh server vrf default\n!telnet server vrf default\n!\n", []),
        ("cli-session\n    timeout 5\n!Version ArubaOS-CX\n", [(0, "cli-session"), (1, "timeout 5")]),
        (
            "interface 1/1/1\n    description !Version ArubaOS-CX FL.10.1\n",
            [(0, "interface 1/1/1"), (1, "description !Version ArubaOS-CX FL.10.1")],
        ),
    ],
)
def test_the_head(text: str, said: list[tuple[int, str]]) -> None:
    assert [(one.depth, one.text) for one in headed(text)] == said


def test_lines_keep_their_numbers() -> None:
    assert [one.number for one in headed("!\n!Version ArubaOS-CX FL.10.10.1\n\nhostname x\n")] == [2, 4]
