"""Shells of devices, whatever their habits: all of an answer comes, and nothing goes there that is not listed."""

import re
from pathlib import Path

import pytest

from collectors.network.shell import listen
from collectors.network.shell.dialects import DIALECTS
from tests.collectors.network.visiting import commands, go
from tests.servers.device import BANNER, SHELLS, VERSION, Habits, config, device
from tests.servers.sshd import Pair, pair

LOGGING = sorted(name for name, shell in SHELLS.items() if shell.log)
PAGING = sorted(name for name, shell in SHELLS.items() if shell.off)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("device") / "host")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed sooner."""
    monkeypatch.setattr(listen, "_QUIET", 0.1)


def in_order(platform: str, received: bytes) -> None:
    """All that it was told is listed, and came in the order in which it must; blanks turned pages."""
    dialect = DIALECTS[platform]
    told = [line.strip() for line in re.split(r"[\r\n]+", received.decode())]
    assert [line for line in told if line] == [*dialect.setup, *commands(platform), dialect.ends]


HABITS = {
    "none": Habits(),
    "a pager that can be switched off": Habits(page=5),
    "a pager that cannot": Habits(page=5, stubborn=True),
    "banners full of prompts": Habits(banner=BANNER, motd=BANNER),
    "echoes each key": Habits(echo="keys"),
    "draws its line anew": Habits(echo="redrawn"),
    "piece by piece": Habits(piece=7),
    "byte by byte": Habits(piece=1, motd=BANNER),
    "slow": Habits(piece=300, pause=0.002, motd=BANNER),
    "all of them": Habits(page=7, stubborn=True, motd=BANNER, banner=BANNER, echo="keys", piece=11),
}


@pytest.mark.parametrize("platform", SHELLS)
@pytest.mark.parametrize("habits", HABITS)
def test_all_of_it_comes(platform: str, habits: str, key: Pair, tmp_path: Path) -> None:
    has = HABITS[habits]
    with device(key, platform, has) as server:
        found = go(platform, server, tmp_path)
        received = server.settled()
    assert found.failed is None
    whole, short, missing = found.heard
    assert (whole.outcome, whole.code, whole.text) == ("ok", "", config(platform))
    assert (short.outcome, short.text) == ("ok", VERSION)
    assert (missing.outcome, missing.code, missing.text) == ("absent", "NotSupported", "")
    in_order(platform, received)
    paged = bool(has.page) and (has.stubborn or platform not in PAGING)
    assert (whole.paged, whole.pages > 1) == (paged, paged)
    if paged:
        # The new line after what looks like the prompt, in the middle of the banner, turns a page too.
        pages = -(-len(config(platform).split("\n")) // has.page)
        assert pages - 2 <= whole.pages <= pages
    assert whole.bytes > len(config(platform))


@pytest.mark.parametrize("platform", ["ios", "nxos", "junos", "fortios", "routeros", "vyos"])
@pytest.mark.parametrize("piece", [1, 3])
def test_a_slow_device_whose_banner_is_its_prompt_line_after_line(
    platform: str, piece: int, key: Pair, tmp_path: Path
) -> None:
    """What looks like its end, and like the answer to a new line behind it, is none while more comes."""
    shell = SHELLS[platform]
    prompt = re.sub(r"\x1b\[\?2004h|\r", "", shell.prompt).rstrip()
    waits = "\n".join([*shell.above.split(), prompt])
    text = "\n".join(["banner motd ^C", *[waits] * 4, "^C", "line vty 0 4", " transport input telnet", "end"])
    habits = Habits(piece=piece, pause=0.001, outputs={shell.show: text})
    with device(key, platform, habits) as server:
        found = go(platform, server, tmp_path, timeout=20)
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", text), ("ok", VERSION), ("absent", "")]


@pytest.mark.parametrize("platform", SHELLS)
def test_every_byte_that_a_device_gets(platform: str, key: Pair, tmp_path: Path) -> None:
    """A quiet one: two new lines to learn its prompt, then each line, and a new line that confirms its end."""
    end = {"aoscx": "\r", "routeros": "\r\n"}.get(platform, "\n")
    with device(key, platform) as server:
        go(platform, server, tmp_path)
        received = server.settled().decode()
    dialect = DIALECTS[platform]
    asked = [*dialect.setup, *commands(platform)]
    assert received == end * 2 + "".join(f"{line}{end}{end}" for line in asked) + f"{dialect.ends}{end}"
    assert not re.search(
        r"conf|write|copy|\bset (?!cli |terminal )|login|start|delete|edit", received.replace(SHELLS[platform].show, "")
    )


@pytest.mark.parametrize("platform", LOGGING)
@pytest.mark.parametrize("where", ["login", "echo", "middle", "prompt", "behind", "all but behind"])
def test_messages_that_nobody_asked_for(platform: str, where: str, key: Pair, tmp_path: Path) -> None:
    places = frozenset({"login", "echo", "middle", "prompt"} if where == "all but behind" else {where})
    for piece in (0, 9):
        with device(key, platform, Habits(logs=places, piece=piece)) as server:
            found = go(platform, server, tmp_path)
            received = server.settled()
        assert found.failed is None
        assert [(h.outcome, h.text) for h in found.heard] == [("ok", config(platform)), ("ok", VERSION), ("absent", "")]
        in_order(platform, received)


@pytest.mark.usefixtures("impatient")
def test_a_message_that_is_not_known_for_one(key: Pair, tmp_path: Path) -> None:
    """It stands where the prompt was: a new line brings that back, and the message stays in the text."""
    odd = "Message from somebody: go home"
    with device(key, "ios", Habits(logs=frozenset({"middle"}), log=odd)) as server:
        found = go("ios", server, tmp_path)
    assert found.heard[0].text.replace(f"{odd}\n", "") == config("ios")
    with device(key, "ios", Habits(logs=frozenset({"prompt"}), log=odd)) as server:
        found = go("ios", server, tmp_path, timeout=2)
    assert found.failed
    assert found.failed.code == "NoPrompt", "what comes with each prompt is taken for a part of it, or for none"


@pytest.mark.usefixtures("impatient")
def test_a_banner_without_an_end_of_line(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios", Habits(motd="All is watched # ")) as server:
        found = go("ios", server, tmp_path)
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", config("ios")), ("ok", VERSION), ("absent", "")]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("platform", ["ios", "junos", "routeros"])
def test_a_device_without_an_echo(platform: str, key: Pair, tmp_path: Path) -> None:
    with device(key, platform, Habits(echo="none")) as server:
        found = go(platform, server, tmp_path)
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", config(platform)), ("ok", VERSION), ("absent", "")]
