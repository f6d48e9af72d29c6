"""VERIFY.md as safeguard wrote it up to 0.4.0, run by run, so that the bundles of then stay checkable.

Nobody writes it any more: its step 3 let Python take modules out of the bundle's folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Final

from scanner.evidence import keys, note
from scanner.evidence.sealed import SealedRun
from scanner.stores import Reader


@dataclass(frozen=True)
class _Shown:
    """What the text needs to know of one run in the bundle."""

    run: str
    sequence: int
    keyid: str
    alg: str


_SIGNATURE: Final = {
    "ed25519": "openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {data} -sigfile {sig}",
    "ecdsa-p256": "openssl dgst -sha256 -verify {key} -signature {sig} {data}",
}

_HEAD: Final = Template("""\
# How to check this bundle without safeguard

You need `openssl` (3.0 or newer), `jq`, `gzip`, the usual `sha256sum`, `base64`, `cmp`, and, for the two Merkle roots,
`python3` without any package. Unpack the bundle and run each block in the folder where this file lies; a block that
fails ends with a status other than 0. They were all run as they stand when this version of safeguard was tested.

What they show: what was asked and answered was not changed since it was signed. What they do not show: that the key
belongs to whom you think (step 2), that the log was not rewritten as a whole (step $last), or that the declared scope
is all there is. They do not judge the evidence again; `safeguard verify` does.

## 1. Nothing was damaged on the way

```sh
sha256sum --check --strict --quiet manifest-sha256.txt
sha256sum --check --strict --quiet tagmanifest-sha256.txt
```

And there is no file in `data` that the list does not name:

```sh
set -e
cut -c 67- manifest-sha256.txt > listed.txt
find data ! -type d | LC_ALL=C sort | cmp - listed.txt
```

This finds accidents. Whoever changes a file on purpose changes these lists too, so go on. Nobody signs the files beside
`data`, this one among them: `safeguard verify` compares it with its own.

## 2. Whose key it is

The key came with the bundle. That is no reason to trust it. Compare these numbers with what you were told
by telephone, in person or by letter:

```text
$keys
```

So they are computed from the keys that lie here:

```sh
set -e
for key in data/public-keys/*.pem
do
    openssl pkey -pubin -in "$$key" -outform DER | sha256sum | cut -d ' ' -f 1 > keyid.txt
    test "$$(cat keyid.txt)" = "$$(basename "$$key" .pem)"
    cat keyid.txt
done
```

## 3. A script for Merkle roots

RFC 6962, as short as it gets. Read it: from here on you rely on it. A file that is not one gzip member of whole lines
could show you more than was signed, so the script refuses it.

```sh
cat > merkle.py <<'END'
import hashlib, sys, zlib
def sha(data): return hashlib.sha256(data).digest()
def rows(name):
    data = open(name, "rb").read()
    if not name.endswith(".gz"): return [data]
    gzip = zlib.decompressobj(31)
    *lines, rest = gzip.decompress(data).split(b"\\n")
    if rest or gzip.unused_data or not gzip.eof: sys.exit(name + " is not one gzip member of whole lines")
    return lines
def leaves(names):
    for name in names:
        yield from (sha(b"\\0" + row) for row in rows(name))
def root(row):  # RFC 6962: pair neighbours, a last one without a neighbour goes up as it is
    while len(row) > 1:
        pairs = [sha(b"\\1" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = pairs + row[len(pairs) * 2:]
    return row[0] if row else sha(b"")
print(root(list(leaves(sys.argv[1:]))).hex())
END
```
""")

_RUN: Final = Template("""\
## $number. Run $run, entry $sequence of the log

The signature is over `statement.pae`, which is the statement with its type and lengths before it:

```sh
set -e
cd data/signed/$run
$verify
printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$$(wc -c < statement.json)" |
cat - statement.json | cmp - statement.pae
```

The entry of the log is the same statement with the same signature:

```sh
set -e
jq -j .payload $leaf | base64 -d | cmp - data/signed/$run/statement.json
jq -j '.signatures[0].sig' $leaf | base64 -d | cmp - data/signed/$run/statement.sig
test "$$(jq -r '.signatures[0].keyid' $leaf)" = '$keyid'
```

Every member but the evidence has the digest that the statement says:

```sh
set -e
jq -r '.subject[] | select(.name != "evidence") | .name + " " + .digest.sha256' data/signed/$run/statement.json |
while read -r name digest
do
    case "$$name" in
        *.jsonl) gzip -dc "data/runs/$run/$$name.gz" > member.tmp ;;
        *) cp "data/runs/$run/$$name" member.tmp ;;
    esac
    echo "$$digest  member.tmp" | sha256sum --check --quiet
done
rm -f member.tmp
```

