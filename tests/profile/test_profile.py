"""Profiles: what people lay over one, the sentence for each mistake, and what is sealed."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner import plugins
from scanner.check import Check, Verdict, check, passed
from scanner.evidence import canonical
from scanner.facts import Session
from scanner.profile import Profile, Slot, Support, Threshold, from_json, to_json
from scanner.profile.layers import load_profile
from scanner.written.document import FileError

Checks = Mapping[str, Check[Any, Any]]
CHECKS = plugins.load().checks
RULE = load_profile("hipaa-security-rule", CHECKS)
steady = trying(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # other tests run beside these
EXTENDS = "extends: hipaa-security-rule\n"


@pytest.fixture
def lay(tmp_path: Path) -> Any:
    def lay(text: str, name: str = "clinic.yaml") -> Profile:
        path = tmp_path / name
        path.write_text(text)
        return load_profile(path, CHECKS)

    return lay


# --- what people may say ---


def test_a_file_that_changes_nothing(lay: Any) -> None:
    profile = lay(EXTENDS)
    assert profile.id == "clinic"
    assert [layer.name for layer in profile.layers] == ["hipaa-security-rule.yaml", "clinic.yaml"]
    assert msgspec.structs.replace(profile, id=RULE.id, layers=RULE.layers) == RULE


def test_a_stricter_limit(lay: Any) -> None:
    profile = lay(
        EXTENDS + "thresholds:\n  session.idle.server_shell:\n    value: 300\n    authority: Board, 3 March 2026\n"
    )
    threshold = profile.thresholds["session.idle.server_shell"]
    assert (threshold.value, threshold.authority, threshold.where) == (300, "Board, 3 March 2026", "clinic.yaml line 4")
    limits = profile.settings(CHECKS["automatic-logoff.idle-ends"])["max_seconds"]
    others = {"web": 900, "remote-access": 900, "database": 900, "management": 600}
    assert limits == {"shell": 300, "console": 300, **others}
    assert RULE.thresholds["session.idle.server_shell"].value == 600


def test_a_looser_limit_keeps_its_reason(lay: Any) -> None:
    profile = lay(EXTENDS + "thresholds:\n  patch.high: { value: 45, authority: Board, reason: two people on leave }\n")
    assert profile.thresholds["patch.high"].reason == "two people on leave"
    assert profile.settings(CHECKS["patching.flaws-fixed-in-time"])["high"] == 45


@pytest.mark.parametrize(
    ("name", "value", "looser"),
    [
        ("session.idle.server_shell", "599", False),
        ("session.idle.server_shell", "600", False),
        ("session.idle.server_shell", "601", True),
        ("password.min_length", "15", False),
        ("password.min_length", "13", True),
        ("password.max_age", "60", False),
        ("password.max_age", "0", False),
        ("crypto.tls_min", '"1.3"', False),
        ("crypto.tls_min", '"1.10"', False),
        ("crypto.tls_min", '"1.1"', True),
        ("crypto.customer_key", "ephi", False),
        ("mfa.phishing_resistant", "true", False),
        ("mfa.weak_is_enough", "true", True),
        ("detector.must_notify", "false", True),
        ("crypto.weak_ssh", "[md5]", True),
        ("account.shared_allowed", "[frontdesk]", True),
        ("account.shared_allowed", "[]", False),
        ("logs.events_scope", "[sign-in, admin, data-read]", False),
        ("logs.events_scope", "[sign-in]", True),
    ],
)
def test_only_a_looser_value_wants_a_reason(lay: Any, *, name: str, value: str, looser: bool) -> None:
    text = f"{EXTENDS}thresholds:\n  {name}:\n    value: {value}\n    authority: us\n"
    if looser:
        with pytest.raises(FileError, match=r"is looser than .* and gives no reason"):
            lay(text)
        text += "    reason: since\n"
    assert lay(text).thresholds[name].authority == "us"


def test_switching_off_what_was_on_is_looser(lay: Any, tmp_path: Path) -> None:
    lay(EXTENDS + "thresholds:\n  password.max_age: { value: 365, authority: CIS }\n", "first.yaml")
    with pytest.raises(FileError, match=r"password.max_age = 0 is looser than 365"):
        lay("extends: first.yaml\nthresholds:\n  password.max_age: { value: 0, authority: NIST }\n")


def test_disable_severity_mapping(lay: Any) -> None:
    profile = lay(
        EXTENDS
        + "checks:\n  patching.automatic: { disabled: a person does it }\n  backup.fresh: { severity: critical }\n"
        + "mappings:\n  mfa: [{ cite: 164.312(e)(1), strength: supporting }]\n"
    )
    assert profile.disabled == {"patching.automatic": "a person does it"}
    assert profile.severities == {"backup.fresh": "critical"}
    added = Support(cite="164.312(e)(1)", strength="supporting", where="clinic.yaml line 6")
    assert profile.citations("mfa")[-1] == added
    assert dict(profile.supporters("164.312(e)(1)"))["mfa"] == "supporting"


def test_layers_over_layers(lay: Any) -> None:
    lay(EXTENDS + "checks:\n  backup.fresh: { disabled: old }\n  backup.kept: { severity: low }\n", "group.yaml")
    lay("extends: group.yaml\nchecks:\n  backup.fresh: { disabled: new }\nid: north\ntitle: North\n", "north.yaml")
    profile = lay("extends: ./north.yaml\n")
    assert profile.disabled == {"backup.fresh": "new"}
    assert profile.severities == {"backup.kept": "low"}
    assert (profile.id, profile.title) == ("clinic", "North")
    assert [layer.name for layer in profile.layers][1:] == ["group.yaml", "north.yaml", "clinic.yaml"]


OWN = """\
controls_of: hipaa-security-rule
id: house
title: House rules
status: in-force
regulation: House rules of Alder Creek
as_of: "2026-08-01"
requirements:
  - id: house-1
    cite: 164.312(b)
    citation: House rule 1
    title: Write it down
    kind: standard
    designation: standard
    safeguard: technical
    text: Write it down.
    sha256: 3ac90c4e4b8ad8b2c7bd3a4cf5b2f4d05a9d7d41b3bb1a4da4c6ab41c4d0b5c5
    evidence: { mode: partial, automatic: Records., attestation: A signature. }
