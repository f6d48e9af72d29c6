"""What passes of a configuration that was changed: what the change makes a lie must not be among it."""

from scanner.facts import Backup
from tests.collectors.network.reading import facts
from tests.collectors.network.test_laws import hardened, passes


def passing(platform: str, text: str, **said: str) -> set[str]:
    """Check and part of all that passes, as `mfa.demanded vty0-4`; of the device itself the check alone."""
    found = facts(platform, text, whole=True, **said)
    passed = {f"{check} {resource.rpartition(':r1')[2].lstrip('/')}".rstrip() for check, resource, *_ in passes(found)}
    copied = any(isinstance(one, Backup) for one in found)  # a join judges it, beside what others say of the device
    return passed | ({"backup.exists"} if copied else set())


def after(platform: str, old: str, new: str, **said: str) -> set[str]:
    """What passes of a hardened configuration in which one text stands in the place of another."""
    text = hardened(platform)
    assert old in text, old
    return passing(platform, text.replace(old, new, 1), **said)
