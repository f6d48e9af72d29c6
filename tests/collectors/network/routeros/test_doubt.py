"""What must not pass on RouterOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Clock
from tests.collectors.network.doubts import after, passing
from tests.collectors.network.reading import about, facts

_PLAIN = "encryption-in-transit.plain-refused"
_TRAPS = "set enabled=yes trap-community=watch trap-version=3\n"
_USER = "authentication-protocol=SHA1 encryption-protocol=AES name=watch security=private"
_SIEM = "add check-certificate=yes name=siem remote=10.9.0.2 remote-port=6514 remote-protocol=tls target=remote\n"


def test_what_is_sent_to_itself_stays() -> None:
    told = "# by RouterOS 7.16\n/system logging action\nset 3 remote={}\n/system logging\n"
    told += "".join(
        f"add action=remote topics={topic}\n" for topic in ("info", "error", "critical", "warning", "account")
    )
    assert "audit-logging.copied-away" in passing("routeros", told.format("10.9.0.1"))
    assert "audit-logging.copied-away" not in passing("routeros", told.format("127.0.0.1"))


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # Whoever asks for it does without encryption.
        ("set ciphers=aes-gcm,aes-ctr", "set allow-none-crypto=yes ciphers=aes-gcm,aes-ctr", f"{_PLAIN} ssh"),
        # Words that nobody knows are no algorithm, and no place.
        (_USER, _USER.replace("SHA1", "frobnicate"), f"{_PLAIN} snmpv3"),
        (_USER, _USER.replace("AES", "frobnicate"), f"{_PLAIN} snmpv3"),
        (_USER, _USER.replace("private", "frobnicate"), f"{_PLAIN} snmpv3"),
        (_SIEM, f"{_SIEM}add name=other remote=10.9.0.3 target=frobnicate\n", "audit-logging.copied-away"),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie in after("routeros", old, old)
    assert lie not in after("routeros", old, new)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("trap-target=10.9.0.31 trap-version=2", True),
        ("trap-target=10.9.0.31", True),  # 1 where no line says it
        ("trap-target=10.9.0.31 trap-version=3", False),
        ('trap-target="" trap-version=2', False),
        ("trap-target=0.0.0.0 trap-version=1", False),
    ],
)
def test_traps_in_plain(said: str, *, plain: bool) -> None:
    text = (
        f"# by RouterOS 7.16\n/snmp\nset enabled=yes {said}\n/snmp community\n"
        f"set [ find default=yes ] disabled=yes\nadd {_USER}\n"
    )
    parts = {one.name: one.enabled for one in facts("routeros", text) if isinstance(one, Channel)}
    assert parts.get("snmpv2c", False) is plain


def test_its_own_clock_is_no_source() -> None:
    text = "# by RouterOS 7.16\n/system ntp client\nset enabled=yes\n/system ntp client servers\nadd address={}\n"
    assert about(facts("routeros", text.format("10.9.0.1")), Clock).sources == 1
    assert about(facts("routeros", text.format("127.0.0.1")), Clock).sources is None


@pytest.mark.parametrize(
    ("said", "encryption"),
    [
        ("acs-url=http://10.9.0.5:7547 enabled=yes", "none"),
        ('acs-url="https://acs.clinic.example" enabled=yes', "required"),
        ("acs-url=ftp://10.9.0.5 enabled=yes", "none"),
    ],
)
def test_a_server_that_sets_whatever_it_likes(said: str, encryption: str) -> None:
    text = f"# by RouterOS 7.16\n/tr069-client\nset {said} password=Wint3rSale username=x\n"
    channel = about(facts("routeros", text), Channel, "tr069")
    assert (channel.enabled, channel.encryption) == (True, encryption)
    assert not any("Wint3rSale" in one or "10.9.0.5" in one for one in channel.stands)
