"""Whether auditd has read its settings as they stand now. Pure."""

from scanner.answers import Got, unclear

_ROUNDED = 1
"""Second: when the machine was started is told to the second."""


def unread_yet(audit: Got) -> Got | None:
    """Why auditd's settings may not be in force; None where it was started, or told to read them, after the change."""
    changed, loaded = audit.body.get("changed"), audit.body.get("loaded")
    if changed is None or loaded is None or changed <= loaded + _ROUNDED:
        return None
    return unclear(audit, "auditd's settings were changed after it was started or last reloaded")
