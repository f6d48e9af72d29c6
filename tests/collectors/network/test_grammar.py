"""The language that grammars are written in, and what is kept by one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.config import Stated, filled, parsed, secret_form
from collectors.network.grammar.grammar import Grammar, compiled
from collectors.network.grammar.keep import kept
from collectors.network.syntax.indented import indented
from collectors.network.syntax.whole import ends_with

GRAMMAR = """
@ aaa: aaa
@ web: ip http
@ line: line
@ account: username
aaa new-model
aaa login <list:name> <order:methods>
no aaa ...
ip http server
ip http port <port:n> [secure [<tls:1.2|1.3>]]
line <kind:con|vty> <first:n> [<last:n>]
 exec-timeout <minutes:n> [<seconds:n>]
 (password|secret) [<type:n>] <secret>
 logging ...
 copy to <url>
 command <command:copied>
 run <command:script>
 note <any> <any>
 - (speed|length) ...
 vlan {id:n name:name comment}
username <user:name> [privilege <privilege:n>] password [<type:n>] <secret>
"""


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return compiled(GRAMMAR)


def keep(grammar: Grammar, text: str) -> list[str]:
    return [said for _, said in kept(text, indented, grammar, ends_with("end"))["lines"]]


def tree(grammar: Grammar, text: str) -> Stated:
    return parsed(kept(text, indented, grammar, ends_with("end"))["lines"], grammar)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aaa new-model", ["aaa new-model"]),
        ("aaa   new-model  ", ["aaa new-model"]),
        ("no aaa new-model for ever", ["no aaa ..."]),
        ("no aaa", ["no aaa"]),
        ("default aaa new-model", ["default aaa <?>"]),  # it takes something back
        ("no ip http server", ["no ip http <?>"]),
        ("no hostname", []),
        ("line vty 0\n command copy run scp://h/x vrf M", ["line vty 0", " command <copied:scp>"]),
        ("line vty 0\n command copy run scp://h/x frob", ["line vty 0", " command <copied:>"]),
        ("line vty 0\n command copy run tftp://h/x frob", ["line vty 0", " command <copied:tftp>"]),
        ("line vty 0\n command copy logging scp://h/x", ["line vty 0", " command <copied:>"]),
        ("line vty 0\n command archive download-sw tftp://h/x", ["line vty 0", " command <copied:>"]),
        ("line vty 0\n command write tftp://h/x", ["line vty 0", " command <copied:tftp>"]),
        ("aaa old-model", ["aaa <?>"]),  # of a family, and in no pattern
        ("aaa", ["aaa <?>"]),
        ("no username ana", ["no username <?>"]),  # no pattern begins so, and its family shows all the same
        ("aaaa new-model", []),  # nobody's affair
        ("ip route 0.0.0.0", []),
        ("ip http server", ["ip http server"]),
        ("ip http server x", ["ip http server <?>"]),
        ("ip http port 8080", ["ip http port 8080"]),
        ("ip http port 8080 secure 1.2", ["ip http port 8080 secure 1.2"]),
        ("ip http port 8080 secure 1.1", ["ip http port <?>"]),
        ("ip http port eight", ["ip http port <?>"]),
        ("ip http port ٨", ["ip http port <?>"]),  # a figure, but none of a configuration
        ("interface x\n ip http server", []),  # of a block that nobody reads
        ("line vty 0 4\n exec-timeout 5 0", ["line vty 0 4", " exec-timeout 5 0"]),
        ("line vty 0 4\n exec-timeout\n ! x\n", ["line vty 0 4", " exec-timeout <?>"]),
        ("line vty 0 4\n unheard of", ["line vty 0 4", " <?>"]),
        ("line aux 0\n exec-timeout 5 0", ["line <?>"]),  # below what is not known nothing is kept
        ("line vty 0\n logging synchronous", ["line vty 0", " logging ..."]),
        ("line vty 0\n copy to scp://u:p@h/x", ["line vty 0", " copy to scp:<url>"]),
        ("line vty 0\n copy to nowhere", ["line vty 0", " copy to :<url>"]),
        ("line vty 0\n command copy run tftp://h/x", ["line vty 0", " command <copied:tftp>"]),
        ("line vty 0\n command copy /noconfirm run scp: vrf X", ["line vty 0", " command <copied:scp>"]),
        ("line vty 0\n command copy tftp://h/x run", ["line vty 0", " command <copied:>"]),  # to here
        (
            "line vty 0\n copy to horse:staple@h/x",
            ["line vty 0", " copy to :<url>"],
        ),  # a piece of a password, it may be
        ("line vty 0\n command copy run ftp://correct horse:x@h/x", ["line vty 0", " command <copied:ftp>"]),
        ("line vty 0\n command copy run horse:x@h/x", ["line vty 0", " command <copied:>"]),
        ("line vty 0\n run scp startup-config u@h:/x", ["line vty 0", " run <copied:scp>"]),
        ("line vty 0\n run /bin/scp $x/startup-config; true", ["line vty 0", " run <copied:scp>"]),
        ("line vty 0\n run curl -T startup-config ftp://u:x@h/", ["line vty 0", " run <copied:ftp>"]),
        ("line vty 0\n run cp startup-config /mnt/flash/x", ["line vty 0", " run <copied:>"]),
        ("line vty 0\n run scp notes u@h:/x", ["line vty 0", " run <copied:>"]),  # not of the configuration
        ("line vty 0\n note a b", ["line vty 0", " note <any> <any>"]),
        ("line vty 0\n speed 9600\n length", ["line vty 0"]),  # known, and says nothing
        ("line vty 0\n speeds 9600", ["line vty 0", " <?>"]),
        ("line vty 0\n note a b c", ["line vty 0", " note <?>"]),
        ("line vty 0\n vlan id=7 comment=x", ["line vty 0", " vlan id=7 comment=<any>"]),
        ('line vty 0\n vlan comment="a b" id=7', ["line vty 0", " vlan comment=<any> id=7"]),
        ("line vty 0\n vlan id=x", ["line vty 0", " vlan <?>"]),
        ("line vty 0\n password hunter2", ["line vty 0", " password <secret#1>"]),
        ("line vty 0\n secret 5 $1$abcd$efgh", ["line vty 0", " secret 5 <secret#1:$1$>"]),
        ("line vty 0\n password 7 xxxxxxxx", ["line vty 0", " password 7 <secret:masked>"]),
        ("line vty 0\n password 7 <secret hidden>", ["line vty 0", " password 7 <secret:masked>"]),
        ("line vty 0\n secret ****", ["line vty 0", " secret <secret:masked>"]),
        ('line vty 0\n password ""', ["line vty 0", " password <secret:empty>"]),
        ("line vty 0\n password Cisco", ["line vty 0", " password <secret#1:known>"]),
        ("line vty 0\n password 7 060506324F41", ["line vty 0", " password 7 <secret#1:known>"]),  # "cisco"
        ("line vty 0\n password 7 99", ["line vty 0", " password 7 <secret#1>"]),  # no such type 7
    ],
)
def test_kept(grammar: Grammar, text: str, said: list[str]) -> None:
    assert keep(grammar, text) == said


def test_an_unknown_statement_tells_its_family_where_no_pattern_begins_so() -> None:
    grammar = compiled("@ all: boot script\nboot image <name>\n")
    assert keep(grammar, "boot script x\nboot other\nboot image y") == ["boot script <?>", "boot image y"]
    assert [one.line for one in tree(grammar, "boot script x").unknown("all")] == ["line 1: boot script <?>"]


def test_secrets_that_are_the_same_have_one_number(grammar: Grammar) -> None:
    text = """
