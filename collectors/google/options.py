"""What targets `gcp:` and `workspace:` may set, as JSON Schema and as a value."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from collectors.google.clouds import CLOUDS
from collectors.rest.options import NUMBERS, REFERENCE, TEXT, URL, Numbers, numbers, url
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

SIGN_IN: Final = ("workload", "attached", "key", "default")
_ACCOUNT: Final = re.compile(r"[a-z0-9-]{1,63}@[a-z0-9.-]{1,200}", re.ASCII)

SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "cloud": {"enum": list(CLOUDS), "description": "Which of Google's clouds; public if not set."},
        "sign_in": {
            "enum": list(SIGN_IN),
            "description": "How to sign in: workload (a federated identity), attached (the machine's service account), "
            "key (of a service account); default is what Google's own tools find (ADC).",
        },
        "workload_file": {**TEXT, "description": "File that tells how the identity is federated (workload)."},
        "service_account_key": {
            **REFERENCE,
            "description": "Where the key of a service account is found: file:PATH (JSON). The last resort.",
        },
        "impersonate": {**TEXT, "description": "Service account to ask as; we must be its token creator."},
        "quota_project": {**TEXT, "description": "Project whose quota is used, and whose APIs must be on."},
        "endpoint": {**URL, "description": "Ask here instead of Google: a private copy or a simulator."},
        **NUMBERS,
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """Checked, and with its defaults."""

    universe: str
    """The domain that Google's APIs stand below."""
    endpoint: str
    """Stands for all of Google; empty: Google itself."""
    sign_in: str
    workload_file: str
    key: str
    """A reference."""
    impersonate: str
    quota_project: str
    numbers: Numbers

    @property
    def source(self) -> Hashable:
        """What decides which token is used: alike for all projects of one organisation."""
        who = self.sign_in, self.workload_file, self.key, self.impersonate, self.quota_project
        return self.universe, self.endpoint, who, self.numbers.timeout


def options(target: Target) -> Options:
    """Read a target's options.

    Raises:
        CollectError: one makes no sense; it is named and its value is not.
    """
    said = target.options
    universe = CLOUDS.get(str(said.get("cloud", "public")))
    if universe is None:
        raise CollectError(f"cloud: must be one of {', '.join(CLOUDS)}")
    return Options(
        universe=universe,
        endpoint=url("endpoint", said.get("endpoint")),
        sign_in=_way(said),
        workload_file=str(said.get("workload_file", "")),
        key=str(said.get("service_account_key", "")),
        impersonate=_account(said),
        quota_project=str(said.get("quota_project", "")),
        numbers=numbers(said),
    )


def _way(said: Mapping[str, Any]) -> str:
    """How to sign in; where nobody says it, by what is given for it."""
    given = "key" if said.get("service_account_key") else "workload" if said.get("workload_file") else "default"
    way = str(said.get("sign_in", "") or given)
    if way not in SIGN_IN:
        raise CollectError(f"sign_in: must be one of {', '.join(SIGN_IN)}")
    wants = {"key": "service_account_key", "workload": "workload_file"}
    if (needed := wants.get(way)) and not said.get(needed):
        raise CollectError(f"sign_in: {way} needs the option {needed}")
    if more := {name for name in wants.values() if said.get(name)} - {wants.get(way)}:
        raise CollectError(f"{min(more)}: is not used with sign_in {way}")
    return way


def _account(said: Mapping[str, Any]) -> str:
    account = str(said.get("impersonate", ""))
    if account and not _ACCOUNT.fullmatch(account):
        raise CollectError("impersonate: must be the e-mail address of a service account")
    return account
