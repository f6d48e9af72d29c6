"""Junos as it is kept: braces, set lines, both, what is left out, and what groups hand down."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.syntax.junos import junos, junos_whole


def read(text: str) -> list[str]:
    return [one.text for one in junos(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("system { services { ssh; } }", ["system services ssh"]),
        ("system {\n services {\n  ssh {\n   root-login deny;\n  }\n }\n}", ["system services ssh root-login deny"]),
        ("system { services { ssh { } } }", ["system services ssh"]),  # an empty block says that it is there
        ("system\n{\nhost-name\nr1\n;\n}", ["system host-name r1"]),
        ("set system host-name r1", ["system host-name r1"]),
        ("  set   system  host-name\tr1\r\n", ["system host-name r1"]),
        ("system { a [ x y z ]; }", ["system a x", "system a y", "system a z"]),
        ("set system a [ x y ]", ["system a x", "system a y"]),
        ("set system a [x y]", ["system a x", "system a y"]),
        ('set system a [ "x 1" y ]', ['system a "x 1"', "system a y"]),
        ("set system a [ ]", []),
        ('system { a "b"; }', ["system a b"]),  # quotes that nothing needs
        ('system { a "b; } c { d"; }', ['system a "b; } c { d"']),
        ('system { a "/* b"; c "# d"; e; }', ['system a "/* b"', 'system c "# d"', "system e"]),
        ('system { a "b \\" ; c"; d; }', ['system a "b \\" ; c"', "system d"]),
        ('system { a ""; }', ['system a ""']),
        ('system {\n a bar";\n b;\n}', ['system a bar"', "system b"]),  # a lone quote swallows nothing
        ('system {\n a "b;\n c;\n}', ['system a "b', "system c"]),
        ("system { a b; ## c { d\n e; }", ["system a b", "system e"]),
        ("# system { x; }\nsystem { a; }", ["system a"]),
        ("!RANCID-CONTENT-TYPE: juniper\n!\nsystem { a; }", ["system a"]),
        ("system { /* b; c { */ a; }", ["system a"]),
        ("system { /* b;\n c {\n*/ a; }", ["system a"]),
        ("/* b\n */system { a; /* c */ b; }", ["system a", "system b"]),
        ("system {\n /* b */;\n a;\n}", ["system a"]),
        ("system { a; inactive: b; inactive: c { d; } e { inactive: f; g; } }", ["system a", "system e g"]),
        ("inactive: system { a; }\nsnmp { b; }", ["snmp b"]),
        ("system { protect: a; replace: b c; delete: d; }", ["system a", "system b c"]),
        ("{master:0}\nana@r1> show configuration\nsystem { a; }\n\n{master:0}[edit]\nana@r1#", ["system a"]),
        ("[edit]\nset system a\n{primary:node0}[edit system]\nana@r1# exit", ["system a"]),
        ("system { a; }\nset system b c", ["system a", "system b c"]),
        ("interfaces { ge-0 { system { a; } } }", []),
        ("version 1.2;\nchassis { x; }\nsnmp { a; }", ["version 1.2", "snmp a"]),
    ],
)
def test_read(text: str, said: list[str]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set system a\ndelete system a", []),
        ("delete system a\nset system a", ["system a"]),
        ("set system a b\nset system a c\ndelete system a", []),
        ("set system a b\nset system ab\ndelete system a", ["system ab"]),
        ("set system a b\ndelete system", []),
        ("set system a b\ndeactivate system a", []),
        ("deactivate system a\nset system a b", []),  # what is inactive stays so
        ("set system a b\ndeactivate system a\nactivate system a", ["system a b"]),
        ("set system a b\ndeactivate system a\ndelete system a\nset system a b", ["system a b"]),
        ("set system a b\nset system c\nset system a b", ["system c", "system a b"]),  # the last line of it
        ("set system a\nrename system a to b", ["system a", "/*"]),  # a script, and no configuration
        ("edit system login\nset user ana", ["/*"]),
        ("annotate system a", []),
        ("set system apply-macro m a b\nset system b", ["system b"]),
    ],
)
def test_changes(text: str, said: list[str]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("system { login { /* OMITTED */ }; a; }", ["system login /*", "system a"]),
        ("system { login { /* ACCESS-DENIED */ } }", ["system login /*"]),
        ("system { /* ACCESS-DENIED */ }", ["system /*"]),
        ("set system login /* OMITTED */", ["system login /*"]),
        ("system { a /* SECRET-DATA */; ## SECRET-DATA\n }", ["system a"]),
        ("set system a /* SECRET-DATA */", ["system a"]),
        ("set system login apply-flags omit", ["system login /*"]),
        ("set system login apply-flags omit\nset system login a", ["system login a"]),  # it was shown all the same
    ],
)
def test_what_is_there_and_not_shown(text: str, said: list[str]) -> None:
    assert read(text) == said


GROUP = "set groups G system login idle-timeout 60\nset groups G system services telnet\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GROUP, []),  # applied nowhere
        (f"{GROUP}set apply-groups G", ["system login idle-timeout 60", "system services telnet"]),
        (f"{GROUP}set system services apply-groups G", ["system services telnet"]),
        (f"{GROUP}set interfaces apply-groups G", []),
        # What is said at the place stands last, and outweighs the group.
        (
            f"{GROUP}set apply-groups G\nset system login idle-timeout 5",
            ["system login idle-timeout 60", "system services telnet", "system login idle-timeout 5"],
        ),
        # Of two groups the first that is named stands last.
        (
            "set groups A system x 1\nset groups B system x 2\nset apply-groups [ A B ]",
            ["system x 2", "system x 1"],
        ),
        # One that is applied further in outweighs one that is applied further out.
        (
            "set groups A system a x 1\nset groups B system a x 2\nset apply-groups A\nset system a apply-groups B",
            ["system a x 1", "system a x 2"],
        ),
        (f"{GROUP}set apply-groups G\nset system services apply-groups-except G", ["system login idle-timeout 60"]),
        (f"{GROUP}set groups H apply-groups G\nset apply-groups H",
         ["system login idle-timeout 60", "system services telnet"]),
        ("set groups H apply-groups H\nset groups H system a\nset apply-groups H", ["system a"]),
        ("set groups G system syslog host <*> any info\nset apply-groups G\nset system syslog host h port 1",
         ["system syslog host h any info", "system syslog host h port 1"]),
        ("set groups G system syslog host <10.*> any info\nset apply-groups G\nset system syslog host h port 1",
         ["system syslog host h port 1"]),
        ("set groups G system syslog host <*> any info\nset apply-groups G", []),
        ("groups { G { system { a; inactive: b; } } }\napply-groups G;", ["system a"]),
        ("groups { G { system { a; } } }\ninactive: apply-groups G;", []),
        (f"{GROUP}set apply-groups G\ndeactivate groups G", []),
        (f"{GROUP}set apply-groups NONE", []),
        # For one of several parts of a device, or at times.
        ("set groups re0 system a\nset apply-groups re0", ["system a /*"]),
        ("set groups re0 system a\nset groups re1 system a\nset groups re1 system b\nset apply-groups [ re0 re1 ]",
         ["system a", "system b /*", "system a"]),
        ('set groups node0 system host-name x\nset groups node0 system a\nset apply-groups "${node}"',
         ["system host-name x", "system a /*"]),
        ("set groups G when time 8 to 9\nset groups G system a\nset apply-groups G", ["system a /*"]),
        # An order whose members come from two places.
        (("set groups G system authentication-order radius\nset apply-groups G\n"
         "set system authentication-order password"),
         ["system authentication-order radius /*", "system authentication-order password"]),
        # The device has worked them out.
        (f"{GROUP}set apply-groups G\n## 'telnet' was inherited from group 'G'\nset system services telnet",
         ["system services telnet"]),
    ],
)  # fmt: skip
def test_groups(text: str, said: list[str]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("system { a; }", True),
        ("system { a; };\n", True),
        ("system { a; }\nset system b", True),
        ("system { a; }\n\n{master:0}\n", True),
        ("set system a\n", True),
        ("set system a\n\nana@r1>", True),
        ("set system a", False),  # its last line may go on
        ("set interfaces x\n", True),
        ("system { a; ", False),
        ("system { a", False),
        ("system { a; }\nsnmp { b; ", False),
        ("frobnicate\nsystem { a; }", False),  # as if it were no block of its own
        ("system {\n frobnicate 3\n services {\n  telnet;\n }\n}", False),
        ("frobnicate\nset system a\n", False),
        ("system\n{\n a\n ;\n}", True),
        ("system { a; } }", False),
        ("}\nsystem {", False),
        ("system { a; /* ", False),
        ("system { a; }\n/* b", False),
        ("", False),
        ("\n", False),
        ("<configuration><system/></configuration>\n", False),
        ('{ "configuration": { "system": { } } }\n', False),
        ("hostname r1\nline vty 0 4\nend\n", False),
        ("r1 { a; }", False),  # nothing of Junos
    ],
)
def test_whole(text: str, *, whole: bool) -> None:
    assert junos_whole(text) is whole


@pytest.mark.parametrize(
    "line",
    [
        "system { a; }\n",
        "{" * 60 + "\n",
        "}" * 60 + "\n",
        "{;" * 2000,
        "set system a [ " + "x " * 900 + "]\n",
        'set system a "' + '\\"' * 900 + "\n",
        "system { a " + '"x' * 900 + "; }\n",
        "set groups g system login user <*> class <*>\nset apply-groups g\nset system login user u class c\n",
        "set system login user a{}\ndelete system login user a{}\n",
        "set system services apply-groups g\nset groups g system services <*> x\nset system services {}\n",
        "/* x */ /* ",
        "x" * 8000,
    ],
)
def test_time_grows_with_size(line: str) -> None:
    text = "".join(line.replace("{}", str(n), 1) for n in range(500_000 // len(line)))
    began = time.process_time()
    assert sum(1 for _ in junos(text)) >= 0
    junos_whole(text)
    assert time.process_time() - began < 3


@given(st.text(st.sampled_from("set delete system{}[];\"'/*#<>\\ \nag"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    for one in junos(text):
        assert one.depth == 0
        assert one.text
    assert isinstance(junos_whole(text), bool)
