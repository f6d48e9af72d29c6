"""The command as the shell starts it: exit codes, streams, signals, cost, completion, help."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.servers.need import need
from tests.servers.scripted import Play, playing

COMMAND = (sys.executable, "-c", "from scanner.cli import main; main()")
SDKS = "boto3 botocore azure google paramiko netmiko cryptography jinja2 rich yaml jsonschema msgspec"


def _go(*args: str, **more: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *args], capture_output=True, text=True, timeout=60, check=False, **more)  # type: ignore[call-overload, no-any-return]  # passed on


def test_exit_code_and_streams() -> None:
    done = _go("scna")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "error: no command “scna”. Did you mean scan?\n")


@pytest.mark.parametrize("option", ["--help", "--version", "-h"])
def test_help_and_version_load_no_sdk(option: str) -> None:
    loaded = f"[name for name in {SDKS.split()} if name in sys.modules]"
    look = f"import sys; from scanner.cli.root import run; run([{option!r}]); print({loaded})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_to_know_all_checks_and_collectors_loads_no_sdk() -> None:
    """An SDK is loaded where something is asked: whoever scans one host does not wait for four clouds."""
    heavy = {*SDKS.split(), "requests", "urllib3", "jmespath"} - {"yaml", "msgspec"}
    every = "from scanner import plugins; [*plugins.load().collectors.values()]"
    look = f"import sys; {every}; print({heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"


def test_who_asks_this_machine_loads_no_other_platform() -> None:
    look = "import sys; from scanner import plugins; plugins.load().collectors['local']; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    parts = {tuple(name.split(".")[1:3]) for name in done.stdout.split() if name.startswith("collectors.")}
    assert {part[0] for part in parts} == {"host", "ssh", "patience"}  # the last two for what both kinds of hosts share
    assert parts.isdisjoint({("host", "windows"), ("host", "remote")})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_scan_cleanly(safeguard: Safeguard, acme: Path, plugged: Path, number: signal.Signals) -> None:
    with _running(plugged, "scan", "west", "acme://slow?wait=60") as running:
        _until(acme / "waiting")
        running.send_signal(number)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (128 + number, "")
    assert "Stopped. Nothing was sealed and no run was written; the store is as before.\nNext: safeguard scan\n" in err
    assert not list((acme / "evidence").glob("runs/*"))
    assert not list((acme / "evidence").glob("spool/*"))
    assert safeguard("scan").code == 1  # the store takes the next one


def test_a_signal_before_anything_begins(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        with _running(tmp_path, "keys", "new", "--passphrase-fd", str(reading), pass_fds=(reading,)) as running:
            time.sleep(1)
            running.send_signal(signal.SIGTERM)
            _, err = running.communicate(timeout=20)
    finally:
        os.close(reading)
        os.close(writing)
    assert (running.returncode, err) == (143, "Stopped.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_scan_to_which_an_answer_drips(tmp_path: Path, number: signal.Signals) -> None:
    slow = Play(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", drip=b"<")
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"}
    with playing(slow) as server:
        target = f"aws://?regions=us-east-1&endpoint_url=http://127.0.0.1:{server.port}"
        store = str(tmp_path / "store")
        with _running(tmp_path, "scan", target, "--store", store, "--make-key", more=keys) as running:
            end = time.monotonic() + 20
            while not server.asked and time.monotonic() < end:
                time.sleep(0.01)
            running.send_signal(number)
            _, err = running.communicate(timeout=20)  # it would drip for five minutes
    assert (len(server.asked), running.returncode) == (1, 128 + number)
    assert "Stopped. Nothing was sealed" in err


def _running(
    path: Path, *args: str, more: Mapping[str, str] = MappingProxyType({}), pass_fds: Collection[int] = ()
) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(path), **more}
    command = [*COMMAND, *args]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment, pass_fds=pass_fds)


def _until(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.01)


def test_a_pipe_that_closes_is_no_error() -> None:
    script = f'{sys.executable} -c "from scanner.cli import main; main()" checks | head -n 1'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("controls\n")


def test_a_full_disk_under_stdout_is_not_silent() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "checks"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


def test_ascii_where_the_locale_is(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    done = _go("scna", env=environment)
    assert done.stderr == 'error: no command "scna". Did you mean scan?\n'


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("safeguard ver", ["verify"]),
        ("safeguard keys ", ["add", "adopt", "init", "new", "revoke", "rotate", "show", "sign"]),
        ("safeguard scan --fail-on c", ["critical"]),
        ("safeguard scan --make", ["--make-key"]),
        ("safeguard explain mfa.dem", ["mfa.demanded"]),
        ("safeguard explain 164.312(d", ["164.312(d)"]),
        ("safeguard permissions aw", ["aws"]),
        ("safeguard scan --profile hipaa-n", ["hipaa-nprm-2025"]),
        ("safeguard scan lo", ["local:"]),
        ("safeguard frobnicate x", []),
    ],
)
def test_completion(typed: str, offered: list[str]) -> None:
    words = typed.split(" ")
    environment = {
        **os.environ,
        "_SAFEGUARD_COMPLETE": "zsh_complete",
        "COMP_WORDS": typed.rstrip(),
        "COMP_CWORD": str(len(words) - 1),
    }
    if words[-1] == "":
        environment["COMP_WORDS"] = typed
    done = _go(env=environment)
    assert done.stderr == ""
    assert sorted(done.stdout.splitlines()[1::3]) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_what_the_shell_reads(safeguard: Safeguard, shell: str, tmp_path: Path) -> None:
    ran = safeguard("completion", shell)
    assert (ran.code, "_SAFEGUARD_COMPLETE" in ran.out) == (0, True)
    (tmp_path / "script").write_text(ran.out)
    if shell == "bash":
        subprocess.run([need("bash"), "-n", str(tmp_path / "script")], check=True, timeout=10)


def test_help(safeguard: Safeguard) -> None:
    assert safeguard("--help").screen == snapshot("""\
