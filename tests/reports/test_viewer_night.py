"""What the viewer makes of a run's sealed members is what Python makes of them, byte for byte."""

import base64
import difflib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest

from scanner.answers import Source
from scanner.evidence import adopted, log
from scanner.evidence.bundle import open_bundle
from scanner.evidence.countersigned import As, countersign
from scanner.evidence.export import export
from scanner.evidence.sealed import read_run
from scanner.evidence.trusted import Trusted
from scanner.facts import Session
from scanner.reports import html, viewer
from scanner.reports.compiled import TemplateError, function
from scanner.reports.night import Night, night
from scanner.reports.page import View
from scanner.reports.text import reviewed
from scanner.scope import Before
from scanner.stores import Reader
from scanner.targets import Target
from tests.evidence.rings import people, ring
from tests.reports.nights import RUN, Lab, answered, clinic, disk, lab, line, person, profile, real
from tests.reports.test_browser import HOSTILE, _hostile, lasts
from tests.reports.vectors import GOLDEN

pytestmark = pytest.mark.sampled("browser", times=5)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Made = Callable[[str], dict[str, str]]
"""A bundle in base64 to the page of each of its runs."""

_MAKE: Final = """async data => {
    const blob = new Blob([Uint8Array.from(atob(data), char => char.charCodeAt(0))]),
        bundle = await Bundle.open(blob, 'x.zip'),
        publics = await bundle.publics(),
        made = {};
    for (const run of await bundle.runs()) {
        const answers = await bundle.answers(run, run.record.evidence.segments),
            {night} = await readNight(bundle, run, publics.get(run.envelope.keyid), answers);
        made[run.id] = nightPage(new View(night));
    }
    return made;
}"""


