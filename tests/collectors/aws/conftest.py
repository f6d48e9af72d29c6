"""One moto server and one seeded account for all tests of a worker."""

from collections.abc import Iterator

import pytest

from collectors.aws import QUESTIONS, SERVICES
from scanner.answers import GOOD, Answer
from tests.collectors.aws.scanning import ask, target
from tests.servers.aws_account import seed
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Proxy, proxy_to
from tests.servers.moto import Moto, moto_server


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    with moto_server() as server:
        yield server


@pytest.fixture(scope="session")
def account(moto: Moto) -> Moto:
    """Filled once; tests that change it use a server of their own."""
    seed(moto)
    return moto


@pytest.fixture(scope="session")
def shared_proxy(account: Moto) -> Iterator[Proxy]:
    with proxy_to(account.port) as server:
        yield server


@pytest.fixture
def proxy(shared_proxy: Proxy) -> Iterator[Proxy]:
    """A proxy before the account that answers what moto lacks, and does nothing wrong yet."""
    shared_proxy.fault = completed()
    shared_proxy.asked.clear()
    yield shared_proxy
    shared_proxy.fault = None


@pytest.fixture(scope="session")
def whole(shared_proxy: Proxy) -> list[Answer]:
    """Every question asked and answered."""
    shared_proxy.fault = completed()
    with pytest.MonkeyPatch.context() as patch:
        set_credentials(patch)
        answers = ask(target(shared_proxy.url))
    assert "\n".join(unanswered(answers)) == ""
    return answers


NEVER_ASKED = {
    "rds.cluster_parameters": "no cluster of the account has parameters of its own",
    "backup.older": "each protected resource has a recovery point in the lists",
    "tags.buckets": "tags.resources tells the tags of all",
    "tags.global": "tags.resources tells the tags of all",
}
"""Questions that an account in which all is read leaves out."""


def unanswered(answers: list[Answer]) -> Iterator[str]:
    """The questions that the account lacks an answer to, and where one is to be added."""
    asked: dict[str, set[str]] = {}
    for answer in answers:
        asked.setdefault(answer.question, set()).add(answer.outcome)
    groups = {q.id: read.__module__.split(".")[2] for s in SERVICES for q in s.questions for read in s.readers}
    for row in QUESTIONS:
        file = f"tests/servers/aws_groups/{groups.get(row.id, '')}.py".replace("/.py", "/")
        if bad := asked.get(row.id, set()) - set(GOOD):
            yield f"{row.id}: {', '.join(bad)}. moto lacks {row.operation}: answer it in CANNED of {file}"
        if row.id not in asked and row.id not in NEVER_ASKED:
            lack = f"{row.each} lists nothing" if row.each else "what it hangs on was not answered"
            yield f"{row.id} is never asked: {lack}. Add that to {file}"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    set_credentials(monkeypatch)


def set_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of the environment, and nothing of the machine's own configuration."""
    nowhere = "/nonexistent/aws"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "c4n4ry-Tr0ub4dor-secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", nowhere)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def alone() -> Iterator[Proxy]:
    """A server that answers what a test gives it, and nothing else: it has nobody to pass a request on to."""
    with proxy_to(9) as server:
        yield server
