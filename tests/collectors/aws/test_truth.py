"""Whole accounts of which the truth is known: every verdict about every thing in them is the one that it asks for.

What a thing was made with is all that the table below knows; it never looks at answers or facts.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import pytest

from scanner.finding import Finding
from tests.collectors.aws.scanning import ALL, ask, target
from tests.judged import judged
from tests.servers.counted import counted_moto
from tests.servers.estate import Estate, Thing, fill
from tests.servers.moto import Moto

pytestmark = pytest.mark.sampled("truth of aws")

SIZE: Final = 6
SEEDS: Final = (7, 11, 23)
Said: TypeAlias = Mapping[str, Any]
Wanted: TypeAlias = Callable[[Said], str]
PASS, FAIL, OPEN = "pass", "fail", "not_assessed"


def always(status: str) -> Wanted:
    """Whatever it was made with."""
    return lambda _: status


def by(key: str) -> Wanted:
    """It passes where this was asked for."""
    return lambda said: PASS if said[key] else FAIL


def only(key: str) -> Wanted:
    """It passes where this was asked for, and the question does not arise elsewhere."""
    return lambda said: PASS if said[key] else ""


def least(key: str, number: int) -> Wanted:
    """It passes from a number on; None is for ever."""
    return lambda said: PASS if said[key] is None or said[key] >= number else FAIL


def _reach(said: Said) -> str:
    """Of a bucket whose access nothing blocks, its objects may have access lists of their own."""
    return PASS if said["blocked"] else FAIL if said["public"] else OPEN


_OFFERS: Final = {22: "administration", 3389: "administration", 3306: "data", 443: "service"}


def _behind(offers: str) -> Wanted:
    """No machine of the account has a public address: whatever a group opens, nobody reaches it."""
    return lambda said: PASS if _OFFERS.get(said["port"], "service") == offers else ""


_RECORDED: Final = {"audit-logging.recording store": PASS, "audit-logging.copied-away": PASS}
_AT_REST: Final[Mapping[str, Wanted]] = {
    "encryption-at-rest.encrypted": by("encrypted"),
    "encryption-at-rest.approved-cipher": only("encrypted"),
}
_ALWAYS_AT_REST: Final = {"encryption-at-rest.encrypted": PASS, "encryption-at-rest.approved-cipher": PASS}


def _mighty(status: str, otherwise: str = "") -> Wanted:
    """Of what may do everything, and of what may not."""
    return lambda said: status if said["everything"] else otherwise


def _given(everything: bool) -> Wanted:  # noqa: FBT001  # one of two columns
    """Rights come by group or role."""
    return lambda said: "" if said["everything"] != everything else FAIL if said.get("direct") else PASS


_RIGHTS: Final[Mapping[str, Wanted]] = {
    "business-associates.outsiders-known everything": _mighty(PASS),
    "business-associates.outsiders-known other": _mighty("", PASS),
    "least-privilege.no-everything everything": _mighty(FAIL),
    "least-privilege.by-group everything": _given(True),
    "least-privilege.by-group other": _given(False),
}
_TRUTH: Final[Mapping[str, Mapping[str, Wanted | str]]] = {
    "bucket": {
        **_RECORDED,
        "audit-logging.events-complete store": PASS,
        "backup.encrypted versions": lambda s: "" if not s["versioned"] else PASS if s["cipher"] else FAIL,
        "backup.exists store": by("versioned"),
        "backup.kept versions": only("versioned"),
        "encryption-at-rest.encrypted": by("cipher"),
        "encryption-at-rest.approved-cipher": only("cipher"),
        "encryption-in-transit.plain-refused tls": by("tls"),
        "encryption-in-transit.protocol-version tls": PASS,
        "public-exposure.not-public permission/data": _reach,
    },
    "volume": {
        **_AT_REST,
        "backup.encrypted copy": by("encrypted"),
        "backup.exists store": PASS,
        "backup.fresh copy": PASS,
        "backup.last-run-good copy": PASS,
        "media-disposal.no-orphans": PASS,
    },
    "snapshot": {**_AT_REST, "public-exposure.not-public permission/data": lambda s: FAIL if s["public"] else PASS},
    "database": {
        **_AT_REST,
        "audit-logging.recording store": lambda said: "" if said["audited"] else FAIL,
        "automatic-logoff.enforced database": FAIL,
        "automatic-logoff.idle-ends database": FAIL,
        "backup.deletion-guarded deletion": by("guarded"),
        "backup.encrypted point-in-time": by("encrypted"),
        "backup.exists store": by("kept"),
        "backup.fresh point-in-time": by("kept"),
        "backup.kept point-in-time": least("kept", 35),
        "encryption-in-transit.certificate-valid": OPEN,
        "encryption-in-transit.plain-refused database": FAIL,
        "network-segmentation.no-open-ports network/data": PASS,
        "public-exposure.not-on-the-internet network/data": PASS,
        "unique-user-identification.own-name machines": only("by_iam"),
    },
    "database-snapshot": {**_AT_REST, "public-exposure.not-public permission/data": PASS},
    "table": {
        **_ALWAYS_AT_REST,
        "backup.deletion-guarded deletion": by("guarded"),
        "backup.exists store": by("recovers"),
        **dict.fromkeys(
            ("backup.encrypted point-in-time", "backup.fresh point-in-time", "backup.kept point-in-time"),
            only("recovers"),
        ),
        "public-exposure.not-public permission/data": PASS,
    },
    "file-system": {
        **_AT_REST,
        "backup.exists store": FAIL,
        "encryption-in-transit.plain-refused nfs": PASS,
        "media-disposal.no-orphans": PASS,
        "public-exposure.not-public permission/data": PASS,
    },
    "key": {
        "encryption-at-rest.key-alive": PASS,
        "encryption-at-rest.key-expiry": PASS,
        "encryption-at-rest.key-recoverable": PASS,
        "encryption-at-rest.key-rotates": by("rotates"),
        "public-exposure.not-public permission/data": PASS,
    },
    "log-group": {
        **_ALWAYS_AT_REST,
        "log-retention.long-enough": least("days", 365),
    },
    "trail": {
        **_ALWAYS_AT_REST,
        "log-retention.long-enough": PASS,
        "log-retention.tamper-evident": by("validated"),
    },
    "vpc": {
        "audit-logging.recording network": by("flows"),
        "audit-logging.events-complete network": only("flows"),
        "audit-logging.nobody-exempt network": only("flows"),
    },
    "topic": {
        "encryption-at-rest.encrypted": PASS,
        "encryption-at-rest.approved-cipher": only("encrypted"),
        "public-exposure.not-public permission/data": PASS,
    },
    "user": {
        **_RIGHTS,
        "least-privilege.asked-for everything": _mighty(FAIL),
        "account-lifecycle.unused-closed": PASS,
        "mfa.every-person": lambda said: "" if not said["password"] else PASS if said["mfa"] else FAIL,
        "unique-user-identification.no-long-lived-keys": lambda said: FAIL if said["keys"] > 1 else PASS,
        "unique-user-identification.no-shared-account": PASS,
    },
    "policy": {},
    "api": {
        "encryption-in-transit.plain-refused http": PASS,
        "encryption-in-transit.protocol-version http": FAIL,
    },
    "role": {
        **_RIGHTS,
        "access-review.rights-used everything": only("everything"),
        "access-review.rights-used other": lambda said: "" if said["everything"] else PASS,
    },
    "balancer": {
        "audit-logging.recording network": by("logged"),
        "audit-logging.events-complete network": only("logged"),
        "backup.deletion-guarded deletion": by("guarded"),
        "network-segmentation.no-open-ports network/service": PASS,
    },
    "distribution": {
        "audit-logging.recording network": by("logged"),
        "audit-logging.events-complete network": only("logged"),
        "encryption-in-transit.plain-refused http": lambda said: FAIL if said["viewer"] == "allow-all" else PASS,
        "encryption-in-transit.protocol-version http": FAIL,
    },
    "warehouse": {
        **_AT_REST,
        "audit-logging.recording store": FAIL,
        "backup.encrypted copy": by("encrypted"),
        "backup.exists store": PASS,
        "backup.fresh copy": PASS,
        "backup.kept copy": FAIL,
        "backup.last-run-good copy": PASS,
        "encryption-in-transit.plain-refused database": FAIL,
        "network-segmentation.no-open-ports network/data": lambda said: OPEN if said["public"] else PASS,
        "public-exposure.not-on-the-internet network/data": lambda said: OPEN if said["public"] else PASS,
    },
    "domain": {
        **_AT_REST,
        "audit-logging.recording store": FAIL,
        "backup.encrypted copy": only("encrypted"),
        "encryption-in-transit.plain-refused link": by("between_nodes"),
        "encryption-in-transit.plain-refused tls": by("encrypted"),
        "encryption-in-transit.protocol-version tls": PASS,
        "network-segmentation.no-open-ports network/data": FAIL,
        "public-exposure.not-on-the-internet network/data": FAIL,
        "public-exposure.not-public permission/data": PASS,
    },
    "vault": {},
    "certificate": {"encryption-in-transit.certificate-valid": only("used")},
    "group": {
        f"{check} network/{offers}": _behind(offers)
        for check in ("network-segmentation.no-open-ports", "public-exposure.not-on-the-internet")
        for offers in ("administration", "data", "service")
        if (check, offers) != ("public-exposure.not-on-the-internet", "service")
    },
    "instance": {
        "asset-inventory.known enrolment": FAIL,
        "backup.exists host": FAIL,
        "least-privilege.guarded credential-theft": by("guarded"),
    },
    "account": {
        **dict.fromkeys(
            (
                "emergency-access.exists scope",
                "emergency-access.watched privileged-use",
                "incident-response.contact provider-notices",
                "login-monitoring.watched sign-ins",
                "mfa.every-person",
                "public-exposure.blocked-in-scope public-storage",
                "threat-detection.on-and-heard config-changes",
                "unique-user-identification.central-directory everyone",
            ),
            FAIL,
        ),
        "password-policy.long-enough": least("min_length", 14),
        "unique-user-identification.built-in-idle": OPEN,
        "unique-user-identification.no-long-lived-keys": PASS,
        "unique-user-identification.no-shared-account": "not_applicable",
    },
    "region": {
        **dict.fromkeys(
            (
                "asset-inventory.recorded inventory",
                "audit-logging.alive",
                "audit-logging.events-complete scope",
                "audit-logging.nobody-exempt scope",
                "audit-logging.recording scope",
                "log-retention.long-enough",
            ),
            PASS,
        ),
        **dict.fromkeys(
            (
                "audit-logging.copied-away",
                "malware-protection.on malware",
                "public-exposure.blocked-in-scope public-copies",
                "threat-detection.on-and-heard config-changes",
                "threat-detection.on-and-heard threats",
            ),
            FAIL,
        ),
        "encryption-at-rest.default-on unencrypted-stores": by("encrypts"),
        "threat-detection.findings-handled": PASS,
    },
    "queue": {**_AT_REST, "public-exposure.not-public permission/data": PASS},
    "secret": {
        **_ALWAYS_AT_REST,
        "password-policy.credential-age secret": PASS,
        "password-policy.stored-safely secret": PASS,
        "public-exposure.not-public permission/data": PASS,
    },
    "function": {
        **_ALWAYS_AT_REST,
        "patching.supported-release": lambda said: FAIL if said["runtime"] != "python3.12" else PASS,
        "public-exposure.not-public permission/data": PASS,
    },
}
"""By kind: check and facet, and the verdict that is right. What stands on any night is left out."""


class Account:
    """What a scan of one said, by thing."""

    def __init__(self, estate: Estate, findings: Iterator[Finding]) -> None:
        self.estate = estate
        self.said: dict[str, dict[str, str]] = {}
        for finding in findings:
            if not finding.standing:
                name = f"{finding.check} {finding.facet}".strip()
                self.said.setdefault(finding.resource, {})[name] = finding.status.value

    def things(self, kind: str) -> list[Thing]:
        return [thing for thing in self.estate.things if thing.kind == kind]


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    with counted_moto() as it:
        yield it


@pytest.fixture(scope="module", params=SEEDS)
def account(request: pytest.FixtureRequest, server: Moto) -> Account:
    estate = fill(server, SIZE, request.param)
    it = target(server.url, break_glass=[])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        answers = ask(it, ALL, now=lambda: f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return Account(estate, iter(judged(answers, it).findings))


@pytest.mark.parametrize("kind", sorted(_TRUTH))
def test_every_verdict_is_the_right_one(account: Account, kind: str) -> None:
    things = account.things(kind)
    assert things
    for thing in things:
        wanted = {name: w if isinstance(w, str) else w(thing.said) for name, w in _TRUTH[kind].items()}
        assert account.said.get(thing.id, {}) == {name: said for name, said in wanted.items() if said}, thing


def test_every_kind_is_compared(account: Account) -> None:
    assert {thing.kind for thing in account.estate.things} - set(_TRUTH) == set()
