"""One verifier in JavaScript, held against the one in Python: the same bundles, layer by layer."""

# ruff: noqa: E501  # what a person sees stands here as it is printed

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from inline_snapshot import snapshot

from scanner.evidence import keys
from scanner.evidence.anchors import read_anchor
from scanner.evidence.replayed import Replay
from scanner.evidence.verdict import Layer, State
from scanner.evidence.verify import LAYERS, Trust, conclude, verify
from scanner.reports import viewer
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from tests.reports.keyed import FIRST
from tests.reports.vectors import House, Vector, changed, flipped, golden, reencoded
from tests.servers.sigstore_double.instance import Instance
from tests.servers.sigstore_double.signing import Keyless, trusting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOT_JUDGED: Final = Replay("lacks", "as they were signed; not computed again")
"""What the browser is: a verifier without the checks."""


class Shown(NamedTuple):
    """What a verifier makes of a file."""

    code: int
    sentence: str
    states: Mapping[str, str]
    said: Mapping[str, str]

    def of(self, layers: Sequence[str]) -> "Shown":
        """The same, of these layers."""
        return self._replace(states={name: self.states[name] for name in layers})

    @property
    def failing(self) -> tuple[str, str]:
        """The first layer that fails, and what it says."""
        failing = ((name, self.said[name]) for name, state in self.states.items() if state == "fails")
        name, said = next(failing, ("", ""))
        return name, "\n".join(map(str.strip, said.split("\n")))


def in_python(vector: Vector) -> Shown:
    trust = Trust(frozenset(vector.keys), tuple(read_anchor(each, "the anchor") for each in vector.anchors))
    layers = list(verify(vector.path, trust, lambda _: NOT_JUDGED))
    states, said = {layer.name: layer.state for layer in layers}, {layer.name: layer.said for layer in layers}
    code, sentence = conclude(layers)
    return Shown(code, _AGAIN.sub("but the findings were not computed again.", sentence), states, said)


_AGAIN: Final = re.compile(
    r"but [0-9]+ of [0-9]+ findings? here were not computed again[.] The whole runs would settle it[.]"
)
"""It is said otherwise by the page, which computes none again, of whole runs neither."""


