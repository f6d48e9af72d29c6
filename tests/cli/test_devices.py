"""Network devices over SSH, from the command line to the bundle."""

import gzip
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.network.ios.configurations import HARDENED
from tests.servers.device import BANNER, ENABLE, PASSWORD, USER, Device, Habits, device
from tests.servers.sshd import Pair, pair

SHOWN = {
    "show running-config": HARDENED,
    "show running-config all": HARDENED,
    "show privilege": "Current privilege level is 15\n",
    "show version": "Cisco IOS Software, IOSv Software, Version 15.7(3)M3, RELEASE SOFTWARE (fc2)\n",
    "show ip ssh": "SSH Enabled - version 2.0\n",
    "show ntp status": "Clock is synchronized, stratum 2, reference is 10.9.0.21\n",
    "show clock": "02:10:00.000 UTC Thu Nov 26 2026\n",
}
TYPED = [
    "terminal length 0",
    "terminal width 511",
    "show running-config",
    "show running-config all",
    "show privilege",
    "show version",
    "show ip ssh",
    "show line vty 0",
    "show snmp user",
    "show ntp status",
    "show clock",
    "exit",
]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("device") / "host")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVICE", PASSWORD)
    monkeypatch.setenv("ENABLE", ENABLE)


@pytest.fixture
def router(key: Pair, secrets: None) -> Iterator[Device]:
    with device(key, "ios", Habits(outputs=SHOWN, banner=BANNER, motd=BANNER)) as server:
        yield server


def declare(server: Device, home: Path, *more: str, scheme: str = "ios") -> str:
    """A safeguard.yaml that names the device, with its key in known_hosts; its id."""
    (home / "known").write_text(server.known)
    lines = ["config: none", "agent: false", "known_hosts: known", "password: env:DEVICE", *more]
    name = f"{USER}@127.0.0.1:{server.port}"
    target = f'  - target: "{scheme}://{name}"\n' + "".join(f"    {line}\n" for line in lines)
    (home / "safeguard.yaml").write_text(f"targets:\n{target}")
    return f"{scheme}:{name}"


def findings(safeguard: Safeguard) -> list[dict[str, Any]]:
    every: list[dict[str, Any]] = json.loads(safeguard("report", "--format", "json").out)["findings"]
    return every


def typed(server: Device) -> list[str]:
    return [line for line in server.settled().decode().replace("\r", "\n").split("\n") if line.strip()]


def test_a_scan(safeguard: Safeguard, router: Device, home: Path, tmp_path: Path) -> None:
    target = declare(router, home, "ephi: true")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2, "what a TACACS+ server demands no device knows; the clock is far off"
    assert typed(router) == TYPED
    every = findings(safeguard)
    states = {(f["check"], f["resource"].removeprefix(target).lstrip("/")): f["status"] for f in every}
    assert states["automatic-logoff.idle-ends", "vty0-4"] == "pass"
    assert states["encryption-in-transit.plain-refused", "telnet"] == "pass"
    assert states["encryption-in-transit.plain-refused", "syslog/10.9.0.1"] == "fail"
    assert states["unique-user-identification.central-directory", "vty0-4"] == "pass"
    assert states["password-policy.stored-safely", "ntp/1"] == "fail"
    assert states["audit-logging.copied-away", ""] == "pass"
    assert states["encryption-in-transit.strong-algorithms", "ssh"] == "fail", "as the device offers on the wire"
    number = next(word for word in safeguard("keys", "show").out.split() if word.startswith("SHA256:"))
    assert safeguard("bundle", "export", "--output", str(tmp_path / "run.zip")).code == 0
    assert safeguard("verify", str(tmp_path / "run.zip"), "--key", number).code == 0


def test_nothing_of_a_secret_is_anywhere(safeguard: Safeguard, router: Device, home: Path) -> None:
    declare(router, home)
    said = [safeguard("--debug", "scan", "--make-key"), safeguard("findings", "--all"), safeguard("report")]
    kept = [*map(Path.read_bytes, filter(Path.is_file, home.rglob("*")))]
    kept += [*(ran.screen.encode() for ran in said), *(gzip.decompress(one) for one in kept if one[:2] == b"\x1f\x8b")]
    assert not [secret for secret in (*SECRETS, "to ward 3") for one in kept if secret.encode() in one]
    assert any(b"<secret#" in one for one in kept)


SECRETS = (PASSWORD, "Wint3rSale", "2MJBozw", "nhEmQVczB7dqsO", "QHCKBYNaUTeM", "0224055A5B0B0D")


@pytest.mark.parametrize(
    "seam",
    [
        "collectors.network.platform.kept",
        "collectors.network.asking.kept",
        "collectors.network.shell.shell.refused",
        "collectors.network.reading.parsed",
    ],
)
def test_nor_where_a_flaw_of_ours_breaks_it(  # noqa: PLR0913, PLR0917  # one of them is a table
    safeguard: Safeguard,
    router: Device,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    seam: str,
) -> None:
    """Not even with --debug, and with every log on: the text of an error may be that of a device."""

    def fails(*args: Any, **_: Any) -> Any:
        raise LookupError(*args, HARDENED) from KeyError(HARDENED)

    monkeypatch.setattr(seam, fails)
    declare(router, home)
    with caplog.at_level(logging.DEBUG):
        ran = safeguard("--debug", "scan", "--make-key")
    assert ran.code == 2
    assert "LookupError (its text is not shown: it may hold what the device said)" in ran.err
    kept = [*map(Path.read_bytes, filter(Path.is_file, home.rglob("*")))]
    kept += [gzip.decompress(one) for one in kept if one[:2] == b"\x1f\x8b"]
    kept += [ran.screen.encode(), caplog.text.encode()]
    assert "exec-timeout 5" not in ran.screen + caplog.text
    assert not [secret for secret in SECRETS for one in kept if secret.encode() in one]


