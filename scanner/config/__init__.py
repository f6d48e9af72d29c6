"""safeguard.yaml: what to scan, by which profile, and where the evidence goes."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

import msgspec

from scanner import plugins
from scanner.config import owners
from scanner.config.declared import declared
from scanner.plugins import MissingPluginError, PluginError, Registry
from scanner.profile import layers
from scanner.secrets.commands import without_arguments
from scanner.secrets.reference import literals
from scanner.targets import Target
from scanner.written.document import Document, Flaws, Problem, said
from scanner.written.yamlfile import load as read
from scanner.written.yamlschema import nearest

DEFAULT_FILE: Final = Path("safeguard.yaml")
"""Is read where no other file is named."""


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """Where the checkpoint goes after every run."""

    to: tuple[str, ...] = ()
    """Second stores."""
    timestamp: str = ""
    """The URL of an authority; empty: it is stamped by none."""
    timestamp_every: str = "30d"


@dataclass(frozen=True, kw_only=True)
class Config:
    """What safeguard.yaml says, every target held against the schema of its collector."""

    load: Callable[[], Registry] = field(repr=False)
    file: Path | None = None
    """None: there is none, and everything below is its default."""
    organisation: str = ""
    store: str = "evidence"
    profile: str = "hipaa-security-rule"
    sign_key: str = ""
    """Empty: the key in the default place."""
    schedule: str = ""
    """How often all is scanned, as in `1d`; empty where it is not said."""
    anchors: Anchors = Anchors()
    keyring: str = ""
    """Empty: the file in the default place, where there is one."""
    sigstore_root: str = ""
    """By which signatures of identities are checked. Empty: the one that came with the package."""
    encrypt_to: tuple[str, ...] = ()
    """For whom runs are encrypted in the store; empty: they lie there in the clear."""
    identity: str = ""
    """A reference to the secret key that opens them; empty where none is named."""
    fail_on: str = "low"
    """A severity, or `never`."""
    plugins: tuple[str, ...] = ()
    allow_cmd: bool = False
    concurrency: int = 16
    targets: tuple[Target, ...] = ()
    """In the order of the file."""
    commands: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of the references `cmd:PROGRAM …` of targets, what is really started: arguments may be secrets."""

    @cached_property
    def registry(self) -> Registry:
        """Our checks and collectors, and those of the plugins that the file names. Who only reads needs none."""
        return self.load()


def load_config(path: Path | None = None, load: Callable[[Collection[str]], Registry] = plugins.load) -> Config:
    """Read the file, or `safeguard.yaml` here if there is one, and load the plugins that it names.

    Raises:
        FileError: all that is wrong in it, each with line and column, a secret above all; no value of it is repeated.
            And before all else: a stranger may write to it, and it says what is started or where secrets go.
        PluginError: our own checks or collectors cannot be loaded.
    """
    if path is None and not _there(DEFAULT_FILE):
        return Config(load=partial(load, ()))
    document = read(path or DEFAULT_FILE)
    owners.refuse_strangers(document, named=path is not None)
    return read_config(document, load)


def read_config(document: Document, load: Callable[[Collection[str]], Registry] = plugins.load) -> Config:
    """The same of a document that has been read, whether it is a file yet or not."""
    flaws = Flaws(document, literals(document))
    if document.value is None and not document.problems:  # nothing but comments
        return Config(load=partial(load, ()), file=Path(document.name))
    registry = _registry(document, flaws, load)
    found = tuple(declared(document, schema(), registry, flaws))
    flaws.add(_profile(flaws.sound()))
    flaws.refuse()
    return _config(document, registry, found)


def schema() -> dict[str, Any]:
    """The JSON Schema of safeguard.yaml, as far as it does not depend on collectors."""
    text = files("profiles").joinpath("schemas", "safeguard.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def _there(path: Path) -> bool:
    """Tell whether there is something of that name; a link to nowhere is, and is not passed over in silence."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # whoever reads it says why that cannot be
    return True


def _registry(document: Document, flaws: Flaws, load: Callable[[Collection[str]], Registry]) -> Registry:
    """What the plugins bring that the file names; ours alone where they cannot be had."""
    listed = document.value.get("plugins") if isinstance(document.value, dict) else None
    named = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    try:
        return load(named)
    except MissingPluginError as err:
        flaws.add(_missing(document, err))
    except PluginError as err:
        if not named:
            raise
        what, *more = map(str.strip, str(err).split("\n"))
        flaws.add([document.problem(("plugins",), what, more=more)])
    return load(())


def _missing(document: Document, err: MissingPluginError) -> Iterator[Problem]:
    for place, name in enumerate(document.value["plugins"]):
        if name in err.names:
            hint, _ = nearest(name, err.known)
            more = () if hint else ("Install it beside safeguard, or take it out here.",)
            yield document.problem(
                ("plugins", place), f"no plugin {said(name)} is installed here", hint=hint, more=more
            )


def _profile(document: Document) -> Iterator[Problem]:
    if "profile" in document.value:
        yield from layers.astray(document, ("profile",))


def _config(document: Document, registry: Registry, found: Collection[Target]) -> Config:
    value: Mapping[str, Any] = document.value
    commands: dict[str, str] = {}
    plain: dict[str, Any] = {k: value[k] for k in ("organisation", "fail_on", "allow_cmd", "concurrency") if k in value}
    plain |= {k: _place(document, value[k]) for k in ("store", "sign_key", "keyring", "sigstore_root") if k in value}
    plain |= {"encrypt_to": tuple(value["encrypt_to"])} if "encrypt_to" in value else {}
    plain |= {"identity": value["identity"]} if "identity" in value else {}
    plain |= {"schedule": value["schedule"]["every"]} if "schedule" in value else {}
    plain |= {"anchors": _anchors(document)} if "anchors" in value else {}
    if "profile" in value:
        name = value["profile"]
        plain["profile"] = str(layers.beside(document, name)) if layers.names_file(name) else name
    return Config(
        load=lambda: registry,
        file=Path(document.name),
        plugins=tuple(value.get("plugins", ())),
        targets=tuple(
            msgspec.structs.replace(target, options=without_arguments(target.options, commands)) for target in found
        ),
        commands=commands,
        **plain,
    )


def _anchors(document: Document) -> Anchors:
    said = document.value["anchors"]
    return Anchors(**{**said, "to": tuple(_place(document, uri) for uri in said.get("to", ()))})


def _place(document: Document, uri: str) -> str:
    """A plain path, or one after `file:` or `ssh:`, is meant from where the file lies; so is one of `sigstore:`."""
    here = Path(document.name).parent
    if uri.startswith("sigstore:"):
        option = re.compile(r"([?&](?:config=|token=file:))([^/~&][^&]*)")
        return option.sub(lambda found: found[1] + quote(str(here / unquote(found[2]))), uri)
    ssh = "ssh:" if uri.startswith("ssh:") and not uri.startswith("ssh:agent?") else ""
    path = re.sub(r"^file:(//(?=/))?", "", uri.removeprefix(ssh))
    if re.match(r"[a-z][a-z0-9+.-]*:", path) or path.startswith("~"):
        return uri
    return f"{ssh}{here / path}"
