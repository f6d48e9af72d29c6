"""What an enemy does to the payload of a bundle with the runs 0 to 3, and the layer and sentence that it gets.

Each is called with the payload, our signer and a thief's. Manifests are made to fit afterwards.
"""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scanner.evidence import canonical, keys, merkle, note
from scanner.evidence.bundle import shown
from scanner.signers import Signer
from tests.evidence.made import Payload, leaves, reseal, resign_head, with_leaves

Attack = Callable[..., None]
Mix = Callable[[Path, Path], None]
"""Changes the first store with what lies in the second: one with the runs 0 to 2, one with 4 to 7."""


def edit_answer(payload: Payload, *_: Signer) -> None:
    """An answer is edited."""
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).replace(b"2026", b"2025", 1))


def drop_answer(payload: Payload, *_: Signer) -> None:
    """An answer is dropped."""
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).partition(b"\n")[2])


def inject_answer(payload: Payload, *_: Signer) -> None:
    """An answer is added, one that has a key twice."""
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]) + b'{"a":1,"a":2}\n')


def swap_answers(payload: Payload, *_: Signer) -> None:
    """Two answers change places."""
    name = "runs/run-0002/evidence-1.jsonl.gz"
    first, second, rest = gzip.decompress(payload[name]).split(b"\n", 2)
    payload[name] = gzip.compress(b"\n".join((second, first, rest)))


def drop_segment(payload: Payload, *_: Signer) -> None:
    """A file of answers is dropped."""
    del payload["runs/run-0002/evidence-1.jsonl.gz"]


def edit_finding(payload: Payload, *_: Signer) -> None:
    """A finding is edited."""
    payload["runs/run-0002/findings.jsonl.gz"] = gzip.compress(b'{"run":2,"status":"none"}\n')


def drop_finding(payload: Payload, *_: Signer) -> None:
    """A finding is dropped."""
    name = "runs/run-0002/findings.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).partition(b"\n")[2])


def add_finding(payload: Payload, *_: Signer) -> None:
    """A finding is added, one that is there already."""
    name = "runs/run-0002/findings.jsonl.gz"
    lines = gzip.decompress(payload[name])
    payload[name] = gzip.compress(lines + lines.partition(b"\n")[0] + b"\n")


def swap_findings(payload: Payload, *_: Signer) -> None:
    """Two findings change places."""
    name = "runs/run-0002/findings.jsonl.gz"
    first, second, rest = gzip.decompress(payload[name]).split(b"\n", 2)
    payload[name] = gzip.compress(b"\n".join((second, first, rest)))


def edit_member(payload: Payload, *_: Signer) -> None:
    """What was reached is edited."""
    payload["runs/run-0002/coverage.json"] = canonical.dumps({"run": 3})


def drop_member(payload: Payload, *_: Signer) -> None:
    """A member of a run is dropped."""
    del payload["runs/run-0002/coverage.json"]


def add_member(payload: Payload, *_: Signer) -> None:
    """A member is added to a run."""
    payload["runs/run-0002/waivers.json"] = b"{}"


def second_head(payload: Payload, *_: Signer) -> None:
    """A second checkpoint lies there."""
    payload["checkpoint.old"] = payload["checkpoint"]


def add_plain_twin(payload: Payload, *_: Signer) -> None:
    """Other findings lie beside the signed ones, not in gzip."""
    payload["runs/run-0002/findings.jsonl"] = b"{}\n"


def add_packed_twin(payload: Payload, *_: Signer) -> None:
    """Another coverage lies beside the signed one, in gzip."""
    payload["runs/run-0002/coverage.json.gz"] = gzip.compress(payload["runs/run-0002/coverage.json"])


def second_gzip_member(payload: Payload, *_: Signer) -> None:
    """A second gzip member stands behind the answers."""
    payload["runs/run-0002/evidence-1.jsonl.gz"] += gzip.compress(b"{}\n")


