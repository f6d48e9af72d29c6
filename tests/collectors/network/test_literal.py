"""All that is ever typed on a device, written down once more by hand: what is not here is a mistake of ours."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from collectors.network import over_ssh
from collectors.network.platforms import PLATFORMS
from collectors.network.shell.dialects import DIALECTS
from tests.collectors.network.visiting import inquiry
from tests.servers.device import device
from tests.servers.sshd import Pair, pair

_IOS: Final = """\
terminal length 0
terminal width 511
show running-config
show running-config all
show privilege
show version
show ip ssh
show line vty 0
show snmp user
show ntp status
show clock
exit
"""
TYPED: Final = {
    "ios": _IOS,
    "iosxe": _IOS,
    "iosxr": """\
terminal length 0
terminal width 511
show running-config
show user tasks
show version
show ssh server
show logging | include logging:
show ntp status
show clock
exit
""",
    "nxos": """\
terminal length 0
terminal width 511
show running-config
show running-config all
show version
show feature
show aaa authentication
show nxapi
show logging info
show ntp peer-status
show clock
exit
""",
    "asa": """\
terminal pager 0
show running-config
show running-config all
show curpriv
show version
show ssl
show ntp status
show clock
exit
""",
    "eos": """\
terminal length 0
terminal width 511
show running-config
show running-config all
show version
show management telnet
show management http-server
show ntp status
show clock
exit
""",
    "junos": """\
set cli complete-on-space off
set cli screen-length 0
set cli screen-width 511
show configuration | display omit
show version
show ntp status no-resolve
exit
""",
    "fortios": """\
show
show full-configuration
get system status
diagnose sys ntp status
exit
""",
    "panos": """\
set cli scripting-mode on
set cli terminal width 500
set cli pager off
show config running
show config merged
show system info
show ntp
show clock
exit
""",
    "aoscx": """\
no page
show running-config
show running-config all
show version
show ntp status
show clock
exit
""",
    "routeros": """\
/export
/export verbose
/system resource print
/user print detail without-paging
/user ssh-keys print detail without-paging
/system ntp client print
/system clock print
quit
""",
    "frr": """\
terminal length 0
show running-config
show version
exit
""",
    "vyos": """\
set terminal length 0
set terminal width 512
show configuration commands
show version
show ntp system
show date utc
exit
""",
}
KEYS: Final = {
    "fortios": {" ", "a\r"},
    "routeros": {" ", "n", "\x03", "\r\n"},
    "panos": {" ", "q"},
    "frr": {" ", "q"},
    "vyos": {" ", "q"},
}
"""What pagers, and questions at the login, are answered; elsewhere a blank."""
ASKING: Final = {"ios", "iosxe", "nxos", "asa", "eos", "aoscx", "frr"}
"""Where `enable` asks for more rights."""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("device") / "host")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_line_that_a_scan_types(platform: str, key: Pair, tmp_path: Path) -> None:
    """The session, and all questions of its platform."""
    with device(key, platform) as server:
        every = frozenset(q.id for q in PLATFORMS[platform].questions)
        list(over_ssh.collect(replace(inquiry(platform, server, tmp_path), questions=every), PLATFORMS, "network 1"))
        received = server.settled().decode()
    assert [line for line in received.replace("\r", "\n").split("\n") if line] == TYPED[platform].splitlines()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_else_may_be_sent(platform: str) -> None:
    questions = [q.command for q in PLATFORMS[platform].questions]
    listed = {*TYPED[platform].splitlines(), "", *({"enable"} if platform in ASKING else ())}
    keys = KEYS.get(platform, {" "})
    assert DIALECTS[platform].literal(questions, "\n") == {*(f"{line}\n" for line in listed), *keys}