Usage: safeguard [OPTIONS] [COMMAND] [ARGS]...

  Find out whether systems that hold ePHI have the safeguards of the HIPAA
  Security Rule, and keep proof.

Options:
  --color [auto|always|never]  Whether to paint. auto: on a terminal or with
                               FORCE_COLOR, never with NO_COLOR.
  --debug                      Show tracebacks, of collectors too: they may
                               hold what a target said, or a secret.
  --version                    Show the version, and the digest over the
                               program's files.
  -h, --help                   Show this message and exit.

Commands:
  scan         Scan targets and seal what they answer.
  verify       Check a bundle or a store, layer by layer, offline.
  findings     List what a run found, and what to do about it.
  report       Write the report of a run.
  bundle       Make the one file that an auditor gets.
  store        Look after the place where the evidence is kept.
  viewer       Write the page that verifies and shows any bundle.
  checkpoint   Print the head of the log, to be kept elsewhere.
  countersign  Sign that you have looked at a run, the last one where...
  checks       List all checks, by control.
  explain      Say what a control, a check or a citation means.
  permissions  Print the rights to grant on a platform.
  hosts        Make hosts ready: enroll their keys, install the script.
  ingest       Take in what hosts have dropped.
  profiles     List profiles, or check one that you wrote.
  keys         Show or make the key that signs, and the keyring that says...
  init         Write a commented safeguard.yaml.
  completion   Print the completion script of a shell.

  Exit codes: 0 done, 3 configuration or usage, 4 not done: safeguard itself
  failed or could not write, 130 and 143 stopped, 141 nobody reads on. What 1
  and 2 mean, and what else 4 does, `safeguard scan --help` and `safeguard
  verify --help` say.

  Begin with: safeguard scan
[exit 0]\
""")
    assert safeguard("scan", "--help").screen == snapshot("""\
Usage: safeguard scan [OPTIONS] [TARGET]...

  Scan targets and seal what they answer.

  TARGET is an id, a name or a pattern of safeguard.yaml, or a URI: local:,
  ssh://USER@HOST, tls://HOST, aws:, aws://PROFILE?regions=us-east-1,
  ios://USER@HOST (or another network device),
  'config:///FOLDER?platform=ios'. Without one, all that safeguard.yaml
  declares is scanned; without that file, this host.

  Exit codes: 0 all assessed and nothing fails, 1 something fails, 2 something
  could not be assessed, 3 configuration or usage, 4 not sealed, 130 and 143
  stopped.