mappings:
  audit-logging: [{ cite: 164.312(b), strength: direct }]
thresholds:
  logs.silence: { value: 3600, authority: House rule 1, rule_says: an hour, is_regulatory: true }
"""
DIGEST = "3ac90c4e4b8ad8b2c7bd3a4cf5b2f4d05a9d7d41b3bb1a4da4c6ab41c4d0b5c5"
RIGHT = hashlib.sha256(b"Write it down.").hexdigest()


def test_another_framework_over_the_same_controls(lay: Any) -> None:
    profile = lay(OWN.replace(DIGEST, RIGHT))
    assert list(profile.controls) == ["audit-logging"]
    assert profile.control("audit-logging").title == RULE.control("audit-logging").title
    assert profile.thresholds["logs.silence"].is_regulatory
    assert not profile.maps("mfa")
    assert profile.citations("mfa") == ()


# --- what is refused ---

MISTAKES = [
    ("", snapshot("clinic.yaml line 1, column 1: the file is empty, and must be a group of keys")),
    (
        "extends: hipaa-securty-rule\n",
        snapshot("""\
clinic.yaml line 1, column 10: no profile “hipaa-securty-rule”

    1 │ extends: hipaa-securty-rule
      │          ^^^^^^^^^^^^^^^^^^ did you mean hipaa-security-rule?\
"""),
    ),
    ("extends: other.yaml\n", snapshot("clinic.yaml line 1, column 10: there is no file “other.yaml” beside this one")),
    (
        EXTENDS + "threshold:\n  patch.high: 20\n",
        snapshot("""\
