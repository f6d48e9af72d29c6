"""What is said of a device that did not answer, and what to do: nothing of it is about a host."""

import pytest

from collectors.network import causes
from collectors.network.shell.dialects import DIALECTS
from collectors.ssh.causes import SESSION
from collectors.ssh.enroll import OF_HOSTS
from scanner.answers import Answer, Source
from scanner.collector import Cause


def cause(code: str, target: str = "ios:core-1") -> Cause:
    answer = Answer(
        target=target,
        question=SESSION,
        operation="SSH",
        outcome="error",
        code=code,
        asked="2026-11-26T02:10:00.000Z",
        source=Source(endpoint="core-1:22"),
        collector="ios 1",
    )
    found = causes.explain(answer)
    assert found
    return found


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("ios:core-1", "what the device itself says at its console: show ip ssh; then add it"),
        ("nxos:core-1", "what the device itself says at its console: show ssh key; then add it"),
        ("asa:core-1", "what the device itself says at its console; then add it"),
        ("iosxr:core-1", "what the device itself says at its console; then add it"),
        ("network:core-1", "what the device itself says at its console; then add it"),
    ],
)
def test_a_key_that_is_not_known(target: str, said: str) -> None:
    found = cause("HostKeyUnknown", target)
    assert found.advice == f"compare its key, or the fingerprint of it, with {said}"
    assert found.command == f"safeguard hosts enroll {target}"


@pytest.mark.parametrize(
    "code",
    ["HostKeyUnknown", "HostKeyChanged", "HostKeyRevoked", "Refused", "ConnectionLost", "LoginRefused", "SecondFactor"],
)
@pytest.mark.parametrize("platform", [*DIALECTS, "network"])
def test_what_only_a_host_has(platform: str, code: str) -> None:
    """FRR's server is that of its host; at a jump host it is one of a host, too."""
    found = cause(code, f"{platform}:core-1")
    of_hosts = any(word in found.advice for word in ("sshd", "/etc/", "authorized_keys"))
    assert of_hosts == (platform == "frr" and code != "HostKeyRevoked")
    if code == "Refused":
        assert "whether sshd runs" in cause("Refused at bastion", f"{platform}:core-1").advice


def test_frr_runs_on_a_host() -> None:
    assert causes.host_keys("frr") == OF_HOSTS


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SecretMissing (env:NOT_SET)", "the reference to its secret leads to nothing (env:NOT_SET)"),
        ("SecretMissing (file:/a at b)", "the reference to its secret leads to nothing (file:/a at b)"),
        (
            "SecretMissing (file:/a at b) at bastion",
            "at the jump host bastion: the reference to its secret leads to nothing (file:/a at b)",
        ),
        ("SecretMissing", "the reference to its secret leads to nothing"),
    ],
)
def test_which_reference_leads_to_nothing(code: str, said: str) -> None:
    assert cause(code).said == said


@pytest.mark.parametrize("scheme", ["ios", "network"])
def test_what_may_not_be_asked_is_listed(scheme: str) -> None:
    found = cause("NotAuthorized", f"{scheme}:core-1")
    assert (found.command, found.advice) == (f"safeguard permissions {scheme}", "let its role run what that lists")
