"""What is looked for in all that is to be sealed."""

from base64 import b64encode
from collections.abc import Iterator

import pytest

from scanner.answers import Answer, Source, decode
from scanner.evidence import canonical
from scanner.secrets.screen import LeakError, Screen

_KEY = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ"
PEM = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{_KEY}\n-----END OPENSSH PRIVATE KEY-----\n"


def line(text: str, *, collector: str = "ios 1", target: str = "ios:r1") -> bytes:
    return canonical.line(
        Answer(
            target=target,
            question="ios.config",
            operation="show running-config",
            outcome="ok",
            body={"lines": [[1, text]]},
            asked="2026-11-26T02:10:00.000Z",
            source=Source(endpoint="r1:22"),
            collector=collector,
        )
    )


def looked(screen: Screen, *lines: bytes) -> Iterator[bytes]:
    return screen.lines(lines, {"ios 1"})


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("tr1-horse", "snmp-server location tr1-horse"),
        ("correcthorse", "xxcorrecthorsexx"),  # a long one is found inside of a word
        ('quo"ted-one', 'banner quo"ted-one'),  # as JSON writes it
        ("pässwört", "pässwört"),
        ("tab\tbed1", "a tab\tbed1 b"),
        (PEM, _KEY),  # any line of a key
        ("tr1&horse/two", "https://x:tr1%26horse%2Ftwo@r1/"),
        ('say "friend"', '{"pw":"say \\"friend\\""}'),  # in a text that is JSON itself
        ("pässwört", '{"pw":"p\\u00e4ssw\\u00f6rt"}'),
        ('päss"wört', '{"pw":"päss\\"wört"}'),
        *(("correct horse", b64encode(f"{user}:correct horse!".encode()).decode()) for user in ("a", "ab", "abc")),
    ],
)
def test_a_secret_that_was_used(secret: str, text: str) -> None:
    screen = Screen()
    screen.know(secret)
    with pytest.raises(
        LeakError, match=r"^ios:r1 ios.config: a secret that was used to come in .*Nothing was sealed"
    ) as err:
        list(looked(screen, line("harmless"), line(text)))
    assert secret not in str(err.value)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("horse1", "racehorse1 horse12 my-horse1"),  # a short one only as a whole word
        ("abc", "abc"),  # too short to tell
        ("cisco", "username cisco"),  # everybody tries it first
        ("-----BEGIN X-----", "-----BEGIN X-----"),
    ],
)
def test_what_is_none(secret: str, text: str) -> None:
    screen = Screen()
    screen.know(secret)
    assert len(list(looked(screen, line(text)))) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0", "a password as a hash"),
        ("secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco", "a password as a hash"),
        ("$6$rounds=5000$abcdefgh$ijklmnop", "a password as a hash"),
        ("$8$aes256-gcm$hmac-sha2-256$100$y/4YMC4YDLU$fzYDI4jjN6YCyQsYLsaf8A", "a password as a hash"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "a private key"),
        ("set passwd ENC AK1Iij4pQqkJCkRbsCmQrCmgMTCBEUlqxnn", "a password as a device encrypts it"),
    ],
)
@pytest.mark.parametrize("collector", ["ios 1", "aws 1"])
def test_what_every_secret_looks_like(text: str, what: str, collector: str) -> None:
    with pytest.raises(LeakError, match=what):
        list(looked(Screen(), line(text, collector=collector)))


@pytest.mark.parametrize("text", ["Q1w2E3r4T5y6U7i8O9p0aSdF", "priv ec9e3b98c0d43a77eba33217ce43516e", "a" * 32])
def test_words_that_look_drawn(text: str) -> None:
    withheld(looked(Screen(), line(text)), "a word that looks drawn by a machine")
    # The ids of clouds look so too: only in texts of devices is nothing of the kind wanted.
    assert len(list(looked(Screen(), line(text, collector="aws 1")))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ip ssh server algorithm kex diffie-hellman-group-exchange-sha256 ecdh-sha2-nistp521",
        "username administrator.of.the.hospital privilege 15",
        "interface GigabitEthernet0/0/0/12",
        "ntp server 2001:db8:0:1234:5678:9abc:def0:1234",
        "$1$ and $6$ begin hashes",
        "hostname aaaAuthenticationIosNoDefault",
        "aaa group server radius RadiusGroupForVpnUsers2",
        "SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg",  # of a host key
    ],
)
def test_words_of_configurations(text: str) -> None:
    assert len(list(looked(Screen(), line(text)))) == 1


def test_a_secret_that_its_target_has_said() -> None:
    screen = Screen()
    screen.overhear("ios:r1", "nightingale")
    assert len(list(looked(screen, line("a nightingale sings", target="ios:r2"), line("nightingales")))) == 2
    for text in ("hostname nightingale", "scp://x:nightingale@r1", "it is nightingale."):
        withheld(looked(screen, line(text)), "a secret of its own")
    # A part of a name of words tells nothing.
    assert list(looked(screen, line("ntp server time.nightingale.org"))) == [line("ntp server time.nightingale.org")]


def withheld(lines: Iterator[bytes], what: str) -> None:
    """The one answer among them that is told to have been withheld."""
    (answer,) = map(decode, lines)
    assert (answer.target, answer.question, answer.outcome) == ("ios:r1", "ios.config", "error")
    assert (answer.code, answer.body) == (f"Withheld ({what})", None)


def test_where_it_stands_is_told_without_it() -> None:
    screen = Screen()
    screen.know("correcthorse", "env:ROUTER")
    with pytest.raises(LeakError, match=r"^… ios.config: a secret that was used to come in \(env:ROUTER\)") as err:
        list(looked(screen, line("harmless", target="ios:correcthorse")))
    assert "correcthorse" not in str(err.value)


def test_one_of_many() -> None:
    screen = Screen()
    for n in range(400):
        screen.know(f"{n}-correcthorse" if n % 2 else f"pw{n}")
    assert len(list(looked(screen, line("pw13 399-correct horse pw398x")))) == 1
    for secret in ("x399-correcthorsex", "pw398"):
        with pytest.raises(LeakError, match="used to come in"):
            list(looked(screen, line(f"hostname {secret}")))


def test_other_members() -> None:
    screen = Screen()
    screen.know("correcthorse")
    assert screen.member("scope.json", b"{}") == b"{}"
    with pytest.raises(LeakError, match=r"scope\.json: a secret that was used"):
        screen.member("scope.json", b'{"owner":"correcthorse"}')
