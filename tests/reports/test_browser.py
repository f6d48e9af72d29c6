"""The page as a person meets it: clicked through in Chromium, with nothing reachable."""

import base64
import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scanner.answers import Source
from scanner.check import Verdict, check, passed
from scanner.evidence import keys
from scanner.facts import DataStore, Session
from scanner.profile import Evidence, Other, Slot, Support, Threshold
from scanner.reports import HTML
from scanner.reports.night import Night
from scanner.scope import Before
from scanner.targets import Target
from tests import hostile_names
from tests.reports.nights import Lab, answered, clinic, control, copy, disk, lab, line, person, profile, real, row
from tests.servers.browser import axe
from tests.servers.need import need

pytestmark = pytest.mark.sampled("browser", times=5)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (1440, 900, 390)
GOOD = "This page matches what was signed, as far as the page itself can tell. That is no proof: see Proof."


def written(night: Night, folder: Path, edit: Callable[[str], str] = lambda page: page) -> Path:
    page = b"".join(HTML.render(night)).decode()
    edited = edit(page)
    file = folder / "report.html"
    file.write_text(edited)
    return file


@contextmanager
def opened(  # noqa: PLR0913  # the page, and how it is met
    browser: "Browser",
    file: Path,
    width: int = 1440,
    *,
    broken: bool = False,
    at: str = "",
    lacks: str = "",
    **more: Any,
) -> Iterator["Page"]:
    """The page, of which the console must stay empty unless it is `broken`; in a browser that `lacks` something."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **more)
    page = context.new_page()
    if lacks:
        page.add_init_script(f"delete globalThis.{lacks}")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))  # and it hangs, on purpose
    page.on("request", lambda request: said.extend([request.url] * (not request.url.startswith("file:"))))
    try:
        page.goto(file.as_uri() + at)
        if more.get("java_script_enabled", True):
            # By selectors and addresses: a predicate that must be tried twice is eval, which the page forbids.
            page.wait_for_selector("#seal:is(.good, .bad, .none)")
        yield page
        assert bool(said) is broken
    finally:
        context.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    return written(clinic(folder, organisation="Alder Creek Family Clinic"), folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With all rows of the rule in force."""
    folder = tmp_path_factory.mktemp("whole")
    return written(real(folder), folder)


def _rows(page: "Page") -> list[str]:
    return page.locator("#fb tr.f .lk").all_text_contents()


