"""Every mistake gets a sentence, exit code 3, and leaves nothing behind."""

# ruff: noqa: E501, RUF001  # screens stand here as a person sees them

import socket
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.plugins import load
from tests.cli.acme import install
from tests.cli.conftest import Safeguard

CANARY = "c4n4ry-S3cr3t"
KEY = "--make-key"
SCHEMES = [*load().collectors]


def shortened(screen: str) -> str:
    """A screen with the list of platforms cut: whoever adds one need not come here. And with a name for this host."""
    screen = screen.replace(f"local:{socket.gethostname()}", "local:clinic-nb-07")
    return screen.replace(", ".join(f"{s}:" for s in SCHEMES), "aws:, …").replace(", ".join(SCHEMES), "aws, …")


WRONG = {
    "unknown command": ("scna",),
    "unknown command, nothing near": ("frobnicate",),
    "unknown option": ("scan", "--profle", "x"),
    "unknown option, nothing near": ("scan", "--zzz"),
    "option without its value": ("scan", "--store"),
    "no choice": ("scan", "--fail-on", "severe"),
    "no number": ("scan", "--passphrase-fd", "three"),
    "missing argument": ("verify",),
    "missing option": ("bundle", "export"),
    "too many arguments": ("explain", "mfa", "backup"),
    "unknown subcommand": ("keys", "shwo"),
    "no subcommand": ("keys",),
    "bundle that is not there": ("report", "run.zip"),
    "bundle onto itself": ("bundle", "export", "--store", "run.zip", "--output", "./run.zip"),
    "unknown profile": ("scan", KEY, "--profile", "hipaa"),
    "profile file that is not there": ("scan", KEY, "--profile", "clinic.yaml"),
    "configuration that is not there": ("scan", KEY, "-c", "clinic.yaml"),
    "unknown scheme": ("scan", KEY, "lcoal:"),
    "target without a scheme": ("scan", KEY, "prod"),
    "option of no collector": ("scan", KEY, "local:?sudoo=true"),
    "option without its companion": ("scan", KEY, "aws://?organization=true"),
    "options that contradict each other": ("permissions", "aws://?organization=true&accounts=123456789012&role=a"),
    "number that is none of an account": ("scan", KEY, "aws://?accounts=1234&role=a"),
    "list with the name of a member": ("scan", KEY, "aws://123456789012?organization=true&role=a"),
    "no key": ("scan",),
    "key that is not there": ("scan", "--sign-key", "file:no.pem"),
    "key that is a folder": ("scan", "--sign-key", "file:."),
    "key of an unknown kind": ("scan", "--sign-key", "yubi:1"),
    "key inside the store": ("scan", "--sign-key", "file:evidence/key.pem"),
    "store of an unknown kind": ("report", "--store", "tape:1"),
    "report of an unknown kind": ("scan", KEY, "--report", "night.pdf"),
    "report into no folder": ("scan", KEY, "--report", "no/night.html"),
    "report onto a folder": ("scan", KEY, "--report", "."),
    "sudo for no host": ("scan", KEY, "--sudo", "aws:"),
    "nothing to verify": ("verify", "run.zip"),
    "anchor that is not there": ("verify", ".", "--anchor", "october.txt"),
    "key of no key": ("verify", ".", "--key", "zzz"),
    "no store": ("findings",),
    "no store to export": ("bundle", "export", "--output", "run.zip"),
    "unknown format": ("report", "--format", "pdf"),
    "unknown thing": ("explain", "automatic-logof"),
    "unknown thing, nothing near": ("explain", "zzzzzz"),
    "unknown platform": ("permissions", "mainframe"),
    "unknown shell": ("completion", "tcsh"),
    "no terminal to ask at": ("init",),
    "profile that is none": ("profiles", "validate", "no.yaml"),
    "no key to show": ("keys", "show"),
    "passphrase without a terminal": ("keys", "new", "--encrypt"),
    "secret as a target": ("scan", KEY, f"aws://ana:{CANARY}@prod"),
}


