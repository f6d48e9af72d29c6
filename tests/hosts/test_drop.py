"""A real host with systemd that drops what it says: what a scan makes of that is what is true of the host."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.drop import DROP, lock
from scanner.collector import Inquiry
from scanner.drops import Taking, Wanted
from scanner.targets import Target
from tests.hosts.asking import ready
from tests.hosts.truth import differences, table
from tests.judged import judged
from tests.servers.bases import BUILD_SECONDS, SUITES

pytestmark = pytest.mark.timeout(2 * BUILD_SECONDS)

_INSTALL = """
mkdir -m 1733 /srv/drops
cat >/root/install <<'END-OF-INSTALL'
{program}END-OF-INSTALL
sh /root/install
"""
_TIMER = """
systemctl is-enabled safeguard-drop.timer
systemctl is-active safeguard-drop.timer
systemd-analyze verify /etc/systemd/system/safeguard-drop.*
rm /var/lib/safeguard/last /srv/drops/*.drop
systemctl start safeguard-drop.service
ls /srv/drops
systemctl start safeguard-drop.service
systemctl show -p Result safeguard-drop.service
"""


def test_what_it_drops_is_the_truth(tmp_path: Path) -> None:
    assert DROP.drops
    recipient = lock.new()
    wanted = Wanted(system="linux", recipient=recipient, to="/srv/drops", every="24h", name="laptop-7")
    with ready("careless", SUITES[0], tmp_path) as one:
        line = one.host.run(_INSTALL.format(program=DROP.drops.installer(wanted)))
        assert one.host.run(_TIMER).splitlines() == ["enabled", "active", "laptop-7.drop", "Result=success"]
        data = base64.b64decode(one.host.run("base64 /srv/drops/laptop-7.drop"))
    (tmp_path / "keys").write_text(line)
    (tmp_path / "laptop-7.drop").write_bytes(data)
    options = {"keys": str(tmp_path / "keys"), "inbox": str(tmp_path / "inbox")}
    target = Target(id="drop:laptop-7", scheme="drop", name="laptop-7", options=options)
    now = datetime.now(UTC)
    taken = DROP.drops.take(Taking(place=str(tmp_path), targets=[target], recipient=recipient, now=now))
    assert [one.fate for one in taken] == ["taken"]
    wants = frozenset(q.id for q in DROP.questions)
    inquiry = Inquiry(target=target, questions=wants, now=lambda: f"{now:%Y-%m-%dT%H:%M:%SZ}", secret=str)
    assessment = judged(list(DROP.collect(inquiry)), target)
    assert "\n".join(differences(assessment, table("careless", SUITES[0]))) == ""
