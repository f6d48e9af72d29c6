"""What shells show and say, platform by platform: prompts, pagers, refusals; and what is none of them."""

import pytest

from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.heard import refused

ABSENT = ("absent", "NotSupported")
DENIED = ("denied", "NotAuthorized")


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("ios", "R1#"),
        ("ios", "edge-2.clinic>"),
        ("iosxe", "Switch#"),
        ("iosxr", "RP/0/RSP0/CPU0:core1#"),
        ("nxos", "n7k-1-vdc2#"),
        ("asa", "fw1/pri/act>"),
        ("asa", "fw1/ctx1#"),
        ("junos", "scans@j1>"),
        ("junos", "j1>"),
        ("junos", "scans@srx-1.clinic>"),
        ("eos", "leaf1(s1)#"),
        ("fortios", "FGT-1 #"),
        ("fortios", "FGT-1 $"),
        ("fortios", "FGT-1 (root) #"),
        ("panos", "scans@PA-1>"),
        ("panos", "scans@PA-1(passive)>"),
        ("aoscx", "cx-1#"),
        ("routeros", "[scans@MikroTik] >"),
        ("routeros", "[scans@Clinic, 2nd floor] >"),
        ("frr", "frr1#"),
        ("vyos", "scans@vyos:~$"),
        ("vyos", "scans@vyos>"),
    ],
)
def test_prompts(platform: str, line: str) -> None:
    assert DIALECTS[platform].may_begin(line)


@pytest.mark.parametrize("platform", DIALECTS)
@pytest.mark.parametrize(
    "line", ["", "Password:", "login:", "System # 7 is watched", "# ", "All is watched. >>>", "[y/N]", "-- More --"]
)
def test_what_is_no_prompt(platform: str, line: str) -> None:
    assert not DIALECTS[platform].may_begin(line)


@pytest.mark.parametrize(
    ("platform", "line", "answer"),
    [
        ("ios", "--More--", " "),
        ("ios", "--More-", ""),
        ("asa", "<--- More --->", " "),
        ("junos", "---(more)---", " "),
        ("junos", "---(more 42%)---", " "),
        ("junos", "---(more 42%)-", ""),
        ("fortios", "--More--", " "),
        ("panos", "lines 1-23", " "),
        ("panos", "lines 24-46/46 (END)", "q"),
        ("aoscx", "-- MORE --, next page: Space, next line: Enter, quit: q", " "),
        ("aoscx", "-- MORE --, next page: Space", ""),
        ("routeros", "-- [Q quit|D dump|down]", " "),
        ("vyos", ":", " "),
        ("vyos", "(END)", "q"),
        ("frr", "--More--(13%)", " "),
        ("ios", ":", ""),
        ("ios", "", ""),
    ],
)
def test_pagers(platform: str, line: str, answer: str) -> None:
    assert DIALECTS[platform].turned(line) == answer


@pytest.mark.parametrize(
    ("platform", "text", "means"),
    [
        ("ios", "          ^\n% Invalid input detected at '^' marker.", ABSENT),
        ("ios", "% Incomplete command.", ABSENT),
        ("ios", '% Ambiguous command:  "show v"', ABSENT),
        ("ios", "Command authorization failed.", DENIED),
        ("ios", "% Authorization failed.", DENIED),
        ("ios", "%NTP is not enabled.", None),
        ("ios", "%SNMP agent not enabled", None),
        ("ios", "", None),
        ("iosxr", "Tue Nov 24 10:00:00.123 UTC\n        ^\n% Invalid input detected at '^' marker.", ABSENT),
        ("iosxr", "% This command is not authorized", DENIED),
        ("nxos", "                 ^\n% Invalid command at '^' marker.", ABSENT),
        ("nxos", "% Permission denied for the role", DENIED),
        ("nxos", "Error: AAA authorization failed for command", DENIED),
        ("asa", "         ^\nERROR: % Invalid input detected at '^' marker.", ABSENT),
        ("asa", "ERROR: % Incomplete command", ABSENT),
        ("asa", "Command authorization failed", DENIED),
        ("junos", "             ^\nsyntax error, expecting <command>.", ABSENT),
        ("junos", "                      ^\nunknown command.", ABSENT),
        ("junos", "error: permission denied: configuration", DENIED),
        ("eos", "% Invalid input", ABSENT),
        ("eos", "% Authorization denied for command 'show version'", DENIED),
        ("eos", "% Unavailable command (not supported on this hardware platform)", ABSENT),
        ("fortios", "command parse error before 'x'\nCommand fail. Return code -61", ABSENT),
        ("fortios", "Unknown action 0", ABSENT),
        ("fortios", "Command fail. Return code -37", DENIED),
        ("panos", "Unknown command: whatever", ABSENT),
        ("panos", "Invalid syntax.", ABSENT),
        ("aoscx", "Invalid input: whatever", ABSENT),
        ("aoscx", "Cannot execute command. Command not allowed.", DENIED),
        ("routeros", "bad command name whatever (line 1 column 2)", ABSENT),
        ("routeros", "expected end of command (line 1 column 9)", ABSENT),
        ("routeros", "syntax error (line 1 column 9)", ABSENT),
        ("routeros", "not enough permissions (9)", DENIED),
        ("frr", "% Unknown command: show whatever", ABSENT),
        ("frr", "% Command incomplete: show", ABSENT),
        ("vyos", "\n  Invalid command: show [whatever]\n", ABSENT),
        ("vyos", "bash: /opt/vyatta/x: Permission denied", DENIED),
        ("vyos", "vbash: whatever: command not found", ABSENT),
        # In more than a few lines it is a part of what is shown.
        ("ios", "banner motd ^C\n% Invalid input detected\n^C\nline con 0\nline vty 0 4\nend", None),
        ("junos", "set a\nsyntax error\nset b\nset c\nset d\nset e", None),
    ],
)
def test_refusals(platform: str, text: str, means: tuple[str, str] | None) -> None:
    assert refused(DIALECTS[platform], text, "all") == means


@pytest.mark.parametrize(("rights", "code"), [("low", "EnableNotGiven"), ("refused", "EnableRefused")])
def test_with_few_rights_an_unknown_command_may_be_one(rights: str, code: str) -> None:
    given = DIALECTS["ios"], "% Invalid input detected at '^' marker."
    assert refused(*given, rights) == ("denied", code)  # type: ignore[arg-type]  # a table
    assert refused(DIALECTS["ios"], "% Authorization failed.", rights) == DENIED  # type: ignore[arg-type]  # a table