def bytes_behind_gzip(payload: Payload, *_: Signer) -> None:
    """Bytes stand behind the findings."""
    payload["runs/run-0002/findings.jsonl.gz"] += b"\0"


def gzip_bomb(payload: Payload, *_: Signer) -> None:
    """The answers unpack to far more than they are."""
    payload["runs/run-0002/evidence-1.jsonl.gz"] = gzip.compress(b" " * (12 << 20))


def much_of_all(payload: Payload, *_: Signer) -> None:
    """The files of answers unpack to gigabytes, each to a little less than one may."""
    small = gzip.compress(b"")[:-4] + (1_000_000_000).to_bytes(4, "little")  # so it says itself
    payload |= {f"runs/run-0002/evidence-{number}.jsonl.gz": small for number in range(3, 9)}


def many_answers(payload: Payload, *_: Signer) -> None:
    """The answers are replaced by very many."""
    payload["runs/run-0002/evidence-1.jsonl.gz"] = gzip.compress(b"1\n2\n3\n" * (1 << 16))


def swap_packs(payload: Payload, *_: Signer) -> None:
    """The answers of two nights change places."""
    for name in ("evidence-1.jsonl.gz", "evidence-2.jsonl.gz"):
        one, two = f"runs/run-0001/{name}", f"runs/run-0002/{name}"
        payload[one], payload[two] = payload[two], payload[one]


def swap_runs(payload: Payload, *_: Signer) -> None:
    """Two runs change places, with what openssl is shown of them."""
    for name in [name for name in payload if name.startswith(("runs/run-0001/", "signed/run-0001/"))]:
        other = name.replace("0001", "0002")
        payload[name], payload[other] = payload[other], payload[name]


def drop_run(payload: Payload, *_: Signer) -> None:
    """A run and its entry are dropped, and those behind them move up."""
    with_leaves(payload, leaves(payload)[:2] + leaves(payload)[3:])
    forget(payload, 2)


def forget(payload: Payload, number: int) -> None:
    """Take a run's members away, too."""
    for name in [name for name in payload if f"/run-{number:04}/" in name]:
        del payload[name]


def drop_leaf(payload: Payload, *_: Signer) -> None:
    """An entry of the log is dropped, and its run."""
    del payload["log/000002"]
    forget(payload, 2)


def drop_run_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run and its entry are dropped, those behind them move up, and whoever has the key signs a new checkpoint."""
    drop_run(payload)
    resign_head(payload, signer)


def reorder_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    """Two entries change places, with a new checkpoint by whoever has the key."""
    found = leaves(payload)
    with_leaves(payload, [found[0], found[2], found[1], found[3]])
    resign_head(payload, signer)


def drop_last_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    """The last nights are dropped, with a checkpoint over the others; an older one of the store's will do."""
    with_leaves(payload, leaves(payload)[:2])
    forget(payload, 2)
    forget(payload, 3)
    resign_head(payload, signer)


def show_again(payload: Payload) -> None:
    """Let openssl see what the log holds now."""
    for number, envelope in enumerate(leaves(payload)):
        payload |= {f"signed/run-{number:04}/{name}": data for name, data in shown(envelope).items()}


def sign_run_with(signer: Signer, number: int, payload: Payload) -> None:
    found = leaves(payload)

    def claim(doc: Any) -> None:
        doc["predicate"]["signed_by"] = signer.keyid

    found[number] = reseal(found[number], signer, claim)
    with_leaves(payload, found)
    payload[keys.key_of(signer.keyid)] = keys.to_pem(signer.public)
    show_again(payload)


def replace_key_of_run(payload: Payload, signer: Signer, thief: Signer, *_: Signer) -> None:
    """A run is signed with another key."""
    sign_run_with(thief, 3, payload)
    resign_head(payload, signer)


def replace_key_of_head(payload: Payload, _: Signer, thief: Signer, *__: Signer) -> None:
    """The checkpoint is signed with another key."""
    resign_head(payload, thief)
    payload[keys.key_of(thief.keyid)] = keys.to_pem(thief.public)


