"""What an enemy does to the keyring in a bundle, and to the keys in it, and the layer and words that it gets.

The bundle is that of `tests.evidence.test_adopted`: entry 0 takes the keyring up, 1 and 2 are runs, 3 is Ana's
countersignature, 4 takes up her deputy. Its verifier has pinned the first version.
"""

# ruff: noqa: E501  # sentences stand here as a person sees them

import json
from collections.abc import Callable
from typing import Any

import msgspec

from scanner.evidence import adopted, canonical, dsse, growing, keys, merkle
from scanner.evidence.bundle import shown
from scanner.evidence.keyring import read_version
from tests.evidence.made import Payload, leaves, reseal, resign_head, with_leaves
from tests.evidence.rings import People, edited, first, follower, forged


def drop_last_version(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(2)]


def drop_keyring(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(1)], payload[adopted.version_key(2)]


def drop_first_version(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(1)]


def drop_version_and_its_entry(payload: Payload, who: People) -> None:
    """Without a key of the log: its checkpoint tells. With one, an anchor does."""
    drop_last_version(payload, who)
    with_leaves(payload, leaves(payload)[:4])


def fork_version(payload: Payload, who: People) -> None:
    """Two version 2s, both signed by the roots."""
    one = read_version(payload[adopted.version_key(1)], "it")
    payload[adopted.version_key(2)] = forged(follower(one), [who.one, who.two])


def skip_version(payload: Payload, who: People) -> None:
    payload[adopted.version_key(3)] = payload.pop(adopted.version_key(2))


def below_threshold(payload: Payload, _: People) -> None:
    key = adopted.version_key(2)
    doc = json.loads(payload[key])
    payload[key] = canonical.dumps({**doc, "signatures": doc["signatures"][:1]})


def one_signs_twice(payload: Payload, _: People) -> None:
    key = adopted.version_key(2)
    doc = json.loads(payload[key])
    payload[key] = canonical.dumps({**doc, "signatures": doc["signatures"][:1] * 2})


def genesis_replaced(payload: Payload, who: People) -> None:
    """A keyring of the thief's own, with everything signed anew."""
    roots = msgspec.to_builtins([growing.root(who.thief.public, "Root One")])
    mine = edited(first(who), roots=roots, threshold=1)
    payload[adopted.version_key(1)] = forged(mine, [who.thief])
    del payload[adopted.version_key(2)]


def signed_again(
    number: int, who_signs: str, edit: Callable[[Any], None] = lambda _: None
) -> Callable[[Payload, People], None]:
    """An entry signed by somebody else, below a checkpoint by a key that counts."""

    def attack(payload: Payload, who: People) -> None:
        found, signer = leaves(payload), getattr(who, who_signs)

        def claim(doc: Any) -> None:
            doc["predicate"]["signed_by"] = signer.keyid
            edit(doc["predicate"])

        payload[keys.key_of(signer.keyid)] = keys.to_pem(signer.public)
        found[number] = reseal(found[number], signer, claim)
        rechained(payload, found, who)

    return attack


def rechained(payload: Payload, found: list[bytes], who: People) -> None:
    """The entries behind one that was changed name the root before them, and are signed again."""
    for number in range(1, len(found)):
        root = merkle.root([merkle.leaf(data) for data in found[:number]]).hex()
        opened = dsse.read_envelope(found[number], "it")
        if json.loads(opened.payload)["predicate"]["place"]["previous"] != root:
            signer = next(s for s in vars(who).values() if s.keyid == opened.keyid)
            found[number] = reseal(found[number], signer, follows(root))
    with_leaves(payload, found)
    resign_head(payload, who.machine)
    payload |= {f"signed/run-0002/{name}": data for name, data in shown(found[2]).items()}


def follows(root: str) -> Callable[[Any], None]:
    def edit(doc: Any) -> None:
        doc["predicate"]["place"]["previous"] = root

    return edit


def countersigned_another(payload: Payload, who: People) -> None:
    signed_again(3, "ana", lambda said: said.update(entry=1))(payload, who)


def head_by_thief(payload: Payload, who: People) -> None:
    resign_head(payload, who.next)
    payload[keys.key_of(who.next.keyid)] = keys.to_pem(who.next.public)


ATTACKS: dict[str, tuple[Callable[[Payload, People], None], str, str]] = {
    "version dropped that the log took up": (
        drop_last_version,
        "keyring",
        "version 2 of the keyring: is missing: entry 4 of the log took it up. Somebody has taken it away",
    ),
    "keyring dropped": (
        drop_keyring,
        "keyring",
        "version 1 of the keyring: is missing: entry 0 of the log took it up. Somebody has taken it away",
    ),
    "genesis dropped": (
        drop_first_version,
        "keyring",
        "version 1 of the keyring: is missing, keyrings/000002 comes in its place",
    ),
    "version and its entry dropped": (
        drop_version_and_its_entry,
        "log",
        "the log in bad.zip: the checkpoint covers 5 entries, there are 4",
    ),
    "keyring forked": (
        fork_version,
        "keyring",
        "version 2 of the keyring: is not the one that entry 4 of the log took up: the keyring was forked",
    ),
    "version skipped": (
        skip_version,
        "keyring",
        "version 2 of the keyring: is missing, keyrings/000003 comes in its place",
    ),
    "root below threshold": (
        below_threshold,
        "keyring",
        "version 2 of the keyring: has 1 of the 2 signatures that it needs of the roots of version 1",
    ),
    "one root twice": (
        one_signs_twice,
        "keyring",
        "version 2 of the keyring: has two signatures of key ROOT",
    ),
    "genesis replaced": (
        genesis_replaced,
        "keyring",
        "version 1 of the keyring: is not the one that entry 0 of the log took up: the keyring was forked",
    ),
    "run signed with a key that nobody knows": (
        signed_again(2, "next"),
        "signature",
        "run run-0002: is signed with key NEXT, which is not a trusted one",
    ),
    "run signed by the reviewer": (
        signed_again(2, "ana"),
        "signature",
        "run run-0002: is signed with key ANA of Ana Ruiz, which is that of a reviewer: it takes that of a collector",
    ),
    "countersigned by the collector": (
        signed_again(3, "machine"),
        "log",
        "entry 3: is signed with key MACHINE of scanner-1, which is that of a collector: it takes that of a reviewer or an approver",
    ),
    "countersigned by who is none yet": (
        signed_again(3, "thief"),
        "log",
        "entry 3: is signed with key THIEF of Deputy, which counts from entry 4 on, and this is entry 3",
    ),
    "countersignature of another run": (
        countersigned_another,
        "log",
        "the log in bad.zip: entry 3 is about run run-0002 as entry 1, and that is no such entry",
    ),
    "head by a key that nobody knows": (
        head_by_thief,
        "log",
        "the checkpoint of the log: is not signed with a trusted key",
    ),
}
