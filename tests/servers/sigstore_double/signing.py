"""What signs by an instance in memory, and a trust root that is used until a test ends."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from scanner.evidence import canonical, identity, keyless, keys
from tests.servers.sigstore_double.instance import Instance

NIGHTLY: Final = identity.Identity(
    identity="https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main",
    issuer="https://token.actions.githubusercontent.com",
)


@dataclass
class Keyless:
    """Signs as an identity."""

    instance: Instance
    who: identity.Identity = NIGHTLY
    edit: Callable[[dict[str, Any]], object] = lambda _: None
    """What somebody does to each signature."""
    alg: str = "sigstore-oidc"

    @property
    def public(self) -> bytes:
        """The identity."""
        return identity.write(self.who)

    @property
    def keyid(self) -> str:
        """Its number."""
        return keys.keyid(self.public)

    def sign(self, data: bytes) -> bytes:
        """A bundle over the data."""
        made = self.instance.bundle(data, self.who.identity, self.who.issuer)
        self.edit(made)
        return canonical.dumps(made)


@contextmanager
def trusting(instance: Instance) -> Iterator[None]:
    """Checked by the trust root of this instance."""
    keyless.use(keyless.read_root(json.dumps(instance.trusted_root()).encode(), "the trust root root.json"))
    try:
        yield
    finally:
        keyless.use(None)