def replace_all_keys(payload: Payload, _: Signer, thief: Signer, *__: Signer) -> None:
    """All runs and the checkpoint are signed with another key."""
    for number in range(4):
        sign_run_with(thief, number, payload)
    resign_head(payload, thief)


def key_under_our_name(payload: Payload, signer: Signer, thief: Signer, *_: Signer) -> None:
    """All is signed with another key, which lies there under the name of ours."""
    replace_all_keys(payload, signer, thief)
    payload[keys.key_of(signer.keyid)] = payload.pop(keys.key_of(thief.keyid))


def take_key_away(payload: Payload, signer: Signer, *_: Signer) -> None:
    """The key is taken away."""
    del payload[keys.key_of(signer.keyid)]


def rewrite_with_stolen_key(payload: Payload, signer: Signer, *_: Signer) -> None:
    """History is made anew by whoever has the key."""
    found = leaves(payload)
    tree = merkle.Tree([merkle.leaf(found[0])])
    for number in (1, 2, 3):

        def rewrite(doc: Any, number: int = number) -> None:
            doc["predicate"]["place"]["previous"] = tree.root.hex()
            doc["predicate"]["totals"] = {"pass": 1000 + number}

        found[number] = reseal(found[number], signer, rewrite)
        tree.add(merkle.leaf(found[number]))
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def rewrite_last_with_stolen_key(payload: Payload, signer: Signer, *_: Signer) -> None:
    resign_run(payload, signer, lambda doc: doc["predicate"].update(totals={"pass": 1000}))


def log_something_else(payload: Payload, signer: Signer, *_: Signer) -> None:
    """One more entry, signed and covered, about no run."""
    found = leaves(payload)

    def other(doc: Any) -> None:
        doc["predicateType"] = "https://x.invalid/a\nb"
        root = merkle.root(map(merkle.leaf, found)).hex()
        doc["predicate"]["place"] |= {"sequence": len(found), "previous": root}

    with_leaves(payload, [*found, reseal(found[-1], signer, other)])
    resign_head(payload, signer)


