import base64
import dataclasses
import gzip
import hashlib
import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner.answers import Source
from scanner.collector import Cause
from scanner.evidence import canonical
from scanner.facts import DataStore
from scanner.finding import Status
from scanner.reports import html
from scanner.reports.night import Night
from scanner.reports.page import View, foot
from scanner.reports.rule_page import Rule
from scanner.scope import Before
from tests.reports.nights import RUN, Lab, answered, clinic, disk, lab, line, profile, real
from tests.reports.screens import printed


def _page(night: Night) -> str:
    return b"".join(html.render(night)).decode()


def _block(page: str, id: str) -> str:
    found = re.search(rf'<script type="text/plain" id="{re.escape(id)}">(.*?)</script>', page, re.DOTALL)
    assert found
    return found[1]


def _unpacked(page: str, id: str) -> bytes:
    return gzip.decompress(base64.b64decode(_block(page, id), validate=True))


@given(st.recursive(st.text() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_inert_text_ends_nothing_and_comes_back(document: canonical.JSON) -> None:
    data = canonical.dumps(document)
    inert = html.inert(data)
    assert "<" not in inert
    assert inert.replace("\t", "<").encode() == data


def test_the_policy_allows_this_style_and_this_script_alone(tmp_path: Path) -> None:
    page = _page(clinic(tmp_path))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy
    assert policy[1].replace("&#39;", "'") == (
        f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_is_fetched_and_nothing_is_inline(tmp_path: Path) -> None:
    page = _page(clinic(tmp_path))
    markup = re.sub(r"<script.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r'\s(style|on\w+|src|href)="(?!#)', markup)
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|fetch\(|XMLHttp|import\(", script
    )
    assert re.findall(r"https?://[\w./]+", script) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in page
    assert "@import" not in page


def test_the_members_are_there_byte_for_byte(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    page = _page(night)
    members = {name: _block(page, name).replace("\t", "<").encode() for name in html.MEMBERS}
    members[html.PACKED] = _unpacked(page, html.PACKED)
    assert len(members) == 4
    for name, data in members.items():
        assert hashlib.sha256(data).hexdigest() == night.run.statement.digests[name]


def test_answers_are_kept_for_what_needs_action(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    kept = json.loads(_unpacked(_page(night), "kept"))
    acts = {str(r.leaf) for f in night.findings if f.status in ("fail", "not_assessed") for r in f.answers}
    assert set(kept) == acts
    assert len(kept) < night.record.evidence.size


def test_above_the_budget_the_rest_stays_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = clinic(tmp_path)
    worst = next(night.failing()).answers[0].leaf
    size = next(len(line) for place, line in enumerate(night.run.answers()) if place == worst)
    monkeypatch.setattr(html, "BUDGET", size)
    kept = json.loads(_unpacked(_page(night), "kept"))
    assert list(kept) == [str(worst)]


def test_the_same_night_gives_the_same_bytes(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    assert _page(night) == _page(night)


def test_a_hostile_name_ends_no_string_of_the_style(tmp_path: Path) -> None:
    page = _page(clinic(tmp_path, organisation='a"; } * { display: none } </style><script>'))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert "} * {" not in style
    assert "\\61 \\22 \\3b " in style


@pytest.mark.parametrize(("status", "label", "stands"), [("in-force", "", ""), ("proposed", "", "proposed, not law")])
def test_a_proposal_says_so(tmp_path: Path, status: str, label: str, stands: str) -> None:
    night = Lab(tmp_path, profile=profile(status=status, label=label)).night(answered("lab:h", "disks"))
    page = _page(night)
    assert ('<p class="proposed">' in page) is bool(stands)
    written = "".join(f"\\{ord(c):x} " for c in stands)
    assert f'@top-center {{ content: "{written}";' in page
    assert View(night).label == stands


def test_first_screen(tmp_path: Path) -> None:
    view = View(clinic(tmp_path, organisation="Alder Creek"))
    assert view.meta.endswith(" A small rule. Reached 2 of 3 declared targets; 14 findings.")
    assert (view.title, view.heading, view.compared, foot(view.night)) == snapshot(
        (
            "3 fail, 5 not assessed: Alder Creek, run 20261117t021006z-5f02ab, 17 November 2026",
            "Safeguards on 17 November 2026",
            "This is the first run of this store.",
            "Alder Creek, run 20261117t021006z-5f02ab, 17 November 2026",
        )
    )
    assert [(f.count + f.of, f.label, f.note) for f in view.figures] == snapshot(
        [
            ("3", "fail", "1 critical, 2 high"),
            ("5", "not assessed", "3 unreachable, 1 denied, 1 timeout"),
            ("2/3", "targets reached", "6 of 9 answers read"),
            (
                "7/7",
                "requirements open",
                "3 fail, 2 not assessed, 2 waiting for a record: this version cannot take signed records yet",
            ),
        ]
    )
    assert (view.lede, view.more, [alike.name for alike in view.worst]) == snapshot(
        ("5 findings could not be assessed. 1 target was not reached.", 0, ["k.mbeki", "sda2", "vty 0 15"])
    )


def test_nothing_assessed_shows_no_numbers(tmp_path: Path) -> None:
    view = View(Lab(tmp_path).night(answered("lab:h", "sessions", outcome="denied", code="NoCredentials")))
    assert [f.count + f.of for f in view.figures] == ["–"] * 4  # noqa: RUF001  # a dash, on purpose
    assert view.title.startswith("Nothing assessed")
    assert view.lede == snapshot("Nothing could be assessed: denied: lab sessions (NoCredentials).")
    assert view.nothing_fails == snapshot(
        "Nothing was assessed, so nothing is known to fail and nothing is known to hold."
    )


def test_nothing_fails(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(
        answered("lab:h", "sessions", line("lab:h", "shell")), before=Before(run="r0", targets=(), checks=())
    )
    view = View(night)
    assert (view.nothing_fails, view.lede, view.compared, list(view.warnings)) == snapshot(
        ("2 findings, none fails, all assessed.", "", "The run before this one was r0.", [])
    )
    assert "first run" not in _page(night)


def test_what_must_be_known_first(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(
        answered("lab:p", "disks", disk("lab:p", "a"), source=Source(endpoint="127.0.0.1:5000", standard=False)),
        before=Before(run="r0", targets=("lab:gone",), checks=("mfa.demanded",)),
        left_out=("lab:a",),
        installed="modified",
    )
    assert [what for what, _ in View(night).warnings] == snapshot(
        [
            "lab:p was answered by 127.0.0.1:5000, not by the provider's own service.",
            "This run looked at a part of what is declared: lab:a left out.",
            "No longer asked: 1 target, lab:gone.",
            "No longer asked: 1 check, mfa.demanded.",
            "The scanner's own files were not those that had been installed.",
        ]
    )


def test_a_name_that_only_says_the_control_is_left_out(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", "encryption-at-rest", encrypted=False)))
    assert [(a.name, a.first.seen) for a in View(night).worst] == [("", "not encrypted, or only in part")]
    assert re.search(
        r'<a class="fl" href="[^"]+">disk</a> <span class="q">not encrypted, or only in part</span></p>', _page(night)
    )


def test_what_is_unclear_is_said_before_what_was_asked(tmp_path: Path) -> None:
    unread = [{"field": "encrypted", "outcome": "unclear", "ask": "lsblk -J: a container: its host keeps the disks"}]
    sda = {**msgspec.to_builtins(disk("lab:h", "sda", encrypted=True)), "encrypted": None, "unread": unread}
    night = Lab(tmp_path).night(answered("lab:h", "disks", msgspec.convert(sda, DataStore)))
    assert [(c.why, c.asked) for c in View(night).causes] == [("a container: its host keeps the disks", "lsblk -J")]
    assert "  a container: its host keeps the disks (lsblk -J)\n" in printed(night)


def test_what_a_collector_advises_stands_behind_what_to_type(tmp_path: Path) -> None:
    cause = Cause(said="no credentials", more="Looked at home.", advice="or labctl login", command="labctl sso")
    asked = dataclasses.replace(lab(), explain=lambda _: cause)
    night = Lab(tmp_path, collectors=(asked,)).night(answered("lab:h", "sessions", outcome="denied", code="E1"))
    (cells,) = re.findall(r"<td>(denied.*?)</td></tr>", _page(night), re.DOTALL)
    said = " ".join(re.sub(r"<[^>]+>", " ", cells).split())
    assert said.startswith("denied: no credentials (E1) lab sessions Looked at home. all of it (4 questions): ")
    assert said.endswith(" labctl sso or labctl login")


def test_causes_say_what_to_do(tmp_path: Path) -> None:
    view = View(clinic(tmp_path))
    assert [(c.where, c.reason, c.said, *c.next[0][1:]) for c in view.causes] == snapshot(
        [
            (
                "lab:jump-01",
                "unreachable",
                "all of it (3 questions): automatic logoff, encryption at rest and mfa",
                "Check that it runs and can be reached from here",
                "",
            ),
            (
                "lab:files-01",
                "denied",
                "1 finding: automatic logoff",
                "Grant it",
                "safeguard permissions lab --missing",
            ),
            ("lab:files-01", "timeout", "1 finding: backup", "Check that it answers at all; give it longer", ""),
        ]
    )


def test_rows_of_the_rule(tmp_path: Path) -> None:
    rule = Rule(clinic(tmp_path))
    said = [
        (li.row.requirement.cite, li.row.state, li.said, li.still, li.waits) for s in rule.sections for li in s.lines
    ]
    assert said == snapshot(
        [
            ("164.308(a)(5)", "no_record", "", [], "The list of who was trained, signed."),
            ("164.308(a)(7)(ii)(A)", "not_assessed", "", [("not_assessed", "1 not assessed")], ""),
            ("164.310(b)", "no_record", "", [], "The policy, signed."),
            ("164.312(a)(1)", "not_assessed", "", [], ""),
            (
                "164.312(a)(2)(iii)",
                "fail",
                "3 accepted, 1 pass",
                [("fail", "1 fail"), ("not_assessed", "2 not assessed")],
                "",
            ),
            ("164.312(a)(2)(iv)", "fail", "1 pass", [("fail", "1 fail"), ("not_assessed", "1 not assessed")], ""),
            ("164.312(d)", "fail", "1 pass", [("fail", "1 fail"), ("not_assessed", "1 not assessed")], ""),
            ("164.316(b)(1)", "no_record", "", [], "The policies, signed."),
        ]
    )
    assert list(rule.legend) == [Status.FAIL, "no_record", Status.NOT_ASSESSED]
    assert [(s.part, s.said) for s in rule.chart] == [
        ("§164.308", "2 of 2 open"),
        ("§164.310", "1 of 1 open"),
        ("§164.312", "4 of 4 open"),
    ]


def test_bars_fill_their_width(tmp_path: Path) -> None:
    for section in Rule(real(tmp_path)).sections:
        for each in section.lines:
            pieces = [(float(x), float(width)) for _, x, width in each.bar]
            assert all(x >= 0 and x + width <= 81.6 for x, width in pieces)


def test_all_80_rows_of_the_rule_in_force(tmp_path: Path) -> None:
    night = real(tmp_path)
    page = _page(night)
    assert len(re.findall(r'<details class="row', page)) == 80
    assert len(re.findall(r'<a class="cell', page)) == 55
    assert View(night).rule.requirements.startswith("55 requirements (")


@pytest.mark.parametrize(
    ("sealed", "until"),
    [("2026-11-17T02:16:08Z", "17 November 2032"), ("2028-02-29T00:00:00Z", "28 February 2034")],
)
def test_how_long_to_retain(tmp_path: Path, sealed: str, until: str) -> None:
    night = real(tmp_path)
    place = msgspec.structs.replace(night.record.place, sealed=sealed)
    run = dataclasses.replace(night.run, record=msgspec.structs.replace(night.record, place=place))
    assert f"until {until}" in View(dataclasses.replace(night, run=run)).proof.retain
    assert View(clinic(tmp_path / "small")).proof.retain == ""


def test_run_is_named(tmp_path: Path) -> None:
    assert f"Run {RUN}" in _page(clinic(tmp_path))
