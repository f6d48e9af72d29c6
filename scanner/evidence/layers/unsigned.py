"""What nobody signs: in a bundle the files around the evidence, in a store whatever lies beside it.

People read it, and some of it they run. So in a bundle it must be what follows from the evidence, and of a store it is
said that it was not looked at; the name that a store gives its log must be that of its checkpoint.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from scanner.evidence import earlier, instructions, keys, log, note, selection, tags
from scanner.evidence.archive import HostileError
from scanner.evidence.bundle import Bundle
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.parts import FOLDER
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verdict import Found
from scanner.program import version
from scanner.stores import Reader
from scanner.words import counted, visible

_PLACES: Final = re.compile(r"checkpoint|pseudonyms\.key|(checkpoints|keyrings|log|public-keys|runs|timestamps)/.+")
_FEW: Final = 3
_READ: Final = "{} is not what this version writes. Nobody signed it: write it anew with safeguard report."
_TEXT: Final = "VERIFY.md is not what this version writes. Nobody signed it: do not follow it."


def look(seen: Seen) -> Found:
    """Whether what nobody signed is what it must be."""
    if not isinstance(seen.reader, Bundle):
        return _of_store(seen.reader)
    found, more = _of_bundle(seen.reader, seen.signed), _beside(seen, seen.reader)
    if more is None or found.state == "unknown":
        return found
    worst = more if more.state != "ok" else found
    return worst._replace(said=f"{found.said}\n{more.said}")


def _beside(seen: Seen, bundle: Bundle) -> Found | None:
    """Whether what lies there to be read is what this version writes; None where nothing does."""
    there = [name for name in (tags.REPORT, tags.SCHEMAS) if bundle.has(name)]
    if not there:
        return None
    if not seen.runs:
        raise HostileError(bundle.name, f"it has “{there[0]}”, and no run that is whole")
    last = seen.runs[-1]
    ours = seen.beside(last)
    other = [name for name in there if ours and bundle.tag(name) != ours[name]]
    if not ours:
        return Found("open", f"{' and '.join(there)}: not compared", "What lies there to be read was not compared.")
    if not other:
        return Found("ok", f"{' and '.join(there)}: as this version writes them of run {last.record.run}")
    said, theirs = f"{' and '.join(other)}: not what this version writes", last.record.tool.version
    if theirs == version():
        return Found("unknown", said, f"Intact, but its {_READ.format(' and '.join(other))}")
    return Found("open", f"{said}; safeguard {visible(theirs)} may have", f"Its {_READ.format(' and '.join(other))}")


def _of_bundle(bundle: Bundle, runs: Sequence[SealedRun]) -> Found:
    data = log.read_head(bundle)
    if not runs or data is None:
        raise HostileError(bundle.name, "it holds no run, or no checkpoint")
    if any(bundle.list(selection.KEY)) and not any(bundle.list(f"{FOLDER}/")):
        raise HostileError(bundle.name, f"it says in “{selection.KEY}” what was chosen, and holds no parts of runs")
    head = note.read_note(data, "the checkpoint")
    signed = tags.signers(keys.lying_in(bundle), log.leaves(bundle), head)
    text = bundle.tag(tags.TEXT)
    ours = text == instructions.text()
    known = ours or text == earlier.text(bundle, signed, runs, head)
    for name, wrong in _wrong(bundle, runs[-1], signed):
        if wrong:
            also = "" if known else f", and neither is “{tags.TEXT}”"
            raise HostileError(bundle.name, f"{name} is not what its evidence says, and nobody signed it{also}")
    if not known:
        return _other_text(runs[-1].record.tool.version)
    by = "" if ours else " (as safeguard wrote it up to 0.4.0)"
    return Found("ok", f"{tags.TEXT}{by}, {tags.INFO}, {tags.BAGIT} and the keys follow from the evidence")


def _other_text(theirs: str) -> Found:
    """Another version may well have written it so, which is no reason to doubt the evidence; this one has not."""
    said = f"{tags.TEXT} is not the one that this version writes"
    if theirs == version():
        return Found("unknown", said, f"Intact, but its {_TEXT}")
    return Found("open", f"{said}; safeguard {visible(theirs)} may have", f"Its {_TEXT}")


def _wrong(bundle: Bundle, last: SealedRun, signed: dict[str, bytes]) -> Iterator[tuple[str, bool]]:
    yield f"the name of its folder, “{bundle.base}”,", bundle.base != tags.base(last)
    yield f"“{tags.BAGIT}”", bundle.tag(tags.BAGIT) != tags.DECLARATION
    yield f"“{tags.INFO}”", bundle.tag(tags.INFO) != tags.info(bundle.payload, last, bundle.length)
    pems = {keys.key_of(name): keys.to_pem(public) for name, public in signed.items()}
    for key in bundle.list(f"{keys.FOLDER}/"):
        yield f"“{key}”", bundle.read(key) != pems.get(key)


def _of_store(reader: Reader) -> Found:
    log.check_name(reader)
    places = Counter(_place(key) for key in reader.list("") if not _PLACES.fullmatch(key))
    if not places:
        return Found("ok", "nothing else lies in it")
    shown = [f"{visible(place)} ({counted(count, 'file', 'files')})" for place, count in sorted(places.items())]
    more = f" and {len(shown) - _FEW} more" if len(shown) > _FEW else ""
    said = f"{', '.join(shown[:_FEW])}{more}: not signed and not checked"
    return Found("open", said, f"Not signed and not checked: {', '.join(map(visible, sorted(places)[:_FEW]))}{more}.")


def _place(key: str) -> str:
    folder, slash, _ = key.partition("/")
    return folder + slash


STEP: Final = Step(
    name="unsigned",
    look=look,
    fails="NOT VERIFIED. It holds files that nobody signed and that do not follow from the evidence.",
    unknown="Intact and signed, but there are files in it that could not be checked.",
    open="What lies beside the evidence is not signed and was not checked.",
)
