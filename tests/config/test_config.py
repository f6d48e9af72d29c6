"""safeguard.yaml: what it says, and every way in which it can be wrong."""

# ruff: noqa: E501  # screens stand here as a person sees them

import json
import socket
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from scanner.answers import Answer
from scanner.collector import CollectError, Collector, Inquiry
from scanner.config import Config, load_config, schema
from scanner.config.declared import stand_alone
from scanner.plugins import MissingPluginError, PluginError, Registry
from scanner.targets import Target, TargetError
from scanner.written.document import FileError

CANARY = "c4n4ry-S3cr3t"


def _nothing(_: Inquiry) -> Iterator[Answer]:
    yield from ()


def _check(target: Target) -> None:
    if target.options.get("all") is False and "timeout" in target.options:
        raise CollectError("all: without it there is no timeout")


def _collector(scheme: str, **options: Any) -> Collector:
    return Collector(
        scheme=scheme,
        platform=scheme.upper(),
        version="1",
        kinds={},
        questions=(),
        options=options,
        collect=_nothing,
        read=lambda _: iter(()),
        check=_check,
        unnamed={"local": socket.gethostname, "aws": lambda: "default"}.get(scheme, str),
    )


REGISTRY = Registry(
    checks={},
    collectors={
        "aws": _collector(
            "aws",
            regions={"type": "array", "items": {"type": "string"}},
            timeout={"type": "integer", "minimum": 1},
            all={"type": "boolean"},
            role_arn={"type": "string"},
            secret_key={"type": "string"},
            tags={"type": "array", "items": {"type": "string"}},
        ),
        "local": _collector("local", sudo={"type": "boolean"}),
    },
    plugins=(),
)


def _load(allowed: Collection[str]) -> Registry:
    if "acme" in allowed:
        raise MissingPluginError({"acme"}, {"acme-extra", "acme-idle"})
    return REGISTRY


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("safeguard.yaml")


def _read(path: Path, text: str) -> Config:
    path.write_text(text)
    return load_config(path, _load)


def test_without_a_file_everything_is_its_default(clinic: Path) -> None:
    assert not clinic.exists()
    found = load_config(None, _load)
    assert (found.file, found.targets, found.store, found.profile, found.fail_on) == (
        None,
        (),
        "evidence",
        "hipaa-security-rule",
        "low",
    )


def test_a_file_that_was_named_must_be_there(clinic: Path) -> None:
    with pytest.raises(FileError, match=r"^clinic\.yaml: there is no such file$"):
        load_config(Path("clinic.yaml"), _load)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n"])
def test_an_empty_file_says_nothing(clinic: Path, text: str) -> None:
    assert _read(clinic, text).targets == ()


def test_everything_it_can_say(clinic: Path) -> None:
    Path("clinic.yaml").touch()
    found = _read(
        clinic,
        """\
organisation: Alder Creek
store: proof
profile: clinic.yaml
sign_key: file:keys/signing.pem
fail_on: high
plugins: [acme-extra]
allow_cmd: true
concurrency: 4
tags: [DataClass]
targets:
  - target: "aws://prod?regions=us-east-1,us-east-2&timeout=5&all=true"
    name: alder-prod
    labels: {site: alder-street}
    ephi: true
    owner: M. Okafor
    role_arn: arn:aws:iam::123456789012:role/audit
    secret_key: env:AWS_SECRET
  - target: "aws:"
    tags: [Name]
""",
    )
    assert found.organisation == "Alder Creek"
    assert (found.store, found.profile, found.sign_key) == ("proof", "clinic.yaml", "keys/signing.pem")
    assert (found.fail_on, found.plugins, found.allow_cmd, found.concurrency) == ("high", ("acme-extra",), True, 4)
    prod, default = found.targets
    assert (prod.id, prod.name, prod.ephi, prod.owner) == ("aws:alder-prod", "prod", True, "M. Okafor")
    assert prod.labels == {"site": "alder-street"}
    assert prod.options == {
        "regions": ["us-east-1", "us-east-2"],
        "timeout": 5,
        "all": True,
        "role_arn": "arn:aws:iam::123456789012:role/audit",
        "secret_key": "env:AWS_SECRET",
        "tags": ["DataClass"],
    }
    assert (default.id, default.name, default.ephi, default.options) == ("aws:default", "", None, {"tags": ["Name"]})


