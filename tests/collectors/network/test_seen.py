"""What a device offered before any login outweighs its lines, of the server that was asked and of no other channel."""

import pytest

from collectors.network.platforms import PLATFORMS
from scanner.facts import Channel
from tests.collectors.network.reading import about, read

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