clinic.yaml line 2, column 1: unknown key “threshold”

    2 │ threshold:
      │ ^^^^^^^^^ did you mean thresholds?\
"""),
    ),
    (
        EXTENDS + "id: My Clinic\n",
        snapshot("clinic.yaml line 2, column 5: id is “My Clinic”, and must be a short name such as clinic-2026"),
    ),
    (
        EXTENDS + "thresholds:\n  patch.hihg: { value: 20, authority: us }\n",
        snapshot("""\
clinic.yaml line 3, column 3: no threshold is called “patch.hihg”

    2 │ thresholds:
    3 │   patch.hihg: …
      │   ^^^^^^^^^^ did you mean patch.high?\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high:\n    valu: 20\n",
        snapshot("""\
clinic.yaml line 3, column 3: patch.high has no value

clinic.yaml line 4, column 5: unknown key “valu”

    3 │   patch.high:
    4 │     valu: 20
      │     ^^^^ did you mean value?\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: 20\n",
        snapshot("clinic.yaml line 3, column 15: patch.high is 20, and must be a group of keys"),
    ),
    (
        EXTENDS + "thresholds:\n  session.idle.server_shell:\n    value: 15m\n    authority: us\n",
        snapshot("""\
clinic.yaml line 4, column 12: value is “15m”, and must be a whole number
  Seconds have no unit here: 90\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  session.idle.server_shell:\n    value: 300\n",
        snapshot("""\
clinic.yaml line 3: the limit session.idle.server_shell = 300 names no authority
  The rule: 164.312(a)(2)(iii): “after a predetermined time of inactivity”; no number.
  So the finding must say whose value it is, such as:
  authority: "DISA STIG for RHEL 9: SSH, TMOUT and logind"\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: 60, authority: us }\n",
        snapshot("""\
clinic.yaml line 3: the limit patch.high = 60 is looser than 30 and gives no reason
  The stricter value is from: proposed 164.308(a)(4): 30 days for a high risk.
  Say beside yours why it is enough:
  reason: "…"\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: -1, authority: us }\n",
        snapshot("clinic.yaml line 3, column 24: value is -1, and must be a number from 0 up"),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: 2147483647, authority: us, reason: x }\n",
        snapshot("""\
clinic.yaml line 3, column 24: value is 2147483647, and must be a real limit
  To judge without one, disable the check and say why.\
"""),
    ),
    (
        EXTENDS + 'thresholds:\n  documentation.retention: { value: "7 years", authority: us }\n',
        snapshot(
            "clinic.yaml line 3, column 37: value is “7 years”, and must be a whole number\n"
            "  Years have no unit here: 90"
        ),
    ),
    (
        EXTENDS + 'thresholds:\n  crypto.tls_min: { value: "TLS 1.3", authority: us, reason: x }\n',
        snapshot("clinic.yaml line 3, column 28: value is “TLS 1.3”, and must be a version: numbers with dots, as 1.2"),
    ),
    (
        EXTENDS + 'thresholds:\n  crypto.tls_min: { value: "1.²", authority: us }\n',
        snapshot("clinic.yaml line 3, column 28: value is “1.²”, and must be a version: numbers with dots, as 1.2"),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: 1.5, authority: us }\n",
        snapshot("clinic.yaml line 3, column 24: value is 1.5, and must be a whole number, text in quotes or a list"),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: 20.0, authority: us }\n",
        snapshot("clinic.yaml line 3, column 24: value is 20.0, and must be a whole number, text in quotes or a list"),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: true, authority: us }\n",
        snapshot("""\
clinic.yaml line 3, column 24: value is true, and must be a whole number
  Days have no unit here: 90\
"""),
    ),
    (
        EXTENDS + "thresholds:\n  patch.high: { value: 20, authority: ' ' }\n",
        snapshot("clinic.yaml line 3, column 39: authority is “ ”, and must be some text"),
    ),
    (
        EXTENDS + "thresholds:\n  crypto.tls_min: { value: 1.3, authority: us }\n",
        snapshot("clinic.yaml line 3, column 28: value is 1.3, and must be a whole number, text in quotes or a list"),
    ),
    (
        EXTENDS + "thresholds:\n  access.asked_for: { value: never, authority: us }\n",
        snapshot("clinic.yaml line 3, column 30: value is “never”, and must be password or approval"),
    ),
    (
        EXTENDS + "thresholds:\n  exposure.closed_ports: { value: [ssh], authority: us }\n",
        snapshot("clinic.yaml line 3, column 35: value is a list, and must be a list of whole numbers"),
    ),
    (
        EXTENDS + "thresholds:\n  crypto.weak_ssh: { value: [md5], authority: us }\n",
        snapshot("""\
clinic.yaml line 3: the limit crypto.weak_ssh = md5 is looser than none, cbc, 3des, des and 13 more and gives no reason
  The stricter value is from: our own choice: stricter than NIST SP 800-131A Rev. 2, which still allows HMAC-SHA-1.
  Say beside yours why it is enough:
  reason: "…"\
"""),
    ),
    (
        EXTENDS + "checks:\n  automatic-logoff.idle-end: { disabled: we do not }\n",
        snapshot("""\
clinic.yaml line 3, column 3: no check is called “automatic-logoff.idle-end”

    2 │ checks:
    3 │   automatic-logoff.idle-end: …
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean automatic-logoff.idle-ends?\
"""),
    ),
    (
        EXTENDS + "checks:\n  backup.fresh: { disabled: true }\n",
        snapshot("clinic.yaml line 3, column 29: disabled is true, and must be the reason, as text"),
    ),
    (
        EXTENDS + "checks:\n  backup.fresh: { disabled: '' }\n",
        snapshot("clinic.yaml line 3, column 29: disabled is “”, and must be the reason, as text"),
    ),
    (
        EXTENDS + "checks:\n  backup.fresh: { severity: hgh }\n",
        snapshot("clinic.yaml line 3, column 29: severity is “hgh”, and must be critical, high, medium or low"),
    ),
    (
        EXTENDS + "checks:\n  backup.fresh: {}\n",
        snapshot(
            "clinic.yaml line 3, column 17: backup.fresh is an empty group, and must be a group: disabled or severity"
        ),
    ),
    (
        EXTENDS + "mappings:\n  automatic-logof: [{ cite: 164.312(b), strength: direct }]\n",
        snapshot("""\
clinic.yaml line 3, column 3: no control is called “automatic-logof”

    2 │ mappings:
    3 │   automatic-logof: …
      │   ^^^^^^^^^^^^^^^ did you mean automatic-logoff?\
"""),
    ),
    (
        EXTENDS + "mappings:\n  mfa: [{ cite: 164.312(q), strength: supporting }]\n",
        snapshot("""\
clinic.yaml line 3, column 17: no requirement is called “164.312(q)”

    3 │   mfa: [{ cite: 164.312(q)
      │                 ^^^^^^^^^^ did you mean 164.312(d)?\
"""),
    ),
    (
        EXTENDS + "mappings:\n  mfa: [{ cite: 312b, strength: supporting }]\n",
        snapshot("clinic.yaml line 3, column 17: cite is “312b”, and must be a citation such as 164.312(b)"),
    ),
    (
        EXTENDS + "mappings:\n  mfa: [{ cite: 164.312(b), strength: strong }]\n",
        snapshot("clinic.yaml line 3, column 39: strength is “strong”, and must be direct or supporting"),
    ),
    (
        EXTENDS + "mappings:\n  mfa: [{ cite: 164.312(d), strength: supporting }]\n",
        snapshot("clinic.yaml line 3, column 17: mfa supports 164.312(d) already (direct)"),
    ),
    (
        EXTENDS + "mappings:\n  mfa: [{ cite: 164.312(b) }]\n",
        snapshot("clinic.yaml line 3, column 9: entry 1 of mfa has no strength"),
    ),
    (OWN, snapshot("clinic.yaml line 16, column 13: this is not the SHA-256 of the text of 164.312(b)")),
    (
        OWN.replace(DIGEST, RIGHT).replace("audit-logging", "audit-loging"),
        snapshot("""\
clinic.yaml line 19, column 3: no control is called “audit-loging”

   18 │ mappings:
   19 │   audit-loging: …
      │   ^^^^^^^^^^^^ did you mean audit-logging?\
"""),
    ),
    (
        OWN.replace(DIGEST, RIGHT).replace("logs.silence", "logs.silent"),
        snapshot("""\
clinic.yaml line 21, column 3: no threshold is called “logs.silent”

   20 │ thresholds:
   21 │   logs.silent: …
      │   ^^^^^^^^^^^ did you mean logs.silence?\
"""),
    ),
    (
        OWN.replace(DIGEST, RIGHT).replace("[{ cite: 164.312(b)", "[{ cite: 164.312(c)"),
        snapshot("""\
clinic.yaml line 19, column 27: no requirement is called “164.312(c)”

   19 │   audit-logging: [{ cite: 164.312(c)
      │                           ^^^^^^^^^^ did you mean 164.312(b)?\
"""),
    ),
    (
        OWN.replace(DIGEST, RIGHT).replace("value: 3600", "value: 1h"),
        snapshot("""\
clinic.yaml line 21, column 26: value is “1h”, and must be a whole number
  Seconds have no unit here: 90\
"""),
    ),
    (
        OWN.replace(DIGEST, RIGHT).replace("controls_of: hipaa-security-rule", "controls_of: hipaa"),
        snapshot("""\
clinic.yaml line 1, column 14: no profile “hipaa”
  There are: hipaa-security-rule, hipaa-nprm-2025 (a proposal, not law).\
"""),
    ),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_mistakes(lay: Any, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FileError) as caught:
        lay(text)
    assert str(caught.value).replace(f"{tmp_path}/", "") == message