There is no other file among its members, and none beside the statement:

```sh
set -e
jq -r '.predicate.evidence.segments[], (.subject[].name | select(. != "evidence") | sub("[.]jsonl$$"; ".jsonl.gz"))' \\
    data/signed/$run/statement.json | LC_ALL=C sort > members.txt
ls -A data/runs/$run | LC_ALL=C sort | cmp - members.txt
test "$$(ls -A data/signed/$run | tr '\\n' ' ')" = 'statement.json statement.pae statement.sig '
```

The evidence has the Merkle root that the statement says:

```sh
set -e
segments=$$(jq -r '.predicate.evidence.segments[] | "data/runs/$run/" + .' data/signed/$run/statement.json)
signed=$$(jq -r '.subject[] | select(.name == "evidence") | .digest.sha256' data/signed/$run/statement.json)
python3 merkle.py $$segments > root.txt
test "$$(cat root.txt)" = "$$signed"
cat root.txt
```
""")

_LOG: Final = Template("""\
## $number. The log

The checkpoint is signed, and its second and third line are the number of entries and the root over them:

```sh
set -e
head -n 3 data/checkpoint > checkpoint.txt
tail -n 1 data/checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c +5 > checkpoint.sig
$verify
```

```sh
set -e
python3 merkle.py data/log/* > log-root.txt
test "$$(cat log-root.txt)" = "$$(sed -n 3p data/checkpoint | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
test "$$(ls data/log | wc -l)" = "$$(sed -n 2p data/checkpoint)"
```

If you kept an older checkpoint, of N entries, the root over the first N entries must be the one in it:

```text
python3 merkle.py $$(ls data/log/* | head -n N)
sed -n 3p OLD-CHECKPOINT | base64 -d | od -An -v -tx1 | tr -d ' \\n'
```

If you did not, keep this one now: `data/checkpoint`. It is what will show you next time that nothing was dropped
or rewritten. The sequence in every entry must count up from 0:

```sh
set -e
for entry in data/log/*
do
    jq -r .payload "$$entry" | base64 -d | jq -r .predicate.place.sequence
done > sequence.txt
seq 0 "$$(($$(sed -n 2p data/checkpoint) - 1))" | cmp - sequence.txt
```
""")


def text(reader: Reader, signed: Mapping[str, bytes], chosen: Sequence[SealedRun], head: note.Note) -> bytes:
    """The text for these runs, whose log was `signed` with these keys. Raises `PublicKeyError` for a missing one."""
    by = next((name for name, public in signed.items() if head.signed_with(public)), "")
    runs = [_shown(reader, signed, run.record.run, run.record.sequence, run.keyid) for run in chosen]
    return _render(runs, _shown(reader, signed, "", 0, by), sorted(signed))


def _shown(reader: Reader, publics: Mapping[str, bytes], run: str, sequence: int, keyid: str) -> _Shown:
    if keyid not in publics:
        raise keys.PublicKeyError(f"the key of {run or 'the checkpoint'}, which {reader.name} should hold,")
    alg = keys.algorithm(publics[keyid])
    if alg not in _SIGNATURE:
        raise keys.PublicKeyError(f"the key of {run or 'the checkpoint'}, which no version of then knew,")
    return _Shown(run, sequence, keyid, alg)


def _render(runs: Sequence[_Shown], head: _Shown, keyids: Sequence[str]) -> bytes:
    parts = [_HEAD.substitute(keys="\n".join(_told(keyid) for keyid in keyids), last=len(runs) + 4)]
    for number, run in enumerate(runs, 4):
        key = f"../../{keys.key_of(run.keyid)}"
        verify = _SIGNATURE[run.alg].format(key=key, data="statement.pae", sig="statement.sig")
        leaf = f"data/log/{run.sequence:06}"
        parts.append(
            _RUN.substitute(
                number=number,
                run=run.run,
                sequence=run.sequence,
                keyid=run.keyid,
                verify=verify,
                leaf=leaf,
            )
        )
    key = f"data/{keys.key_of(head.keyid)}"
    verify = _SIGNATURE[head.alg].format(key=key, data="checkpoint.txt", sig="checkpoint.sig")
    parts.append(_LOG.substitute(number=len(runs) + 4, verify=verify))
    return "\n".join(parts).encode()


def _told(keyid: str) -> str:
    return f"{keys.short(keyid)}   {keyid}"
