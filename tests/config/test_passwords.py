"""Passwords at the places where people write them: refused before anything is asked, and never repeated."""

from dataclasses import replace
from pathlib import Path

import pytest

from scanner import plugins
from scanner.config import load_config
from scanner.config.declared import stand_alone
from scanner.plugins import Registry
from scanner.targets import TargetError
from scanner.written.document import FileError

PW = "Hunter2CANARY"
SSH = 'targets:\n  - target: "ssh://web1"\n'
LIST = "targets:\n  - inventory: hosts\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(text: str, hosts: str = "") -> str:
    Path("hosts").write_text(hosts)
    Path("safeguard.yaml").write_text(text)
    with pytest.raises(FileError) as caught:
        load_config()
    assert PW not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "option",
    [
        f'jump: "scans:{PW}@bastion"',
        f'jump: "bastion,scans:{PW}@inner:22"',
        f'jump: "ssh://scans:{PW}@bastion:22"',
        f'user: "scans:{PW}"',
        f'host: "scans:{PW}"',
        f'host: "u:{PW}@10.0.0.1"',
    ],
)
def test_a_password_in_an_option_of_ssh(option: str) -> None:
    refused(f"{SSH}    {option}\n")


@pytest.mark.parametrize(
    "hosts",
    [
        f"name,host,jump\nweb1,127.0.0.1,u:{PW}@b\n",
        f"name,host,user\nweb1,127.0.0.1,u:{PW}\n",
        f"name,host\nweb1,u:{PW}\n",
        f"web1 ansible_user=u:{PW}\n",
        f"web1 ansible_host=u:{PW}@h\n",
        f"web1 ansible_ssh_common_args='-o ProxyJump=u:{PW}@b'\n",
        f"web1 ansible_ssh_common_args='-J u:{PW}@b'\n",
    ],
)
def test_a_password_in_an_inventory(hosts: str) -> None:
    refused(LIST, hosts)


@pytest.mark.parametrize("host", ["fe80::1%eth0", "2001:db8::7", "::1", "10.0.0.7", "web-1.clinic.example"])
def test_what_is_none(host: str) -> None:
    Path("safeguard.yaml").write_text(
        f'{SSH}    host: "{host}"\n    user: CLINIC\\scans\n    jump: "ana@bastion:2222,[{host}]:22"\n'
        if ":" in host
        else f'{SSH}    host: "{host}"\n    user: scans$\n    jump: "ana@bastion:2222,{host}"\n'
    )
    assert load_config().targets[0].options["host"] == host


@pytest.mark.parametrize("word", ["sudo", "port", "timeout", "weak_algorithms", "allow", "script", "labels", "ephi"])
def test_a_password_where_another_kind_of_value_is_wanted(word: str) -> None:
    assert f"{word} is text, " in refused(f"{SSH}    {word}: {PW}\n")


@pytest.mark.parametrize(
    "line",
    [f"password {PW}: x", f"password: !{PW} x", f"password: !<tag:x,{PW}> x", f"password: a\n      {PW}: b"],
)
def test_a_password_in_a_key_or_a_tag(line: str) -> None:
    refused(f"{SSH}    {line}\n")


@pytest.mark.parametrize("url", [f"http://h?x={PW}", f"https://h/#{PW}", f"https://u:{PW}@h"])
def test_a_password_in_an_endpoint(url: str) -> None:
    refused(f'targets:\n  - target: "aws:"\n    endpoint_url: "{url}"\n')


MARKED = {"type": "string", "x-secret": True}


def redis(named: object = ()) -> Registry:  # as plugins.load
    every = plugins.load(())
    local = every.collectors["local"]
    options = {"auth": MARKED, "more": {"type": "object", "additionalProperties": MARKED}}
    return replace(every, collectors={**every.collectors, "redis": replace(local, scheme="redis", options=options)})


@pytest.mark.parametrize("option", [f"auth: {PW}", f"more: {{pin: {PW}}}", "auth: 12345678", f"auth: env:{PW}"])
def test_an_option_that_is_marked_takes_references_only_whatever_it_is_called(option: str) -> None:
    Path("safeguard.yaml").write_text(f'targets:\n  - target: "redis://cache"\n    {option}\n')
    if "env:" in option:
        assert load_config(None, redis).targets[0].options == {"auth": f"env:{PW}"}
        return
    with pytest.raises(FileError, match="holds a secret itself, and must hold a reference") as caught:
        load_config(None, redis)
    assert PW not in str(caught.value)
    assert "12345678" not in str(caught.value)


def test_the_same_on_the_command_line() -> None:
    with pytest.raises(TargetError, match="auth holds a secret itself, and must hold a reference") as caught:
        stand_alone(f"redis://cache?auth={PW}", redis())
    assert PW not in str(caught.value)