def test_several_mistakes_are_said_together_in_the_order_of_the_file(lay: Any) -> None:
    text = "mappings:\n  mfaa: [{ cite: 164.312(d), strength: direct }]\nthresholds:\n  patch.hihg: { value: 1 }\n"
    with pytest.raises(FileError) as caught:
        lay(EXTENDS + text + "checks:\n  backup.frsh: { severity: low }\n")
    assert [(p.line, p.said) for p in caught.value.problems] == [
        (3, "no control is called “mfaa”"),
        (5, "no threshold is called “patch.hihg”"),
        (7, "no check is called “backup.frsh”"),
    ]


def test_no_such_profile() -> None:
    with pytest.raises(FileError) as caught:
        load_profile("hipaa-securty-rule", CHECKS)
    assert str(caught.value) == snapshot("""\
no profile “hipaa-securty-rule”
  There are: hipaa-security-rule, hipaa-nprm-2025 (a proposal, not law).
  Next: safeguard scan --profile hipaa-security-rule\
""")


def test_a_circle(lay: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: ./clinic.yaml\n")
    with pytest.raises(FileError, match=r"b.yaml line 1, column 10: these profiles extend each other in a circle"):
        lay("extends: a.yaml\n")


def test_a_profile_extends_itself(lay: Any) -> None:
    with pytest.raises(FileError, match="in a circle"):
        lay("extends: clinic.yaml\n")


BUILTIN = (Path(__file__).parents[2] / "profiles" / "hipaa-security-rule.yaml").read_text(encoding="utf-8")
# What is replaced below is named so that no other threshold can be meant, wherever somebody adds one.
SHELL = "  session.idle.server_shell:\n    value: 600\n    unit: seconds\n"
LOCKS = "check: workstation-lock.idle-locks, setting: max_seconds"
RPO = "  backup.rpo:\n"


def test_a_framework_of_ones_own_stands_alone(lay: Any) -> None:
    profile = lay(BUILTIN)
    assert profile.layers[0].name == "clinic.yaml"
    assert msgspec.structs.replace(profile, layers=RULE.layers) == RULE


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("check: backup.fresh,", "check: backup.frsh,", "no check is called “backup.frsh”"),
        ("setting: factors }", "setting: factor }", "no setting of mfa.demanded is called “factor”"),
        (f"{LOCKS}, key: desktop }}", f"{LOCKS}, key: desktops }}", "no key of max_seconds is called “desktops”"),
        (f"{LOCKS}, key: desktop }}", f"{LOCKS} }}", "max_seconds wants a key"),
        (f"{LOCKS}, key: mobile }}", f"{LOCKS}, key: desktop }}", "session.idle.workstation_lock sets this already"),
        (f"{RPO}    value: 90000", f"{RPO}    value: 25 h", "value is “25 h”, and must be a whole number"),
        ("parent: 164.312(e)(1)", "parent: 164.312(e)(9)", "no requirement is called “164.312(e)(9)”"),
        ("predetermined time", "certain time", "this is not the SHA-256 of the text of 164.312(a)(2)(iii)"),
        ("cite: 164.308(b)(3), strength", "cite: 164.308(b)(4), strength", "no requirement is called “164.308(b)(4)”"),
        ("    likelihood: 5", "    likelihood: 6", "likelihood is 6, and must be a number up to 5"),
        (
            "safeguard: physical",
            "safeguard: phyiscal",
            "safeguard is “phyiscal”, and must be administrative, physical, technical",
        ),
        (f"{SHELL}    stricter: lower\n", SHELL, "session.idle.server_shell has no stricter"),
        ('as_of: "2026-08-01"', "as_of: yesterday", "as_of is “yesterday”, and must be a date such as 2026-08-01"),
        ("status: in-force\n", "", "the file has no status"),
    ],
)
def test_mistakes_in_a_framework_of_ones_own(lay: Any, *, before: str, after: str, sentence: str) -> None:
    assert before in BUILTIN
    with pytest.raises(FileError) as caught:
        lay(BUILTIN.replace(before, after, 1))
    assert sentence in str(caught.value)
    assert caught.value.problems[0].line


