"""Writes rights as a role of one's own, for `gcloud iam roles create --file`."""

from collections.abc import Iterable
from typing import Final

_PROJECT: Final = "resourcemanager.projects.get"
_BULK: Final = ("cloudasset.assets.listIamPolicy", "cloudasset.assets.listResource")
"""What Cloud Asset Inventory takes, which saves most other calls: whoever asks a project asks it too."""
_ABOVE: Final = ("resourcemanager.folders.", "resourcemanager.organizations.")


def grant(rights: Iterable[str]) -> str:
    """One role that reads these settings. Nothing of it reaches data, keys or the values of secrets."""
    named = {*rights} - {""}
    wanted = sorted(named | ({*_BULK} if _PROJECT in named else set()))
    # A role of a project alone can hold no right to what stands above it (cloud.google.com/iam/docs/custom-roles).
    above = any(right.startswith(_ABOVE) for right in wanted)
    where = "--organization NUMBER" if above else "--project PROJECT"
    lines = [
        f"# gcloud iam roles create safeguard {where} --file FILE",
        *(["# Without an organisation: --project PROJECT, and no rights to folders and organizations"] * above),
        "title: Safeguard reads settings",
        "description: Reads settings for safeguard, and neither data nor keys.",
        "stage: GA",
        "includedPermissions:",
        *(f"- {right}" for right in wanted),
    ]
    return "\n".join(lines)
