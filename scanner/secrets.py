"""Secrets: where a reference leads, and how to keep them out of what people write into a file.

`safeguard.yaml` holds references. They are resolved at the moment of use, and what they give is kept nowhere.
"""

import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scanner.collector import CollectError
from scanner.regular import open_regular

if TYPE_CHECKING:
    from scanner.yamlfile import Document, Problem, Steps

MAX_SECRET: Final = 1 << 16
"""The longest secret, in bytes."""

SECONDS: Final = 30
"""How long a program or a server may take to give a secret."""


class SecretError(CollectError):
    """A secret could not be had. Names the reference, never what it leads to."""

    def __init__(self, reference: str, why: str) -> None:
        super().__init__(f"{_shown(reference)} {why}")


class Secret(str):
    """A secret that does not show itself where a program prints its values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


def resolve(reference: str, *, allow_cmd: bool = False, commands: Mapping[str, str] = MappingProxyType({})) -> Secret:
    """Fetch what a reference such as `env:NAME` leads to. `allow_cmd`: safeguard.yaml lets references start programs.

    `commands`: what `scanner.commands.without_arguments` has noted.

    Raises:
        SecretError: an unknown scheme, nothing there, a file that others can read.
    """
    reference = commands.get(reference, reference)
    scheme, _, rest = reference.partition(":")
    if not is_reference(reference):
        raise SecretError(reference, f"is no reference. Known are {', '.join(f'{s}:' for s in SCHEMES)}")
    if scheme == "cmd" and not allow_cmd:
        raise SecretError(reference, "would start a program: safeguard.yaml must say allow_cmd: true")
    found = SCHEMES[scheme](reference, rest)
    if not found:
        raise SecretError(reference, "is empty")
    if len(found) > MAX_SECRET:
        raise SecretError(reference, f"gives more than {MAX_SECRET} characters")
    return Secret(found)


def is_reference(value: str) -> bool:
    """Tell whether a text has the form of a reference."""
    scheme, _, rest = value.partition(":")
    return scheme in SCHEMES and bool(rest)


def looks_secret(value: str) -> bool:
    """Tell whether a text has the shape of a secret, whatever key it stands under."""
    return not is_reference(value) and _SHAPE.search(value) is not None


def check_literals(document: "Document") -> None:
    """Refuse a file that holds a secret itself. Raises `scanner.yamlfile.FileError`; the value is not repeated."""
    from scanner.yamlfile import FileError

    if problems := list(_literals(document, document.value, ())):
        raise FileError(problems)


def holds_secret(key: str, value: str) -> bool:
    """Tell whether a secret stands there itself: by its shape, or under a key that is for secrets."""
    return looks_secret(value) or bool(value and _KEY.search(key) and not is_reference(value))


def _literals(document: "Document", value: Any, steps: "Steps") -> "Iterator[Problem]":
    match value:
        case dict():
            for key, below in value.items():
                if looks_secret(key):
                    yield document.problem(steps, "a key here has the shape of a secret", more=_ADVICE)
                yield from _literals(document, below, (*steps, key))
        case list():
            for place, below in enumerate(value):
                yield from _literals(document, below, (*steps, place))
        case str() | int() | float() if not isinstance(value, bool):
            key = next((s for s in reversed(steps) if isinstance(s, str)), "")
            if holds_secret(key, str(value)):
                named = "the file" if not key or looks_secret(key) else key
                yield document.problem(steps, f"{named} holds a secret itself, a reference is wanted", more=_ADVICE)


def _env(reference: str, name: str) -> str:
    if name not in os.environ:
        raise SecretError(reference, "is not set in the environment")
    return os.environ[name]


def _file(reference: str, name: str) -> str:
    try:
        path = Path(name).expanduser()
        # A named pipe in its place must not hang the night.
        with open_regular(path) as file:
            _private(reference, path, os.fstat(file.fileno()))
            return _text(reference, file.read(MAX_SECRET + 2))
    except OSError as err:
        raise SecretError(reference, f"cannot be read: {err.strerror}") from None
    except RuntimeError:
        raise SecretError(reference, "cannot be read: nobody here has that home folder") from None


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
        raise SecretError(reference, "is binary; text is wanted")
    return pick(reference, found, key) if key else found


def _vault(reference: str, name: str) -> str:
    from scanner.vault import fetch

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


SCHEMES: Final[Mapping[str, Callable[[str, str], str]]] = {
    "env": _env,
    "file": _file,
    "fd": _fd,
    "keyring": _keyring,
    "awssm": _awssm,
    "vault": _vault,
    "cmd": _cmd,
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


def _shown(reference: str) -> str:
    """The reference, where it is one: the secret itself may stand in its place. Of a command, its first word."""
    scheme, _, rest = reference.partition(":")
    if not is_reference(reference) or _SHAPE.search(reference):
        return "a value that is not repeated here"
    shown = rest.split()[0] + " …" if scheme == "cmd" and len(rest.split()) > 1 else rest
    return f"{scheme}:{''.join(c if c.isprintable() else '?' for c in shown)}"


_KEY: Final = re.compile(
    r"passw|passphrase|pwd|secret(?!_?(id|name|arn)$)|token|(access|private|api|account|shared|session)_?key|credential"
    r"|community|connection_?string|bearer",
    re.IGNORECASE,
)
"""Keys that are for secrets, and so take references only."""

_SHAPE: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22}|\bglpat-[A-Za-z0-9_-]{20}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10}|\bhv[sb]\.[A-Za-z0-9_-]{20}|\bAIza[A-Za-z0-9_-]{35}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."
    r"|://[^/\s@]*:(?![0-9]{1,5}/)[^\s@]+@"
)
"""Private keys in PEM, keys and tokens of cloud and code hosts, JSON web tokens, passwords in URLs."""

_ADVICE: Final = (
    "Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key",
    "It is not repeated here. Whoever could read this file may have it: change it where it is used.",
)