# --- what checks are given ---


@check(id="t.t", title="T", control="mfa", severity="low")
def judged(  # noqa: PLR0913  # one of each type
    session: Session,
    *,
    limit: int = 1,
    on: bool = False,
    word: Literal["a", "b"] = "a",
    names: tuple[str, ...] = (),
    ports: tuple[int, ...] = (),
    by: Mapping[str, int] = MappingProxyType({"x": 1, "y": 2}),
    lists: Mapping[str, tuple[str, ...]] = MappingProxyType({"x": ()}),
) -> Iterator[Verdict]:
    """Take one setting of each type.

    Fix: none.
    """
    yield passed(f"{session} {limit} {on} {word} {names} {ports} {by} {lists}")


def threshold(name: str, value: Any) -> Threshold:
    setting, _, key = name.partition("/")
    slot = Slot(check="t.t", setting=setting, key=key)
    return Threshold(value=value, authority="us", rule_says="no number", stricter="lower", sets=(slot,))


def settings(values: Mapping[str, Any]) -> dict[str, Any]:
    profile = msgspec.structs.replace(RULE, thresholds={name: threshold(name, v) for name, v in values.items()})
    return from_json(msgspec.json.decode(msgspec.json.encode(to_json(profile)))).settings(judged)


@pytest.mark.parametrize(
    ("given_", "taken"),
    [
        ({}, {}),
        ({"limit": 5}, {"limit": 5}),
        ({"on": True}, {"on": True}),
        ({"word": "b"}, {"word": "b"}),
        ({"names": ("a", "b")}, {"names": ("a", "b")}),
        ({"names": ()}, {"names": ()}),
        ({"ports": (22,)}, {"ports": (22,)}),
        ({"by/y": 9}, {"by": {"x": 1, "y": 9}}),
        ({"by/y": 9, "by/x": 8}, {"by": {"x": 8, "y": 9}}),
        ({"lists/x": ("a",)}, {"lists": {"x": ("a",)}}),
    ],
)
def test_settings_have_the_types_that_a_check_declares(given_: Mapping[str, Any], taken: Mapping[str, Any]) -> None:
    found = settings(given_)
    assert found == taken
    assert [type(v) for v in found.values() if isinstance(v, tuple)] == [tuple] * sum(
        isinstance(v, tuple) for v in taken.values()
    )


