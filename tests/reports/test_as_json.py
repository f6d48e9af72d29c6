import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from inline_snapshot import snapshot
from msgspec import UNSET, structs

from checks import session
from scanner.catalogue import Catalogue
from scanner.reports import as_json
from scanner.reports.expand import expand, limits
from scanner.reports.night import Night
from tests.reports.nights import Lab, answered, clinic, line

SCHEMA = json.loads(as_json.schema())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def _read(night: Night) -> dict[str, object]:
    return json.loads(b"".join(as_json.render(night)))  # type: ignore[no-any-return]  # the schema says it


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_field_is_described() -> None:
    def bare(schema: dict[str, object], path: str) -> list[str]:
        inner = schema.get("properties", {})
        assert isinstance(inner, dict)
        return [
            f"{path}.{name}"
            for name, field in inner.items()
            if "description" not in field and "$ref" not in field and path.count(".") < 1
        ] + [bad for name, field in inner.items() for bad in bare(field, f"{path}.{name}")]

    for name in ("finding", "row"):
        assert bare(SCHEMA["$defs"][name], "") == []


@pytest.mark.parametrize("case", ["clinic", "empty"])
def test_it_keeps_to_its_schema(tmp_path: Path, case: str) -> None:
    night = clinic(tmp_path) if case == "clinic" else Lab(tmp_path).night()
    VALIDATOR.validate(_read(night))


def test_the_schema_would_notice(tmp_path: Path) -> None:
    document = _read(clinic(tmp_path))
    document["score"] = 100
    with pytest.raises(jsonschema.ValidationError, match="score"):
        VALIDATOR.validate(document)


def test_a_finding_says_all(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    found = next(f for f in night.findings if f.check == "automatic-logoff.idle-ends")
    said = {k: v for k, v in expand(found, night).items() if k not in ("answers", "why", "rule")}
    assert said == snapshot(
        {
            "fingerprint": "360a997054e5e057d857c3165fe73486",
            "check": "automatic-logoff.idle-ends",
            "control": "automatic-logoff",
            "status": "fail",
            "reason": "",
            "asks": (),
            "standing": False,
            "target": "lab:core-sw-01",
            "resource": "lab:core-sw-01/vty 0 15",
            "facet": "shell",
            "kind": "lab.line",
            "name": "vty 0 15",
            "site": "",
            "sites": (),
            "ephi": None,
            "owner": "",
            "tags": {},
            "fails_in": None,
            "seen": "idle sessions stay open for 1 h, more than 15 min",
            "severity": "high",
            "likelihood": 3,
            "impact": 3,
            "risk": 9,
            "stands": (),
            "target_title": "",
            "title": "Idle sessions end by themselves",
            "control_title": "a session that nobody watches ends by itself",
            "kind_title": "line",
            "platform": "Lab",
            "fix": """\
labctl set idle 900
labctl save\
""",
            "fix_if_it_fails": "",
            "causes": [],
            "asked_by": (),
            "citations": [
                {"cite": "164.312(a)(2)(iii)", "strength": "direct", "title": "Automatic logoff"},
                {"cite": "164.310(b)", "strength": "supporting", "title": "Workstation use"},
            ],
            "proves": "That a session that nobody watches ends by itself, tonight.",
            "does_not_prove": "That it was so yesterday.",
            "limits": [
                {
                    "threshold": "idle.shell",
                    "settings": ["max_seconds.shell"],
                    "value": 900,
                    "unit": "seconds",
                    "authority": "CIS Controls v8.1, 4.3",
                    "is_regulatory": False,
                    "rule_says": "a predetermined time of inactivity: no number",
                }
            ],
        }
    )


def test_the_rule_is_that_of_the_run(tmp_path: Path) -> None:
    """Sealed with it, and empty where it was not: before 0.5, or of a plugin that says none."""
    night = clinic(tmp_path)
    found = next(f for f in night.findings if f.check == "automatic-logoff.idle-ends")
    judged = night.catalogue.checks[found.check]
    assert expand(found, night)["rule"] == judged.rule == session.idle_ends.rule != ""
    silent = structs.replace(judged, rule=UNSET)
    older = replace(night, catalogue=Catalogue(checks={found.check: silent}, kinds=night.catalogue.kinds))
    assert expand(found, older)["rule"] == ""


def test_limits_are_those_of_its_surface(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(answered("lab:h", "sessions", line("lab:h", "web", surface="web")))
    found = next(f for f in night.findings if f.check == "automatic-logoff.idle-ends")
    assert list(limits(found, night)) == []


def test_what_comes_first(tmp_path: Path) -> None:
    assert list(_read(clinic(tmp_path))) == snapshot(
        ["format", "organisation", "run", "profile", "coverage", "counts", "proof", "rule", "rows", "findings"]
    )


def test_the_same_night_gives_the_same_bytes(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    assert b"".join(as_json.render(night)) == b"".join(as_json.render(night))


def test_a_finding_a_line(tmp_path: Path) -> None:
    """A reader may take it as a stream, and the writer never holds it whole."""
    night = clinic(tmp_path)
    pieces = list(as_json.render(night))
    assert sum(b'"fingerprint"' in piece for piece in pieces) == night.count
    lines = b"".join(pieces).split(b'"findings":[\n')[1].splitlines()[:-1]
    assert [json.loads(each.rstrip(b","))["status"] for each in lines] == [f.status for f in night.findings]


def test_the_counts_are_those_of_the_findings(tmp_path: Path) -> None:
    document = _read(clinic(tmp_path))
    counts, found = document["counts"], document["findings"]
    assert isinstance(counts, dict)
    assert isinstance(found, list)
    by = Counter("standing" if f["standing"] else f["status"] for f in found)
    assert {state: counts[state] for state in by} == dict(by)
    assert (counts["all"], sum(counts["failing"].values())) == (len(found), by["fail"])


def test_what_no_screen_shows_is_written_out(tmp_path: Path) -> None:
    """JSON may hold it raw; who looks at it in a log or an editor may not see what stands there."""
    odd = "Klinik am Süd\u202ewald\u200b\x85\U000e0041 😀"
    night = replace(clinic(tmp_path), organisation=odd)
    data = b"".join(as_json.render(night)).decode()
    assert all(char.isprintable() or char == "\n" for char in data)
    assert "Süd\\u202ewald\\u200b\\u0085\\udb40\\udc41 😀" in data
    assert json.loads(data)["organisation"] == odd
