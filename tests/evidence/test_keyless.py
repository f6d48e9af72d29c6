"""What identities sign through Sigstore: what fits, and what each attack is told."""

# ruff: noqa: E501  # screens stand here as a person sees them

import base64
import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.evidence import EvidenceError, canonical, dsse, identity, keeping, keyless, keys, note
from scanner.evidence.algorithms import ALGORITHMS
from scanner.evidence.export import export
from scanner.evidence.identity import Identity
from scanner.evidence.verify import Trust, conclude, verify
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, a_run, clock, seal_run
from tests.evidence.test_bundle import blocks, status, unzip
from tests.evidence.test_verify import checked, judge, said_of, text, worst
from tests.servers.sigstore_double.instance import Faults, Instance
from tests.servers.sigstore_double.signing import NIGHTLY, Keyless, trusting

POINT = note.Checkpoint("clinic.example/log", 3, b"\1" * 32)
RUNS = ["run-0000", "run-0001"]


@pytest.fixture(scope="module")
def instance() -> Instance:
    return Instance()


@pytest.fixture
def ours(instance: Instance) -> Iterator[Keyless]:
    with trusting(instance):
        yield Keyless(instance)


@pytest.fixture(scope="module")
def bundle(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights of a pipeline."""
    folder, signer = tmp_path_factory.mktemp("keyless"), Keyless(instance)
    store = open_store(folder / "store", create=True, origin=ORIGIN)
    with trusting(instance):
        for number in range(2):
            seal_run(store, signer, number)
        export(store, RUNS, folder / "quarter.zip")
    return folder / "quarter.zip"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "sigstore"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sigstore", None)
    keyless._verifier.cache_clear()  # noqa: SLF001  # it remembers that it could be loaded


# What fits


def test_it_stands_in_the_place_of_a_key(ours: Keyless) -> None:
    known = {ours.keyid: ours.public}
    assert dsse.open_envelope(dsse.sign(b"{}", ours), known, "it") == b"{}"
    assert note.open_checkpoint(note.sign(POINT, ours), [ours.public], "it") == POINT
    assert keys.from_pem(keys.to_pem(ours.public), "it") == ours.public
    assert keys.titled(ours.public) == f"Sigstore as {NIGHTLY.identity} by {NIGHTLY.issuer}"


def test_the_number_is_known_from_the_identity_alone() -> None:
    written = f'{{ "issuer": "{NIGHTLY.issuer}",\n "identity": "{NIGHTLY.identity}" }}\n'.encode()
    assert keys.from_file(written, "it") == identity.write(NIGHTLY)
    assert keys.keyid(identity.write(NIGHTLY)) == snapshot(
        "SHA256:c578a85299f66e6fced77f74892e1448bff5404bd475f05eae68380b3776a3b2"
    )


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b'{"identity":"a@b"}',
        b'{"identity":"a@b","issuer":"https://i","more":"x"}',
        b'{"issuer":"https://i","identity":"a@b"}',
        b'{"identity":"a b","issuer":"https://i"}',
        '{"identity":"\u0430@b","issuer":"https://i"}'.encode(),  # a letter that looks like another
        b'{"identity":"a@b","issuer":"https://i"}\n',
        b'{"identity":"a@b","identity":"a@b","issuer":"https://i"}',
        b'{"identity":"%s","issuer":"https://i"}' % (b"a" * 1001),
        b'{"identity":"%s","issuer":"%s"}' % (b"a" * 1000, b"i" * 1000),
        b'{"identity":1,"issuer":"https://i"}',
    ],
)
def test_what_is_no_identity(said: bytes) -> None:
    with pytest.raises(keys.PublicKeyError):
        keys.from_pem(identity.to_pem(said), "it")
    with pytest.raises(keys.PublicKeyError):
        keys.algorithm(said)


# What a person sees


def test_good(ours: Keyless, bundle: Path) -> None:
    layers = checked(bundle, ours)
    assert conclude(layers)[0] == 0
    assert said_of(layers, "signature") == snapshot(
        "Sigstore as https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main by https://token.actions.githubusercontent.com, key c578 a852 99f6 6e6f, which you trust; by the trust root root.json"
    )
    assert said_of(layers, "unsigned") == snapshot(
        "VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence"
    )


def test_the_package_is_not_installed(ours: Keyless, bundle: Path, without: None) -> None:
    layers = checked(bundle, ours)
    assert conclude(layers)[0] == 2
    assert text(layers, ours) == snapshot("""\
ok      container  25 members, no surprise among them
open    keyring    there is none: a key counts for every entry, whatever has become of it since
unknown signature  it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
ok      evidence   14 answers of 2 runs, every digest agrees
ok      findings   those of 2 runs computed again, all the same
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
unknown log        it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
unknown anchor     it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
unknown continuity it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
unknown retention  it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
unknown unsigned   it is signed by an identity through Sigstore, and to check that takes a package that is not here. Next: pip install 'safeguard-scanner[sigstore]'
Not wholly checked: whether it is signed by the identity that it names is not known here.\
""")
    keyless.use(None)
    assert conclude(checked(bundle))[0] == 2


def test_a_store_is_not_said_to_be_changed(ours: Keyless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    seal_run(store, ours, 0)
    assert not keeping.read(store, clock(1)()).wrong  # type: ignore[arg-type]  # a folder is one
    monkeypatch.setattr(keyless, "_verifier", _lacks)
    (found,) = keeping.read(store, clock(1)()).wrong  # type: ignore[arg-type]  # as above
    assert (found.kind, found.key) == ("unread", "log")


def _lacks(_: keyless.Root) -> None:
    raise keyless.UncheckedError("no package")


def test_the_trust_root_of_another_instance(bundle: Path) -> None:
    """Also the public one, which is used where nobody names another."""
    signer = Keyless(Instance())
    for number in range(2):
        with trusting(Instance()) if number else nullcontext():
            name, said = worst(checked(bundle, signer))
            assert (name, conclude(checked(bundle, signer))[0]) == ("signature", 1)
    assert said == snapshot(
        "run run-0000: the signature of key c578 a852 99f6 6e6f does not fit: its certificate is not one of the trust root root.json, or was not good when the log took it up (failed to build timestamp certificate chain: validation failed: candidates exhausted: signature does not match)"
    )


def test_a_trust_root_that_cannot_be_used(ours: Keyless, bundle: Path) -> None:
    """Its form is right, and nothing is in it: then nobody knows."""
    empty = json.dumps({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}).encode()
    keyless.use(keyless.read_root(empty, "the trust root empty.json"))
    layers = checked(bundle, ours)
    assert conclude(layers)[0] == 2
    assert said_of(layers, "signature") == snapshot(
        "the trust root empty.json is none that sigstore can use: ValidationError"
    )


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"mediaType":"x"}', b'{"trustedRoot":[]}', b"\xff"])
def test_a_file_that_is_no_trust_root(data: bytes) -> None:
    with pytest.raises(EvidenceError):
        keyless.read_root(data, "root.json")


def test_the_configuration_of_a_client_has_a_root(instance: Instance) -> None:
    whole = json.dumps(instance.trust_config("http://127.0.0.1:1")).encode()
    bare = json.dumps(instance.trusted_root()).encode()
    assert json.loads(keyless.read_root(whole, "x").data).keys() == json.loads(keyless.read_root(bare, "x").data).keys()


def test_the_steps_without_safeguard(ours: Keyless, bundle: Path, tmp_path: Path) -> None:
    """Those with openssl never say that it is good; Sigstore's own program does, as VERIFY.md has it."""
    base = unzip(bundle, tmp_path / "unpacked")
    told = [
        status(base, block)
        for block in blocks(base)
        if "data/public-keys" in block and "data/keyrings" not in block and "openssl" in block
    ]
    # The last one prints Ed25519 keys for Go's note, and here none.
    assert (len(told), 0 in told[:3]) == (4, False)
    (tmp_path / "config.json").write_text(json.dumps(ours.instance.trust_config("http://127.0.0.1:1")))
    at, key = base / "data/signed/run-0000", base / f"data/public-keys/{ours.keyid[7:]}.pem"
    number = ALGORITHMS[ours.alg].number.format(key=key)
    said = subprocess.run(["/bin/sh", "-c", number], capture_output=True, text=True, check=True)
    assert (said.stdout.split()[0], json.loads(said.stderr)["issuer"]) == (ours.keyid[7:], NIGHTLY.issuer)
    files = {"key": key, "data": at / "statement.pae", "sig": at / "statement.sig"}
    how = ALGORITHMS[ours.alg].openssl.replace("IDENTITY", NIGHTLY.identity).replace("ISSUER", NIGHTLY.issuer)
    words = [sys.executable, "-m", "sigstore", f"--trust-config={tmp_path}/config.json"]
    words += how.format(**files).split()[1:]
    ran = subprocess.run(words, env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (ran.returncode, "OK:" in ran.stdout + ran.stderr) == (0, True)


# Attacks

Edit = Callable[[dict[str, Any]], object]


def _entry(edit: Edit) -> Edit:
    return lambda made: edit(made["verificationMaterial"]["tlogEntries"][0])


def _flipped(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(data).decode()


def _damage(holder: dict[str, Any], name: str) -> None:
    holder[name] = _flipped(holder[name])


EDITS: dict[str, Edit] = {
    "the root in the proof": _entry(lambda e: _damage(e["inclusionProof"], "rootHash")),
    "the path of the proof": _entry(
        lambda e: e["inclusionProof"]["hashes"].append(base64.b64encode(b"0" * 32).decode())
    ),
    "no proof": _entry(lambda e: e.pop("inclusionProof")),
    "no head": _entry(lambda e: e["inclusionProof"].pop("checkpoint")),
    "the promise": _entry(lambda e: _damage(e["inclusionPromise"], "signedEntryTimestamp")),
    "no promise, so no time": _entry(lambda e: e.pop("inclusionPromise")),
    "the time": _entry(lambda e: e.update(integratedTime=str(int(e["integratedTime"]) + 1))),
    "a time without end": _entry(lambda e: e.update(integratedTime="9" * 18)),
    "no entry": lambda made: made["verificationMaterial"].update(tlogEntries=[]),
    "the signature": lambda made: _damage(made["messageSignature"], "signature"),
    "no signature": lambda made: made.pop("messageSignature"),
    "no certificate": lambda made: made["verificationMaterial"].pop("certificate"),
    "a certificate that is none": lambda made: made["verificationMaterial"].update(certificate={"rawBytes": "AAAA"}),
    "an older format": lambda made: made.update(mediaType="application/vnd.dev.sigstore.bundle+json;version=0.1"),
    "a field more": lambda made: made.update(more="x"),
    "a type": lambda made: made.update(verificationMaterial=[]),
}


def test_each_edit_is_told() -> None:
    """What is wrong, in one line, and never an exception. (A log of its own: how long a proof is hangs on that.)"""
    ours, told = Keyless(Instance()), {}
    with trusting(ours.instance):
        assert not keys.misfit(ours.public, ours.sign(b"data"), b"data")
        for name, edit in EDITS.items():
            told[name] = keys.misfit(ours.public, replace(ours, edit=edit).sign(b"data"), b"data")
    assert all(told.values())
    expected = re.compile(r" \(by the trust root root.json\)|expected log_index.*")
    assert {name: expected.sub("", said) for name, said in told.items()} == snapshot(
        {
            "the root in the proof": "Sigstore says: invalid log entry: inclusion proof contains invalid root hash: ",
            "the path of the proof": "Sigstore says: invalid log entry: inclusion proof has wrong size: expected 1, got 2",
            "no proof": "Sigstore says: failed to load bundle: 1 validation error for Bundle",
            "no head": "Sigstore says: entry must contain inclusion proof, with checkpoint",
            "the promise": "Sigstore says: invalid log entry: SET: invalid inclusion promise: keyring: invalid signature",
            "no promise, so no time": "Sigstore says: bundle must contain an inclusion promise or signed timestamp(s)",
            "the time": "Sigstore says: invalid log entry: SET: invalid inclusion promise: keyring: invalid signature",
            "a time without end": "it is no bundle of Sigstore's: OSError",
            "no entry": "Sigstore says: expected exactly one log entry in bundle",
            "the signature": "Sigstore says: Signature is invalid for input",
            "no signature": "Sigstore says: failed to load bundle: 1 validation error for Bundle",
            "no certificate": "Sigstore says: failed to load bundle: 1 validation error for Bundle",
            "a certificate that is none": "it is no bundle of Sigstore's: ValueError",
            "an older format": "it is no bundle of Sigstore's (application/vnd.dev.sigstore.bundle.v0.3+json)",
            "a field more": "Sigstore says: failed to load bundle: 1 validation error for Bundle",
            "a type": "Sigstore says: failed to load bundle: 1 validation error for Bundle",
        }
    )


FAULTS: dict[str, Faults] = {
    "no timestamp of the log of certificates": Faults(no_sct=True),
    "taken up when the certificate had ended": Faults(late=dt.timedelta(minutes=11)),
    "taken up before it began": Faults(late=-dt.timedelta(minutes=1)),
    "for somebody else too": Faults(names=("eve@example.org",)),
}


def test_each_fault_is_told(instance: Instance, ours: Keyless, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {}
    for name, faults in FAULTS.items():
        monkeypatch.setattr(instance, "faults", faults)
        told[name] = keys.misfit(ours.public, ours.sign(b"data"), b"data")
    assert all(told.values())
    assert told == snapshot(
        {
            "no timestamp of the log of certificates": "Sigstore says: failed to verify SCT on signing certificate: Certificate does not contain a signed certificate timestamp extension (by the trust root root.json)",
            "taken up when the certificate had ended": "its certificate is not one of the trust root root.json, or was not good when the log took it up (failed to build timestamp certificate chain: validation failed: cert is not valid at validation time (encountered processing <Certificate(subject=<Name()>, ...)>))",
            "taken up before it began": "its certificate is not one of the trust root root.json, or was not good when the log took it up (failed to build timestamp certificate chain: validation failed: cert is not valid at validation time (encountered processing <Certificate(subject=<Name()>, ...)>))",
            "for somebody else too": "it was made by “eve@example.org” and “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main”, and not by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main”",
        }
    )


def test_somebody_else_is_told(instance: Instance, ours: Keyless) -> None:
    """The same instance certifies others too: the name of one of them is no name of ours, to the letter."""
    others = {
        "another branch": Identity(identity=NIGHTLY.identity[:-4] + "feature", issuer=NIGHTLY.issuer),
        "a longer name": Identity(identity=NIGHTLY.identity + "x", issuer=NIGHTLY.issuer),
        "another issuer": Identity(identity=NIGHTLY.identity, issuer="https://gitlab.com"),
        "an issuer with a slash": Identity(identity=NIGHTLY.identity, issuer=NIGHTLY.issuer + "/"),
    }
    told = {
        name: keys.misfit(ours.public, Keyless(instance, who).sign(b"data"), b"data") for name, who in others.items()
    }
    assert told == snapshot(
        {
            "another branch": "it was made by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/feature”, and not by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main”",
            "a longer name": "it was made by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/mainx”, and not by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main”",
            "another issuer": "“https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main” was vouched for by “https://gitlab.com”, and not by “https://token.actions.githubusercontent.com”",
            "an issuer with a slash": "“https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main” was vouched for by “https://token.actions.githubusercontent.com/”, and not by “https://token.actions.githubusercontent.com”",
        }
    )


def test_other_bytes_are_told(ours: Keyless) -> None:
    good = ours.sign(b"data")
    doc = canonical.loads(good, "it")
    undigested = {**doc, "messageSignature": {"signature": doc["messageSignature"]["signature"]}}
    offered = {
        "over other bytes": (good, b"date"),
        "and nothing says over which": (canonical.dumps(undigested), b"date"),
        "not canonical": (good.replace(b'":', b'": ', 1), b"data"),
        "two documents": (good + good, b"data"),
        "not JSON": (b"\x30\x45\x02", b"data"),
        "nothing": (b"", b"data"),
        "another document": (b"[]", b"data"),
        "deep": (b"[" * 10_000 + b"]" * 10_000, b"data"),
        "1 MB": (b"{" + b" " * (1 << 20) + b"}", b"data"),
    }
    assert {name: keys.misfit(ours.public, *each) for name, each in offered.items()} == snapshot(
        {
            "over other bytes": "Sigstore says: Bundle message digest mismatch (by the trust root root.json)",
            "and nothing says over which": "Sigstore says: Signature is invalid for input (by the trust root root.json)",
            "not canonical": "it is a bundle of Sigstore's, but not in its canonical form",
            "two documents": "it is no bundle of Sigstore's",
            "not JSON": "it is no bundle of Sigstore's",
            "nothing": "it is no bundle of Sigstore's",
            "another document": "it is no bundle of Sigstore's (application/vnd.dev.sigstore.bundle.v0.3+json)",
            "deep": "it is no bundle of Sigstore's",
            "1 MB": "it has 1048578 bytes, more than the 32768 of a bundle of Sigstore's",
        }
    )


def test_a_night_that_another_identity_signed(instance: Instance, ours: Keyless, tmp_path: Path) -> None:
    """It calls itself ours; the certificate says otherwise."""

    class Thief(Keyless):
        public, keyid = ours.public, ours.keyid

    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    seal_run(store, ours, 0)
    seal_run(store, ours, 1)
    entry = store.read("log/000001")
    forged = Thief(instance, Identity(identity="eve@example.org", issuer="https://accounts.google.com"))
    (tmp_path / "store" / "log" / "000001").chmod(0o600)
    (tmp_path / "store" / "log" / "000001").write_bytes(dsse.sign(dsse.read_envelope(entry, "x").payload, forged))
    layers = list(verify(store, Trust(frozenset({ours.keyid}), (), a_run(0).tool), judge))
    assert conclude(layers)[0] == 1
    assert worst(layers) == snapshot(
        (
            "signature",
            "run run-0001: the signature of key c578 a852 99f6 6e6f does not fit: it was made by “eve@example.org”, and not by “https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main”",
        )
    )