@pytest.mark.parametrize("wrong", [{"limit": "5"}, {"limit": True}, {"word": "c"}, {"ports": ("a",)}, {"on": 1}])
def test_a_sealed_value_that_does_not_fit_is_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        settings(wrong)


def test_settings_cannot_be_changed() -> None:
    found = settings({"by/x": 8})
    with pytest.raises(TypeError):
        found["by"]["x"] = 9
    assert judged.settings["by"].default == {"x": 1, "y": 2}


def test_who_decides_a_setting() -> None:
    found = RULE.deciding("workstation-lock.idle-locks", "max_seconds", "desktop")
    assert found
    assert found[0] == "session.idle.workstation_lock"
    assert RULE.deciding("workstation-lock.idle-locks", "max_seconds", "watch") is None


# --- what is sealed ---


def test_the_sealed_form_is_read_back() -> None:
    assert from_json(canonical.loads(canonical.dumps(to_json(RULE)), "profile.json")) == RULE


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = (
    st.integers(0, 2**31 - 2) | st.booleans() | TEXT | st.lists(TEXT | st.integers(0, 65535), max_size=4).map(tuple)
)
THRESHOLDS = st.builds(
    Threshold,
    value=VALUES,
    unit=TEXT,
    authority=TEXT,
    rule_says=TEXT,
    is_regulatory=st.booleans(),
    stricter=st.sampled_from(["lower", "higher"]),
    reason=TEXT,
    where=TEXT,
    off=st.none() | st.integers(0, 9),
    choices=st.lists(TEXT, max_size=3).map(tuple),
)


