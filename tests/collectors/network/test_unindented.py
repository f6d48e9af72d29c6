"""FRR's syntax: what a line says tells what it belongs to."""

import pytest

from collectors.network.syntax.unindented import unindented


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("\n \n!\n# x\n  # y\n ! z\n", []),
        ("line vty\n exec-timeout 5 0\nexit\n", [(1, 0, "line vty"), (2, 1, "exec-timeout 5 0"), (3, 0, "exit")]),
        ("line vty\nno exec-timeout\n", [(1, 0, "line vty"), (2, 1, "no exec-timeout")]),
        ("router bgp 1\n  no\n  password x\n", [(1, 0, "router bgp 1"), (2, 1, "no"), (3, 0, "password x")]),
        ("router bgp 1\n no log syslog\r\n", [(1, 0, "router bgp 1"), (2, 0, "no log syslog")]),
        ("router bgp 1\n neighbor x password y\n", [(1, 0, "router bgp 1"), (2, 1, "neighbor x password y")]),
        ("\texec-timeout 5", [(1, 1, "exec-timeout 5")]),
        ("passwordx y", [(1, 0, "passwordx y")]),
    ],
)
def test_where_lines_belong(text: str, said: list[tuple[int, int, str]]) -> None:
    assert [(one.number, one.depth, one.text) for one in unindented(text)] == said
