"""Accounts and login classes, as their lines say them."""

from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated

_USER: Final = "system login user"
_ROOT: Final = "system root-authentication"
PREDEFINED: Final = {
    "super-user": True,
    "superuser": True,
    "operator": False,
    "read-only": False,
    "unauthorized": False,
}
"""Classes that nobody defines, and whether they may change what a device does."""
_MORE: Final = frozenset(
    f"system login class {what}"
    for what in ("allow-commands", "allow-commands-regexps", "allow-configuration", "allow-configuration-regexps")
)
"""Lines that let a class do more than its permissions, and of which nobody keeps what."""
_RIGHTS: Final = frozenset({"all", "configure", "edit", "field", "maintenance", "rollback", "secret", "shell"})


def users(config: Stated) -> dict[str, list[Stated]]:
    """The lines of each account by its name; those of root first."""
    found: dict[str, list[Stated]] = {}
    for one in config.below:
        if one.text == _ROOT or one.text.startswith(f"{_ROOT} "):
            found.setdefault("root", []).append(one)
        elif one.match and one.key.startswith(_USER):
            found.setdefault(one["user"], []).append(one)
    return found


def class_of(lines: list[Stated]) -> Stated | None:
    """The line that says which class an account is of."""
    return next((one for one in reversed(lines) if one["class"]), None)


def classes(config: Stated) -> Iterator[str]:
    """Classes with an idle limit of their own, and those of accounts; nobody works in the one without any rights."""
    own = (one["class"] for one in config.all("system login class idle-timeout"))
    used = (said["class"] for lines in users(config).values() if (said := class_of(lines)))
    yield from (name for name in dict.fromkeys((*own, *used)) if name != "unauthorized")


def may_change(config: Stated, name: str) -> tuple[Stated | None, bool | None]:
    """Whether a class may change what a device does, and the line that says so; None: nothing defines the class."""
    rights = [one for one in config.all("system login class permissions") if one["class"] == name]
    for one in rights:
        if one["permission"] in _RIGHTS or one["permission"].endswith("control"):
            return one, True
    if any(one["class"] == name and one.key in _MORE for one in config.below):
        return None, None
    if rights or any(one["class"] == name for one in config.all("system login class")):
        return None, False
    return None, PREDEFINED.get(name)


def keys(lines: list[Stated]) -> list[Stated]:
    """The public keys that an account may come in with."""
    if any(one.key.endswith("no-public-keys") for one in lines):
        return []
    return [one for one in lines if one["key"] or one.key.endswith("load-key-file")]


def with_keys(config: Stated) -> dict[str, Stated]:
    """Accounts that may come in with a key, and the line of the first."""
    return {user: found[0] for user, lines in users(config).items() if (found := keys(lines))}