def clock_set_back(payload: Payload, signer: Signer, *_: Signer) -> None:
    """The clock is set back before a run is sealed."""
    found = leaves(payload)

    def earlier(doc: Any) -> None:
        doc["predicate"] |= dict.fromkeys(("started", "ended"), "2020-11-03T03:00:00Z")
        doc["predicate"]["place"]["sealed"] = "2020-11-03T03:04:59Z"

    found[3] = reseal(found[3], signer, earlier)
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def skip_a_sequence(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run is sealed anew for a later place, by whoever has the key."""
    found = leaves(payload)

    def later(doc: Any) -> None:
        doc["predicate"]["place"]["sequence"] = 4

    found[3] = reseal(found[3], signer, later)
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def log_twice(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run is put into the log twice, by whoever has the key."""
    found = leaves(payload)
    root = merkle.root(map(merkle.leaf, found)).hex()

    def again(doc: Any) -> None:
        doc["predicate"]["place"] |= {"sequence": 4, "previous": root}

    with_leaves(payload, [*found, reseal(found[3], signer, again)])
    payload |= {f"signed/run-0003/{name}": data for name, data in shown(leaves(payload)[4]).items()}
    resign_head(payload, signer)


def payload_type(payload: Payload, *_: Signer) -> None:
    """The type of what was signed is changed."""
    doc = canonical.loads(payload["log/000002"], "it")
    payload["log/000002"] = canonical.dumps({**doc, "payloadType": "application/json"})


def write_envelope_anew(payload: Payload, *_: Signer) -> None:
    """An entry is written otherwise; it says the same."""
    payload["log/000002"] = payload["log/000002"].replace(b",", b", ", 1)


def twice_in_envelope(payload: Payload, *_: Signer) -> None:
    """An entry has a key twice."""
    payload["log/000002"] = b'{"payload":"",' + payload["log/000002"][1:]


def show_openssl_something_else(payload: Payload, *_: Signer) -> None:
    """openssl is shown another statement than the log holds."""
    for name in ("statement.json", "statement.pae", "statement.sig"):
        payload[f"signed/run-0002/{name}"] = payload[f"signed/run-0001/{name}"]


def strange_run(payload: Payload, *_: Signer) -> None:
    """A run lies there that is in no entry of the log."""
    payload["runs/run-0099/coverage.json"] = b"{}"


def hidden_run(payload: Payload, *_: Signer) -> None:
    """The members of a run are taken away; what openssl is shown of it stays."""
    for name in [name for name in payload if name.startswith("runs/run-0002/")]:
        del payload[name]


def uncovered_leaf(payload: Payload, signer: Signer, *_: Signer) -> None:
    """An older checkpoint is put back."""
    found = leaves(payload)
    with_leaves(payload, found[:3])
    resign_head(payload, signer)
    with_leaves(payload, found)


def no_head(payload: Payload, *_: Signer) -> None:
    """The checkpoint is taken away."""
    del payload["checkpoint"]


def head_of_another_log(payload: Payload, signer: Signer, *_: Signer) -> None:
    """The checkpoint is signed for a log of another name."""
    head = note.read_note(payload["checkpoint"], "it").checkpoint
    payload["checkpoint"] = note.sign(note.Checkpoint("other/log", head.size, head.root), signer)


def more_for_openssl(payload: Payload, *_: Signer) -> None:
    """A report lies beside the signed statement."""
    payload["signed/run-0002/report.pdf"] = b"%PDF"


def twice_in_the_key(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A sentence stands before the key in its file, where people read it."""
    payload[keys.key_of(signer.keyid)] = b"The clinic passed.\n" + payload[keys.key_of(signer.keyid)]


def key_that_signed_nothing(payload: Payload, _: Signer, thief: Signer, *__: Signer) -> None:
    """A key lies there that has signed nothing."""
    payload[keys.key_of(thief.keyid)] = keys.to_pem(thief.public)


def envelope_bomb(payload: Payload, *_: Signer) -> None:
    """An entry of the log is very large."""
    payload["log/000002"] = b'{"payload":[' + b"[]," * (4 << 20) + b"[]]}"


def resign_run(payload: Payload, signer: Signer, edit: Callable[[Any], None]) -> None:
    """Change what the last run says of itself, as only the owner of the key can."""
    found = leaves(payload)
    with_leaves(payload, [*found[:3], reseal(found[3], signer, edit)])
    show_again(payload)
    resign_head(payload, signer)


def no_such_day(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run is sealed anew, on a day that does not exist."""
    resign_run(payload, signer, lambda doc: doc["predicate"]["place"].update(sealed="9999-99-99T99:99:99Z"))


def sealed_before_its_end(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run is sealed anew, before it ended."""
    resign_run(payload, signer, lambda doc: doc["predicate"].update(ended="2027-06-30T03:00:00Z"))


def answers_without_number(payload: Payload, signer: Signer, *_: Signer) -> None:
    """A run is sealed anew, with more answers than anybody reads."""
    resign_run(payload, signer, lambda doc: doc["predicate"]["evidence"].update(size=20_000_000))


def member_elsewhere(payload: Payload, *_: Signer) -> None:
    """A file lies there that has no place in a bundle."""
    payload["etc/cron.d"] = b""


CAUGHT: list[tuple[Attack, str, str]] = [
    (edit_answer, "evidence", "run run-0002: its 7 answers were changed: root "),
    (drop_answer, "evidence", "run run-0002: 6 answers, 7 signed"),
    (inject_answer, "evidence", "run run-0002: more answers than the 7 that were signed"),
    (many_answers, "evidence", "run run-0002: more answers than the 7 that were signed"),
    (swap_answers, "evidence", "run run-0002: its 7 answers were changed"),
    (drop_segment, "evidence", "runs/run-0002: a segment of its evidence is missing"),
    (swap_packs, "evidence", "run run-0001: its 7 answers were changed"),
    (second_gzip_member, "evidence", "runs/run-0002/evidence-1.jsonl.gz: has something behind the end"),
    (gzip_bomb, "evidence", "runs/run-0002/evidence-1.jsonl.gz: unpacks to more than 200 times its size"),
    (much_of_all, "container", "x.zip is refused: all that its runs hold is 6 000 0"),
    (bytes_behind_gzip, "findings", "runs/run-0002/findings.jsonl.gz: has something behind the end"),
    (edit_finding, "findings", "run run-0002: findings.jsonl was changed: "),
    (drop_finding, "findings", "run run-0002: findings.jsonl was changed: "),
    (add_finding, "findings", "run run-0002: findings.jsonl was changed: "),
    (swap_findings, "findings", "run run-0002: findings.jsonl was changed: "),
    (edit_member, "findings", "run run-0002: coverage.json was changed: "),
    (drop_member, "findings", "run run-0002: coverage.json was signed and is not there"),
    (add_member, "findings", "run run-0002: waivers.json is there and was not signed"),
    (second_head, "container", "“data/checkpoint.old” has no place in a bundle"),
    (add_plain_twin, "evidence", "runs/run-0002: findings.jsonl is there, and not in gzip"),
    (add_packed_twin, "findings", "run run-0002: coverage.json.gz is there and was not signed"),
    (hidden_run, "evidence", "run run-0002: 0 answers, 7 signed"),
    (swap_runs, "signature", "“signed/run-0001/statement.json” is not what the log holds of this run"),
    (show_openssl_something_else, "signature", "“signed/run-0002/statement.json” is not what the log holds"),
    (strange_run, "signature", "the run run-0099 is in it and not in its log"),
    (member_elsewhere, "container", "“data/etc/cron.d” has no place in a bundle"),
    (more_for_openssl, "container", "“data/signed/run-0002/report.pdf” has no place in a bundle"),
    (twice_in_the_key, "unsigned", "“public-keys/OURS.pem” is not what its evidence says, and nobody signed it"),
    (key_that_signed_nothing, "unsigned", "“public-keys/THIEF.pem” is not what its evidence says"),
    (envelope_bomb, "signature", "entry 2: has 12582928 bytes, more than the 262144 of an envelope"),
    (no_such_day, "signature", "entry 3: the statement does not hold what it should: month must be in 1..12"),
    (sealed_before_its_end, "signature", "entry 3: the statement does not hold what it should: the run was sealed bef"),
    (answers_without_number, "signature", "does not hold what it should: Expected `int` <= 4194304"),
    (drop_leaf, "signature", "the log in x.zip: entry 2 is missing, log/000003 comes in its place"),
    (drop_run, "log", "entry 2 was sealed as entry 3: runs were dropped or moved"),
    (drop_run_and_sign, "log", "entry 2 was sealed as entry 3: runs were dropped or moved"),
    (reorder_and_sign, "log", "entry 1 was sealed as entry 2: runs were dropped or moved"),
    (skip_a_sequence, "log", "entry 3 was sealed as entry 4: runs were dropped or moved"),
    (clock_set_back, "log", "entry 3 was sealed at 2020-11-03T03:04:59Z, before the one ahead of it: time ran back"),
    (log_twice, "log", "entry 4 is about run run-0003, as is entry 3"),
    (replace_key_of_run, "signature", "run run-0003: is signed with key THIEF, which is not a trusted one"),
    (replace_all_keys, "signature", "run run-0000: is signed with key THIEF, which is not a trusted one"),
    (key_under_our_name, "signature", "run run-0000: is signed with key THIEF, which is not a trusted one"),
    (replace_key_of_head, "log", "the checkpoint of the log: is not signed with a trusted key"),
    (take_key_away, "signature", "run run-0000: its key OURS did not come along"),
    (payload_type, "signature", "entry 2: holds 'application/json', not application/vnd.in-toto+json"),
    (write_envelope_anew, "signature", "entry 2: is not in its canonical form, somebody has written it anew"),
    (twice_in_envelope, "signature", "entry 2: a key is given twice in one object"),
    (uncovered_leaf, "log", "it has an entry that its checkpoint does not cover"),
    (no_head, "log", "the log in x.zip: it has no checkpoint"),
    (head_of_another_log, "log", "entry 0 was made for another log, test.invalid/log"),
]


NEEDS_AN_ANCHOR: list[tuple[Attack, str]] = [
    (drop_last_and_sign, "rolled back: it has 2 entries, your anchor covers 3. Runs were taken away"),
    (rewrite_with_stolen_key, "forked: its first 3 entries are not those of your anchor. The past was rewritten"),
]


def run_of_another(ours: Path, theirs: Path) -> None:
    """A run of another store is put among the runs."""
    shutil.copytree(theirs / "runs/run-0007", ours / "runs/run-0007")


def members_of_another(ours: Path, theirs: Path) -> None:
    """The members of a run are replaced by those of another store's."""
    shutil.rmtree(ours / "runs/run-0002")
    shutil.copytree(theirs / "runs/run-0007", ours / "runs/run-0002")


def entry_of_another(ours: Path, theirs: Path) -> None:
    """The same, with its entry and its keys."""
    run_of_another(ours, theirs)
    shutil.copytree(theirs / "public-keys", ours / "public-keys", dirs_exist_ok=True)
    shutil.copy(theirs / "log/000003", ours / "log/000003")


def head_of_another(ours: Path, theirs: Path) -> None:
    """The checkpoint of another store takes the place of this one's."""
    shutil.copytree(theirs / "public-keys", ours / "public-keys", dirs_exist_ok=True)
    shutil.copy(theirs / "checkpoint", ours / "checkpoint")


def older_head_of_another(ours: Path, theirs: Path) -> None:
    """An older checkpoint is replaced by one of another store's."""
    shutil.copytree(theirs / "public-keys", ours / "public-keys", dirs_exist_ok=True)
    shutil.copy(theirs / "checkpoints/000002", ours / "checkpoints/000002")


def last_night_of_another(ours: Path, theirs: Path) -> None:
    """The last night is replaced by another store's, with entry and checkpoint."""
    entry_of_another(ours, theirs)
    head_of_another(ours, theirs)


def all_over(ours: Path, theirs: Path) -> None:
    """Another store is copied over this one."""
    shutil.copytree(theirs, ours, dirs_exist_ok=True)


def all_beside(ours: Path, theirs: Path) -> None:
    """Another store is copied into this one, where nothing lies."""
    for path in [*theirs.rglob("*")]:
        to = ours / path.relative_to(theirs)
        if path.is_file() and not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)


def shorter_over_longer(ours: Path, theirs: Path) -> None:
    """This store is copied over another, longer one."""
    shutil.copytree(ours, theirs, dirs_exist_ok=True)
    shutil.rmtree(ours)
    theirs.rename(ours)


def key_of_another(ours: Path, theirs: Path) -> None:
    """The key of another store lies there; that is no reason to trust it."""
    shutil.copytree(theirs / "public-keys", ours / "public-keys", dirs_exist_ok=True)


MIXED: list[tuple[Mix, str, str]] = [
    (run_of_another, "", "parts of run-0007 lie there, in no entry: of a scan at work, or killed, or of another log"),
    (members_of_another, "evidence", "run run-0002: its 7 answers were changed"),
    (entry_of_another, "log", "entry 3 was made for another log, other/log"),
    (head_of_another, "log", "entry 0 was made for another log, test.invalid/log"),
    (older_head_of_another, "log", "checkpoints/000002 is not a checkpoint of its entries"),
    (last_night_of_another, "log", "entry 0 was made for another log, test.invalid/log"),
    (all_over, "anchor", "your anchor is of another log, test.invalid/log; this is other/log"),
    (all_beside, "log", "entry 3 was made for another log, other/log"),
    (shorter_over_longer, "log", "entry 3 was made for another log, other/log"),
    (key_of_another, "", "3 entries without a gap"),
]
