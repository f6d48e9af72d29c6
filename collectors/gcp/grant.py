"""Writes rights as a role of one's own, for `gcloud iam roles create safeguard --project PROJECT --file FILE`."""

from collections.abc import Iterable


def grant(rights: Iterable[str]) -> str:
    """One role that reads these settings. Nothing of it reaches data, keys or the values of secrets."""
    lines = "".join(f"- {right}\n" for right in sorted(set(rights) - {""}))
    return (
        "title: Safeguard reads settings\n"
        "description: Reads settings for safeguard, and neither data nor keys.\n"
        "stage: GA\n"
        f"includedPermissions:\n{lines}"
    ).rstrip("\n")
