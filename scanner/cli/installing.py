"""What is put on hosts: the script that they keep, and what makes them drop what it says."""

import hashlib
from pathlib import Path

from scanner.cli import dropping
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen


def by_drop(screen: Screen, key: Path | None, how: tuple[str, str, str, str]) -> None:
    """Print what makes a host drop what it says. how: the system, to where, how often, and by which name.

    Raises:
        CommandError, CollectError, SignerError: it cannot be so.
    """
    from scanner.drops import Wanted
    from scanner.plugins import load
    from scanner.secrets.lookup import resolve
    from scanner.secrets.reference import is_reference

    system, to, every, name = how
    _, able = dropping.collector(load())
    recipient = dropping.key_or_new(dropping.key_place(key), able, screen)
    # A signed address opens the place to whoever has it: it may come by reference.
    place = resolve(to) if is_reference(to) else to
    text = able.installer(Wanted(system=system, recipient=recipient, to=place, every=every, name=name))
    screen.answer(text.rstrip("\n"))
    screen.talk(f"# sha256 {hashlib.sha256(text.encode()).hexdigest()}")


def for_ssh(screen: Screen, user: str, path: str | None, *, sudoers: bool) -> None:
    """Print the script that hosts may keep who are asked over SSH. Raises CommandError."""
    import re

    from scanner.plugins import load

    known = load().collectors
    # The one that is likely to is looked at first: no other is imported for it.
    looked = map(known.__getitem__, sorted(known, key=lambda scheme: scheme != "ssh"))
    found = next((c.installable for c in looked if c.installable), None)
    if found is None:
        raise CommandError("no collector brings a script")
    program = found()
    place = path or program.path
    if not re.fullmatch(r"/[A-Za-z0-9._/-]+", place) or not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", user):
        raise CommandError("--path takes a whole path, --user the name of an account: letters, digits, . _ -")
    text = program.text.decode()
    screen.answer((_installer(text, place, user) if sudoers else text).rstrip("\n"))
    screen.talk(f"# sha256 {hashlib.sha256(program.text).hexdigest()}")


def _installer(text: str, path: str, user: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _INSTALLER.format(text=text, path=path, user=user, digest=digest)


_INSTALLER = """\
#!/bin/sh
# Run as root on the host: installs the script, and the rule that lets {user} run this very script as root.
set -eu
umask 022
cat >{path}.new <<'END-OF-SAFEGUARD-SCRIPT'
{text}END-OF-SAFEGUARD-SCRIPT
chown 0:0 {path}.new
chmod 0755 {path}.new
mv {path}.new {path}
rule=$(mktemp)
trap 'rm -f "$rule"' EXIT
cat >"$rule" <<'END-OF-SAFEGUARD-RULE'
{user} ALL=(root) NOPASSWD: sha256:{digest} {path} ""
END-OF-SAFEGUARD-RULE
visudo -cqf "$rule"
install -o 0 -g 0 -m 0440 "$rule" /etc/sudoers.d/safeguard
"""
