"""Exports as statements, and pairs of a name and a value."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.grammar.grammar import compiled, grammar
from collectors.network.grammar.keep import kept
from collectors.network.syntax.export import export
from collectors.network.syntax.whole import ends_a_line


def read(text: str) -> list[tuple[int, int, str]]:
    return [(number, depth, said) for number, depth, said in export(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("/ip service\nset telnet disabled=yes", [(1, 0, "/ip service"), (2, 1, "set telnet disabled=yes")]),
        ("/ip service set telnet disabled=yes", [(1, 0, "/ip service"), (1, 1, "set telnet disabled=yes")]),
        ("/ip/service set telnet disabled=yes", [(1, 0, "/ip service"), (1, 1, "set telnet disabled=yes")]),
        ("/ip/service/set telnet disabled=yes", [(1, 0, "/ip service"), (1, 1, "set telnet disabled=yes")]),
        ("/ip\nssh set strong-crypto=yes", [(1, 0, "/ip"), (2, 0, "/ip ssh"), (2, 1, "set strong-crypto=yes")]),
        ("/ip ssh\nset a=b\n/ip ssh\nset c=d", [(1, 0, "/ip ssh"), (2, 1, "set a=b"), (4, 1, "set c=d")]),
        ("set a=b\n/x\nset c=d", [(2, 0, "/x"), (3, 1, "set c=d")]),  # of no menu
        ("/x\nadd a=\\\n    b c=d", [(1, 0, "/x"), (2, 1, "add a=b c=d")]),
        ('/x\nadd a="b\\\n    c"\nadd d=e', [(1, 0, "/x"), (2, 1, 'add a="bc"'), (4, 1, "add d=e")]),
        (
            "/x\nadd a=b\\\\\nadd c=d",
            [(1, 0, "/x"), (2, 1, "add a=b\\\\"), (3, 1, "add c=d")],
        ),  # two: a sign of its own
        ("/x\nadd a=b \\", [(1, 0, "/x"), (2, 1, "add a=b")]),
        ("# nov/14/2022 17:12:03 by RouterOS 6.49.7\n# model = x", [(1, 0, "RouterOS 6.49.7")]),
        ("# 2026-05-30 11:07:28 by RouterOS 7.16rc1", [(1, 0, "RouterOS 7.16rc1")]),
        ("# by RouterOS 7.16 or so", []),
        ("/x\n# inactivated, not allowed by device-mode\nset a=b", [(1, 0, "/x"), (3, 1, "set a=b")]),
        ("[admin@r1] > /export\r\n/x\r\nset a=b\r\n[admin@r1] > ", [(2, 0, "/x"), (3, 1, "set a=b")]),
        ("[admin@r1] /ip service> print\n/x\nset a=b", [(2, 0, "/x"), (3, 1, "set a=b")]),
        ("/x\n:if (true) do={", [(1, 0, "/x"), (2, 1, ":if (true) do={")]),
        ("/", [(1, 0, "/")]),
        ("/\nip ssh set a=b", [(1, 0, "/"), (2, 0, "/ip ssh"), (2, 1, "set a=b")]),
    ],
)
def test_statements(text: str, said: list[tuple[int, int, str]]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("script", "deeds"),
    [
        ("backup-all", "run:backup-all"),
        ('"backup-all"', "run:backup-all"),
        ('""', ""),
        ('"/export file=x"', "export"),
        ('"/export compact file=x; /tool fetch upload=yes mode=sftp address=h src-path=x"', "export,upload:sftp"),
        ('"/system backup save name=x\\r\\n/tool/fetch url=\\"ftp://u:p@h/x\\" upload=yes"', "backup,upload:ftp"),
        ('"/system/backup/save; /tool fetch upload=yes url=(\\"sftp://\\" . $h)"', "backup,upload:sftp"),
        ('"/tool fetch mode=ftp; /tool fetch upload=yes mode=sftp"', "upload:sftp"),
        ('"/tool fetch url=\\"https://h/x\\" http-method=put http-data=$y"', "upload:https"),
        ('"/export; /tool e-mail send to=x file=y"', "export,mail"),
        ('"/system script run copy; /system/script/run [find name=\\"other\\"]"', "run:copy,run:other"),
        ('"/tool fetch upload=yes"', "upload"),  # how, nobody says
        ('"/certificate export-certificate x"', ""),
        ('":log info \\"no-export here\\""', ""),
    ],
)
def test_of_a_script_stays_what_it_does_with_copies(script: str, deeds: str) -> None:
    assert read(f"/s\nadd name=a source={script} z=1")[1][2] == f"add name=a source=<script:{deeds}> z=1"


def test_a_script_holds_no_lines_of_the_configuration() -> None:
    """They are in quotes, and joined; of one that is longer than a script can be the rest is left out."""
    inside = "".join(f"    \\n/ip service set telnet disabled=yes # {n:080}\\\n" for n in range(4000))
    found = read(f'/s\nadd name=a source="\\\n{inside}    end"\n/y\nset b=c\n')
    assert [one for one in found if "telnet" in one[2] and one[1] == 0] == []
    assert found[-2:] == [(4004, 0, "/y"), (4005, 1, "set b=c")]


PAIRS = compiled("@ x: /x\n/x\n add {name:name port:n key:secret on:yes|no note}\n set <row:row> {name:name}\n")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("add port=1 name=a", "add port=1 name=a"),
        ("add", "add"),
        ('add name="a b" on=yes', 'add name="a b" on=yes'),
        ("add key=abc", "add key=<secret#1>"),
        ('add key="a \\" b" port=2', "add key=<secret#1> port=2"),
        ('add key=""', "add key=<secret:empty>"),
        ("add !key port=2", "add !key port=2"),
        ("add !other", "add <?>"),
        ("add key=abc key=def", "add <?>"),  # only one of them would be looked at
        ("add port=1 key=abc port=2", "add <?>"),
        ("add on=maybe", "add <?>"),
        ("add port=1 port", "add <?>"),
        ('add note="name=b port=x" name=a', "add note=<any> name=a"),
        ('add note=""', 'add note=""'),
        ('add note="a', "add note=<any>"),
        ('add note="a b', "add <?>"),
        ("set [ find default=yes ] name=a", "set [ find default=yes ] name=a"),
        ('set [find name="a b"] name=a', 'set [find name="a b"] name=a'),
        ("set 0,1 name=a", "set 0,1 name=a"),
        ("set [ find name=$x ] name=a", "set <?>"),
    ],
)
def test_pairs(said: str, shown: str) -> None:
    lines = kept(f"/x\n{said}\n", export, PAIRS, ends_a_line)["lines"]
    assert lines == [[1, "/x"], [2, f" {shown}"]]


@given(st.text(alphabet=st.sampled_from('/ \\"\n\r=[]#:!abset0'), max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    kept(text, export, grammar("routeros"), ends_a_line)


@pytest.mark.parametrize(
    "piece",
    ['a="" ', '"', 'x="\\" ', 'source="', "source=\\", "set a=b\\\n", "[ find ", "/", "\\", '!a note="" '],
)
def test_time_is_linear(piece: str) -> None:
    """Twenty values that may be read in two ways each are a million ways, if one of them is no value."""
    began = time.process_time()
    for text in ("/radius\nadd " + piece * 40 + " odd", "/radius\nadd " + piece * 50_000, piece * 50_000):
        kept(text, export, grammar("routeros"), ends_a_line)
    assert time.process_time() - began < 5
