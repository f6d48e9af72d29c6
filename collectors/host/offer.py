"""What an SSH server offers before any login, as it was kept. Pure."""

from scanner.answers import Got

OFFER = "ssh.offer"
_LISTS = ("ciphers", "macs", "kex", "host_keys")


def offered(offer: Got) -> tuple[str, ...]:
    """All that a server offers."""
    return tuple(sorted({a.lower() for name in _LISTS for a in offer.body[name]}))
