"""The viewer as an auditor meets it: opened from a file in Chromium, with bundles dropped on it, good and bad."""

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from inline_snapshot import snapshot

from scanner.evidence import canonical, keys
from scanner.evidence.export import Picked, export
from scanner.evidence.pack import LineWriter
from scanner.evidence.sealing import seal
from scanner.evidence.selection import Selection
from scanner.reports import viewer
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, Payload, a_run, clock, pack, spool, unpack
from tests.evidence.test_parts import SOME, a_store, finding, line_edited
from tests.reports.keyed import Ring
from tests.reports.nights import RUN, Lab, clinic
from tests.reports.test_browser import HOSTILE, WIDTHS, _hostile, _rows, _violations
from tests.reports.vectors import GOLDEN
from tests.servers.browser import axe

pytestmark = pytest.mark.sampled("browser", times=5)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OLD: Final = GOLDEN[0].parent
"""Two runs, their key, and the checkpoint after the first."""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("viewer") / "viewer.html"
    file.write_bytes(viewer.render())
    return file


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    night = clinic(folder, organisation="Alder Creek Family Clinic")
    export(night.run.reader, [RUN], folder / "run.zip")
    return folder / "run.zip"


@contextmanager
def opened(browser: "Browser", file: Path, width: int = 1440, **more: Any) -> Iterator["Page"]:
    """The page, of which the console must stay empty, and which asks nobody for anything."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **more)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: said.extend([request.url] * (not request.url.startswith("file:"))))
    try:
        page.goto(file.as_uri())
        yield page
        assert said == []
    finally:
        context.close()


def choose(page: "Page", bundle: Path, *, reads: bool = True) -> None:
    """Give it a bundle, and wait for what it says; `reads`: and until the run is there to be read."""
    page.set_input_files("#file", str(bundle))
    page.locator("#layers tr").first.wait_for()
    if reads:
        page.locator("#count:not(:empty)").wait_for()


def sentence(page: "Page") -> str:
    return page.locator("#sentence").inner_text()


def layers(page: "Page") -> dict[str, str]:
    found = page.locator("#layers tr").all()
    return {str(row.get_attribute("data-layer")): str(row.get_attribute("data-state")) for row in found}


def test_before_anything_is_dropped(browser: "Browser", page_file: Path) -> None:
    with opened(browser, page_file) as page:
        assert page.locator("#verdict").is_hidden()
        assert page.locator("#trust").is_hidden()
        assert "Drop it anywhere on this page" in page.locator("body").inner_text()


def test_a_bundle_of_whose_key_nothing_is_known(browser: "Browser", page_file: Path, bundle: Path) -> None:
    with opened(browser, page_file) as page:
        choose(page, bundle)
        assert sentence(page) == "Intact, but not trusted. Anybody could have made it."
        assert layers(page) == snapshot(
            {
                "container": "ok",
                "keyring": "open",
                "signature": "unknown",
                "evidence": "ok",
                "findings": "unknown",
                "program": "open",
                "log": "ok",
                "anchor": "open",
                "continuity": "unknown",
                "retention": "ok",
                "unsigned": "ok",
            }
        )
        shown = str(page.locator("#keys .key").text_content()).replace(" ", "")
        assert "SHA256:" + shown == keys.keyid(Lab(bundle.parent).signer.public)
        assert page.title().startswith("Intact, but not trusted. Anybody could have made it. 3 fail, 5 not assessed: ")


def test_a_key_is_trusted_when_its_number_is_told(browser: "Browser", page_file: Path, bundle: Path) -> None:
    number = keys.spaced(keys.keyid(Lab(bundle.parent).signer.public))
    with opened(browser, page_file) as page:
        choose(page, bundle)
        page.fill("#keytext", number[:20])
        page.click("#keyform button")
        assert "These are 16 of 64 digits, and another key can begin so." in page.locator("#keysaid").inner_text()
        assert layers(page)["signature"] == "unknown"
        page.fill("#keytext", f" sha256:{number.upper()} ")
        page.press("#keytext", "Enter")
        page.locator("#layers [data-layer=signature][data-state=ok]").wait_for()
        assert sentence(page) == "Intact and signed, but the findings were not computed again."
        assert "which you trust" in page.locator("#layers").inner_text()
        assert "--key SHA256:" in page.locator("#then").inner_text()
        page.click("text=Take it back")
        page.locator("#layers [data-layer=signature][data-state=unknown]").wait_for()


def test_another_number_than_that_of_its_key(browser: "Browser", page_file: Path, bundle: Path) -> None:
    with opened(browser, page_file) as page:
        choose(page, bundle)
        page.fill("#keytext", "0" * 64)
        page.click("#keyform button")
        page.locator("#verdict.bad").wait_for()
        assert sentence(page) == "NOT VERIFIED. It is not signed with a key that you trust."
        assert page.locator("#night").inner_text() == ""


def test_it_never_says_verified(browser: "Browser", page_file: Path) -> None:
    """With the key and an anchor all is well that can be checked here, which is not all."""
    with opened(browser, page_file) as page:
        choose(page, OLD / "bundle.zip")
        page.click("text=I was told this number, all of it")
        page.locator("#layers [data-layer=signature][data-state=ok]").wait_for()
        page.set_input_files("#anchorfile", str(OLD / "checkpoint-1"))
        page.locator("#layers [data-layer=anchor][data-state=ok]").wait_for()
        assert sentence(page) == "Intact and signed, but the findings were not computed again."
        assert "Verified" not in page.locator("#verdict").inner_text()
        assert not page.locator("#verdict.good").count()
        assert (
            "consistent with your anchor of 2026-11-25 (1 entry, not the 1 after it)"
            in page.locator("#layers").inner_text()
        )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda text: text.replace("\n1\n", "\n3\n"), "rolled back: it has 2 entries, your anchor covers 3. Runs were"),
        (
            lambda text: re.sub(r"\n[A-Za-z0-9+/]{43}=\n", f"\n{'A' * 43}=\n", text),
            "forked: its first 1 entries are not",
        ),
        (lambda text: "other/" + text, "your anchor is of another log, other/"),
    ],
)
def test_an_anchor_that_does_not_fit(
    browser: "Browser", page_file: Path, edit: Callable[[str], str], said: str
) -> None:
    with opened(browser, page_file) as page:
        choose(page, OLD / "bundle.zip")
        page.fill("#anchortext", edit((OLD / "checkpoint-1").read_text("utf-8")))
        page.click("#anchorform button")
        page.locator("#verdict.bad").wait_for()
        assert sentence(page) == "NOT VERIFIED. The log was cut or rewritten, or is another one."
        assert said in page.locator("#layers [data-layer=anchor]").inner_text()


def test_what_is_no_checkpoint_is_not_taken(browser: "Browser", page_file: Path) -> None:
    with opened(browser, page_file) as page:
        choose(page, OLD / "bundle.zip")
        page.fill("#anchortext", "yes, it was there")
        page.click("#anchorform button")
        said = page.locator("#anchorsaid")
        said.filter(has_text="is not a checkpoint").wait_for()
        assert said.inner_text().endswith("It was not taken.")
        assert page.locator("#given").is_hidden()


def test_the_run_is_chosen(browser: "Browser", page_file: Path) -> None:
    with opened(browser, page_file) as page:
        choose(page, OLD / "bundle.zip")
        runs = page.locator("#run option").all()
        last, first = (str(run.get_attribute("value")) for run in runs)
        assert last in page.locator("#night .meta").inner_text()
        page.select_option("#run", first)
        page.locator("#night .meta", has_text=first).wait_for()
        page.locator("#fb .lk").first.click()
        page.wait_for_selector("dialog[open]")
        page.click("text=Hold it against the signature >> nth=0")
        page.wait_for_selector("text=The answer is in the signed tree.")
        page.keyboard.press("Escape")
        assert page.locator("dialog").count() == 1


def test_the_night_is_read_as_in_the_report(browser: "Browser", page_file: Path, bundle: Path) -> None:
    with opened(browser, page_file) as page:
        choose(page, bundle)
        assert page.locator("#count").text_content() == "8 of 14 findings; 6 hidden by the filters"
        assert _rows(page)[:3] == ["k.mbeki", "sda2", "vty 0 15"]
        page.click("text=vty 0 15 >> nth=-1")
        text = page.locator("#dw[open] #dwb").inner_text()
        for said in ("labctl set idle 900", "164.312(a)(2)(iii) Automatic logoff, direct", '"idle_seconds": 3600'):
            assert said in text
        page.keyboard.press("Escape")
        page.fill("#fq", "lab:files-01 automatic-logoff not assessed")
        page.locator("#fb .lk").first.click()
        assert "safeguard permissions lab --missing" in page.locator("#dw[open] #dwb").inner_text()
        page.keyboard.press("Escape")
        page.click('.cell[href="#r/164.312(d)"]')
        page.locator('[id="r/164.312(d)"][open]').wait_for()
        # Also of what passes: all answers are at hand, not only those of what needs action.
        page.click("#reset")
        page.check("#fs input[value=pass]")
        page.fill("#fq", "a.hale")
        page.locator("#fb .lk").first.click()
        page.click("text=Hold it against the signature >> nth=0")
        page.wait_for_selector("text=The answer is in the signed tree.")


def edited_answer(payload: Payload) -> None:
    name = f"runs/{RUN}/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(
        gzip.decompress(payload[name]).replace(b'"idle_seconds":3600', b'"idle_seconds":600', 1)
    )


def edited_finding(payload: Payload) -> None:
    name = f"runs/{RUN}/findings.jsonl.gz"
    lines = gzip.decompress(payload[name]).replace(b'"status":"fail"', b'"status":"pass"', 1)
    payload[name] = gzip.compress(lines)


@pytest.mark.parametrize(("edit", "layer"), [(edited_answer, "evidence"), (edited_finding, "findings")])
def test_an_edited_bundle_is_not_shown(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    browser: "Browser", page_file: Path, bundle: Path, tmp_path: Path, edit: Callable[[Payload], None], layer: str
) -> None:
    payload = unpack(bundle)
    edit(payload)
    with opened(browser, page_file) as page:
        choose(page, bundle)  # a good one first: nothing of it may stay
        choose(page, pack(payload, tmp_path / "edited.zip"), reads=False)
        page.locator("#verdict.bad").wait_for()
        assert sentence(page) == viewer.words()["fails"][layer]
        assert layers(page)[layer] == "fails"
        assert "Use nothing from it." in page.locator("#then").inner_text()
        assert page.locator("#night").inner_text() == ""
        assert page.locator("#choice").is_hidden()


def test_a_cut_bundle_and_what_is_none(browser: "Browser", page_file: Path, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(bundle.read_bytes()[:-500])
    (tmp_path / "letter.txt").write_text("Dear auditor")
    with opened(browser, page_file) as page:
        choose(page, tmp_path / "cut.zip", reads=False)
        assert "cut.zip ends early: " in page.locator("#layers").inner_text()
        assert sentence(page) == "NOT VERIFIED. It is damaged, or was made to do damage."
        choose(page, tmp_path / "letter.txt", reads=False)
        page.locator("#layers", has_text="letter.txt is not a bundle: it is no ZIP file").wait_for()


def test_dropped_with_its_checkpoint(browser: "Browser", page_file: Path) -> None:
    """Both at once, on any place of the page."""
    drop = """([bundle, anchor]) => {
        const bytes = text => Uint8Array.from(atob(text), char => char.charCodeAt(0)), dropped = new DataTransfer();
        dropped.items.add(new File([bytes(anchor)], 'kept.txt'));
        dropped.items.add(new File([bytes(bundle)], 'bundle.zip'));
        document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: dropped, bubbles: true, cancelable: true}));
    }"""
    files = [base64.b64encode((OLD / name).read_bytes()).decode() for name in ("bundle.zip", "checkpoint-1")]
    with opened(browser, page_file) as page:
        page.evaluate(drop, files)
        page.locator("#layers [data-layer=anchor][data-state=ok]").wait_for()
        assert "Checkpoint from kept.txt: golden.example/log" in page.locator("#trusted").inner_text()
        page.locator("#count:not(:empty)").wait_for()


@pytest.mark.sampled
@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "bidi", "long", "template", "controls"])
def test_hostile_text_stays_text(browser: "Browser", page_file: Path, tmp_path: Path, text: str) -> None:
    night = _hostile(tmp_path, text)
    export(night.run.reader, [RUN], tmp_path / "run.zip")
    with opened(browser, page_file, 390) as page:
        choose(page, tmp_path / "run.zip")
        page.click("#unfold")
        page.locator("#fb .lk").first.click()
        page.wait_for_selector("dialog[open]")
        assert page.evaluate("[typeof window.pwned, document.images.length]") == ["undefined", 0]
        assert page.locator("script").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown = page.locator("body").inner_text()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", shown)


def test_a_name_of_a_file_stays_text(browser: "Browser", page_file: Path, bundle: Path, tmp_path: Path) -> None:
    odd = tmp_path / "<img src=x onerror=alert(1)>\u202e';rm.zip"
    odd.write_bytes(bundle.read_bytes())
    with opened(browser, page_file) as page:
        choose(page, odd)
        assert page.evaluate("document.images.length") == 0
        assert (
            "safeguard verify ?img?src?x?onerror?alert?1?????rm.zip --key NUMBER" in page.locator("#then").inner_text()
        )


def test_without_what_it_needs(browser: "Browser", page_file: Path) -> None:
    with opened(browser, page_file, java_script_enabled=False) as page:
        assert "without them nothing is checked and nothing is shown" in page.locator("body").inner_text()
        assert page.locator("#file").is_hidden()


def test_the_policy_allows_this_style_and_this_script_alone(page_file: Path) -> None:
    page = page_file.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = {what: base64.b64encode(hashlib.sha256(what.encode()).digest()).decode() for what in (style, script)}
    assert policy
    assert policy[1].replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest[style]}'; script-src 'sha256-{digest[script]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|fetch\(|XMLHttp|import\(", script
    )
    markup = re.sub(r"<script.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r'\s(style|on\w+|src|href)="(?!#)', markup)


@pytest.mark.sampled
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(browser: "Browser", page_file: Path, bundle: Path, width: int, scheme: Any) -> None:
    with opened(browser, page_file, width, color_scheme=scheme) as page:
        page.evaluate(axe())
        assert _violations(page) == []
        choose(page, bundle)
        page.click("text=I was told this number, all of it")
        page.locator("#layers [data-layer=signature][data-state=ok]").wait_for()
        page.locator("#count:not(:empty)").wait_for()
        assert _violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parts_of_a_run_are_listed(browser: "Browser", page_file: Path, tmp_path: Path) -> None:
    """A page of them at a time, each with the answers that it rests on; and nothing of them obeys a screen."""
    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    lines = [canonical.dumps({"at": number, "said": [*HOSTILE]}) for number in range(7)]
    place, count = spool(store, 0, lines), 53
    said = canonical.dumps(" ".join(text for text in HOSTILE if len(text) < 99))
    (place / "findings.jsonl.gz").unlink()
    with LineWriter(place / "findings.jsonl.gz") as writer:
        for number in range(count):
            writer.write(finding(number, lines).replace(b'"it is"', said))
    seal(store, Lab(tmp_path).signer, place, a_run(0, totals={"pass": count}), now=clock(0))
    picked = Picked((Selection(runs=("run-0000",)),), {"run-0000": [*range(count)]})
    export(store, (), tmp_path / "parts.zip", picked)
    with opened(browser, page_file) as page:
        choose(page, tmp_path / "parts.zip", reads=False)
        page.locator(".pieces li").first.wait_for()
        assert page.locator("#run option").all_inner_texts() == [
            "1 November 2020 03:00 UTC, entry 0, parts of run-0000"
        ]
        assert page.locator(".pieces li").count() == 50
        page.locator("#night button").click()
        assert page.locator(".pieces li").count() == count
        assert page.locator("#night button").is_hidden()
        page.locator(".pieces summary").nth(6).click()
        shown = page.locator(".pieces li").nth(6).locator("pre").all_inner_texts()
        assert [text.split(",")[0] for text in shown] == ['{"at":0', '{"at":6']
        assert page.locator(".pieces script, .pieces img").count() == 0
        page.evaluate(axe())
        assert _violations(page) == []


def test_parts_that_were_changed_are_not_listed(browser: "Browser", page_file: Path, tmp_path: Path) -> None:
    store = a_store(tmp_path / "store", Lab(tmp_path).signer)
    export(store, (), tmp_path / "parts.zip", SOME)
    payload = unpack(tmp_path / "parts.zip")
    line_edited(payload)
    with opened(browser, page_file) as page:
        choose(page, pack(payload, tmp_path / "bad.zip"), reads=False)
        page.locator("#then p").first.wait_for()
        assert layers(page)["findings"] == "fails"
        assert page.locator("#night").inner_text() == ""


def test_the_number_of_a_keyring_is_told(browser: "Browser", page_file: Path, tmp_path: Path) -> None:
    found = Ring(tmp_path)
    with opened(browser, page_file) as page:
        choose(page, found.good, reads=False)
        assert sentence(page) == "Intact, but not trusted. Anybody could have made it."
        assert "Keyring, SHA-256 of its first version" in page.locator("#keys").inner_text()
        page.locator("#keys button").first.click()
        page.locator("#layers [data-layer=keyring][data-state=ok]").wait_for()
        assert sentence(page) == "Intact and signed, but the findings were not computed again."
        assert f"Keyring {keys.spaced(found.genesis)}" in page.locator("#trusted").inner_text()
        assert f"--key {found.genesis}" in page.locator("#then").inner_text()
