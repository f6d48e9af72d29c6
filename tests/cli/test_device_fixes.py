"""What `safeguard findings --fix` says to type on a network device: what fits the line or the account that is meant."""

from pathlib import Path

import pytest

from collectors.network import ANY
from scanner.facts import Identity, SignIn
from tests.cli.conftest import Safeguard

IOS = """version 15.7
hostname r1
username ana privilege 15 secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM
username ben password 7 0822455D0A16
line con 0
 exec-timeout 0 0
line aux 0
 exec-timeout 10 0
line vty 0 4
 exec-timeout 10 0
 login local
end
"""
EOS = "hostname leaf-1\nmanagement console\n   idle-timeout 60\nmanagement ssh\n   idle-timeout 10\nend\n"
ASA = """: Saved
ASA Version 9.16(4)
hostname fw-1
ssh 10.0.0.0 255.0.0.0 inside
ssh timeout 60
console timeout 5
: end
"""


@pytest.mark.parametrize(
    ("platform", "text", "check", "typed", "not_typed"),
    [
        ("ios", IOS, "automatic-logoff.idle-ends", "line con 0 exec-timeout 10 0 line aux 0 exec-timeout 10 0", "("),
        ("ios", IOS, "password-policy.stored-safely", "username ben algorithm-type scrypt secret PASSWORD", "NAME"),
        ("eos", EOS, "automatic-logoff.idle-ends", "Fix management console idle-timeout 10", "ssh"),
        ("asa", ASA, "automatic-logoff.idle-ends", "Fix ssh timeout 5", "console"),
    ],
)
def test_what_is_typed(  # noqa: PLR0913, PLR0917  # a table
    safeguard: Safeguard, tmp_path: Path, platform: str, text: str, check: str, typed: str, not_typed: str
) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "r1.cfg").write_text(text)
    safeguard("scan", "--make-key", f"config://{tmp_path}/configs?platform={platform}")
    blocks = safeguard("findings", check, "--fix", "--status", "fail").out.split("\n\n")
    (block,) = (one for one in blocks if "Fix" in one)
    fix = " ".join(block[block.index("Fix") :].partition("Asked")[0].split())
    assert typed in fix
    assert not_typed not in fix


def test_each_word_that_is_the_thing_itself_stands_in_a_fix() -> None:
    for kind in ANY.kinds.values():
        for word in kind.own:
            assert any(word in fix for fix in kind.fix.values())


@pytest.mark.parametrize(
    "platform", ["ios", "iosxe", "iosxr", "nxos", "asa", "eos", "fortios", "panos", "aoscx", "vyos"]
)
def test_the_name_of_an_account(platform: str) -> None:
    assert ANY.kinds[f"{platform}.account"].own == {"NAME": "name"}


_TWO_FACTORS = {SignIn: {"mfa.demanded", "mfa.no-way-round"}, Identity: {"mfa.every-person"}}
_SIGNED_IN = [
    (name, checks)
    for name, kind in ANY.kinds.items()
    for cls, checks in _TWO_FACTORS.items()
    if name != "frr.line" and cls in {one[0] if isinstance(one, tuple) else one for one in kind.gives}
]
"""FRR's lines have no servers to ask."""


@pytest.mark.parametrize(("kind", "checks"), _SIGNED_IN)
def test_two_factors_are_told_in_the_words_of_the_platform(kind: str, checks: set[str]) -> None:
    """Of every way in and every account: what holds of clouds helps nobody here."""
    assert checks <= ANY.kinds[kind].fix.keys()
