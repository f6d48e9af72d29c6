"""A real daemon of FRR and its shell: what they print is read."""

from pathlib import Path

from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.visit import visit
from scanner.collector import Inquiry
from scanner.facts import FOREVER, Channel, Credential, Delivery, LogTrail, Release, Session, SignIn
from scanner.targets import Target
from tests.collectors.network.reading import about, facts
from tests.collectors.network.visiting import NOW
from tests.servers.frr import frr
from tests.servers.sshd import me, pair

CONFIG = """\
# by hand
hostname clinic-edge
log syslog errors
log extended x
 destination journald
log commands
password c4n4ry-vty
enable password 0nly-c4n4ry
router bgp 65001
 neighbor 192.0.2.1 remote-as 65002
 neighbor 192.0.2.1 password c4n4ry-neighbor
line vty
no exec-timeout
no login
"""


def test_what_a_router_prints(tmp_path: Path) -> None:
    user = pair(tmp_path / "user")
    with frr(tmp_path / "s", CONFIG, user=user) as server:
        (tmp_path / "known").write_text(server.known)
        options = {"config": "none", "agent": False, "identity": str(user.path), "timeout": 20}
        name = f"{me()}@127.0.0.1:{server.port}"
        target = Target(
            id=f"frr:{name}", scheme="frr", name=name, options={**options, "known_hosts": str(tmp_path / "known")}
        )
        asked = Inquiry(target, frozenset(), lambda: NOW, str)
        config, version = visit(asked, DIALECTS["frr"], ("show running-config", "show version")).heard
    found = facts("frr", config.text, version=version.text)
    assert (about(found, Release).version or "")[0].isdigit()
    assert about(found, Session, "vty").idle_seconds == FOREVER
    assert about(found, SignIn, "vty").factors == 0
    assert about(found, Channel, "telnet").enabled is None
    assert {one.stored for one in found if isinstance(one, Credential)} == {"plain"}
    assert about(found, LogTrail).enabled is True
    assert about(found, Delivery).copies is None
