"""An organisation of accounts in one run, from the command line to the proof: one is shut, one is closed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Safeguard
from tests.collectors.aws.conftest import set_credentials
from tests.servers.aws_organization import ROLE, Organization, seed
from tests.servers.aws_proxy import Proxy, Reply, Request, error, proxy_to
from tests.servers.moto import ACCOUNT, moto_server

pytestmark = pytest.mark.sampled("scans of aws")

COUNT = 20
SHUT, CLOSED = "clinic-04", f"clinic-{COUNT - 1}"
"""One whose role may not be taken on, and one that its owner has closed."""


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Proxy, Organization]]:
    with moto_server() as server:
        made = seed(server, COUNT, closed=1)
        with proxy_to(server.port) as proxy:
            yield proxy, made


@pytest.fixture
def gate(filled: tuple[Proxy, Organization], monkeypatch: pytest.MonkeyPatch) -> Proxy:
    set_credentials(monkeypatch)
    proxy, made = filled
    shut = made.accounts[SHUT].encode()

    def fault(request: Request) -> Reply | None:
        return error(request, "AccessDenied") if b"AssumeRole" in request.body and shut in request.body else None

    proxy.fault = fault
    return proxy


@pytest.fixture
def ran(safeguard: Safeguard, gate: Proxy) -> Ran:
    uri = f"aws://?organization=true&role={ROLE}&regions=us-east-1&attempts=1&endpoint_url={gate.url}"
    return safeguard("scan", uri, "--make-key", "--store", "evidence", "--report", "r.json", "--report", "r.html")


def test_twenty_accounts_in_one_run(
    ran: Ran, safeguard: Safeguard, filled: tuple[Proxy, Organization], home: Path
) -> None:
    made = filled[1]
    report = json.loads((home / "r.json").read_bytes())
    targets = {t["target"]: t for t in report["coverage"]["targets"]}
    open_, shut, closed = _sorted(made)
    assert ran.code == 2
    assert targets.keys() == {"aws:default", f"aws:{ACCOUNT}", *open_, shut}
    assert {name for name, t in targets.items() if not t["reached"]} == {shut}
    assert targets[shut]["because"] == "the role cannot be taken on (AccessDenied of AssumeRole)"
    assert [(a["target"], a["because"]) for a in report["coverage"]["aside"]] == [
        (closed, "AWS has suspended the account")
    ]
    assert targets[f"aws:{made.accounts['clinic-02']}"]["title"] == "clinic-02 (Clinics/North)"
    _findings(report["findings"], open_, shut, closed)
    _screens(ran, safeguard, home)


def _sorted(made: Organization) -> tuple[set[str], str, str]:
    named = {name: f"aws:{number}" for name, number in made.accounts.items()}
    return {t for name, t in named.items() if name not in (SHUT, CLOSED)}, named[SHUT], named[CLOSED]


def _findings(findings: list[dict[str, Any]], open_: set[str], shut: str, closed: str) -> None:
    by: dict[str, set[str]] = {}
    for finding in findings:
        by.setdefault(finding["target"].partition("@")[0], set()).add(finding["status"])
    assert by[shut] == {"not_assessed"}
    assert closed not in by
    unasked = {t.removeprefix("aws:"): t for t in (shut, closed)}
    told = {(n, f["target"].partition("@")[0]) for f in findings for n in unasked if n in f["resource"]}
    assert told <= {(shut.removeprefix("aws:"), shut)}, "nothing is said of an account that nobody asked"
    assert all({"pass", "fail"} <= by[target] for target in open_), "the failure of one is its own"
    volumes = {
        f["target"].partition("@")[0] for f in findings if f["kind"] == "aws.ec2.volume" and f["status"] == "fail"
    }
    assert volumes == open_
    assert {f["target_title"] for f in findings if "clinic-02" in f["target_title"]} == {"clinic-02 (Clinics/North)"}


def _screens(ran: Ran, safeguard: Safeguard, home: Path) -> None:
    assert f"{COUNT} of {COUNT + 1} targets reached" in ran.out
    assert f"nobody to ask  {CLOSED} (Clinics)  AWS has suspended the account" in ran.out
    assert f"{SHUT} (Clinics)" in ran.out
    assert "aws sts assume-role --role-arn arn:aws:iam::" in ran.out
    page = (home / "r.html").read_text()
    assert "clinic-02 (Clinics/North)" in page
    assert "AWS has suspended the account, says aws:default" in page
    listed = safeguard("findings", "clinic-02")
    assert "clinic-02 (Clinics/North)" in listed.out
    assert "clinic-03" not in listed.out
    proved = safeguard("verify", "evidence")
    assert "byte for byte the same" in proved.out
    for secret in ("c4n4ry", "AKIAIOSFODNN7EXAMPLE"):
        assert secret not in ran.out + ran.err + page


def test_accounts_can_be_named_and_nothing_is_listed(safeguard: Safeguard, gate: Proxy, filled: Any) -> None:
    numbers = ",".join([ACCOUNT, filled[1].accounts["clinic-00"]])
    gate.asked.clear()
    ran = safeguard(
        "scan",
        f"aws://?accounts={numbers}&role={ROLE}&regions=us-east-1&attempts=1&endpoint_url={gate.url}",
        "--make-key",
        "--store",
        "evidence",
    )
    assert "3 of 3 targets reached" in ran.out
    assert not [asked for asked in gate.asked if asked.startswith("organizations:ListAccounts")]
    assert gate.asked["sts:AssumeRole"] == 1


def test_what_listing_takes_is_a_policy_of_its_own(safeguard: Safeguard) -> None:
    lists = safeguard("permissions", "aws://?organization=true&role=safeguard")
    plain = safeguard("permissions", "aws://?account=123456789012")
    listing, entering = (json.loads(text)["Statement"][0] for text in lists.out.split("\n\n"))
    assert {action.partition(":")[0] for action in listing["Action"]} == {"organizations"}
    assert (entering["Action"], entering["Resource"]) == (["sts:AssumeRole"], ["arn:aws:iam::*:role/safeguard"])
    assert "organizations:ListAccounts" not in plain.out
    assert "AssumeRole" not in plain.out
    named = safeguard("permissions", "aws://?accounts=123456789012&role=safeguard&regions=us-gov-west-1")
    (entering,) = json.loads(named.out)["Statement"]  # nobody is asked which accounts there are
    assert entering["Resource"] == ["arn:aws-us-gov:iam::123456789012:role/safeguard"]
    assert plain.out == safeguard("permissions", "aws").out
