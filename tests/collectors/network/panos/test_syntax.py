"""PAN-OS as paths: XML, lines of `set`, braces; text over lines, other devices' parts, whatever is odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.syntax.panos import closed_panos, panos
from tests.collectors.network.panos.configurations import HARDENED, XML, braces


def said(text: str) -> list[str]:
    return [one for _, _, one in panos(text)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("set a b c\nset d e\n", ["a b c", "d e"]),
        ("set  a   b\r\n  set c d\n", ["a b", "c d"]),
        ("set config devices localhost.localdomain a b\n", ["a b"]),
        ("set devices localhost.localdomain a b\nset devices x\n", ["a b", "devices x"]),
        ("set config shared a b\nset panorama a b\nset shared\n", ["a b in shared", "a b in panorama", "shared"]),
        ("set vsys vsys1 a b\nset devices d vsys vsys2 a b\n", ["a b in vsys vsys1", "a b in vsys vsys2"]),
        ('set vsys "the one" a b\nset vsys vsys1\n', ['a b in vsys "the one"', "vsys vsys1"]),
        ("set template T config shared a b\n", ["template T config shared a b"]),
        ("set a [ b c d ]\nset a [ e ]\nset a [ ]\n", ["a b", "a c", "a d", "a e"]),
        ('set a [ "b c" d ]\n', ['a "b c"', "a d"]),
        ("admin@fw> show config running\n\nset a b\n[edit]\nadmin@fw(active)#\n# x\n!y\nset c d\n", ["a b", "c d"]),
        # Text goes on over lines; a line in it that looks like one of the device's own may be one.
        ('set a "one\ntwo three"\nset b c\n', ['a "one', "b c"]),
        ('set a "one\nset b c\ntwo"\nset d e\n', ['a "one', 'b c "', "d e"]),
        ('set a "\none"\nset b c\n', ['a "', "b c"]),
        ('set a "x " y"\nset b "x""\nset c ""\nset d e\n', ['a "x " y"', 'b "x""', 'c ""', "d e"]),
        ('set "a b" c d\nset e f\n', ['"a b" c d', "e f"]),
        ('set a "never\nset b c\nset d e\n', ['a "never', 'b c "', 'd e "']),
        # What a later line deletes is gone, with all below it; what is set again is there again.
        ("set a b c\nset a bc d\ndelete a b\n", ["a bc d"]),
        ("delete a b\nset a b c\n", ["a b c"]),
        ("set a b c\ndelete a b c\nset a b d\n", ["a b d"]),
        ("set a b\nmove a b top\n", ["a b"]),
        ("", []),
        ("interface x\n ip address y\n", []),
    ],
)
def test_lines(text: str, paths: list[str]) -> None:
    assert said(text) == paths


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("a {\n  b {\n    c d;\n    e;\n  }\n  f g;\n}\n", ["a b c d", "a b e", "a f g"]),
        ("config {\n  shared {\n    a;\n  }\n  devices {\n    localhost.localdomain {\n      b c;\n    }\n  }\n}\n",
         ["a in shared", "b c"]),
        ("a {\n  b [ c d];\n  e [ f g ];\n  h [ i];\n}\n", ["a b c", "a b d", "a e f", "a e g", "a h i"]),
        ("a {\n  key c3NoLXJ\nZaY2x\nAbc==;\n  b c;\n}\n", ["a key c3NoLXJZaY2xAbc==", "a b c"]),
        ('a {\n  text "one;\n}\ntwo {\n";\n  b c;\n}\n', ['a text "one; } two { "', "a b c"]),
        ('a {\n  "b c" {\n    d e;\n  }\n  f "g h";\n}\n', ['a "b c" d e', 'a f "g h"']),
        ('a {\n  "b" c "d";\n}\n', ['a "b" c "d"']),
        ("admin@fw> show config running\n\nconfig {\n  a b;\n}\nadmin@fw>\n", ["a b"]),
        ("#RANCID\n!x\na {\n  b c;\n};\nd {\n  e f;\n}\n", ["a b c", "d e f"]),
        ("a {\n  b c;\n}\n}\n}\nd {\n  e f;\n}\n", ["a b c", "d e f"]),
        ("a {\n  b c", []),
        ("{\n" * 100 + "a b;\n", []),
    ],
)  # fmt: skip
def test_braces(text: str, paths: list[str]) -> None:
    assert said(text) == paths


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("<config><a><b>c</b><d/></a></config>", ["a b c", "a d"]),
        ('<response status="success"><result><config><a>b</a></config></result></response>', ["a b"]),
        ('<config><devices><entry name="x"><a><entry name="b c"><d>e f</d></entry></a></entry></devices></config>',
         ['a "b c" d "e f"']),
        ("<config><shared><a><member>b</member><member>c</member></a></shared></config>",
         ["a b in shared", "a c in shared"]),
        ('<config version="9.1.0" detail-version="9.1.14"><a>b</a></config>', ["config-version 9.1.14", "a b"]),
        ('<config version="9.1.0"><a>b</a></config>', ["config-version 9.1.0", "a b"]),
        ("admin@fw> show config running\n<config><a>b</a></config>\n", ["a b"]),
        ("<config><a>b &amp; &lt;c&gt;</a></config>", ['a "b & <c>"']),
        ("<config><a>b</a><c>d", ["a b"]),  # cut
        ('<!DOCTYPE x [<!ENTITY y "z">]><config><a>&y;</a></config>', []),
        ("<config><a>&undefined;</a></config>", []),
        ("<" + "a><" * 100, []),
        ("<config><a>b</a></config><config>", ["a b"]),
    ],
)  # fmt: skip
def test_xml(text: str, paths: list[str]) -> None:
    assert said(text) == paths


def test_a_statement_has_the_number_of_its_first_line() -> None:
    assert [one.number for one in panos('#x\nset a "b\nc"\n\nset d e\n')] == [2, 5]
    assert [one.number for one in panos("x\na {\n b c\nd\n;\n e f;\n}\n")] == [3, 6]
    assert [one.number for one in panos("x\n<config>\n<a>b</a>\n<c>\n</c></config>")] == [3, 4]


def test_the_forms_say_the_same() -> None:
    flat = HARDENED.replace(".\nLog", ". Log")
    assert said(braces(flat)) == said(flat)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (HARDENED, True),
        (HARDENED.rstrip(), False),
        (HARDENED[:-20], False),
        (XML, True),
        (XML.rstrip(), True),
        ("<response><result><config><deviceconfig/></config></result></response>", True),
        ("<config><deviceconfig/></config></result></response>", False),
        (XML[:-20], False),
        (braces(HARDENED), True),
        (braces(HARDENED)[:-3], False),
        ("deviceconfig {\n  a b;\n}\n}\n", False),
        ("set a b\n", False),  # nothing of the device itself
        ("deviceconfig\n", False),
        ("", False),
    ],
)
def test_whole(text: str, *, whole: bool) -> None:
    assert closed_panos(text) is whole


PIECES = st.lists(
    st.sampled_from(
        [
            *("set a b\n", "set ", "delete a\n", "a {\n", "}\n", "b c;\n", '"', ";\n", "[ x y ]"),
            *("<a>", "</a>", "<entry name='x'>"),
            *("<!--", "-->", "\n", "\\", "vsys v ", "config ", "devices d ", "shared ", "\0", "é"),
        ]
    ),
    max_size=30,
)  # fmt: skip


@given(PIECES)
def test_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(depth == 0 and one for _, depth, one in panos(text))
    closed_panos(text)


def test_one_that_is_cut_is_not_whole() -> None:
    for text in (XML, braces(HARDENED)):
        lines = text.splitlines(keepends=True)
        assert not any(closed_panos("".join(lines[:count])) for count in range(1, len(lines)))
