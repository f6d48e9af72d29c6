"""`safeguard permissions` of network devices, as somebody reads it who will paste it."""

import pytest

from collectors.network.platforms import PLATFORMS
from collectors.network.shell.dialects import DIALECTS
from tests.cli.conftest import Safeguard

FULL = {
    "ios": ("Level 15 is every right of an administrator", "TACACS+"),
    "iosxe": ("Level 15 is every right of an administrator", "TACACS+"),
    "asa": ("Level 15 is every right of an administrator", "TACACS+"),
    "vyos": ("An account here is an administrator",),
    "frr": ("may configure all of FRR",),
}
"""Where no account sees all and may do no more, and what is said of that."""


def test_one_takes_those_of_the_platforms_at_hand(safeguard: Safeguard) -> None:
    ran = safeguard("permissions", "network")
    assert ran.out.rstrip().count("\n\n") + 1 == len(PLATFORMS)
    assert (
        "# 13 documents, a blank line between them, one for each platform: take those of the platforms that you have."
        in ran.err
    )
    assert "All are needed" not in ran.err


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_account_of_a_platform(safeguard: Safeguard, platform: str) -> None:
    said = safeguard("permissions", platform).out.splitlines()
    remark = DIALECTS[platform].remark
    assert (
        said[0]
        == f"{remark} {PLATFORMS[platform].title}: an account that may type these, and needs to type nothing else"
    )
    typed = [line.removeprefix(f"{remark}   ") for line in said if line.startswith(f"{remark}   ")]
    assert typed == [
        *DIALECTS[platform].setup,
        *(question.command for question in PLATFORMS[platform].questions),
        DIALECTS[platform].ends,
    ]
    made = [line for line in said if not line.startswith(remark)]
    assert any("safeguard" in line for line in made), "nothing makes an account"
    assert not [line for line in made if line.startswith("(")], "whoever pastes it pastes a sentence"
    for words in FULL.get(platform, ()):
        assert words in "\n".join(said)


@pytest.mark.parametrize(
    ("platform", "before"),
    [("nxos", "permit command"), ("eos", "permit mode exec command"), ("aoscx", "permit cli command")],
)
def test_a_role_may_run_these_commands_and_no_others(safeguard: Safeguard, platform: str, before: str) -> None:
    said = safeguard("permissions", platform).out.splitlines()
    may = {line.partition(f"{before} ")[2].strip('"') for line in said if before in line}
    asked = {*DIALECTS[platform].setup, *(question.command for question in PLATFORMS[platform].questions)}
    assert asked <= may <= asked | {"exit"}