@steady
@given(st.dictionaries(TEXT, THRESHOLDS, max_size=4), st.dictionaries(TEXT, TEXT, max_size=3))
def test_any_profile_is_read_back(thresholds: dict[str, Threshold], disabled: dict[str, str]) -> None:
    profile = msgspec.structs.replace(RULE, requirements=(), thresholds=thresholds, disabled=disabled)
    assert from_json(canonical.loads(canonical.dumps(to_json(profile)), "profile.json")) == profile


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"extra": 1}, "extra"),
        ({"title": None}, "title"),
        ({"status": "draft"}, "status"),
        ({"requirements": [{}]}, "requirements"),
        ({"disabled": {"a": True}}, "disabled"),
        ({"severities": {"a": "worst"}}, "severities"),
        ({"layers": [{"name": "x"}]}, "layers"),
        ({"controls": {"mfa": {**to_json(RULE)["controls"]["mfa"], "likelihood": "5"}}}, "likelihood"),
        ({"controls": {"mfa": {**to_json(RULE)["controls"]["mfa"], "likelihood": True}}}, "likelihood"),
    ],
)
def test_a_sealed_profile_is_read_strictly(change: Mapping[str, Any], path: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=path):
        from_json({**to_json(RULE), **change})


def test_a_sealed_profile_needs_no_yaml() -> None:
    code = "import sys, scanner.profile; print([m for m in ('yaml', 'jsonschema', 'profiles') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "[]\n"


def test_our_own_profile_costs_no_schema() -> None:
    code = (
        "import sys; from scanner import plugins; from scanner.profile import layers;"
        "layers.load_profile('hipaa-security-rule', plugins.load().checks); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "False\n"
