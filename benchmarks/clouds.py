"""What Azure and Google Cloud cost: a list, 5,000 things of which some take a call each, and what is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution, distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from benchmarks.cost import SMALL, Child, Figure, command
from scanner.signers.file import new_key
from tests.servers.arm.server import ID, Arm, arm
from tests.servers.arm.tokens import APP, TENANT
from tests.servers.google.credentials import service_account
from tests.servers.google.double import Google
from tests.servers.google.server import google

LISTED: Final = 1_000
WITH_A_CALL: Final = 1_000
IN_BULK: Final = 4_000
_BESIDE: Final = 3 * WITH_A_CALL // 100 + IN_BULK // 1_000
"""Lists of the vaults that have those with a call of their own, three each; and the pages of the bulk."""
_GROUP: Final = f"/subscriptions/{ID}/resourceGroups/g/providers"


def figures() -> Iterator[Figure]:
    """Every figure."""
    yield Figure("installed: safeguard with all that it needs", installed() / 1e6, "MB", 160)
    with TemporaryDirectory() as place, arm(Path(place)) as azure:
        options = {"tenant": TENANT, "client_id": APP, "client_secret": "env:SECRET", "endpoint": azure.origin}
        yield from _cloud("Azure", azure, f"azure://{ID}", {**options, "authority": azure.origin}, azure.tokens.secret)
    with TemporaryDirectory() as place, google(Path(place)) as gcp:
        key = service_account(gcp, Path(place))
        key.chmod(0o600)
        options = {"service_account_key": f"file:{key}", "endpoint": gcp.origin}
        yield from _cloud("Google Cloud", gcp, "gcp://alder-prod", options, "")


def _cloud(name: str, it: Arm | Google, uri: str, options: Mapping[str, str], secret: str) -> Iterator[Figure]:
    env = {"REQUESTS_CA_BUNDLE": str(it.trusted), "SECRET": secret}
    fill = {Arm: _azure, Google: _google}[type(it)]
    fill(it, LISTED, 0)
    off = {"resource_graph": "false"} if isinstance(it, Arm) else {"asset_inventory": "false"}
    question = "network.groups" if isinstance(it, Arm) else "storage.buckets"
    yield Figure(f"{name}: listing {LISTED} things", _listing(uri, {**options, **off}, question, env), "CPU-ms", 60)
    few, _ = _scanned(it, uri, options, env)
    fill(it, IN_BULK, WITH_A_CALL)
    calls, child = _scanned(it, uri, options, env)
    mix = f"{name}: {IN_BULK} things told at once, {WITH_A_CALL} with a call of their own"
    yield Figure(mix, child.own, "CPU-s", 8)
    yield Figure(f"{mix}: peak memory", child.peak_mib, "MiB", 160)
    yield Figure(f"{mix}: calls beyond those with {LISTED} at once", calls - few, "calls", WITH_A_CALL + _BESIDE)


def _azure(it: Any, bulk: int, single: int) -> None:
    """Security groups, which Resource Graph has; keys, each of which is asked for its rotation.

    Disks and machines that no vault of the subscription holds would take a call each too, to vaults elsewhere.
    """
    for n in range(bulk):
        rule = {"direction": "Inbound", "access": "Allow", "priority": 100, "protocol": "Tcp", **_FROM}
        it.held.put(_thing(_GROUPS, f"g{n:05}", {"securityRules": [{"name": "in", "properties": rule}]}))
    for n in range(single // 100):
        vault = it.held.put(_thing("Microsoft.KeyVault/vaults", f"v{n:03}", {"enablePurgeProtection": True}))
        for k in range(100):
            attributes = {"attributes": {"enabled": True, "exp": 1800000000}}
            it.held.put({"id": f"{vault}/keys/k{k:03}", "name": f"k{k:03}", "properties": attributes})


_GROUPS: Final = "Microsoft.Network/networkSecurityGroups"
_FROM: Final = {
    "sourceAddressPrefix": "10.0.0.0/8",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "443",
}


def _thing(kind: str, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{_GROUP}/{kind}/{name}",
        "name": name,
        "type": kind,
        "location": "westeurope",
        "properties": properties,
    }


def _google(it: Any, bulk: int, single: int) -> None:
    """Buckets, which Asset Inventory has with their policies; secrets, each of which is asked for its versions."""
    for n in range(bulk):
        place = it.held.put("storage.googleapis.com/Bucket", {"name": f"b{n:05}", "location": "EU"})
        it.held.policy(place, {"bindings": [{"role": "roles/storage.admin", "members": ["group:it@alder.example"]}]})
    for n in range(single):
        name = f"projects/{it.held.number}/secrets/s{n:04}"
        it.held.put("secretmanager.googleapis.com/Secret", {"name": name, "createTime": "2026-01-01T00:00:00Z"})


def _listing(uri: str, options: Mapping[str, str], question: str, env: Mapping[str, str]) -> float:
    """CPU milliseconds of one list, in a process of its own, once it has signed in: the least of several."""
    words = [*SMALL, sys.executable, "-c", _LIST, uri, json.dumps(options), question]
    said = subprocess.run(words, check=True, capture_output=True, text=True, env={**os.environ, **env})
    seconds, items = map(float, said.stdout.split())
    if items != LISTED:
        raise SystemExit(f"{items:.0f} of {LISTED} things were listed: nothing was measured")
    return seconds * 1000


_LIST: Final = """
import json, os, sys, time
from pathlib import Path
from collectors.azure import AZURE
from collectors.gcp import GCP
from scanner.collector import Inquiry, Together
from scanner.targets import Target
uri, options, question = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
scheme, _, name = uri.partition("://")
target = Target(id=f"{scheme}:{name}", scheme=scheme, name=name, options=options)
def secret(reference):
    kind, _, where = reference.partition(":")
    return os.environ[where] if kind == "env" else Path(where).read_text()
together, seconds = Together(), []
for _ in range(6):
    inquiry = Inquiry(target, frozenset({question}), lambda: "2026-11-25T12:00:00Z", secret, together=together)
    began = time.process_time()
    answers = list({"azure": AZURE, "gcp": GCP}[scheme].collect(inquiry))
    seconds.append(time.process_time() - began)
print(min(seconds), sum(answer.items for answer in answers if answer.question == question))
"""


def _scanned(it: Arm | Google, uri: str, options: Mapping[str, str], env: Mapping[str, str]) -> tuple[int, Child]:
    """Calls, and what a scan by the command line costs."""
    it.calls.clear()
    with TemporaryDirectory() as place:
        key = Path(place) / "bench.pem"
        new_key(key, None)
        words = ("scan", f"{uri}?{urlencode(options)}", "--store", f"{place}/store", "--sign-key", str(key))
        child = command(*words, env=env)
    if child.code not in {1, 2}:
        raise SystemExit(f"the scan of {uri} ended with {child.code}: nothing was measured")
    return len(it.calls), child


def installed() -> int:
    """Bytes of all files of safeguard's packages and of what these need."""
    by_name = {canonicalize_name(d.metadata["Name"]): d for d in distributions()}
    waiting, seen = ["safeguard-scanner"], set[NormalizedName]()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        needs = map(Requirement, distribution(name).requires or ())
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    files = (Path(str(d.locate_file(f))) for name in seen for d in [by_name[name]] for f in d.files or ())
    own = sum(f.stat().st_size for part in _PARTS for f in Path(part).rglob("*.py"))
    return own + sum(f.stat().st_size for f in set(files) if f.is_file())


_PARTS: Final = ("scanner", "checks", "collectors", "profiles")