def test_the_table_shows_what_needs_action_worst_first(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        assert page.locator("#count").text_content() == "8 of 14 findings; 6 hidden by the filters"
        assert _rows(page)[:3] == ["k.mbeki", "sda2", "vty 0 15"]
        assert page.locator("#fs label b").all_text_contents() == ["3", "5", "0", "3", "0", "3", "0"]


def test_search_and_filters(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        page.fill("#fq", "164.312(a)(2)(IV) sd")
        assert _rows(page) == ["sda2", "sdb1"]
        page.fill("#fq", "no such thing")
        assert "No finding matches." in str(page.locator("#fb").text_content())
        page.click("text=Clear the filters")
        assert page.locator("#count").text_content() == "8 of 14 findings; 6 hidden by the filters"
        page.select_option("#fv", "critical")
        assert _rows(page)[0] == "k.mbeki"
        page.uncheck("#fs input[value=not_assessed]")
        assert _rows(page) == ["k.mbeki"]
        page.click("#reset")
        page.select_option("#fc", "164.308(a)(7)(ii)(A)")
        assert _rows(page) == ["lab:files-01"]


def test_what_no_night_tells_is_counted_apart(browser: "Browser", tmp_path: Path) -> None:
    """The filter counts as the first screen does, and hides none of it."""
    hidden = [{"field": "idle_seconds", "outcome": "hidden", "ask": "the platform does not tell"}]
    shell = msgspec.convert(
        {**msgspec.to_builtins(line("lab:h", "x")), "idle_seconds": None, "unread": hidden}, Session
    )
    night = Lab(tmp_path).night(answered("lab:h", "sessions", shell), answered("lab:h", "people", outcome="timeout"))
    with opened(browser, written(night, tmp_path)) as page:
        assert page.locator(".four .n").all_text_contents()[1] == "1"
        labels = page.locator("#fs label").all_text_contents()
        assert labels[1:3] == ["Not assessed1", "Never visible to this scanner1"]
        assert _rows(page) == ["lab:h", "every line"]
        page.uncheck("#fs input[value=standing]")
        assert _rows(page) == ["lab:h"]
        page.click("#reset")
        assert len(_rows(page)) == 2


def test_the_drawer_says_all(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        page.click("text=vty 0 15 >> nth=-1")
        text = page.locator("#dw[open] #dwb").inner_text()
        for said in (
            "idle sessions stay open for 1 h, more than 15 min",
            "A session left open lets the next person at the keyboard read ePHI.",
            "How it is judged\n\nOnly of the kinds of session that max_seconds names.",
            "max_seconds.shell (idle.shell)",
            "labctl set idle 900\nlabctl save",
            "164.312(a)(2)(iii) Automatic logoff, direct",
            "164.310(b) Workstation use, supporting only: never enough alone",
            "A pass would show",
            "That it was so yesterday.",
            "900 seconds",
            "CIS Controls v8.1, 4.3",
            "a predetermined time of inactivity: no number",
            "600 s (DISA STIG, from memory)",
            "lab sessions",
            "lab.example:443, cert SHA256:00",
            '"idle_seconds": 3600',
        ):
            assert said in text
        page.locator("#dwb summary", has_text="For an auditor").first.click()
        assert re.search(
            r"Leaf\s+3 of 9, counted from 0, \d steps to the root", page.locator("#dw[open] #dwb").inner_text()
        )


def test_the_proof_is_computed(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        for name in ("k.mbeki", "sda2", "vty 0 15"):
            page.locator("#fb .lk", has_text=name).click()
            page.click("text=Hold it against the signature")
            page.wait_for_selector("text=The answer is in the signed tree.")
            page.keyboard.press("Escape")


def test_walking_with_keys_and_addresses(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        page.locator("#fb .lk").first.click()
        page.wait_for_selector("dialog[open]")
        address = page.evaluate("location.href")
        assert "#f/" in address
        assert page.locator("#dwpos").text_content() == "1 of 8"
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("#dwt").text_content() == "vty 0 15"
        page.keyboard.press("k")
        assert page.locator("#dwt").text_content() == "sda2"
        page.keyboard.press("Escape")
        page.wait_for_url(re.compile(r"report\.html#?$"))
        assert page.evaluate("document.activeElement.textContent") == "k.mbeki"
        page.goto(address)
        page.wait_for_selector("dialog[open]")
        assert page.locator("#dwt").text_content() == "k.mbeki"
        page.click("#dwx")


def test_an_address_that_was_sent_opens_what_it_names(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        finding = page.locator("#fb .lk", has_text="sda2").get_attribute("data-id")
    with opened(browser, report, at=f"#f/{finding}") as page:
        page.wait_for_selector("dialog[open]")
        assert page.locator("#dwt").text_content() == "sda2"
    with opened(browser, report, at="#r/164.312(d)") as page:
        page.locator('[id="r/164.312(d)"][open]').wait_for()
    with opened(browser, report, at="#c/164.312(d)") as page:
        page.locator("#count", has_text=re.compile(r"^3 of 14 findings")).wait_for()


def test_accounts_of_one_name_are_told_apart(browser: "Browser", tmp_path: Path) -> None:
    """As on the first screen."""
    titles = {"lab:1": "prod", "lab:2": "prod", "lab:3": "test", "lab:4": ""}
    night = Lab(tmp_path).night(
        *(answered(a, "sessions", line(a, "shell", idle_seconds=900 + int(a[-1]) * 60)) for a in titles),
        targets=tuple(Target(id=a, scheme="lab", name=a[4:], title=title) for a, title in titles.items()),
    )
    with opened(browser, written(night, tmp_path)) as page:
        shown = page.locator("#fb tr.f .q").all_text_contents()
        first = page.locator("#today .at").all_text_contents()
    called = [text.partition(". Should be: ")[0] for text in shown]
    assert called == ["prod lab:1", "prod lab:2", "test", "lab:4"]
    assert first == ["(lab, 4 targets)"]


def test_a_row_has_an_address_and_leads_to_its_findings(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        page.click('.cell[href="#r/164.312(d)"]')
        row = page.locator('[id="r/164.312(d)"]')
        row.locator("text=Shows").first.wait_for()
        row.locator("text=Findings that support this row").click()
        page.locator("#count", has_text=re.compile(r"^3 of 14 findings")).wait_for()
        assert page.input_value("#fc") == "164.312(d)"
        assert sorted(_rows(page)) == ["a.hale", "k.mbeki", "lab:jump-01"]


def test_only_the_open_rows(browser: "Browser", whole: Path) -> None:
    with opened(browser, whole) as page:
        shown = page.locator(".row:visible").count()
        assert shown == 80
        page.click("#onlyopen")
        assert page.locator(".row:visible").count() <= shown
        page.click("#unfold")
        assert page.locator(".row:not([open]):visible").count() == 0


def test_copy(browser: "Browser", report: Path) -> None:
    with opened(browser, report, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("#fb .lk", has_text="vty").click()
        page.locator("#dwb .cp").first.click()
        page.wait_for_selector("text=Copied")
        assert page.evaluate("navigator.clipboard.readText()") == "labctl set idle 900\nlabctl save"


def test_the_drawer_names_what_the_reports_name_and_no_more(browser: "Browser", tmp_path: Path) -> None:
    """The page fills a fix by itself: what it puts there is what `Catalogue.fix_of` does, for every sort of name."""
    names = [name for name in (*hostile_names.PLAIN, *hostile_names.HOSTILE) if name and name.isprintable()]
    fix = "labctl set LINE --id ID --arn 'ARN' --at REGION; rm KEY-ARN"
    platform = lab(fix=fix, own={"LINE": "name", "ID": "id", "ARN": "resource", "REGION": "site"})
    lines = [line("lab:h", name, idle_seconds=3600, site="eu-1") for name in names]
    night = Lab(tmp_path, collectors=(platform,)).night(answered("lab:h", "sessions", *lines))
    found = [f for f in night.findings if f.check == "automatic-logoff.idle-ends" and f.name in names]
    assert len(found) == len(names)
    with opened(browser, written(night, tmp_path)) as page:
        for finding in found:
            page.evaluate(f"location.hash = 'f/{finding.fingerprint}'")
            shown = "r => document.querySelector('#dwb .mono.any')?.textContent === r"
            page.wait_for_function(shown, arg=finding.resource)
            assert page.locator("#dwb pre").first.text_content() == night.catalogue.fix_of(finding)


@pytest.mark.parametrize("p256", [False, True])
def test_the_page_agrees_with_the_signature(browser: "Browser", tmp_path: Path, *, p256: bool) -> None:
    night = Lab(tmp_path, p256=p256).night(answered("lab:h", "disks", disk("lab:h", "a", encrypted=False)))
    with opened(browser, written(night, tmp_path)) as page:
        assert page.locator("#self").text_content() == GOOD
        assert "Do not rely" not in page.locator("body").inner_text()


@pytest.mark.parametrize(
    "case",
    [
        "the whole rule",
        "nothing assessed",
        "all pass",
        "a part",
        "empty",
        "named as its control",
        "half of a row",
        "free of ePHI",
    ],
)
def test_the_first_screen_agrees(browser: "Browser", tmp_path: Path, case: str) -> None:
    if case == "the whole rule":
        night = real(tmp_path)
    elif case == "nothing assessed":
        night = Lab(tmp_path).night(answered("lab:h", "disks", outcome="unreachable"))
    elif case == "empty":
        night = Lab(tmp_path).night()
    elif case == "named as its control":
        night = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", "encryption-at-rest", encrypted=False)))
    elif case == "free of ePHI":
        night = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", "a", ephi=False)))
    elif case == "half of a row":
        tried = control("copies are tried", ("164.308(a)(7)(ii)(A)", "direct"))
        both = profile(controls={**profile().controls, "restore-test": tried})
        both_given = Lab(tmp_path, profile=both, collectors=(lab(copied=True),))
        night = both_given.night(answered("lab:h", "copies", copy("lab:h", "x")))
        assert night.rows[1].direct == {"pass": 1}
    else:
        left_out = ("lab:other",) if case == "a part" else ()
        night = Lab(tmp_path).night(answered("lab:h", "sessions", line("lab:h", "shell")), left_out=left_out)
    with opened(browser, written(night, tmp_path)) as page:
        assert page.locator("#self").text_content() == GOOD


@check(id="encryption-at-rest.lasts", title="Disks last", control="encryption-at-rest", severity="low")
def lasts(store: DataStore) -> Iterator[Verdict]:
    """Disks wear out.

    Fix: buy another one in time.
    """
    left = int(store.name.removeprefix("sd"))
    yield passed(f"lasts {left} days", fails_in=left)


@pytest.mark.parametrize("left", [[], [30], [31], [1, 9, 9, 9, 40], [12, 3, 4, 30, 6, 7, 8, 9, 9]])
def test_what_fails_next_is_what_was_signed(browser: "Browser", tmp_path: Path, left: list[int]) -> None:
    hosts = [f"lab:h{n}" for n in range(len(left))]
    disks = [answered(h, "disks", disk(h, f"sd{days}")) for h, days in zip(hosts, left, strict=True)]
    night = Lab(tmp_path, checks=(lasts,)).night(*(disks or [answered("lab:h", "disks", outcome="absent")]))
    soon = sorted(days for days in left if days <= 30)
    with opened(browser, written(night, tmp_path)) as page:
        assert not page.locator("#seal.bad").count()
        said = page.locator("#today .soon .sev").all_text_contents()
        assert said == [f", for {days} day{'s' * (days != 1)}" for days in soon[:6]]
        assert page.locator("text=3 more within a month").count() == (len(soon) > 8)
        for days in soon[:1]:
            page.locator("#today .soon .fl").first.click()
            assert f"It fails in {days} day{'s' * (days != 1)} if nobody" in page.locator("#dw[open] #dwb").inner_text()


@pytest.mark.parametrize(
    "edit",
    [
        lambda page: page.replace('<span class="sev">, for 3 days', '<span class="sev">, for 9 days', 1),
        lambda page: page.replace(">lasts 3 days<", ">lasts long<", 1),
        lambda page: re.sub(r'(<ul class="chg soon">)\s*<li>.*?</li>', r"\1", page, flags=re.DOTALL),
        lambda page: re.sub(r'<ul class="chg soon">.*?</ul>', "", page, flags=re.DOTALL),
    ],
)
def test_what_fails_next_was_changed(browser: "Browser", tmp_path: Path, edit: Callable[[str], str]) -> None:
    disks = answered("lab:h", "disks", disk("lab:h", "sd3"), disk("lab:h", "sd9"))
    night = Lab(tmp_path, checks=(lasts,)).night(disks)
    with opened(browser, written(night, tmp_path, edit)) as page:
        assert "what fails next was changed" in page.locator("#seal.bad").inner_text()


def _swap(old: str, new: str) -> Callable[[str], str]:
    def edit(page: str) -> str:
        assert old in page
        return page.replace(old, new, 1)

    return edit


def _in(id: str, old: str, new: str) -> Callable[[str], str]:
    """Change what is packed."""

    def edit(page: str) -> str:
        begin = page.index(f'id="{id}">') + len(f'id="{id}">')
        end = page.index("<", begin)
        held = gzip.decompress(base64.b64decode(page[begin:end])).decode()
        assert old in held
        return page[:begin] + base64.b64encode(gzip.compress(held.replace(old, new, 1).encode())).decode() + page[end:]

    return edit


def _other_key(page: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    spki = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    other = base64.b64encode(Ed25519PrivateKey.from_private_bytes(b"\1" * 32).public_key().public_bytes(*spki)).decode()
    return re.sub(r'"public":"[^"]+"', f'"public":"{other}"', page)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_in("findings.jsonl", '"status":"fail"', '"status":"pass"'), "findings.jsonl was changed"),
        (_in("findings.jsonl", '"seen":"not encrypted', '"seen":"nearly encrypted'), "findings.jsonl was changed"),
        (_swap("labctl save", "labctl wipe"), "catalogue.json was changed"),
        (_swap('"strength":"supporting"', '"strength":"direct"'), "profile.json was changed"),
        (_in("kept", '\\"idle_seconds\\":3600', '\\"idle_seconds\\":3601'), "an answer was changed"),
        (_swap('"declared":3', '"declared":2'), "coverage.json was changed"),
        (_swap('<span class="n">3</span>', '<span class="n">0</span>'), "a number of the first screen was changed"),
        (_swap("<small>/3</small>", "<small>/2</small>"), "a number of the first screen was changed"),
        (_swap("<title>3 fail", "<title>0 fail"), "its title was changed"),
        (_swap(">user k.mbeki</a>", ">nobody</a>"), "what is worst was changed"),
        (_swap(">user k.mbeki</a>", ">user</a>"), "what is worst was changed"),
        (_swap("<td><b>2</b>", "<td><b>1</b>"), "what was found of a target was changed"),
        (_swap("<td><b>2</b>", "<td>0"), "what was found of a target was changed"),
        (_swap('<td class="r">3</td>', '<td class="r">0</td>'), "what was found of a target was changed"),
        (
            lambda page: re.sub(r'<tr data-target="lab:files-01">.*?</tr>', "", page, flags=re.DOTALL),
            "what was found of a target was changed",
        ),
        (
            lambda page: re.sub(r'(<ul class="chg worst">)\s*<li>.*?</li>', r"\1", page, flags=re.DOTALL),
            "what is worst was changed",
        ),
        (_swap('<span class="sev">, critical', '<span class="sev">, low'), "what is worst was changed"),
        (_swap('<span class="for">mfa<', '<span class="for">nothing<'), "what is worst was changed"),
        (_swap('<span class="q">signs in with a password alone<', '<span class="q">it is fine<'), "what is worst was"),
        (lambda page: re.sub(r'<p class="lede">.*?</p>', "", page, flags=re.DOTALL), "what was not seen was changed"),
        (_swap(" c-fail", " c-pass"), "a row of the rule was changed"),
        (
            _swap('<span class="rs"><svg class="i s-fail"', '<span class="rs"><svg class="i s-pass"'),
            "a row of the rule was",
        ),
        (_swap('"sig":"', '"sig":"AAAA'), "The signature"),
        (_swap('"payload":"eyJf', '"payload":"eyJg'), "The signature does not match."),
        (_swap('"payload":"eyJf', '"payload":"!!!!'), "What it carries cannot be read."),
        (_swap('"payload":"eyJf', '"payload":"AAAA'), "What it carries cannot be read."),
        (_in("findings.jsonl", '"status":"fail"', '"status":fail'), "What it carries cannot be read."),
        (_swap('id="kept">H4s', 'id="kept">H5s'), "What it carries cannot be read."),
        (_swap('id="kept">H4s', 'id="kept">\t4s'), "What it carries cannot be read."),
        (_other_key, "The signature does not match."),
    ],
)
def test_a_changed_page_says_so(browser: "Browser", tmp_path: Path, edit: Callable[[str], str], said: str) -> None:
    file = written(clinic(tmp_path), tmp_path, edit)
    with opened(browser, file, broken="carries cannot be read" in said) as page:
        assert page.locator("#seal.bad").inner_text().startswith("Do not rely on this page.")
        assert said in page.locator("#seal").inner_text()
        assert "matches what was signed" not in page.locator("body").inner_text()


def test_a_page_of_what_an_identity_signed_says_that_it_cannot_tell(browser: "Browser", tmp_path: Path) -> None:
    file = written(clinic(tmp_path), tmp_path, _swap('"alg":"ed25519"', '"alg":"sigstore-oidc"'))
    with opened(browser, file) as page:
        said = page.locator("#seal.none").inner_text()
        assert "An identity signed it, through Sigstore. No page can check that." in said
        assert "matches what was signed" not in page.locator("body").inner_text()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda page: page, ""),
        (_swap(", 12 targets)</span>", ", 2 targets)</span>"), "what is worst was changed"),
        (_swap(">disk sda</a>", ">a printer</a>"), "what is worst was changed"),
        (_swap("(also sdb, sdc and 9 more)", "(also sdb and sdc)"), "what is worst was changed"),
    ],
)
def test_what_is_said_of_many_is_said_once_and_names_them_all(
    browser: "Browser", tmp_path: Path, edit: Callable[[str], str], said: str
) -> None:
    """A fleet of which each host lacks the same is one thing to do, and one thing not seen."""
    hosts = [f"lab:{n:02}" for n in range(12)]
    answers = [
        answer
        for n, host in enumerate(hosts)
        for answer in (
            answered(host, "disks", disk(host, f"sd{chr(97 + n)}", encrypted=False)),
            answered(host, "sessions", outcome="denied", code="E1"),
        )
    ]
    night = Lab(tmp_path).night(*answers, targets=tuple(Target(id=h, scheme="lab", name=h[4:]) for h in hosts))
    with opened(browser, written(night, tmp_path, edit)) as page:
        assert page.locator("#today .chg li").count() == 1
        assert page.locator("#seen .un tbody tr").count() == 1
        page.click("#seen .un summary")
        assert page.locator("#seen .un details").inner_text().split("\n")[1] == ", ".join(hosts)
        seal = page.locator("#seal").inner_text()
        assert said in seal if said else "matches what was signed" in seal


def test_without_the_key_it_claims_nothing(browser: "Browser", tmp_path: Path) -> None:
    page_of = written(clinic(tmp_path), tmp_path, lambda page: re.sub(r'"public":"[^"]+"', '"public":""', page))
    with opened(browser, page_of) as page:
        assert page.locator("#self").text_content() == "The key is not in this page, so its signature was not checked."


def test_an_answer_that_is_not_in_the_page(browser: "Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.reports.html.BUDGET", 0)
    with opened(browser, written(clinic(tmp_path), tmp_path)) as page:
        page.locator("#fb .lk").first.click()
        page.wait_for_selector("dialog[open]")
        assert "gzip -dc evidence-1.jsonl.gz | sed -n 3p" in page.locator("#dw[open] #dwb").inner_text()


HOSTILE = (
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror=alert(1)><!--',
    "\u202egnp.exe\u2066 \u200b",
    "x" * 5000,
    "{{7*7}}{% raw %}${7*7}",
    "\x1b[2J\x00\x07\t\r\n\x85",
)


def _hostile(folder: Path, text: str) -> Night:
    """A night with this text in every field that can hold one."""
    rule = profile(
        title=text,
        regulation=text,
        label=text,
        status="proposed",
        as_of=text,
        requirements=(
            row("164.312(a)(2)(iii)", text, text=text, citation=text, change=text, source=text, summary=True,
                evidence=Evidence(mode="partial", automatic=text, attestation=text)),
            row(text, text, designation="addressable"),
        ),
        controls={
            "automatic-logoff": control(text, ("164.312(a)(2)(iii)", "direct"), why=text, proves=text,
                                        does_not_prove=text, likelihood_because=text,
                                        supports=(Support(cite=text, strength="direct", where=text),)),
            **{c: control(text, (text, "supporting")) for c in ("encryption-at-rest", "mfa", "backup")},
        },
        thresholds={
            text: Threshold(value=text, unit=text, authority=text, rule_says=text, reason=text, where=text,
                            others=(Other(value=text, authority=text, seen=True),), stricter="lower",
                            sets=(Slot(check="no.such", setting="x"),)),
        },
        disabled={"automatic-logoff.enforced": text},
    )  # fmt: skip
    target, other = f"lab:{text}", f"lab:z{text}"
    source = Source(endpoint=text, identity=text, standard=False, caller=text, request=text)
    said: dict[str, Any] = {"operation": text, "code": text, "needs": text, "source": source, "about": text}
    return Lab(folder, profile=rule, collectors=(lab(platform=text, fix=text or "x"),)).night(
        answered(target, "disks", disk(target, text, encrypted=False, site=text), parameters={text: text}, **said),
        answered(target, "people", person(target, text, mfa="none"), dropped=(text,), **said),
        answered(target, "sessions", line(target, text, idle_seconds=3600), **said),
        answered(target, "copies", outcome="denied", **said),
        answered(other, "sessions", outcome="denied", **said),
        targets=(Target(id=target, scheme="lab", name=text, ephi=True, owner=text),),
        before=Before(run=text, targets=(text,), checks=(text,)),
        left_out=(text,),
        installed="modified",
        organisation=text,
    )


@pytest.mark.parametrize(
    ("width", "media", "said"), [(1440, "screen", "none"), (390, "screen", '"Next: "'), (900, "print", '"Next: "')]
)
def test_what_to_do_is_called_so_where_its_column_has_no_head(
    browser: "Browser", tmp_path: Path, width: int, media: Any, said: str
) -> None:
    night = Lab(tmp_path).night(answered("lab:h", "disks", outcome="denied"))
    with opened(browser, written(night, tmp_path), width) as page:
        page.emulate_media(media=media)
        cell = page.locator(".un tbody td").last
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == said


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "bidi", "long", "template", "controls"])
def test_hostile_text_stays_text(browser: "Browser", tmp_path: Path, text: str) -> None:
    file = written(_hostile(tmp_path, text), tmp_path)
    for width in (1440, 390):
        with opened(browser, file, width) as page:
            assert page.locator("#self").text_content() == GOOD
            page.click("#unfold")
            page.locator("#fb .lk").first.click()
            page.wait_for_selector("dialog[open]")
            assert page.evaluate("[typeof window.pwned, document.images.length]") == ["undefined", 0]
            assert page.locator("script").count() == 8
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            shown = page.locator("body").inner_text()
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", shown)
            title = str(page.locator("#dwt").text_content())
            assert title.replace("\\u202e", "\u202e")[:4] == text[:4] or title.startswith("\\x1b[2J\\x00\\x07\\x09")
            page.keyboard.press("Escape")


@pytest.mark.sampled
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("which", ["report", "whole"])
def test_axe_finds_nothing(
    browser: "Browser", request: pytest.FixtureRequest, which: str, width: int, scheme: Any
) -> None:
    script = axe()
    with opened(browser, request.getfixturevalue(which), width, color_scheme=scheme) as page:
        page.evaluate(script)
        page.evaluate("for (const d of [...document.querySelectorAll('details')].slice(0, 12)) d.open = true")
        assert _violations(page) == []
        page.locator("#fb .lk").first.click()
        page.wait_for_selector("dialog[open]")
        assert _violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _violations(page: "Page") -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


def test_without_scripts(browser: "Browser", report: Path) -> None:
    with opened(browser, report, java_script_enabled=False) as page:
        text = page.locator("body").inner_text()
        for said in ("k.mbeki", "lab:ReadSessions", "Automatic logoff", "--format json", "324b e2de a8bc 4446"):
            assert said in text
        assert not page.locator("#filters").is_visible()
        page.click("summary:has-text('Automatic logoff')")
        assert page.locator("blockquote", has_text="Implement electronic procedures").is_visible()


def test_a_browser_that_cannot_open_the_table_shows_no_empty_one(browser: "Browser", report: Path) -> None:
    """Nor does paper that is printed before the table is open."""
    with opened(browser, report, broken=True, lacks="DecompressionStream") as page:
        assert "This browser is too old" in page.locator("#seal").inner_text()
        assert "The table of them is not open" in page.locator("#findings").inner_text()
        assert "--format json" in page.locator("#findings").inner_text()
    with opened(browser, report) as page:
        assert "--format json" not in page.locator("#findings").inner_text()


def test_on_paper(browser: "Browser", tmp_path: Path) -> None:
    reader = need("pdftotext", package="poppler-utils")
    night = real(tmp_path, rule="hipaa-security-rule")
    with opened(browser, written(night, tmp_path)) as page:
        page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    whole = "".join(_pages(reader, tmp_path / "report.pdf"))
    assert whole.count("Retain this run until 17 November 2032") == 1
    assert whole.index("Retain this run until") < whole.index("What and where")


def test_a_proposal_says_so_on_every_printed_page(browser: "Browser", tmp_path: Path) -> None:
    reader = need("pdftotext", package="poppler-utils")
    night = Lab(tmp_path, profile=profile(status="proposed", label="proposed, not law")).night(
        answered("lab:h", "disks", *(disk("lab:h", f"sd{n}", encrypted=False) for n in range(60)))
    )
    with opened(browser, written(night, tmp_path)) as page:
        assert page.locator(".proposed").inner_text() == "A small rule: proposed, not law"
        page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    pages = _pages(reader, tmp_path / "report.pdf")
    assert len(pages) > 2
    assert all("proposed, not law" in page for page in pages)
    assert all(f"sd{n}" in "".join(pages) for n in range(60))


def _pages(reader: str, pdf: Path) -> list[str]:
    import subprocess

    done = subprocess.run([reader, "-layout", str(pdf), "-"], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.removesuffix("\f").split("\f")


def test_the_key_can_be_compared(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        shown = str(page.locator(".key").text_content()).replace(" ", "")
        assert "SHA256:" + shown == keys.keyid(Lab(report.parent).signer.public)


def test_what_was_not_assessed_shows_its_cause_and_folds_the_fix(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        page.fill("#fq", "lab:files-01 automatic-logoff not assessed")
        page.locator("#fb .lk").first.click()
        text = page.locator("#dw[open] #dwb").inner_text()
        for said in ("Why it could not be seen", "lab:ReadSessions", "safeguard permissions lab --missing"):
            assert said in text
        assert "labctl" not in text
        page.click("#dwb summary:has-text('If it then fails')")
        assert page.locator("#dwb details[open]").inner_text().startswith("If it then fails\n")


def test_of_an_owner(browser: "Browser", tmp_path: Path) -> None:
    night = Lab(tmp_path).night(
        *(answered(h, "disks", disk(h, "sda", encrypted=False)) for h in ("lab:a", "lab:b")),
        targets=tuple(Target(id=f"lab:{n}", scheme="lab", name=n, owner=f"Dr. {n.upper()}") for n in "ab"),
    )
    with opened(browser, written(night, tmp_path)) as page:
        assert page.locator("#fb tr.f .ow").all_text_contents() == ["Dr. A", "Dr. B"]
        page.select_option("#fo", "Dr. B")
        assert page.locator("#fb tr.f .q").all_text_contents()[0].startswith("lab:b. Should be: ")
        assert page.locator("#count").text_content() == "1 of 2 findings; 1 hidden by the filters"
        page.click("#reset")
        assert len(_rows(page)) == 2
        assert "Owner: Dr. A" in page.locator("#seen .cov").inner_text()


def test_where_nobody_is_named_there_is_no_column_of_owners(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        assert page.locator("#fo").is_hidden()
        assert page.locator("#ft .ow").count() == 0


def test_the_worst_target_stands_first_behind_those_that_were_not_reached(browser: "Browser", report: Path) -> None:
    with opened(browser, report) as page:
        rows = page.locator(".cov tr[data-target]")
        assert [row.split("\t")[0] for row in rows.all_inner_texts()] == [
            "lab:jump-01",
            "lab:core-sw-01",
            "lab:files-01",
        ]
        cells = [t.split("\t")[2:] for t in rows.all_inner_texts()]
        assert [[" ".join(c.split()) for c in row] for row in cells] == [
            ["\N{EN DASH}", "3", "0 of 1"],
            ["2 1 critical, 1 high", "0", "4 of 4"],
            ["1 1 high", "2", "2 of 4"],
        ]