username ana password 0 night1ngale
username ben password 7 070C285F4D06
username cy password 0 n1ghtingale
line vty 0
 password night1ngale
line vty 1
 password 7 121A0C041104
line vty 2
 password cisco
"""
    shown = [said.rpartition(" ")[2] for said in keep(grammar, text) if "password" in said]
    assert shown == [
        "<secret#1>",
        "<secret#2:known>",  # cisco, as type 7 hides it
        "<secret#3>",
        "<secret#1>",
        "<secret#2:known>",
        "<secret#2:known>",
    ]


def test_a_name_that_is_a_secret_is_not_shown(grammar: Grammar) -> None:
    text = "username nightingale password nightingale\naaa login nightingale local\nusername cisco password cisco\n"
    assert keep(grammar, text) == [
        "username <secret#1> password <secret#1>",
        "aaa login <secret#1> local",
        "username cisco password <secret#2:known>",  # everybody tries that word first: it hides nothing
    ]
    one = tree(grammar, text).all("username password")[0]
    assert (one["user"], one["secret"]) == ("<secret#1>", "<secret#1>")


def test_every_secret_is_told(grammar: Grammar) -> None:
    told: list[str] = []
    text = "username ana password 7 070C285F4D06\nline vty 0\n password x-ray-9\n"
    kept(text, indented, grammar, ends_with("end"), told.append)
    assert sorted(told) == ["070C285F4D06", "cisco", "x-ray-9"]


def test_slots_and_blocks(grammar: Grammar) -> None:
    whole = tree(
        grammar,
        "line con 0\nline vty 0 4\n exec-timeout 5\n exec-timeout 10 30\n password 7 x\naaa login A group R local\n",
    )
    console, vty = whole.all("line")
    assert (console["kind"], console["last"], console.number_of("last"), console.count("last")) == ("con", "", None, 0)
    last = vty.last("exec-timeout")
    assert last
    assert (last.number, last.count("minutes"), last.count("seconds")) == (4, 10, 30)
    assert last.line == "line 4: exec-timeout 10 30"
    assert not console.has("exec-timeout")
    assert whole.all("aaa login")[0]["order"] == "group R local"
    assert not list(whole.unknown())


@pytest.mark.parametrize(
    ("text", "families", "numbers"),
    [
        ("aaa x\nip http y\nline vty 0\n z\nline con 0\n", (), [1, 2, 4]),
        ("aaa x\nip http y\nline vty 0\n z\n", ("aaa",), [1]),
        ("aaa x\nip http y\nline vty 0\n z\n", ("web", "line"), [2, 4]),
        ("ip route x\ninterface y\n z\n", (), []),
    ],
)
def test_unknown(grammar: Grammar, text: str, families: tuple[str, ...], numbers: list[int]) -> None:
    assert [one.number for one in tree(grammar, text).unknown(*families)] == numbers


def test_blocks_and_what_is_taken_back(grammar: Grammar) -> None:
    whole = tree(
        grammar, "line vty 0\n exec-timeout 5\nline con 0\nline vty 0\nline vty 0\n logging x\n exec-timeout 7"
    )
    assert [one.number for one in whole.block("line").all("exec-timeout")] == [2, 7]
    last = whole.block("line").last("exec-timeout")
    assert last
    assert last.count("minutes") == 7
    text = "user ana 1\nuser ben 2\nuser ana 3\nno user ben\nuser cy 4\nno user dee\nno user cy 4\nuser cy 5"
    users = tree(compiled("@ u: user, no user\nuser <user:name> <n:n>\nno user <user:name> ..."), text)
    assert [(name, one["n"]) for name, one in users.each("user", "user").items()] == [("ana", "3"), ("cy", "5")]


def test_defaults_fill_what_no_line_says(grammar: Grammar) -> None:
    plain = tree(grammar, "line con 0\nline vty 0 4\n exec-timeout 5 0\n")
    full = tree(
        grammar,
        "ip http server\nline con 0\n exec-timeout 10 0\nline vty 0 4\n exec-timeout 5 0\n logging x\nline vty 5\n"
        "aaa x\n",
    )
    filled(plain, full)
    console, vty = plain.all("line")
    assert console.last("exec-timeout") is not None
    assert [one.line for one in console.all("exec-timeout")] == ["by default: exec-timeout 10 0"]
    assert [one.line for one in vty.all("exec-timeout")] == ["line 3: exec-timeout 5 0"]
    assert plain.has("ip http server")
    assert not list(plain.unknown()), "what is not known there says nothing of the configuration"


@pytest.mark.parametrize(
    ("shown", "form"), [("<secret#3:$6$>", "$6$"), ("<secret#12>", ""), ("<secret:empty>", "empty"), ("x", "")]
)
def test_secret(shown: str, form: str) -> None:
    assert secret_form(shown) == form


LINES = st.lists(
    st.sampled_from(
        [
            *(
                "aaa new-model",
                "aaa x",
                "ip http port 80",
                "line vty 0 4",
                " exec-timeout 5 0",
                " password 7 060506324F41",
            ),
            *(" password hunter2", " x y", "username hunter2 password hunter2", "interface e0", " ip http server", "!"),
            *("end", "  deep", "banner login ^C", "^C"),
        ]
    )
)


@given(LINES)
def test_what_is_kept_is_kept_again(lines: list[str]) -> None:
    """Reading what was kept gives the same: nothing more is lost, and no secret gets another name."""
    grammar = compiled(GRAMMAR)
    once = keep(grammar, "\n".join(lines))
    assert keep(grammar, "\n".join(once)) == once


@given(st.text(max_size=300), st.sampled_from([compiled(GRAMMAR)]))
def test_any_text(text: str, grammar: Grammar) -> None:
    parsed(kept(text, indented, grammar, ends_with("end"))["lines"], grammar)


def test_more_than_a_configuration_has(grammar: Grammar) -> None:
    many: Callable[[str, int], Any] = lambda line, count: kept(line * count, indented, grammar, ends_with("end"))  # noqa: E731
    assert len(many("aaa new-model\n", 20_000)["lines"]) == 20_000
    with pytest.raises(ValueError, match="too many statements"):
        many("aaa new-model\n", 20_001)
    with pytest.raises(ValueError, match="too many lines"):
        many("\n", 1_000_001)