def test_paths_are_meant_from_where_the_file_lies(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "clinic.yaml").touch()
    found = _read(folder / "night.yaml", "store: proof\nprofile: ./clinic.yaml\nsign_key: key.pem\n")
    assert (found.store, found.profile, found.sign_key) == (
        str(folder / "proof"),
        str(folder / "clinic.yaml"),
        str(folder / "key.pem"),
    )


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("sigstore:", "sigstore:"),
        ("sigstore:?config=own%20one.json", "sigstore:?config={here}/own%20one.json"),
        ("sigstore:?token=file:t&config=/etc/c", "sigstore:?token=file:{here}/t&config=/etc/c"),
        ("sigstore:?config=~/c&token=env:T", "sigstore:?config=~/c&token=env:T"),
    ],
)
def test_the_files_of_an_identity_lie_beside_it(tmp_path: Path, uri: str, found: str) -> None:
    read = _read(tmp_path / "night.yaml", f'sign_key: "{uri}"\nsigstore_root: root.json\n')
    assert (read.sign_key, read.sigstore_root) == (found.format(here=tmp_path), str(tmp_path / "root.json"))


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("store: /srv/proof", "/srv/proof"),
        ("store: file:/srv/proof", "/srv/proof"),
        ("store: file:///srv/proof", "/srv/proof"),
        ("store: s3://alder-evidence/log", "s3://alder-evidence/log"),
        ("store: ~/proof", "~/proof"),
    ],
)
def test_other_places_stay_as_they_are(clinic: Path, text: str, store: str) -> None:
    assert _read(clinic, text).store == store


def test_local_is_this_host(clinic: Path) -> None:
    (target,) = _read(clinic, 'targets: [{target: "local:"}]').targets
    assert target.id == f"local:{socket.gethostname()}"


MISTAKES = {
    "unknown key": "organization: Alder\n",
    "wrong type": "concurrency: many\n",
    "out of range": "concurrency: 0\n",
    "unknown word": "fail_on: severe\n",
    "not a group": "- target: x\n",
    "text": "just words\n",
    "broken yaml": "targets: [\n",
    "targets no list": "targets: local\n",
    "entry is text": 'targets: ["local:"]\n',
    "entry without target": "targets:\n  - name: prod\n",
    "no uri": "targets:\n  - target: prod\n",
    "unknown scheme": 'targets:\n  - target: "aw:"\n',
    "scheme of nobody": 'targets:\n  - target: "mainframe:x"\n',
    "unknown option": 'targets:\n  - target: "aws:"\n    regoins: [us-east-1]\n',
    "option of another": 'targets:\n  - target: "local:"\n    regions: [us-east-1]\n',
    "unknown option in the uri": "targets:\n  - target: aws://prod?regoins=us-east-1\n",
    "wrong type in the uri": "targets:\n  - target: aws://prod?timeout=soon\n",
    "options that make no sense together": "targets:\n  - target: aws://prod\n    timeout: 6\n    all: false\n",
    "option twice": "targets:\n  - target: aws://prod?timeout=5\n    timeout: 6\n",
    "option twice in the uri": "targets:\n  - target: aws://prod?timeout=5&timeout=6\n",
    "one id twice": 'targets:\n  - target: "aws:"\n  - target: aws://x\n    name: default\n',
    "odd uri": 'targets:\n  - target: "aws://["\n',
    "bad name": 'targets:\n  - target: "aws:"\n    name: "two words"\n',
    "ephi is no word": 'targets:\n  - target: "aws:"\n    ephi: maybe\n',
    "literal secret": f'targets:\n  - target: "aws:"\n    secret_key: {CANARY}\n',
    "literal secret in the uri": f"targets:\n  - target: aws://prod?secret_key={CANARY}\n",
    "password in the uri": f"targets:\n  - target: aws://ana:{CANARY}@prod\n",
    "secret under another key": "organisation: AKIAIOSFODNN7EXAMPLE\n",
    "missing plugin": "plugins: [acme]\n",
    "two at once": "fail_on: severe\nstroe: x\n",
    "profile that is not there": "profile: hipaa-security-rul\n",
    "profile file that is not there": "profile: ~/clinic.yaml\n",
    "secret as a key, twice": "AKIAIOSFODNN7EXAMPLE: 1\nAKIAIOSFODNN7EXAMPLE: 2\n",
    "secret as a name, twice": "targets:\n" + '  - {target: "local:", name: AKIAIOSFODNN7EXAMPLE}\n' * 2,
    "secret under a key of ours": "concurrency: AKIAIOSFODNN7EXAMPLE\nlabels: {AKIAIOSFODNN7EXAMPLE: [x]}\n",
}


