"""From what a device said to an answer, for every platform."""

from dataclasses import replace
from pathlib import Path

import pytest

from collectors.network import causes, over_ssh
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
def test_what_a_device_says_in_confidence_is_told(platform: str, key: Pair, tmp_path: Path) -> None:
    """So that what is sealed can be looked through for it, whatever answer it stands in."""
    config, told = PLATFORMS[platform].config, list[str]()
    with device(key, platform, Habits(outputs={config.command: hardened(platform)})) as server:
        asked = replace(inquiry(platform, server, tmp_path), overheard=told.append)
        list(over_ssh.collect(asked, PLATFORMS, "network 1"))
    known = list[str]()
    config.keep(hardened(platform), known.append)
    assert known or platform == "frr"
    assert told == known


@each
@pytest.mark.parametrize("text", ["Notes on our devices, for the next on duty.\n", '{"devices": [\n  "r1"\n]}\n'])
def test_what_is_of_something_else_is_no_configuration(platform: str, text: str) -> None:
    """No default is taken for what it does not say."""
    told: list[str] = []
    found = kept(PLATFORMS[platform].config, text, told.append)
    assert found == ("error", "NotThisPlatform", None)
    assert told == []


def test_what_cannot_be_read_is_not_repeated() -> None:
    clock = next(q for q in PLATFORMS["ios"].questions if q.command == "show clock")
    assert kept(clock, "Golden eagles of the north\n", list[str]().append) == ("error", "output not understood", None)


def test_a_device_of_another_platform_is_not_judged(key: Pair, tmp_path: Path) -> None:
    """It may answer the same commands: what its configuration does not say means something else there."""
    nxos = PLATFORMS["nxos"]
    outputs = {nxos.config.command: "hostname r1\nline console\n exec-timeout 5\n", "show version": "Arista vEOS\n"}
    with device(key, "nxos", Habits(outputs=outputs)) as server:
        asked = replace(inquiry("nxos", server, tmp_path), questions=frozenset({"nxos.version"}))
        answers = {a.question: a for a in over_ssh.collect(asked, PLATFORMS, "network 1")}
    assert (answers["nxos.config"].outcome, answers["nxos.config"].code) == ("error", "OtherPlatform (eos)")
    cause = causes.explain(answers["nxos.config"])
    assert cause is not None
    assert cause.said == "what it says is of another platform (eos)"
