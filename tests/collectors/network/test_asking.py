"""From what a device said to an answer, for every platform."""

from pathlib import Path

import pytest

from collectors.network import over_ssh
from collectors.network.asking import kept
from collectors.network.platforms import PLATFORMS
from tests.collectors.network.hardened import hardened
from tests.collectors.network.visiting import inquiry
from tests.servers.device import Habits, device
from tests.servers.sshd import Pair, pair

each = pytest.mark.parametrize("platform", PLATFORMS)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("device") / "host")


@each
def test_a_configuration_comes_whole_over_ssh(platform: str, key: Pair, tmp_path: Path) -> None:
    config = PLATFORMS[platform].config
    with device(key, platform, Habits(outputs={config.command: hardened(platform)})) as server:
        (*_, answer) = over_ssh.collect(inquiry(platform, server, tmp_path), PLATFORMS, "network 1")
    assert (answer.question, answer.outcome, answer.code) == (config.id, "ok", "")
    assert answer.body["whole"]


@each
@pytest.mark.parametrize("text", ["Notes on our devices, for the next on duty.\n", '{"devices": [\n  "r1"\n]}\n'])
def test_what_is_of_something_else_is_no_configuration(platform: str, text: str) -> None:
    """No default is taken for what it does not say."""
    told: list[str] = []
    found = kept(PLATFORMS[platform].config, text, told.append)
    assert found == ("error", "NotThisPlatform", None)
    assert told == []