@pytest.fixture(scope="module")
def made(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    file = tmp_path_factory.mktemp("reader") / "reader.html"
    script = f"{viewer.verifier()}\n{viewer.reader()}\nglobalThis.reader = {_MAKE};"
    file.write_text(f"<!doctype html><meta charset=utf-8><script>'use strict';\n{script}</script>", "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield lambda data: page.evaluate("data => reader(data)", data)
    page.close()


def in_python(shown: Night) -> str:
    return html.environment().get_template("night.html.j2").render(view=View(shown))


def held(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def same(shown: Night, page: str) -> bool:
    """Whether they agree; where not, the lines are printed."""
    python = in_python(shown)
    for each in difflib.unified_diff(python.split("\n"), page.split("\n"), "python", "viewer", n=0, lineterm=""):
        print(each)  # noqa: T201  # pytest shows it with the failure
    return python == page


def unreached(folder: Path) -> Night:
    return Lab(folder).night(answered("lab:h", "disks", outcome="unreachable"))


def nothing(folder: Path) -> Night:
    return Lab(folder).night()


def fine(folder: Path) -> Night:
    return Lab(folder).night(answered("lab:h", "sessions", line("lab:h", "shell")), left_out=("lab:other",))


def free_of_ephi(folder: Path) -> Night:
    """A disk that holds none says nothing of the row."""
    return Lab(folder).night(answered("lab:h", "disks", disk("lab:h", "a", ephi=False)))


def standing(folder: Path) -> Night:
    hidden = [{"field": "idle_seconds", "outcome": "hidden", "ask": "the platform does not tell"}]
    shell = {**msgspec.to_builtins(line("lab:h", "x")), "idle_seconds": None, "unread": hidden}
    unclear = {
        **shell,
        "name": "y",
        "unread": [{**hidden[0], "outcome": "unclear", "ask": "lab x: “lab y” would tell"}],
    }
    shells = msgspec.convert([shell, unclear], list[Session])
    return Lab(folder).night(answered("lab:h", "sessions", *shells), answered("lab:h", "people", outcome="timeout"))


def soon(folder: Path) -> Night:
    days = [12, 3, 4, 30, 6, 7, 8, 9, 9]
    return Lab(folder, checks=(lasts,)).night(
        *(answered(f"lab:h{n}", "disks", disk(f"lab:h{n}", f"sd{left}")) for n, left in enumerate(days))
    )


def fleet(folder: Path) -> Night:
    """Many alike, of owners, called alike, behind an endpoint that is not the provider's, after another night."""
    hosts = [f"lab:{n:02}" for n in range(14)]
    elsewhere = Source(endpoint="proxy.example:443", identity="cert SHA256:00", standard=False, caller="reader")
    answers = [
        answer
        for n, host in enumerate(hosts)
        for answer in (
            answered(host, "disks", disk(host, f"sd{chr(97 + n)}", encrypted=n % 5 == 0), source=elsewhere),
            answered(host, "sessions", outcome="denied", code="E1", needs="lab:Read lab:List" if n % 2 else ""),
            answered(
                host, "people", person(host, "\U0001f600" if n % 3 else "\uff21", mfa="none" if n % 2 else "weak")
            ),
        )
    ]
    titles = ("prod", "prod", "test", "", "\U0001f600", "é", "z\u202e")
    return Lab(folder, collectors=(lab(), lab("other", "Other"))).night(
        *answers,
        answered("other:x", "disks", outcome="throttled"),
        targets=tuple(
            Target(id=h, scheme="lab", name=h[4:], title=titles[n % len(titles)], owner=("Dr. B", "", "Dr. A")[n % 3])
            for n, h in enumerate(hosts)
        ),
        before=Before(
            run="20261116t021006z-5f02ab", targets=(*hosts, "lab:gone"), checks=("mfa.every-person", "old.one")
        ),
        installed="modified",
        organisation='Alder Creek & <b>Family</b> "Clinic"\'s',
    )


def proposal(folder: Path) -> Night:
    return real(folder, rule="hipaa-nprm-2025")


def part_of_the_rule(folder: Path) -> Night:
    """Without a row that waits for a record, or one beside the requirements."""
    controls = {"encryption-at-rest": profile().controls["encryption-at-rest"]}
    small = profile(disabled={}, requirements=profile().requirements[3:6], controls=controls, thresholds={})
    return Lab(folder, profile=small, checks=(lasts,)).night(answered("lab:h", "disks", disk("lab:h", "sd90")))


NIGHTS: Final[tuple[Callable[[Path], Night], ...]] = (
    clinic,
    real,
    unreached,
    nothing,
    fine,
    free_of_ephi,
    standing,
    soon,
    fleet,
    proposal,
    part_of_the_rule,
)


@pytest.mark.parametrize("make", NIGHTS, ids=lambda make: make.__name__)
def test_the_page_of_a_night(made: Made, tmp_path: Path, make: Callable[[Path], Night]) -> None:
    shown = make(tmp_path)
    export(shown.run.reader, [RUN], tmp_path / "run.zip")
    assert same(shown, made(held(tmp_path / "run.zip"))[RUN])


def test_who_reviewed_it(made: Made, tmp_path: Path) -> None:
    lab, shown = Lab(tmp_path), unreached(tmp_path)
    looked: tuple[tuple[As, str], ...] = (("reviewer", "two accounts to close"), ("approver", ""))
    for role, note in looked:
        countersign(lab.store, lab.signer, shown.run, role, note)
    again = night(shown.run, log.read_head(lab.store) or b"")
    export(lab.store, [RUN], tmp_path / "run.zip")
    said, page = [reviewed(each) for each in again.reviews], made(held(tmp_path / "run.zip"))[RUN]
    assert [each.doubt for each in again.reviews] == ["", ""]
    assert [each in page for each in said] == [True, True]
    assert ("Reviewed" in page, "Approved" in page) == (True, True)


def test_who_reviewed_it_by_a_keyring(made: Made, tmp_path: Path) -> None:
    """Its names are told, and that nobody has pinned it."""
    lab, shown = Lab(tmp_path), unreached(tmp_path)
    (tmp_path / "people").mkdir()
    who = replace(people(tmp_path / "people"), machine=lab.signer)
    by = ring(who, origin=lab.store.origin)
    adopted.adopt(lab.store, lab.signer, by)
    countersign(lab.store, who.ana, shown.run, "reviewer", "seen", trusted=Trusted({}, by))
    (said,) = night(shown.run, log.read_head(lab.store) or b"").reviews
    export(lab.store, [RUN], tmp_path / "run.zip")
    assert said.who == "Ana Ruiz"
    page = made(held(tmp_path / "run.zip"))[RUN]
    assert f"{reviewed(said)}. So says the keyring that came with it, whose number you have not given" in page


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "bidi", "long", "template", "controls"])
def test_hostile_text(made: Made, tmp_path: Path, text: str) -> None:
    shown = _hostile(tmp_path, text)
    export(shown.run.reader, [RUN], tmp_path / "run.zip")
    assert same(shown, made(held(tmp_path / "run.zip"))[RUN])


@pytest.mark.sampled
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_what_older_versions_sealed(made: Made, path: Path) -> None:
    pages = made(held(path))
    with open_bundle(path) as bundle:
        for shown in _nights(bundle):
            assert same(shown, pages[shown.record.run])


def _nights(reader: Reader) -> Iterator[Night]:
    for number, envelope in enumerate(log.leaves(reader)):
        run = read_run(reader, envelope, f"entry {number}")
        if run:
            yield night(run, log.read_head(reader) or b"", own=True)


def test_a_template_that_uses_more_is_refused() -> None:
    from jinja2 import DictLoader, Environment

    for text in ("{% extends 'x' %}", "{{ view.a ~ view.b }}", "{{ view.a[1:2] }}", "{{ view.a is defined }}"):
        with pytest.raises(TemplateError, match=r"line 1: .* has no form in JavaScript yet: add it"):
            function(Environment(loader=DictLoader({"a": text}), autoescape=True), "a", "made")


def test_every_word_of_a_report_is_given() -> None:
    found: Any = viewer.said()
    assert set(found["states"]) == {*found["action"], *found["open"], "accepted", "attested", "pass", "not_applicable"}