def test_mistakes(clinic: Path) -> None:
    said = {}
    for name, text in MISTAKES.items():
        with pytest.raises((FileError, PluginError)) as caught:
            _read(clinic, text)
        said[name] = str(caught.value)
        assert CANARY not in said[name]
        assert "AKIA" not in said[name]
    assert said == snapshot(
        {
            "unknown key": """\
safeguard.yaml line 1, column 1: unknown key “organization”

    1 │ organization: …
      │ ^^^^^^^^^^^^ did you mean organisation?\
""",
            "wrong type": "safeguard.yaml line 1, column 14: concurrency is “many”, and must be a whole number",
            "out of range": "safeguard.yaml line 1, column 14: concurrency is 0, and must be a number from 1 up",
            "unknown word": "safeguard.yaml line 1, column 10: fail_on is “severe”, and must be low, medium, high, critical or never",
            "not a group": "safeguard.yaml line 1, column 1: the file is a list, and must be a group of keys",
            "text": "safeguard.yaml line 1, column 1: the file is “just words”, and must be a group of keys",
            "broken yaml": """\
safeguard.yaml line 1, column 11: the list or group is not closed

    1 │ targets: [
      │           ^\
""",
            "targets no list": "safeguard.yaml line 1, column 10: targets is text, and must be a list",
            "entry is text": """\
safeguard.yaml line 1, column 11: entry 1 of targets is text, and must be a group of keys with target: or inventory: in it
  - target: "local:"\
""",
            "entry without target": """\
safeguard.yaml line 2, column 5: entry 1 of targets has no target
  target: "local:"\
""",
            "no uri": "safeguard.yaml line 2, column 13: 'prod' is no target: it must begin with a scheme and a colon, as in local:, ssh://HOST or aws://PROFILE",
            "unknown scheme": "safeguard.yaml line 2, column 13: no collector reads targets of the scheme “aw:”. Did you mean aws:? Known are: aws:, local:",
            "scheme of nobody": "safeguard.yaml line 2, column 13: no collector reads targets of the scheme “mainframe:”. Known are: aws:, local:",
            "unknown option": """\
safeguard.yaml line 3, column 5: unknown key “regoins”

    1 │ targets:
    3 │     regoins: …
      │     ^^^^^^^ did you mean regions?\
""",
            "option of another": """\
safeguard.yaml line 3, column 5: unknown key “regions”
  There are: ephi, labels, name, owner, sudo, target\
""",
            "unknown option in the uri": "safeguard.yaml line 2, column 13: aws://prod: unknown key “regoins”, did you mean regions?",
            "wrong type in the uri": "safeguard.yaml line 2, column 13: aws://prod: timeout is text, and must be a whole number",
            "options that make no sense together": "safeguard.yaml line 2, column 13: aws: all: without it there is no timeout",
            "option twice": "safeguard.yaml line 2, column 13: the option timeout stands in the URI and below it: write it once",
            "option twice in the uri": "safeguard.yaml line 2, column 13: aws:…: the option timeout stands twice",
            "one id twice": """\
safeguard.yaml line 3, column 13: aws:default stands here a second time, first on line 2
  Give one of them a name of its own below it: name: WORD\
""",
            "odd uri": "safeguard.yaml line 2, column 13: aws:… is no URI: what follows the // is not the name of anything",
            "bad name": "safeguard.yaml line 3, column 11: name is text, and must be a name of letters, digits and . _ @ / -",
            "ephi is no word": "safeguard.yaml line 3, column 11: ephi is text, and must be true or false",
            "literal secret": """\
safeguard.yaml line 3, column 17: secret_key holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "literal secret in the uri": "safeguard.yaml line 2, column 13: aws: the option secret_key holds a secret itself, and must hold a reference",
            "password in the uri": """\
safeguard.yaml line 2, column 13: target holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "secret under another key": """\
safeguard.yaml line 1, column 15: organisation holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "missing plugin": """\
safeguard.yaml line 1, column 11: no plugin “acme” is installed here

    1 │ plugins: [acme
      │           ^^^^ did you mean acme-idle?\
""",
            "two at once": """\
safeguard.yaml line 1, column 10: fail_on is “severe”, and must be low, medium, high, critical or never

safeguard.yaml line 2, column 1: unknown key “stroe”

    2 │ stroe: …
      │ ^^^^^ did you mean store?\
""",
            "profile that is not there": """\
safeguard.yaml line 1, column 10: no profile “hipaa-security-rul”

    1 │ profile: hipaa-security-rul
      │          ^^^^^^^^^^^^^^^^^^ did you mean hipaa-security-rule?\
""",
            "profile file that is not there": "safeguard.yaml line 1, column 10: there is no file “~/clinic.yaml”",
            "secret as a key, twice": """\
safeguard.yaml line 1, column 1: a key here has the shape of a secret
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "secret as a name, twice": """\
safeguard.yaml line 2, column 30: name holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.

safeguard.yaml line 3, column 30: name holds a secret itself, and must hold a reference\
""",
            "secret under a key of ours": """\
safeguard.yaml line 1, column 14: concurrency holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.

safeguard.yaml line 2, column 1: unknown key “labels”
  There are: allow_cmd, anchors, concurrency, encrypt_to, fail_on, identity, keyring, organisation, plugins, profile, schedule, sign_key, sigstore_root, store, tags, targets

safeguard.yaml line 2, column 10: a key here has the shape of a secret\
""",
        }
    )


def test_arguments_of_a_command_are_not_in_the_target(clinic: Path) -> None:
    """A target is sealed as it stands, and `-H 'X-Auth: ...'` is a secret."""
    config = _read(
        clinic,
        f"targets:\n  - target: aws://prod\n    secret_key: \"cmd:curl -H 'X-Auth: {CANARY}'\"\n"
        "  - target: aws://test\n    secret_key: cmd:curl -s\n",
    )
    assert [t.options["secret_key"] for t in config.targets] == ["cmd:curl …", "cmd:curl … 2"]
    assert dict(config.commands) == {"cmd:curl …": f"cmd:curl -H 'X-Auth: {CANARY}'", "cmd:curl … 2": "cmd:curl -s"}
    assert CANARY not in repr(config)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("aws://prod?regoins=x", "aws://prod: unknown key “regoins”, did you mean regions?"),
        ("aws://prod?timeout=0", "aws://prod: timeout is 0, and must be a number from 1 up"),
        ("aws://prod?all=perhaps", "aws://prod: all is text, and must be true or false"),
        ("aws://prod?all=false&timeout=6", "aws: all: without it there is no timeout"),
        ("asw:", "no collector reads targets of the scheme “asw:”. Did you mean aws:? Known are: aws:, local:"),
        (
            f"aws://prod?secret_key={CANARY}",
            "aws: the option secret_key holds a secret itself, and must hold a reference",
        ),
        (
            f"aws://prod?secret_key=cmd:cat%20{CANARY}",
            "aws: the option secret_key is a command with arguments, which others can see here: write it into safeguard.yaml",
        ),
        (
            "aws://AKIAIOSFODNN7EXAMPLE",
            "a target here holds a secret itself, and is not repeated: give a reference in safeguard.yaml",
        ),
    ],
)
def test_mistakes_in_a_uri(uri: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        stand_alone(uri, REGISTRY)
    assert str(caught.value) == said


def test_the_schema_is_one_and_tells_of_every_key() -> None:
    whole = schema()
    Draft202012Validator.check_schema(whole)
    entry = whole["properties"]["targets"]["items"]
    for name, part in {**whole["properties"], **entry["properties"]}.items():
        assert part["description"].endswith("."), name


WORDS = st.sampled_from([*schema()["properties"], "target", "name", "labels", "ephi", "regions", "secret_key", "x"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 300),
    st.text(max_size=8),
    st.sampled_from(
        ["local:", "aws:", "aws://x?regions=a", "low", "env:X", "aws://[", "a@b:c", "file:///", "?", "://"]
    ),
)
TREES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=4), max_leaves=12
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tree=st.dictionaries(WORDS, TREES, max_size=5))
def test_whatever_somebody_writes_is_read_or_refused_with_a_sentence(clinic: Path, tree: dict[str, Any]) -> None:
    clinic.write_text(json.dumps(tree), encoding="utf-8", errors="surrogatepass")
    try:
        found = load_config(clinic, _load)
    except (FileError, PluginError):
        return
    assert len({t.id for t in found.targets}) == len(found.targets)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.binary(max_size=80))
def test_whatever_lies_there_is_read_or_refused_with_a_sentence(clinic: Path, text: bytes) -> None:
    clinic.write_bytes(text)
    with suppress(FileError, PluginError):
        load_config(clinic, _load)