def test_mistakes(safeguard: Safeguard, home: Path) -> None:
    screens = {}
    for name, args in WRONG.items():
        ran = safeguard(*args)
        assert ran.code == 3, name
        assert ran.out == "", name
        assert CANARY not in ran.err
        screens[name] = shortened(ran.err.rstrip().replace(str(home.parent), "/home/ana"))
        assert list(home.iterdir()) == [], name
        assert not (home.parent / "config").exists(), name
    assert screens == snapshot(
        {
            "unknown command": "error: no command “scna”. Did you mean scan?",
            "unknown command, nothing near": """\
error: no command “frobnicate”
  Next: safeguard --help\
""",
            "unknown option": "error: no option “--profle”. Did you mean --profile?",
            "unknown option, nothing near": """\
error: no option “--zzz”
  Next: safeguard scan --help\
""",
            "option without its value": "error: --store stands without its value",
            "no choice": """\
error: --fail-on is “severe”, and must be low, medium, high, critical or never
  Next: safeguard scan --help\
""",
            "no number": """\
error: --passphrase-fd is “three”, and must be a whole number
  Next: safeguard scan --help\
""",
            "missing argument": """\
error: BUNDLE|STORE is missing
  Next: safeguard verify --help\
""",
            "missing option": """\
error: --output is missing
  Next: safeguard bundle export --help\
""",
            "too many arguments": """\
error: got unexpected extra argument (backup)
  Next: safeguard explain --help\
""",
            "unknown subcommand": "error: no command “shwo”. Did you mean show?",
            "no subcommand": """\
error: safeguard keys stands without its command: add or adopt or init or new or revoke or rotate or show or sign
  Next: safeguard keys --help\
""",
            "bundle that is not there": "error: there is no bundle and no store run.zip here",
            "bundle onto itself": "error: run.zip is what the runs would come from: name another file",
            "unknown profile": """\
error: no profile “hipaa”
  There are: hipaa-security-rule, hipaa-nprm-2025 (a proposal, not law).
  Next: safeguard scan --profile hipaa-security-rule\
""",
            "profile file that is not there": "error: clinic.yaml: there is no such file",
            "configuration that is not there": "error: clinic.yaml: there is no such file",
            "unknown scheme": "error: no collector reads targets of the scheme “lcoal:”. Did you mean local:? Known are: aws:, …",
            "target without a scheme": """\
error: no target “prod”
  A target that is not declared is a URI; known are aws:, …\
""",
            "option of no collector": "error: local: unknown key “sudoo”, did you mean sudo?",
            "option without its companion": "error: aws: organization: needs the option role, the name of the role to take on in each account",
            "options that contradict each other": "error: aws: organization and accounts: only one of them can be set",
            "number that is none of an account": "error: aws://: accounts is text, and must be a list of account numbers (12 digits each)",
            "list with the name of a member": "error: aws: organization: needs a name (name: audit): what is called by a number is one account",
            "no key": """\
No safeguard.yaml here: scanning this host only, as user “ana”.
error: there is no signing key in ~/config/safeguard/keys: nothing was asked
  --sign-key file:PATH names one; --make-key makes one there.
  Next: safeguard keys new   and tell its number to whoever verifies\
""",
            "key that is not there": """\
No safeguard.yaml here: scanning this host only, as user “ana”.
error: the signing key no.pem: is not there. Next: safeguard keys new\
""",
            "key that is a folder": """\
No safeguard.yaml here: scanning this host only, as user “ana”.
error: the signing key .: is not a file\
""",
            "key of an unknown kind": """\
No safeguard.yaml here: scanning this host only, as user “ana”.
error: the signing key: nothing here opens “yubi:”. Known are: awskms:, azurekms:, file:, gcpkms:, pkcs11:, sigstore:, ssh:, vault:\
""",
            "key inside the store": """\
No safeguard.yaml here: scanning this host only, as user “ana”.
error: the signing key key.pem lies inside the store evidence: whoever gets the store could sign
  Nothing was asked. Move the key elsewhere, and name it with --sign-key.\
""",
            "store of an unknown kind": "error: the store: nothing here opens “tape:”. Known are: azblob:, file:, gs:, s3:",
            "report of an unknown kind": """\
error: --report night.pdf: its suffix says which report it is, and none is “.pdf”
  There are: .html, .json, .txt\
""",
            "report into no folder": "error: no/night.html was not written: there is no folder no",
            "report onto a folder": """\
error: --report .: its suffix says which report it is, and none is “”
  There are: .html, .json, .txt\
""",
            "sudo for no host": "error: --sudo is for hosts, and none of these targets is one",
            "nothing to verify": """\
error: “run.zip” does not exist
  Give a bundle (from `safeguard bundle export`) or a store: its folder, s3://, gs:// or azblob://.\
""",
            "anchor that is not there": "error: october.txt cannot be read: No such file or directory",
            "key of no key": "error: zzz cannot be read: No such file or directory",
            "no store": """\
error: there is no store evidence here
  Next: safeguard scan   makes it, or name another one with --store\
""",
            "no store to export": """\
error: there is no store evidence here
  Next: safeguard scan   makes it, or name another one with --store\
""",
            "unknown format": """\
error: no report “pdf”
  There are: html, json, terminal\
""",
            "unknown thing": "error: no control, check or citation “automatic-logof”. Did you mean automatic-logoff?",
            "unknown thing, nothing near": """\
error: no control, check or citation “zzzzzz”
  Next: safeguard checks   lists what there is\
""",
            "unknown platform": """\
error: no collector for “mainframe”
  There are: aws, …\
""",
            "unknown shell": """\
error: SHELL is “tcsh”, and must be bash, zsh or fish
  Next: safeguard completion --help\
""",
            "no terminal to ask at": """\
Looking around (nothing is contacted)

  ✓ found  this host
  – none   ~/.aws/config

error: --organisation and --ephi are missing, and there is no terminal to ask at: nothing was written
  Whose systems are these?
  Which of these hold or reach ePHI: all, none, or some of local:clinic-nb-07?\
""",
            "profile that is none": "error: no.yaml: there is no such file",
            "no key to show": "error: the signing key /home/ana/config/safeguard/keys/signing.pem: is not there. Next: safeguard keys new",
            "passphrase without a terminal": """\
error: --encrypt asks on a terminal, and there is none: no key was made
  Give --passphrase-fd N.\
""",
            "secret as a target": "error: a target here holds a secret itself, and is not repeated: give a reference in safeguard.yaml",
        }
    )


