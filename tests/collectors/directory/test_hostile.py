"""Servers that lie, cut, hang or never end: what comes of it is *not assessed*, soon, and in little memory."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.directory import LDAPS
from scanner.collector import Inquiry
from scanner.facts import Gap, tag
from tests.collectors.directory.asking import NOW, asked, facts, target
from tests.collectors.directory.test_asking import BASE, READER, SECRET, double, person
from tests.servers.ber import integer, item, octets
from tests.servers.ldap import Double, Talk, directory

ACCOUNTS = "openldap.accounts"


def page(talk: Talk, number: int, cookie: bytes, *names: str) -> None:
    """Entries, and that more come."""
    for name in names:
        talk.entry(number, *person(name))
    paging = item(0x30, integer(0) + octets(cookie))
    talk.result(number, 0x65, 0, item(0x30, octets(b"1.2.840.113556.1.4.319") + octets(paging)))


def _announced(_: Double, talk: Talk, number: int) -> None:
    talk.connection.sendall(
        b"\x30\x84\x7f\xff\xff\xff" + integer(number) + b"\x64\x84\x7f\xff\xff\x00" + b"x" * 100_000
    )


def _long(_: Double, talk: Talk, number: int) -> None:
    for n in range(400):  # one entry after the other, in one page that does not end
        talk.entry(number, *person(f"p{n}", cn=["x" * 900] * 200))
    talk.connection.recv(1)  # until they go


def _same(_: Double, talk: Talk, number: int) -> None:
    page(talk, number, b"again", "ana", "ben")


def _empty(it: Double, talk: Talk, number: int) -> None:
    page(talk, number, str(len(it.asked)).encode())


def _cut(_: Double, talk: Talk, number: int) -> None:
    talk.entry(number, *person("ana"))
    raise EOFError


def _half(_: Double, talk: Talk, number: int) -> None:
    talk.connection.sendall(b"\x30\x84\x00\x00\x10\x00" + integer(number) + b"\x64")
    raise EOFError


def _hang(_: Double, talk: Talk, number: int) -> None:
    talk.entry(number, *person("ana"))
    talk.connection.recv(1)  # until they go


def _garbage(_: Double, talk: Talk, number: int) -> None:
    talk.connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    talk.connection.recv(1)  # until they go


def _broken(_: Double, talk: Talk, number: int) -> None:
    talk.connection.sendall(item(0x30, integer(number) + item(0x64, b"\x04\x7fshort")))
    talk.result(number, 0x65, 0)


def _name(_: Double, talk: Talk, number: int) -> None:
    talk.say(number, item(0x64, octets(b"uid=\xff\xfe") + item(0x30, b"")))
    talk.result(number, 0x65, 0)


def _range(_: Double, talk: Talk, number: int) -> None:
    dn, values = person("ana")
    talk.entry(number, dn, {**values, "member;range=0-9": [f"uid={n}" for n in range(10)]})
    talk.result(number, 0x65, 0)


@pytest.mark.parametrize(
    ("lie", "outcome", "code"),
    [
        (_announced, "error", "TooMuch"),
        (_same, "error", "the same page came again"),
        (_empty, "error", "pages without end"),
        (_cut, "error", "closed"),
        (_half, "error", "closed"),
        (_hang, "timeout", "3 s"),
        (_garbage, "error", "not understood: no message of LDAP"),
        (_broken, "error", "not understood: DECODING_ERROR"),
        (_name, "error", "not understood: a name or a control that cannot be read"),
    ],
)
def test_it_is_not_assessed(tmp_path: Path, lie: Callable[[Double, Talk, int], None], outcome: str, code: str) -> None:
    def play(it: Double, talk: Talk, number: int, base: bytes) -> bool:
        if base:
            lie(it, talk, number)
        return bool(base)

    one, begun = double(play=play), time.monotonic()
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=READER, password="env:BIND", timeout=3)  # noqa: S106  # a reference
        answers = asked(of, SECRET, ACCOUNTS)
    assert (answers[-1].question, answers[-1].outcome, answers[-1].code) == (ACCOUNTS, outcome, code)
    assert all(answer.outcome == "ok" for answer in answers[:-1])
    assert time.monotonic() - begun < 10
    found = facts(answers, of)
    assert ("identity", ACCOUNTS) in {(gap.missing, ACCOUNTS) for gap in found if isinstance(gap, Gap)}
    assert "identity" not in {tag(type(fact)) for fact in found if not isinstance(fact, Gap)}


def test_a_range_without_end(tmp_path: Path) -> None:
    def play(it: Double, talk: Talk, number: int, base: bytes) -> bool:
        if base:
            _range(it, talk, number)
        return bool(base)

    one = double(play=play)
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=READER, password="env:BIND", timeout=5)  # noqa: S106  # a reference
        answers = asked(of, SECRET, "openldap.groups")
    assert (answers[-1].outcome, answers[-1].code) == ("error", "pages without end")


def test_a_page_of_gigabytes_ends_and_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.directory.asking.BYTES", 1 << 25)

    def play(it: Double, talk: Talk, number: int, base: bytes) -> bool:
        if base:
            _long(it, talk, number)
        return bool(base)

    one = double(play=play)
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=READER, password="env:BIND", timeout=10)  # noqa: S106  # a reference
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        asking = Inquiry(of, frozenset({ACCOUNTS}), lambda: NOW, lambda _: SECRET)
        ends = [(answer.outcome, answer.code) for answer in LDAPS.collect(asking)]
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert ends[-1] == ("error", "TooMuch")
    assert len(ends) > 10
    assert grown < 40_000  # KiB, of more than sixty thousand that came


def test_a_run_that_ends_does_not_wait_for_it(tmp_path: Path) -> None:
    def play(it: Double, talk: Talk, number: int, base: bytes) -> bool:
        if base:
            _hang(it, talk, number)
        return bool(base)

    one, begun = double(play=play), time.monotonic()
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=READER, password="env:BIND", timeout=60)  # noqa: S106  # a reference

        def stopped() -> bool:
            return time.monotonic() - begun > 1

        answers = [*LDAPS.collect(Inquiry(of, frozenset({ACCOUNTS}), lambda: NOW, lambda _: SECRET, stopped))]
    assert (answers[-1].outcome, answers[-1].code) == ("error", "stopped")
    assert time.monotonic() - begun < 5


def test_whatever_the_library_wanted_nothing_but_reads_leaves(tmp_path: Path) -> None:
    import ldap

    from collectors.directory.options import options
    from collectors.directory.relay import Relay
    from collectors.secured.line import Bounds

    one = double()
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca))
        relay = Relay(options(of), Bounds(10))
        connection = ldap.initialize("ldap://x", fileno=relay.ours.detach())
        with pytest.raises(ldap.SERVER_DOWN):
            connection.modify_s(BASE, [(ldap.MOD_REPLACE, "o", [b"changed"])])
        relay.close()
    assert relay.why
    assert relay.why.code == "a request that does not read was not sent"
    assert [kind for kind, *_ in one.asked if kind != "tls"] == []
