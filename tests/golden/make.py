"""Write the golden store and bundle of this version: `python -m tests.golden.make`. Done once, when an issue is closed.

The answers are those of a machine of samples and of a simulated account; the key is thrown away.
"""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from collectors.aws import AWS
from collectors.host import LOCAL
from scanner import plugins
from scanner.answers import Answer
from scanner.before import before
from scanner.cli.place import latest
from scanner.collector import Collector, Inquiry
from scanner.evidence.export import export
from scanner.installed import version
from scanner.layers import load_profile
from scanner.run import Plan, scan
from scanner.scope import declare
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from scanner.targets import Target
from tests.collectors.aws.conftest import set_credentials
from tests.collectors.aws.scanning import ask, target
from tests.collectors.host.test_denied import whole
from tests.servers.aws_account import seed
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import proxy_to
from tests.servers.moto import moto_server

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


def saying(collector: Collector, answers: list[Answer]) -> Collector:
    """The collector, answering from a list."""

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        for answer in answers:
            if answer.question in inquiry.questions:
                yield msgspec.structs.replace(answer, target=inquiry.target.id, asked=inquiry.now())

    return replace(collector, collect=collect)


def write(folder: Path) -> None:
    """Two nights: the second cannot reach the account, and leaves a host out."""
    ours = plugins.load()
    profile = load_profile("hipaa-security-rule", ours.checks)
    host = Target(id="local:web1", scheme="local", name="web1", ephi=True, owner="T. Brandt")
    cloud = Target(id="aws:alder-prod", scheme="aws", name="alder-prod", options={"regions": "us-east-1"})
    machine, clouds = saying(LOCAL, whole()), account()
    with tempfile.TemporaryDirectory() as place:
        new_key(Path(place) / "keys" / "golden.pem", None)
        signer = open_signer(str(Path(place) / "keys" / "golden.pem"))
        store: Store = open_store(Path(place) / "store", create=True, origin="golden.example/log")
        runs = []
        for night, answers in enumerate((clouds, clouds[:0])):
            registry = replace(ours, collectors={"local": machine, "aws": saying(AWS, answers)})
            last, left_out = latest(store), ["local:web2"] * night
            scope = declare([host, cloud], registry, profile, before=before(last) if last else None, left_out=left_out)
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
