"""Write the golden store and bundle of this version: `python -m tests.golden.make`. Done once, when an issue is closed.

The answers are those of machines of samples, of well kept devices of every platform, of a simulated account, of well
kept clouds, directories and databases, and of servers of SSH and TLS that run for this alone; the key is thrown away.
"""

import contextlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from collectors.host.there import SSH
from collectors.network.platforms import PLATFORMS
from collectors.ssh.causes import SESSION
from collectors.ssh.offer import OFFER
from scanner import plugins
from scanner.answers import Answer
from scanner.cli.place import latest
from scanner.collector import Collector, Inquiry
from scanner.evidence.export import export
from scanner.plugins.installed import version
from scanner.profile.layers import load_profile
from scanner.replay.before import before
from scanner.run import Plan, scan
from scanner.scope import declare
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from scanner.targets import Target
from tests.collectors import well_kept
from tests.collectors.aws.conftest import set_credentials
from tests.collectors.aws.scanning import ask, target
from tests.collectors.host import over_ssh
from tests.collectors.host.over_ssh import NOW
from tests.collectors.host.test_denied import whole
from tests.collectors.network.hardened import hardened
from tests.collectors.network.reading import answers
from tests.collectors.tls.asked import asked
from tests.golden.inside import UNREAD, inside
from tests.servers.aws_account import seed
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import proxy_to
from tests.servers.moto import moto_server
from tests.servers.services import s_server
from tests.servers.sshd import me, pair, sshd
from tests.servers.tls import certificate

HERE = Path(__file__).parent


class Quiet:
    """Shows nothing."""

    def answered(self, target: str, question: str) -> None:
        pass

    def found(self, target: str, parent: str) -> None:
        pass

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # as Progress says
        pass


def account() -> list[Answer]:
    """What the simulated account answers; AWS's own endpoints are never asked."""
    with moto_server() as server:
        seed(server)
        with proxy_to(server.port) as proxy, pytest.MonkeyPatch.context() as patch:
            proxy.fault = completed()
            set_credentials(patch)
            return ask(target(proxy.url))


def fleet(place: Path) -> dict[str, list[Answer]]:
    """Hosts of every system over SSH, one that lets nobody in, and a TLS service."""
    own = pair(place / "id")
    options = {"config": "none", "agent": False, "identity": str(own.path), "known_hosts": str(place / "known_hosts")}
    with sshd(place / "ssh", authorized=[own]) as server, s_server(certificate(place, "127.0.0.1")) as port:
        (place / "known_hosts").write_text(server.known)
        here = Target(id="ssh:here", scheme="ssh", name=f"{me()}@127.0.0.1:{server.port}", options=options)
        inquiry = Inquiry(here, frozenset({OFFER}), lambda: NOW, str)
        offer = next(over_ssh.answer(OFFER, a.body) for a in SSH.collect(inquiry) if a.question == OFFER)
        portal = list(asked(f"127.0.0.1:{port}").values())
    hosts = {f"ssh:{system}1": [offer, *over_ssh.whole(system)] for system in over_ssh.SYSTEMS}
    shut = over_ssh.answer(SESSION, outcome="unreachable")
    return {**hosts, "ssh:old1": [msgspec.structs.replace(shut, code="NoAnswer")], "tls:portal": portal}


def clouds() -> dict[str, list[Answer]]:
    """What Azure, Entra ID, Google Cloud and Workspace answer, each well kept."""
    some = (well_kept.azure(), well_kept.entra(), well_kept.gcp(), well_kept.workspace())
    return {one.target.id: one.answers for one in some}


def devices() -> dict[str, list[Answer]]:
    """A well kept device of every platform, and one that nobody keeps."""
    every = {f"{name}:{name}1": configured(name, hardened(name)) for name in PLATFORMS}
    worn = (
        hardened("ios")
        .replace("exec-timeout 5 0", "exec-timeout 0 0")
        .replace("transport input ssh", "transport input telnet")
    )
    return {**every, "ios:worn1": configured("ios", worn)}


def configured(platform: str, text: str) -> list[Answer]:
    """What a device with this configuration answers."""
    config = PLATFORMS[platform].config
    return answers(platform, {config.id: config.keep(text)})


def backups(place: Path) -> str:
    """A folder of configurations that a backup system keeps; where it lies, as a target says it."""
    folder = place / "backups"
    folder.mkdir()
    for name in ("edge-1", "edge-2"):
        (folder / f"{name}.cfg").write_text(hardened("eos").replace("leaf-1", name))
    return folder.name


def saying(collector: Collector, answers: Mapping[str, list[Answer]]) -> Collector:
    """The collector, answering from lists, one for each target."""

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        for answer in answers.get(inquiry.target.id, []):
            if answer.question in inquiry.questions:
                now, body = inquiry.now(), answer.body
                if isinstance(body, dict) and "clock" in body:  # the host's clock is right
                    body = {**body, "clock": now}
                yield msgspec.structs.replace(answer, target=inquiry.target.id, asked=now, body=body)

    return replace(collector, collect=collect)


def write(folder: Path) -> None:
    """Two nights: the second cannot reach the account, and leaves a host out."""
    ours = plugins.load()
    profile = load_profile("hipaa-security-rule", ours.checks)
    host = Target(id="local:web1", scheme="local", name="web1", ephi=True, owner="T. Brandt")
    cloud = Target(id="aws:alder-prod", scheme="aws", name="alder-prod", options={"regions": "us-east-1"})
    with tempfile.TemporaryDirectory() as place:
        aws, others = account(), fleet(Path(place))
        others |= devices() | clouds() | inside(Path(place))
        far = [
            Target(id=n, scheme=n.partition(":")[0], name=n.partition(":")[2], labels={"group": "ward"}) for n in others
        ]
        kept = Target(id="config:backups", scheme="config", name=backups(Path(place)), options={"platform": "eos"})
        new_key(Path(place) / "keys" / "golden.pem", None)
        signer = open_signer(str(Path(place) / "keys" / "golden.pem"))
        store: Store = open_store(Path(place) / "store", create=True, origin="golden.example/log")
        runs = []
        for night, answers in enumerate((aws, aws[:0])):
            said = {host.id: whole(), cloud.id: answers, **others}
            themselves = {kept.scheme, UNREAD.scheme}
            speaking = {c.scheme: saying(c, said) for c in ours.collectors.values() if c.scheme not in themselves}
            registry = replace(ours, collectors={**ours.collectors, **speaking})
            last, left_out = latest(store), ["local:web2"] * night
            scope = declare(
                [host, cloud, kept, UNREAD, *far],
                registry,
                profile,
                before=before(last) if last else None,
                left_out=left_out,
            )
            with contextlib.chdir(place):  # where it lies on this machine is nobody's affair
                outcome = scan(Plan(scope, profile, registry, str), store, signer, progress=Quiet())
            runs.append(outcome.run)
            (folder / f"checkpoint-{night + 1}").write_bytes(outcome.sealed.entry.checkpoint)
        export(store, runs, folder / "bundle.zip")
        (folder / "key.txt").write_text(f"{signer.keyid}\n", "ascii")
        with tarfile.open(folder / "store.tar.xz", "w:xz") as tar:
            tar.add(Path(place) / "store", "store")


if __name__ == "__main__":
    made = HERE / version()
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    write(made)
