"""The script: what PowerShell would make of it as far as its grammar tells, and what a frame of it is read as."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pytest

from collectors.host.question import HostQuestion, sections
from collectors.host.script import framed, split
from collectors.host.windows import script
from collectors.host.windows.kinds import WINDOWS
from tests.collectors.host.windows.outputs import OUTPUTS
from tests.servers.need import lacking

MARK = "m4rk"
WHOLE = script.assemble(WINDOWS.questions, mark=MARK, whole=120)


def sheets(folder: Traversable) -> Iterator[Traversable]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from sheets(one)
        elif one.name.endswith(".ps1"):
            yield one


SHEETS = sorted(sheets(files("collectors.host.windows")), key=lambda s: s.name)


def bootstrap() -> str:
    return base64.b64decode(script.command(MARK).rpartition(" ")[2]).decode("utf-16-le")


def nodes(text: bytes) -> Iterator[Any]:
    """The nodes of its syntax tree."""
    try:
        import tree_sitter_powershell
        from tree_sitter import Language, Parser
    except ImportError:
        lacking("tree-sitter-powershell is not installed (pip install tree-sitter tree-sitter-powershell)")
    todo = [Parser(Language(tree_sitter_powershell.language())).parse(text).root_node]
    while todo:
        node = todo.pop()
        yield node
        todo += node.children


def faults(text: bytes) -> list[str]:
    return [f"line {n.start_point[0] + 1}: {n.text[:80]!r}" for n in nodes(text) if n.is_error or n.is_missing]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_every_file_is_powershell_in_ascii(sheet: Traversable) -> None:
    text = sheet.read_bytes()
    assert text.isascii()
    assert faults(text) == []


def test_all_of_it_is_powershell() -> None:
    assert faults(WHOLE) == []
    assert faults(bootstrap().encode()) == []


def test_the_grammar_finds_faults() -> None:
    assert faults(b"if ($a -eq { 1 }") != []


def test_the_command_is_short_and_reads_no_input_of_the_pipeline() -> None:
    """cmd takes 8191 characters; a text that names the variable `input` makes PowerShell read it all itself."""
    assert len(script.command(MARK)) < 2000
    assert re.fullmatch(r"powershell [A-Za-z -]+ [A-Za-z0-9+/=]+", script.command(MARK))
    assert "$input" not in (bootstrap() + WHOLE.decode()).lower()


def test_the_script_ends_by_its_last_line_and_by_no_other() -> None:
    assert WHOLE.endswith(b"\n# m4rk end\n")
    assert WHOLE.count(b"# m4rk end") == 1
    assert "'# m4rk end'" in bootstrap()


@pytest.mark.parametrize("mark", ["", "a'b", "a b", "$x", "ä"])
def test_a_mark_is_a_plain_word(mark: str) -> None:
    with pytest.raises(ValueError, match="no plain word"):
        script.command(mark)
    with pytest.raises(ValueError, match="no plain word"):
        script.assemble([], mark=mark, whole=1)


def test_every_question_has_its_text_and_every_text_its_question() -> None:
    by_sheet = {
        sheet: {q.id for q in WINDOWS.questions if q.sheet == sheet} for sheet in {q.sheet for q in WINDOWS.questions}
    }
    for sheet, asked in by_sheet.items():
        assert set(sections(sheet)) == asked, sheet
    assert len(by_sheet) == len(SHEETS) - 1  # all but the frame


COMMANDS = {
    *("confirm-securebootuefi", "convertto-json", "foreach-object", "get-bitlockervolume", "get-ciminstance"),
    *("get-command", "get-localuser", "get-netfirewallprofile", "get-smbserverconfiguration", "get-smbshare"),
    *("get-wbsummary", "get-winevent", "invoke-cimmethod", "new-item", "new-object", "remove-item", "set-acl"),
    *("test-path", "where-object"),
}
"""All that is run of Windows; programs besides: by `program`."""
PROGRAMS = {"dsregcmd.exe", "secedit.exe", "auditpol.exe", "w32tm.exe"}
GIVEN = {"_", "null", "true", "false", "matches", "lastexitcode", "folder", "psversiontable"}


def said(node: Any) -> str:
    return str(node.text.decode()).lower()


def test_nothing_is_run_but_what_is_listed() -> None:
    """Each command is a word of the frame, or on the list; each method of a CIM class only tells."""
    text = WHOLE.replace(b"answer {", b"")
    own = {m.lower() for m in re.findall(r"(?m)^\s*function (\w+)", WHOLE.decode())}
    run = {said(n) for n in nodes(text) if n.type == "command_name"}
    assert run - own == COMMANDS
    assert set(re.findall(r"program '([^']+)'", WHOLE.decode())) == PROGRAMS
    assert set(re.findall(r"-MethodName (\w+)", WHOLE.decode())) == {"GetConversionStatus", "GetEncryptionMethod"}
    assert set(re.findall(r"-ComObject ([\w.]+)", WHOLE.decode())) == {
        "HNetCfg.FwPolicy2",
        "Microsoft.Update.AutoUpdate",
        "Microsoft.Update.Session",
    }


@pytest.mark.parametrize("question", WINDOWS.questions, ids=lambda q: q.id)
def test_no_variable_is_read_that_nobody_set(question: HostQuestion) -> None:
    used, given = set(), {*GIVEN}
    for node in nodes(question.text.encode()):
        if node.type == "variable" and not said(node).startswith("$env:"):
            used.add(said(node).lstrip("$"))
        if node.type == "left_assignment_expression":
            given |= {said(n).lstrip("$") for n in nodes(node.text) if n.type == "variable"}
        if node.type == "foreach_statement":
            given.add(next(said(n) for n in node.children if n.type == "variable").lstrip("$"))
    assert used <= given


SECRET = re.compile(r"(?i)recoverypassword|defaultpassword|communit(?:y|ies)|GetKeyProtectorNumericalPassword|PathName")


def test_no_text_asks_for_a_secret() -> None:
    found = {m for q in WINDOWS.questions for m in SECRET.findall(re.sub(r"(?m)#.*$", "", q.text))}
    assert found == {"PathName"}  # of sshd, to start it


CHANGES = re.compile(
    r"(?i)(?<![.\w])(?:set|new|remove|add|enable|disable|start|stop|clear|restart|suspend|resume|install|update)-(?!object\b)[a-z]+"
)


def test_what_changes_something_is_in_a_folder_of_our_own_or_in_memory() -> None:
    words = {m.lower() for m in CHANGES.findall(WHOLE.decode())}
    assert words == {"new-item", "set-acl", "remove-item"}
    told = [
        line for line in WHOLE.decode().splitlines() if "Remove-Item" in line or "New-Item" in line or "Set-Acl" in line
    ]
    assert all("$folder" in line or "$path" in line for line in told)


def test_a_constrained_powershell_says_so() -> None:
    assert script.constrained(b"\nm4rk constrained\n", MARK)
    assert not script.constrained(b"\nm4rk gzip\n", MARK)


def spoken(mark: str = MARK) -> bytes:
    """What the frame is meant to print, in the words of frame.ps1."""
    parts = [f"\n{mark} hello Windows \n"]
    for number, question in enumerate(WINDOWS.questions):
        code, text = (0, OUTPUTS[question.id]) if number < 4 else ((96, 97, 98, 124, 1, "late")[number % 6], "")
        parts.append(f"\n{mark} begin {question.id}\n{text}\n{mark} end {question.id} {code}\n")
    body = "".join(parts).encode()
    return body + f"\n{mark} done {hashlib.sha256(body).hexdigest()}\n".encode()


def test_its_frame_is_read_as_any() -> None:
    frame = framed(spoken(), MARK)
    assert frame.whole
    assert frame.system == WINDOWS.system
    found = list(split(frame, WINDOWS.questions, MARK))
    assert [s.outcome for s in found[:4]] == ["ok"] * 4
    assert {s.outcome for s in found[4:]} == {"absent", "denied", "error", "timeout"}
    assert all(s.text == "" for s in found[4:])


@pytest.mark.parametrize("words", [" hello Windows ", " begin ", " end $id ", " done $digest", " gzip"])
def test_the_frame_speaks_the_words_that_are_read(words: str) -> None:
    assert f"$mark{words}" in files("collectors.host.windows").joinpath("frame.ps1").read_text("ascii")