class Verifier:
    """The script of the page, in Chromium."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def __call__(self, vector: Vector) -> Shown:
        told = [vector.path.name, [*vector.keys], [base64.b64encode(each).decode() for each in vector.anchors]]
        found = self.page.evaluate(_RUN, [base64.b64encode(vector.path.read_bytes()).decode(), *told])
        states, said = ({one["name"]: one[what] for one in found["layers"]} for what in ("state", "said"))
        return Shown(found["code"], found["sentence"], states, said)


_RUN: Final = """async ([data, name, keys, anchors]) => {
    const bytes = text => Uint8Array.from(atob(text), char => char.charCodeAt(0));
    const kept = anchors.map(anchor => verifier.readAnchor(bytes(anchor), 'the anchor'));
    const {layers, code, sentence} = await verifier.examine(new Blob([bytes(data)]), name, {keys, anchors: kept});
    return {layers, code, sentence};
}"""


@pytest.fixture(scope="module")
def in_browser(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    """From a file, as the page is opened: elsewhere a browser has no Web Crypto."""
    file = tmp_path_factory.mktemp("verifier") / "verifier.html"
    given = "examine, readAnchor, conclude, words: WORDS, checks: Check.prototype"
    script = f"{viewer.verifier()}\nglobalThis.verifier = {{{given}}};"
    file.write_text(f"<!doctype html><meta charset=utf-8><script>'use strict';\n{script}</script>", "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield Verifier(page)
    page.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    return House(new_key(folder / "ours.pem"), new_key(folder / "theirs.pem"), tmp_path_factory.mktemp("vectors"))


def compared(vectors: Iterable[Vector], in_browser: Verifier) -> tuple[dict[str, Any], set[str]]:
    """Where the two see another verdict or another state of a layer; and where they call what fails otherwise."""
    differ, otherwise = {}, set()
    checked = in_browser.page.evaluate("verifier.words.layers.filter(name => Object.hasOwn(verifier.checks, name))")
    for vector in vectors:
        python, browser = in_python(vector).of(checked), in_browser(vector).of(checked)
        if python[:3] != browser[:3]:
            differ[vector.name] = (python, browser)
        if python.failing != browser.failing:
            otherwise.add(vector.name)
    return differ, otherwise


CALLED_OTHERWISE: Final = {
    # JSON that is not in its one spelling is that, whatever it is beside.
    "statement: 1e999",
    "statement: NaN",
    "statement: a float",
    "statement: doubled",
    "statement: minus nothing",
    "statement: more digits than any",
    "statement: not UTF-8",
    "twice_in_envelope",
    # What msgspec says of a field.
    "answers_without_number",
    "countersigned, more",
    "countersigned, no role",
    "countersigned, too much",
    "envelope: another field",
    "envelope: no signature",
    "envelope: proto",
    "no_such_day",
}
"""What the two refuse in the same layer, each in words of its own."""


def test_of_each_attack_both_say_the_same(house: House, in_browser: Verifier) -> None:
    differ, otherwise = compared(house.vectors(), in_browser)
    assert differ == {}
    assert otherwise == CALLED_OTHERWISE


def test_what_older_versions_wrote(in_browser: Verifier) -> None:
    for vector in golden():
        python, browser = in_python(vector), in_browser(vector)
        assert (python.code, python.sentence) == (browser.code, browser.sentence)
        states = {**browser.states}
        assert states.pop("continuity") == "unknown"  # it is not checked there
        if "(as safeguard wrote it up to 0.4.0)" in python.said["unsigned"]:
            assert (
                states.pop("unsigned") == "open"
            )  # the text of that time was made for each bundle: it is not compared
        assert states.items() <= python.states.items()


def test_ecdsa_and_its_signatures_written_otherwise(in_browser: Verifier, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    tmp_path.chmod(0o700)
    key = tmp_path / "p256.pem"
    key.touch(mode=0o600)
    pem = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    key.write_bytes(ec.derive_private_key(7, ec.SECP256R1()).private_bytes(*pem))
    vectors = list(reencoded(House(open_signer(f"file:{key}"), new_key(tmp_path / "theirs.pem"), tmp_path)))
    assert compared(vectors, in_browser) == ({}, set())
    assert [in_browser(vector).failing[0] for vector in vectors] == ["", "log", "signature"]


KEYED_CALLED_ALIKE: Final = {
    "a format to come",
    "a log that can have no such name",
    "a root that signs entries",
    "a root twice",
    "a threshold out of reach",
}
"""Of first versions that are none: of the others msgspec says a field, or a place."""


def test_by_a_keyring_both_say_the_same(house: House, in_browser: Verifier) -> None:
    differ, otherwise = compared(house.keyed(), in_browser)
    assert differ == {}
    assert otherwise == FIRST.keys() - KEYED_CALLED_ALIKE


def test_a_keyring(house: House, in_browser: Verifier) -> None:
    found = in_browser(Vector("keyed", house.ring.good, (house.ring.genesis,)))
    number, machine = keys.short(house.ring.genesis), keys.short(house.ring.who.machine.keyid)
    said = [
        found.said[name].replace(number, "GENESIS").replace(machine, "MACHINE") for name in ("keyring", "signature")
    ]
    assert (found.code, found.sentence, said) == (
        2,
        "Intact and signed, but the findings were not computed again.",
        [
            "version 2 of the keyring GENESIS, which you pinned: 3 keys, 2 of 2 roots sign it",
            "Ed25519, key MACHINE, of scanner-1 by the keyring",
        ],
    )


def test_what_an_identity_signed_is_said_not_to_be_checked(in_browser: Verifier, tmp_path: Path) -> None:
    """It cannot be, without the certificates of Sigstore; so it is neither good nor bad here."""
    signer = Keyless(Instance())
    with trusting(signer.instance):
        house = House(signer, signer, tmp_path)
        vector = Vector("keyless", house.good, (signer.keyid,))
        assert {in_python(vector).states[name] for name in ("signature", "log", "unsigned")} == {"ok"}
    for told in (vector, replace(vector, keys=())):
        found = in_browser(told)
        assert (found.code, found.sentence) == (
            2,
            "Not checked. This page cannot check what an identity signed through Sigstore: verify it with safeguard.",
        )
        assert {found.states[name] for name in ("signature", "log", "anchor", "unsigned")} == {"unknown"}


PARTS_CALLED_OTHERWISE: Final = {
    # What msgspec says of a field.
    "a hash that is none",
    "a place below nothing",
    "a proof and more",
    "asked by a field",
    "asked for none",
    "asked for nothing",
    "asked of no format",
    "asked on no day",
    "asked with a blank seed",
    "places_without_end",
    # How much of a torn member was read: with its header, or without.
    "findings_torn",
}


def test_of_parts_of_runs_both_say_the_same(house: House, in_browser: Verifier) -> None:
    differ, otherwise = compared(house.of_parts(), in_browser)
    assert differ == {}
    assert otherwise == PARTS_CALLED_OTHERWISE


def test_parts_of_runs(house: House, in_browser: Verifier) -> None:
    found = in_browser(Vector("parts", house.parts, (house.signer.keyid,)))
    assert (found.code, found.sentence, found.said["evidence"], found.said["findings"]) == snapshot(
        (
            2,
            """\
