"""What follows the scheme of a signer's URI: a name and, after a question mark, options. None of it is a secret."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote

from scanner.signers import SignerError


def split(rest: str, scheme: str, known: Collection[str] = ()) -> tuple[str, Mapping[str, str]]:
    """The name, and the options by theirs. Raises `SignerError`: an option that is not `known`, doubled or empty.

    What is wrong is not repeated: where an option is not known, a password may stand.
    """
    name, _, query = rest.partition("?")
    found: dict[str, str] = {}
    for option in query.split("&") if query else ():
        key, _, value = option.partition("=")
        if key not in known:
            names = ", ".join(known) or "none"
            raise SignerError(f"the signing key {scheme}: has an option that it does not know. Known are: {names}")
        if key in found or not value or not unquote(value).isprintable():
            raise SignerError(f"the signing key {scheme}: the option {key} is empty, doubled or not printable")
        found[key] = unquote(value)
    return name, found


def matched(pattern: str, name: str, scheme: str, form: str) -> re.Match[str]:
    """The parts of a name. Raises `SignerError` where it has not the `form`; it is not repeated."""
    if found := re.fullmatch(pattern, name, re.ASCII):
        return found
    raise SignerError(f"the signing key {scheme}: what it names is no key. Its form is {scheme}:{form}")