ALL_STAGES = f"""\
organisation: &us Alder
owner: *us
fail_on: severe
fail_on: high
plugins: [acme-extra]
profile: hipaa-security-rul
targets:
  - target: "lcoal:"
    ephi: maybe
  - target: "local:"
    sudoo: true
  - target: "aws://prod?regoins=x"
    secret_key: {CANARY}
  - target: "local:"
    name: desk
  - target: "local:"
    name: desk
stroe: evidence
"""

FILES = {
    "everything at once": ALL_STAGES,
    "everything but the plugin": ALL_STAGES.replace("plugins: [acme-extra]", "tags: Name"),
    "unknown key": "stroe: evidence\n",
    "two mistakes": "fail_on: severe\nconcurrency: 0\n",
    "a secret": f'targets:\n  - target: "aws:"\n    secret_key: {CANARY}\n',
    "one target twice": 'targets:\n  - target: "local:"\n  - target: "local:"\n',
    "unknown scheme": 'targets:\n  - target: "lcoal:"\n',
    "no plugin": "plugins: [acme-extra]\n",
    "unknown profile": "profile: hipaa\n",
    "profile that is not there": "profile: ~/clinic.yaml\n",
    "profile that is too long": f"profile: {'x' * 5000}/clinic.yaml\n",
    "nothing in it": "",
    "no targets": "organisation: Alder\n",
}