Options:
  -c, --config FILE               The configuration. Default: safeguard.yaml
                                  here, if there is one.
  --profile NAME|FILE             By which profile is judged. Default: hipaa-
                                  security-rule.
  --store DIR|URI                 Where the evidence is kept: a folder, s3://,
                                  gs:// or azblob://. Default: evidence.
  --sign-key URI                  Which key signs: file:PATH, ssh:, pkcs11:,
                                  awskms:, azurekms:, gcpkms:, vault:,
                                  sigstore: or a plugin's.
  --passphrase-fd N               Read the passphrase of the key from the open
                                  file descriptor N.  [x>=0]
  --make-key                      Make a key where there is none, without a
                                  terminal too.
  --fail-on [low|medium|high|critical|never]
                                  From which severity on a finding that fails
                                  makes exit code 1. Default: low.
  --clock-is-right                Go on though the last run is more than 400
                                  days old.
  --encrypt-to KEY                Encrypt the run and its report in the store
                                  for this age or SSH public key, or those in
                                  a file.
  --identity FILE                 The secret key (age, SSH) that opens an
                                  encrypted bundle or store.
  --sudo                          On hosts: run the one read-only script as
                                  root, through sudo -n.
  --json                          Print the report as JSON in place of the
                                  summary.
  --report FILE                   Write a report here too; its suffix says
                                  which: .html, .json, .txt, or that of a
                                  plugin.
  --color [auto|always|never]     Whether to paint. auto: on a terminal or
                                  with FORCE_COLOR, never with NO_COLOR.
  --debug                         Show tracebacks, of collectors too: they may
                                  hold what a target said, or a secret.
  -h, --help                      Show this message and exit.
[exit 0]\
""")
    assert safeguard("verify", "--help").screen == snapshot("""\
Usage: safeguard verify [OPTIONS] BUNDLE|STORE

  Check a bundle or a store, layer by layer, offline.

  Exit codes: 0 verified, 1 not verified, 2 intact but incomplete or not
  computed again, 3 usage, 4 not finished: nothing may be concluded, 5 intact
  but signed with a key that nobody said is trusted.

Options:
  --key, --genesis NUMBER|FILE  What you trust: the number of a keyring or key
                                (64 digits, at least the first 32 of them), or
                                its file.
  --anchor FILE|STORE           A checkpoint of the log that was kept
                                elsewhere, a timestamp over one, a folder or
                                second store of them.
  --tsa-cert PEM                The certificate of an authority whose
                                timestamps you trust.
  --sigstore-root FILE          The trust root by which to check what
                                identities signed. Default: the one of the
                                package sigstore.
  --since DATE                  From which day on there has to be a scan.
  --until DATE                  Up to which day, that one included.
  --every TIME                  How often there has to be one: 1d, 12h.
                                Default: as the house declared.
  --profile DIGEST|FILE|NAME    The profile by which it has to be judged, from
                                somewhere else.
  --code DIGEST                 The build of a program that you know, for
                                older runs.
  --all                         Of a store: compute the findings of every run
                                again, not of the last.
  --identity FILE               The secret key (age, SSH) that opens an
                                encrypted bundle or store.
  --json                        All of it as JSON: layers, the log, findings
                                that differ.
  -c, --config FILE             Your own safeguard.yaml, whose plugins may
                                judge again. Without it none is loaded,
                                whatever lies here.
  --color [auto|always|never]   Whether to paint. auto: on a terminal or with
                                FORCE_COLOR, never with NO_COLOR.
  --debug                       Show tracebacks, of collectors too: they may
                                hold what a target said, or a secret.
  -h, --help                    Show this message and exit.
[exit 0]\
""")
    assert safeguard().out == safeguard("--help").out


def test_every_command_has_help(safeguard: Safeguard) -> None:
    from scanner.cli.root import COMMANDS

    for command in COMMANDS:
        ran = safeguard(command, "--help")
        assert (ran.code, ran.err) == (0, ""), command
        assert ran.out.startswith(f"Usage: safeguard {command} "), command