@pytest.mark.parametrize(
    ("more", "said"),
    [(("enable: env:ENABLE",), ""), (("enable: env:DEVICE",), "EnableRefused"), ((), "EnableNotGiven")],
)
def test_enable(  # noqa: PLR0913, PLR0917  # two of them are a table
    safeguard: Safeguard, key: Pair, home: Path, secrets: None, more: tuple[str, ...], said: str
) -> None:
    with device(key, "ios", Habits(outputs=SHOWN, enable=ENABLE)) as server:
        declare(server, home, *more)
        assert safeguard("scan", "--make-key").code == 2
        assert typed(server).count("enable") == bool(more)
    states = {f["status"] for f in findings(safeguard) if f["check"] == "automatic-logoff.idle-ends"}
    assert states == ({"not_assessed"} if said else {"pass"})
    assert said in json.dumps(findings(safeguard))


@pytest.mark.parametrize("ends", ["silent", "drops", "endless"])
def test_a_device_that_fails_lets_nothing_pass(
    safeguard: Safeguard, key: Pair, home: Path, secrets: None, ends: str
) -> None:
    others = {command: said for command, said in SHOWN.items() if "running-config" not in command}
    with device(key, "ios", Habits(outputs=others, ends=ends)) as server:
        declare(server, home, "timeout: 3")
        assert safeguard("scan", "--make-key").code == 2
    passed = [f for f in findings(safeguard) if f["status"] == "pass"]
    assert {f["resource"].rpartition("/")[2] for f in passed} <= {"sshd"}


@pytest.mark.parametrize("word", ["ios", "cisco.ios.ios"])
def test_any_platform(safeguard: Safeguard, router: Device, home: Path, word: str) -> None:
    declare(router, home, f"platform: {word}", scheme="network")
    assert safeguard("scan", "--make-key").code == 2
    assert [f["status"] for f in findings(safeguard) if f["resource"].endswith("/telnet")] == ["pass"]


def test_an_unknown_key(safeguard: Safeguard, router: Device, home: Path) -> None:
    declare(router, home)
    (home / "known").write_text("")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert typed(router) == []
    assert "ssh-keygen" not in ran.screen
    assert "at its console: show ip ssh; then add it" in " ".join(ran.out.split())


def test_the_reference_that_leads_to_nothing(safeguard: Safeguard, router: Device, home: Path) -> None:
    declare(router, home)
    written = (home / "safeguard.yaml").read_text()
    (home / "safeguard.yaml").write_text(written.replace("env:DEVICE", "env:NOT_SET"))
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "leads to nothing (env:NOT_SET) (SecretMissing)" in " ".join(ran.out.split())


def test_no_host(safeguard: Safeguard) -> None:
    ran = safeguard("scan", "ios://")
    assert ran.code == 3
    assert "write it as in ios://user@host:port" in ran.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["platform: ois"], "did you mean ios?"),
        ([], "platform is missing: what the device is, as in ?platform=ios"),
        (["platform: ios", "enable: hunter2"], "enable"),
        (["platform: ios", "sudo: true"], "sudo"),
    ],
)
def test_mistakes(safeguard: Safeguard, router: Device, home: Path, lines: list[str], said: str) -> None:
    declare(router, home, *lines, scheme="network")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 3
    assert said in ran.err
    assert "hunter2" not in ran.screen


LISTS = {
    "hosts.ini": "[core]\nr1 ansible_host=127.0.0.1 ansible_port={port} ansible_user={user}\n[core:vars]\n"
    "ansible_network_os=cisco.ios.ios\nansible_connection=ansible.netcommon.network_cli\n",
    "fleet.csv": "name,address,port,user,os,groups\nr1,127.0.0.1,{port},{user},cisco_ios,core\n",
    "hosts.yaml": "r1: {{hostname: 127.0.0.1, port: {port}, username: {user}, platform: ios, groups: [core]}}\n",
    "router.db": "r1:127.0.0.1:ios:core\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_device_of_a_list(safeguard: Safeguard, router: Device, home: Path, name: str) -> None:
    declare(router, home, f"port: {router.port}", f"user: {USER}", "groups: [core]")
    written = (home / "safeguard.yaml").read_text().replace("target:", f"inventory: {name}\n    scheme: network #", 1)
    (home / "safeguard.yaml").write_text(written)
    (home / "groups.yaml").write_text("core:\n")
    (home / name).write_text(LISTS[name].format(port=router.port, user=USER))
    assert safeguard("scan", "--make-key").code == 2
    assert typed(router) == TYPED
    assert {f["target"] for f in findings(safeguard)} == {"network:r1"}
