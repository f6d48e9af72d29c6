"""Where a grammar keeps a word, and a device may have put a secret: lines that were found so, platform by platform."""

import json

import pytest

from collectors.network.platforms import PLATFORMS
from scanner.answers import Answer, Source, decode
from scanner.evidence import canonical
from scanner.secrets.screen import Screen
from tests.collectors.network.test_laws import hardened


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        # A password of more than one word, of which the first looks like a type.
        ("ios", "line vty 0 4\n password 20267 horse"),
        ("ios", "enable secret 20267 horse"),
        ("ios", "tacacs-server key 20267 horse"),
        ("ios", "ntp authentication-key 1 md5 7 20267"),
        ("ios", "ntp authentication-key 1 Zq7Winter 7"),
        ("nxos", "ntp authentication-key 1 Zq7Winter 7"),
        # What looks like the mark of a hash, and is a part of a password.
        ("ios", "enable password $Zq7Winter$20267"),
        ("junos", 'set system radius-server 10.0.0.1 secret "{Zq7Winter}20267"'),
        # A row of RouterOS that is found by its secret.
        ("routeros", "/radius\nset [ find secret=Zq7Winter ] address=10.1.1.1"),
        ("routeros", '/user\nset [ find password="Zq7Winter" ] group=full'),
        # What begins as if it had been kept already.
        ("ios", "archive\n path scp://x:Zq7Winter@10.1.1.1/a:<url>"),
        ("eos", "event-handler x\n action bash <copied:scp> scp:Zq7Winter"),
        ("fortios", "config system auto-script\n    edit x\n        set script <sentZq7Winter\n    next\nend"),
        # A name that is an address with a password in it, or holds a secret of another line.
        ("nxos", "event manager applet scp://x:Zq7Winter@10.1.1.1"),
        ("ios", "enable secret 0 Zq7Winter\nusername bob@Zq7Winter privilege 15"),
        ("ios", "enable secret 0 Zq7Winter\nusername bob/Zq7Winter privilege 15"),
        # In quotes there, and without them here.
        ("nxos", 'tacacs-server key "Zq7Winter"\nusername Zq7Winter role network-admin'),
    ],
)
def test_no_part_of_it_is_kept(platform: str, text: str) -> None:
    kept = json.dumps(PLATFORMS[platform].config.keep(f"{text}\n")["lines"])
    assert "Zq7Winter" not in kept
    assert "20267" not in kept


def looked(platform: str, text: str) -> Answer:
    """The answer as it would be sealed, after all that was overheard."""
    screen = Screen()
    body = PLATFORMS[platform].config.keep(text, lambda secret: screen.overhear("x:r1", secret))
    answer = Answer(
        target="x:r1",
        question="config",
        operation="show running-config",
        outcome="ok",
        body=body,
        asked="2026-11-26T02:10:00.000Z",
        source=Source(endpoint="r1:22"),
        collector="ios 1",
    )
    (line,) = screen.lines([canonical.line(answer)], ["ios 1"])
    return decode(line)


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        # Passwords and communities that are words of the platform: their lines are no leak.
        ("ios", "line vty 0 4\n password telnet\n transport input telnet ssh\n login local"),
        (
            "ios",
            "line con 0\n password console\n exec-timeout 5 0\nsnmp-server community local RO\nenable secret 0 enable",
        ),
        ("ios", "snmp-server community informational RO\nlogging trap informational"),
        ("nxos", "snmp-server community network-operator group network-operator"),
        ("junos", "set snmp community system authorization read-only\nset system host-name r1"),
        ("fortios", "config system snmp community\n    edit 1\n        set name enable\n    next\nend"),
        # The name of the house is a community, and stands in the names of its servers and people.
        ("ios", "snmp-server community clinic RO\nhostname sw1.clinic.org\nntp server time.clinic.org"),
        ("ios", "snmp-server community clinic RO\nusername ana@clinic privilege 15\nhostname clinic-sw1"),
        ("ios", "hostname aaaAuthenticationIosNoDefault"),
    ],
)
def test_a_healthy_device_is_sealed(platform: str, text: str) -> None:
    answer = looked(platform, f"{text}\n")
    assert answer.outcome == "ok", answer.code


def test_a_word_of_the_platform_is_read_though_a_secret_is_the_same() -> None:
    text = "snmp-server community local RO\naaa authentication login default local\n"
    assert [1, "snmp-server community <secret#1> RO"] in looked("ios", text).body["lines"]
    assert [2, "aaa authentication login default local"] in looked("ios", text).body["lines"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "secret",
    [
        *("Zq7Winter", '"Zq7Winter horse"', "'Zq7Winter'", "Zq7Winter horse Zq7Winter", "20267 Zq7Winter"),
        *("Zq7Winter 20267", "$Zq7Winter$x", "{Zq7Winter}x", 'Zq7Winter"x', '"Zq7Winter', "Zq7Winter\\", "Zq7Winter#!"),
        *(
            "Zq7Winter;x",
            "scp://Zq7Winter:20267@r1/",
            "<sentZq7Winter",
            "<secret#20267:Zq7Winter horse>",
            "7 Zq7Winter",
        ),
    ],
)
def test_a_secret_in_other_spellings(platform: str, secret: str) -> None:
    """In the place of each secret of a hardened device: what no grammar takes for one is not known, and not kept."""
    text, told = hardened(platform), list[str]()
    keep = PLATFORMS[platform].config.keep
    keep(text, told.append)
    places = sorted({one for one in told if len(one) > 6 and one in text}, key=len)
    for place in places:
        kept = json.dumps(keep(text.replace(place, secret)))
        assert "Zq7Winter" not in kept, (place, secret)
        assert " 20267" not in kept