def test_mistakes_in_safeguard_yaml(safeguard: Safeguard, home: Path) -> None:
    screens = {}
    for name, text in FILES.items():
        (home / "safeguard.yaml").write_text(text)
        ran = safeguard("scan", KEY)
        assert (ran.code, ran.out) == (3, ""), name
        assert CANARY not in ran.err
        assert [path.name for path in home.iterdir()] == ["safeguard.yaml"], name
        screens[name] = shortened(ran.err.rstrip())
    assert screens == snapshot(
        {
            "everything at once": """\
error: safeguard.yaml line 1, column 15: this is repeated elsewhere by an alias (*); aliases are not read: write it out

safeguard.yaml line 4, column 1: the key “fail_on” stands here a second time, first on line 3

safeguard.yaml line 5, column 11: no plugin “acme-extra” is installed here
  Install it beside safeguard, or take it out here.

safeguard.yaml line 6, column 10: no profile “hipaa-security-rul”

    6 │ profile: hipaa-security-rul
      │          ^^^^^^^^^^^^^^^^^^ did you mean hipaa-security-rule?

safeguard.yaml line 9, column 11: ephi is text, and must be true or false

safeguard.yaml line 11, column 5: unknown key “sudoo”

    7 │ targets:
   11 │     sudoo: true
      │     ^^^^^ did you mean sudo?

safeguard.yaml line 12, column 13: aws://prod: unknown key “regoins”, did you mean regions?

safeguard.yaml line 13, column 17: secret_key holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.

safeguard.yaml line 16, column 13: local:desk stands here a second time, first on line 14
  Give one of them a name of its own below it: name: WORD

safeguard.yaml line 18, column 1: unknown key “stroe”

   18 │ stroe: …
      │ ^^^^^ did you mean store?\
""",
            "everything but the plugin": """\
error: safeguard.yaml line 1, column 15: this is repeated elsewhere by an alias (*); aliases are not read: write it out

safeguard.yaml line 4, column 1: the key “fail_on” stands here a second time, first on line 3

safeguard.yaml line 5, column 7: tags is “Name”, and must be a list

safeguard.yaml line 6, column 10: no profile “hipaa-security-rul”

    6 │ profile: hipaa-security-rul
      │          ^^^^^^^^^^^^^^^^^^ did you mean hipaa-security-rule?

safeguard.yaml line 8, column 13: no collector reads targets of the scheme “lcoal:”. Did you mean local:? Known are: aws:, …

safeguard.yaml line 9, column 11: ephi is text, and must be true or false

safeguard.yaml line 11, column 5: unknown key “sudoo”

    7 │ targets:
   11 │     sudoo: true
      │     ^^^^^ did you mean sudo?

safeguard.yaml line 12, column 13: aws://prod: unknown key “regoins”, did you mean regions?

safeguard.yaml line 13, column 17: secret_key holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.

safeguard.yaml line 16, column 13: local:desk stands here a second time, first on line 14
  Give one of them a name of its own below it: name: WORD

safeguard.yaml line 18, column 1: unknown key “stroe”

   18 │ stroe: …
      │ ^^^^^ did you mean store?\
""",
            "unknown key": """\
error: safeguard.yaml line 1, column 1: unknown key “stroe”

    1 │ stroe: …
      │ ^^^^^ did you mean store?\
""",
            "two mistakes": """\
error: safeguard.yaml line 1, column 10: fail_on is “severe”, and must be low, medium, high, critical or never

safeguard.yaml line 2, column 14: concurrency is 0, and must be a number from 1 up\
""",
            "a secret": """\
error: safeguard.yaml line 3, column 17: secret_key holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "one target twice": """\
error: safeguard.yaml line 3, column 13: local:clinic-nb-07 stands here a second time, first on line 2
  Give one of them a name of its own below it: name: WORD\
""",
            "unknown scheme": "error: safeguard.yaml line 2, column 13: no collector reads targets of the scheme “lcoal:”. Did you mean local:? Known are: aws:, …",
            "no plugin": """\
error: safeguard.yaml line 1, column 11: no plugin “acme-extra” is installed here
  Install it beside safeguard, or take it out here.\
""",
            "unknown profile": """\
error: safeguard.yaml line 1, column 10: no profile “hipaa”
  There are: hipaa-security-rule, hipaa-nprm-2025 (a proposal, not law).\
""",
            "profile that is not there": "error: safeguard.yaml line 1, column 10: there is no file “~/clinic.yaml”",
            "profile that is too long": "error: safeguard.yaml line 1, column 10: there is no file “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” beside this one",
            "nothing in it": """\
error: safeguard.yaml declares no targets: nothing was asked
  Write them there, below “targets:” (this machine is - "local:"), or name them: safeguard scan local:\
""",
            "no targets": """\
error: safeguard.yaml declares no targets: nothing was asked
  Write them there, below “targets:” (this machine is - "local:"), or name them: safeguard scan local:\
""",
        }
    )


def test_a_file_of_another_kind_is_not_told_line_by_line(safeguard: Safeguard, home: Path) -> None:
    (home / "safeguard.yaml").write_text("".join(f"row{n}: {n}\n" for n in range(1000)))
    ran = safeguard("scan", KEY)
    assert ran.code == 3
    assert ran.err.count("unknown key") == 20
    assert ran.err.count("There are: ") == 1
    assert ran.err.endswith("\n\n… and 980 more\n")


PROFILES = {
    "everything at once": """\
extends: hipaa-security-rule
titel: Clinic
thresholds:
  session.idle.server_shell: {value: 60}
  session.idle.server_shel: {value: 60, authority: us}
  session.idle.web: {value: [], authority: 7}
checks:
  mfa.demandd: {disabled: we do not like it}
  mfa.demanded: {disabled: ""}
mappings:
  mfa: [{cite: 164.312(x), strength: direct}]
  mfaa: [{cite: 164.312(d), strength: direct}]
""",
    "a secret": "extends: hipaa-security-rule\nchecks:\n  mfa.demanded: {disabled: see AKIAIOSFODNN7EXAMPLE}\n",
    "extends nothing": "extends: hipaa-security-rul\nchekcs: {}\n",
    "typo in extends": "extnds: hipaa-security-rule\n",
    "unknown threshold": "extends: hipaa-security-rule\nthresholds:\n  session.idle.server_shel: {value: 60, authority: us}\n",
    "no authority": "extends: hipaa-security-rule\nthresholds:\n  session.idle.server_shell: {value: 60}\n",
    "wrong type": 'extends: hipaa-security-rule\nthresholds:\n  session.idle.server_shell: {value: "15m", authority: us}\n',
    "unknown check": "extends: hipaa-security-rule\nchecks:\n  mfa.demandd: {disabled: we do not like it}\n",
}


def test_mistakes_in_a_profile(safeguard: Safeguard, home: Path) -> None:
    screens = {}
    for name, text in PROFILES.items():
        (home / "clinic.yaml").write_text(text)
        ran = safeguard("scan", KEY, "--profile", "clinic.yaml")
        assert (ran.code, ran.out) == (3, ""), name
        assert [path.name for path in home.iterdir()] == ["clinic.yaml"], name
        assert safeguard("profiles", "validate", "clinic.yaml").err == ran.err
        screens[name] = ran.err.rstrip()
    assert screens == snapshot(
        {
            "everything at once": """\
error: clinic.yaml line 2, column 1: unknown key “titel”

    2 │ titel: …
      │ ^^^^^ did you mean title?

clinic.yaml line 4: the limit session.idle.server_shell = 60 names no authority
  The rule: 164.312(a)(2)(iii): “after a predetermined time of inactivity”; no number.
  So the finding must say whose value it is, such as:
  authority: "DISA STIG for RHEL 9: SSH, TMOUT and logind"

clinic.yaml line 5, column 3: no threshold is called “session.idle.server_shel”

    3 │ thresholds:
    5 │   session.idle.server_shel: …
      │   ^^^^^^^^^^^^^^^^^^^^^^^^ did you mean session.idle.server_shell?

clinic.yaml line 6, column 44: authority is 7, and must be some text

clinic.yaml line 8, column 3: no check is called “mfa.demandd”

    7 │ checks:
    8 │   mfa.demandd: …
      │   ^^^^^^^^^^^ did you mean mfa.demanded?

clinic.yaml line 9, column 28: disabled is “”, and must be the reason, as text

clinic.yaml line 11, column 16: no requirement is called “164.312(x)”

   11 │   mfa: [{cite: 164.312(x)
      │                ^^^^^^^^^^ did you mean 164.312(d)?

clinic.yaml line 12, column 3: no control is called “mfaa”

   10 │ mappings:
   12 │   mfaa: …
      │   ^^^^ did you mean mfa?\
""",
            "a secret": """\
error: clinic.yaml line 3, column 28: disabled holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "extends nothing": """\
error: clinic.yaml line 1, column 10: no profile “hipaa-security-rul”

    1 │ extends: hipaa-security-rul
      │          ^^^^^^^^^^^^^^^^^^ did you mean hipaa-security-rule?

clinic.yaml line 2, column 1: unknown key “chekcs”

    2 │ chekcs: …
      │ ^^^^^^ did you mean checks?\
""",
            "typo in extends": """\
error: clinic.yaml line 1, column 1: the file has no extends
  extends: hipaa-security-rule

clinic.yaml line 1, column 1: unknown key “extnds”

    1 │ extnds: …
      │ ^^^^^^ did you mean extends?\
""",
            "unknown threshold": """\
error: clinic.yaml line 3, column 3: no threshold is called “session.idle.server_shel”

    2 │ thresholds:
    3 │   session.idle.server_shel: …
      │   ^^^^^^^^^^^^^^^^^^^^^^^^ did you mean session.idle.server_shell?\
""",
            "no authority": """\
error: clinic.yaml line 3: the limit session.idle.server_shell = 60 names no authority
  The rule: 164.312(a)(2)(iii): “after a predetermined time of inactivity”; no number.
  So the finding must say whose value it is, such as:
  authority: "DISA STIG for RHEL 9: SSH, TMOUT and logind"\
""",
            "wrong type": """\
error: clinic.yaml line 3, column 38: value is “15m”, and must be a whole number
  Seconds have no unit here: 90\
""",
            "unknown check": """\
error: clinic.yaml line 3, column 3: no check is called “mfa.demandd”

    2 │ checks:
    3 │   mfa.demandd: …
      │   ^^^^^^^^^^^ did you mean mfa.demanded?\
""",
        }
    )


def test_control_characters_from_outside_are_shown_not_sent(safeguard: Safeguard) -> None:
    ran = safeguard("explain", "mfa\x1b[2J\u202egnp.exe")
    assert ran.code == 3
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err
    assert r"\x1b[2J\u202egnp.exe" in ran.err
    assert "\x1b" not in safeguard("--debug", "explain", "mfa\x1b[2J").err


def test_debug_alone_shows_a_traceback(safeguard: Safeguard) -> None:
    assert "Traceback" not in safeguard("explain", "zzzzzz").err
    for args in (("--debug", "explain", "zzzzzz"), ("explain", "zzzzzz", "--debug")):
        ran = safeguard(*args)
        assert (ran.code, "Traceback" in ran.err) == (3, True)


def test_our_own_flaw_says_where_and_not_what(safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr("scanner.profile.layers.load_profile", broken)
    ran = safeguard("checks")
    assert CANARY not in ran.err
    assert (ran.code, ran.err.splitlines()[0].rpartition(":")[0]) == (
        4,
        "error: safeguard itself failed: KeyError at test_mistakes.py",
    )


@pytest.mark.parametrize(
    "body", ["1 / 0", "assert False", "raise StopIteration", "def (", 'raise type("Own", (Exception,), {})("c4n4ry")']
)
def test_a_plugin_that_fails_as_it_loads(
    safeguard: Safeguard, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    install(tmp_path / "site")
    (tmp_path / "site" / "acme_collector.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path / "site")
    (home / "safeguard.yaml").write_text("plugins: [acme-extra]\n")
    ran = safeguard("checks")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        "error: safeguard.yaml line 1, column 10: the plugin acme (acme_collector) cannot be load"
    )
    assert "c4n4ry" not in ran.err


@pytest.mark.parametrize(
    "line",
    [
        ("verify", ""),
        ("report", "", "--output", "r.html"),
        ("findings", ""),
        ("scan", ""),
        ("scan", KEY, "--store", ""),
        ("scan", KEY, "--sign-key", ""),
        ("scan", KEY, "--report", ""),
        ("bundle", "export", "", "--output", "run.zip"),
    ],
)
def test_an_empty_value_is_not_the_default(safeguard: Safeguard, home: Path, line: tuple[str, ...]) -> None:
    ran = safeguard(*line)
    assert (ran.code, ran.out) == (3, "")
    assert " is empty, as where a variable of the shell is not set\n  Next: safeguard " in ran.err
    assert not list(home.iterdir())


@pytest.mark.usefixtures("plugin")
def test_a_platform_of_a_plugin_that_nobody_has_allowed(safeguard: Safeguard, home: Path) -> None:
    hint = "Installed, and not loaded: acme-extra; plugins: in safeguard.yaml allows it"
    assert hint in safeguard("scan", KEY, "acme:east").err
    (home / "safeguard.yaml").write_text('targets:\n- target: "acme:east"\n')
    assert hint in safeguard("scan", KEY).err
    (home / "safeguard.yaml").write_text('plugins: [acme-extra]\ntargets:\n- target: "acm:east"\n')
    assert "not loaded" not in safeguard("scan", KEY).err