Intact and signed, but the findings were not computed again.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.\
""",
            "5 of 17 answers of 2 runs here, each with its proof",
            """\
3 of 18 findings of 2 runs here, each with its proof
as they were signed; not computed again: that takes the checks, so safeguard verify
left out, as it tells of other targets: coverage.json
asked for, as the house says: findings by a.b, of 2 runs\
""",
        )
    )
    assert found.said["log"] == "3 entries without a gap, 0 of its 3 runs here, parts of 2"
    assert {found.states[name] for name in ("container", "signature", "evidence", "log", "unsigned")} == {"ok"}


@pytest.mark.parametrize("seed", [9])
def test_changed_by_chance(house: House, in_browser: Verifier, seed: int, tmp_path: Path) -> None:
    of_files = flipped(house.good, tmp_path, 15, seed)
    of_members = changed(house.good, tmp_path, 25, seed, house.signer.keyid)
    of_parts = changed(house.parts, tmp_path, 15, seed, house.signer.keyid)
    by_a_keyring = changed(house.ring.good, tmp_path, 15, seed, house.ring.genesis)
    vectors = [*of_files, *of_members, *of_parts, *by_a_keyring]
    differ, _ = compared(vectors, in_browser)
    assert differ == {}


def test_what_follows_from_the_layers(in_browser: Verifier) -> None:
    """Of every two layers in every two states; where the program would say that all is verified, the page does not."""
    states: tuple[State, ...] = ("ok", "open", "unknown", "fails", "skipped")
    could_be = [(name, state) for name in LAYERS for state in states]
    pairs = combinations(could_be, 2)
    cases = [
        [Layer(name, {one[0]: one[1], two[0]: two[1]}.get(name, "ok"), "") for name in LAYERS] for one, two in pairs
    ]
    plain = [[{"name": layer.name, "state": layer.state, "verdict": ""} for layer in case] for case in cases]
    found = [tuple(each) for each in in_browser.page.evaluate("cases => cases.map(verifier.conclude)", plain)]
    for case, (code, said) in zip(cases, found, strict=True):
        assert (code, said) == conclude(case) or (conclude(case)[0] == 0 and code == 1)


def test_a_layer_that_the_page_has_no_check_for_is_not_well(in_browser: Verifier, house: House) -> None:
    """So one that comes later is never passed over in silence."""
    good = Vector("good", house.good, (house.signer.keyid,))
    in_browser.page.evaluate("verifier.words.layers.push('later'); verifier.words.needs.later = []")
    try:
        assert in_browser(good).states["later"] == "unknown"
        assert in_browser(good).said["later"] == "this page does not check it: safeguard verify does"
    finally:
        in_browser.page.evaluate("verifier.words.layers.pop()")
