"""Where a reference to a secret leads. It is followed at the moment of use, and what it gives is kept nowhere."""

import os
import re
import stat
import subprocess
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scanner.paths import home, open_regular
from scanner.secrets.reference import MAX_SECRET, SCHEMES, SECONDS, SecretError, is_reference


class Secret(str):
    """A secret that does not show itself where a program prints its values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


def resolve(
    reference: str,
    *,
    allow_cmd: bool = False,
    commands: Mapping[str, str] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
) -> Secret:
    """Fetch what a reference such as `env:NAME` leads to. `allow_cmd`: safeguard.yaml lets references start programs.

    `commands`: what `secrets.commands.without_arguments` has noted. `typed`: what a person has typed for `ask:NAME`.

    Raises:
        SecretError: an unknown scheme, nothing there, a file that others can read.
    """
    reference = commands.get(reference, reference)
    scheme, _, rest = reference.partition(":")
    if not is_reference(reference):
        raise SecretError(reference, f"is no reference. Known are {', '.join(f'{s}:' for s in SCHEMES)}")
    if scheme == "cmd" and not allow_cmd:
        raise SecretError(reference, "would start a program: safeguard.yaml must say allow_cmd: true")
    found = typed.get(reference) or FETCHERS[scheme](reference, rest)
    if not found:
        raise SecretError(reference, "is empty")
    if len(found) > MAX_SECRET:
        raise SecretError(reference, f"gives more than {MAX_SECRET} characters")
    return Secret(found)


def _env(reference: str, name: str) -> str:
    if name not in os.environ:
        raise SecretError(reference, "is not set in the environment")
    return os.environ[name]


def _file(reference: str, name: str) -> str:
    try:
        path = home(name)
        # A named pipe in its place must not hang the night.
        with open_regular(path) as file:
            _private(reference, path, os.fstat(file.fileno()))
            return _text(reference, file.read(MAX_SECRET + 2))
    except OSError as err:
        raise SecretError(reference, f"cannot be read: {err.strerror}") from None


def _private(reference: str, path: Path, seen: os.stat_result) -> None:
    if seen.st_uid not in {os.geteuid(), 0}:
        raise SecretError(reference, f"belongs to user {seen.st_uid}, not to you ({os.geteuid()})")
    if seen.st_mode & 0o077:
        mode = stat.S_IMODE(seen.st_mode)
        raise SecretError(reference, f"may be read by others, its mode is {mode:04o}: chmod 600 {path}")


def _fd(reference: str, name: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}", name):
        raise SecretError(reference, "is no open file descriptor: fd:3 with 3<FILE in the shell")
    try:
        with os.fdopen(os.dup(int(name)), "rb") as file:
            if file.seekable():
                file.seek(0)  # two targets may name the same one
            return _text(reference, file.read(MAX_SECRET + 2))
    except OSError as err:
        raise SecretError(reference, f"cannot be read: {err.strerror}") from None


def _keyring(reference: str, name: str) -> str:
    service, _, user = name.rpartition("/")
    if not service or not user:
        raise SecretError(reference, "names no entry: keyring:SERVICE/USER")
    try:
        keyring, errors = map(import_module, ("keyring", "keyring.errors"))  # an extra: mostly not installed
    except ImportError:
        raise SecretError(reference, "needs an extra: pip install 'safeguard-scanner[keyring]'") from None
    try:
        found = keyring.get_password(service, user)
    except errors.KeyringError as err:
        raise SecretError(reference, f"was not given: {type(err).__name__}") from None
    if found is None:
        raise SecretError(reference, "is not in the keyring")
    return str(found)


def _awssm(reference: str, name: str) -> str:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    identity, _, key = name.partition("#")
    try:
        answer = boto3.client("secretsmanager").get_secret_value(SecretId=identity)
    except ClientError as err:
        raise SecretError(reference, f"was not given: {err.response['Error']['Code']}") from None
    except BotoCoreError as err:
        raise SecretError(reference, f"was not given: {type(err).__name__}") from None
    found = answer.get("SecretString")
    if not isinstance(found, str):
        raise SecretError(reference, "is binary, and must be text")
    return pick(reference, found, key) if key else found


def _vault(reference: str, name: str) -> str:
    from scanner.secrets.vault import fetch

    path, _, key = name.partition("#")
    if not path or not key:
        raise SecretError(reference, "names no field: vault:PATH#key")
    return fetch(reference, path, key)


def _cmd(reference: str, line: str) -> str:
    import shlex

    try:
        done = subprocess.run(  # noqa: S603  # no shell, and its owner has allowed it
            shlex.split(line),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except ValueError:
        raise SecretError(reference, "cannot be split into words: a quote is open, or there are none") from None
    except subprocess.TimeoutExpired:
        raise SecretError(reference, f"did not end within {SECONDS} s") from None
    except OSError as err:
        raise SecretError(reference, f"could not be started: {err.strerror}") from None
    if done.returncode:
        raise SecretError(reference, f"ended with {done.returncode}")
    return _text(reference, done.stdout)


def _ask(reference: str, name: str) -> str:  # noqa: ARG001  # as all fetchers
    raise SecretError(reference, "is typed at the start of a scan, and there was no terminal to ask at")


FETCHERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "env": _env,
    "file": _file,
    "fd": _fd,
    "keyring": _keyring,
    "awssm": _awssm,
    "vault": _vault,
    "cmd": _cmd,
    "ask": _ask,
}
"""What fetches: a function of the whole reference, for its sentences, and of what follows the scheme."""


def pick(reference: str, text: str, key: str) -> str:
    """One field of a secret that is a JSON object. Raises `SecretError`."""
    import msgspec

    try:
        found = msgspec.json.decode(text, type=dict[str, Any]).get(key)
    except msgspec.MsgspecError:
        raise SecretError(reference, "is no JSON object, and so has no fields") from None
    if not isinstance(found, str):
        raise SecretError(reference, "has no such field, or it is no text")
    return found


def _text(reference: str, data: bytes) -> str:
    try:
        return data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise SecretError(reference, "is not UTF-8 text") from None
