"""What a device offered before any login outweighs its lines, of the server that was asked and of no other channel."""

import msgspec
import pytest

from collectors.network import ANY
from collectors.network.platforms import PLATFORMS
from collectors.network.said import unheard
from scanner.answers import Answers
from scanner.facts import Channel, Clock, Identity
from tests.collectors.network.hardened import careless, hardened
from tests.collectors.network.reading import about, answers, facts, read

OFFER = {
    "software": "OpenSSH_7.8",
    "protocol": "2.0",
    "ciphers": ["aes128-ctr", "3des-cbc"],
    "macs": ["hmac-sha1"],
    "kex": ["diffie-hellman-group14-sha1"],
    "host_keys": ["ssh-rsa"],
}
CONFIGURATIONS = {
    "eos": "schedule B interval 60 max-log-files 1 command copy run scp:u@h/x\nmanagement ssh\n   shutdown\nend\n",
    "asa": 'event manager applet B\n event syslog id 1\n action 1 cli command "copy run scp://u@h/x"\n: end\n',
}


@pytest.mark.parametrize("platform", CONFIGURATIONS)
def test_the_server_and_what_it_sends(platform: str) -> None:
    asked = PLATFORMS[platform].config
    found = read(platform, {asked.id: asked.keep(CONFIGURATIONS[platform]), "ssh.offer": OFFER})
    server, sent = about(found, Channel, "ssh"), about(found, Channel, "copy/1")
    assert (server.enabled, server.min_version, "3des-cbc" in (server.algorithms or ())) == (True, "2.0", True)
    assert (sent.protocol, sent.algorithms) == ("ssh", None)


@pytest.mark.parametrize(
    ("platform", "command", "text"),
    [
        ("ios", "ntp_status", "show ntp status"),
        ("nxos", "ntp_status", "show ntp peer-status"),
        ("eos", "ntp_status", "show ntp status"),
    ],
)
def test_an_answer_in_other_words(platform: str, command: str, text: str) -> None:
    """Of what was answered no right is missing, and none is named; what it lacks is."""
    config = {"ios": "ntp server 10.0.0.1\nend\n", "nxos": "ntp server 10.0.0.1\n", "eos": "ntp server 10.0.0.1\nend\n"}
    clock = next(
        f for f in facts(platform, config[platform], whole=True, **{command: "what?\n"}) if isinstance(f, Clock)
    )
    (why,) = (one for one in clock.unread if one.field == "synchronised")
    assert why.ask == f"{text}: its answer holds none of the words that are known here"


def test_a_snmp_user_of_other_words() -> None:
    kept = PLATFORMS["ios"].questions
    (asked,) = (question for question in kept if question.id == "ios.snmp_user")
    answer = msgspec.structs.replace(answers("ios", {asked.id: {}})[0], needs=asked.needs)
    got = Answers("ios:r1", [(0, answer)], wanted={}).one(asked.id)
    assert unheard(got).ask == "show snmp user: its answer holds none of the words that are known here"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_command_that_was_not_asked_goes_by_what_is_typed(platform: str) -> None:
    """As of a file that is kept, to which nobody can type."""
    found = [*facts(platform, hardened(platform)), *facts(platform, careless(platform))]
    asks = {why.ask for fact in found for why in fact.unread if why.outcome == "not-asked"}
    assert asks <= {"", *(question.command for question in PLATFORMS[platform].questions)}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_account_with_a_password_says_on_which_line_that_stands(platform: str) -> None:
    found = [*facts(platform, hardened(platform)), *facts(platform, careless(platform))]
    accounts = [fact for fact in found if isinstance(fact, Identity) and fact.interactive]
    assert not [one.name for one in accounts if not any(where.startswith("line ") for where in one.stands)]


def test_of_whom_a_real_one_has_answered() -> None:
    own = [q for q in ANY.questions if not q.id.startswith("ssh.")]
    assert {q.id.partition(".")[0] for q in own if not q.untried} == {"frr"}, "test_live asks it"
