"""The source of a plugin, as another distribution would bring it: a collector of `acme:` targets that needs nobody."""

from pathlib import Path

_METADATA = "Metadata-Version: 2.1\nName: acme-extra\nVersion: 1.1\n"
_POINTS = "[safeguard.collectors]\nacme = acme_collector\n"
_SOURCE = '''\
"""Terminals of the make Acme."""

import time
from pathlib import Path

from scanner.answers import Answer, Source, rests_on, unread
from scanner.collector import Collector, Kind, Question
from scanner.facts import Session


def collect(inquiry):
    options = inquiry.target.options
    if options.get("crash"):
        raise RuntimeError("c4n4ry-S3cr3t")
    if "secret" in options:
        inquiry.secret(options["secret"])
    if "wait" in options:
        Path("waiting").touch()
        end = time.monotonic() + options["wait"]
        while time.monotonic() < end and not inquiry.stopped():
            time.sleep(0.01)
    denied = options.get("deny", False)
    yield Answer(
        target=inquiry.target.id, question="acme.idle", operation="show idle", needs="acme:Read",
        outcome="denied" if denied else "ok", code="E7" if denied else "",
        body=None if denied else {"idle": options.get("idle", 600)}, asked=inquiry.now(),
        source=Source(endpoint="acme.example:443"), collector=ACME.name,
    )


def read(answers):
    if answers.options.get("break"):
        raise KeyError("c4n4ry-S3cr3t")
    got = answers.one("acme.idle")
    idle = got.body["idle"] if got.ok else None
    yield Session(
        target=answers.target, resource=answers.target, kind="acme.terminal", name="terminal \\x1b[2J",
        surface="shell", idle_seconds=idle, on_idle="ends" if got.ok else None, max_seconds=idle,
        enforced=True if got.ok else None, reauth_seconds=idle, answers=rests_on(got),
        unread=unread(idle_seconds=got, on_idle=got, max_seconds=got, enforced=got, reauth_seconds=got),
    )


ACME = Collector(
    scheme="acme", platform="Acme", version="1.1",
    kinds={"acme.terminal": Kind("Acme terminal", (Session,), {"automatic-logoff.idle-ends": "set idle 600"})},
    questions=(Question(id="acme.idle", operation="show idle", needs="acme:Read", feeds=(Session,)),),
    options={
        "idle": {"type": "integer"}, "wait": {"type": "integer"}, "deny": {"type": "boolean"},
        "crash": {"type": "boolean"}, "break": {"type": "boolean"}, "secret": {"type": "string"},
    },
    collect=collect, read=read, grant=lambda rights: "allow " + " ".join(rights),
)
'''


def install(folder: Path) -> None:
    """Put the distribution where Python finds it once `folder` is on its path."""
    info = folder / "acme_extra-1.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(_METADATA)
    (info / "entry_points.txt").write_text(_POINTS)
    (info / "RECORD").write_text("acme_collector.py,,\n")
    (folder / "acme_collector.py").write_text(_SOURCE)
