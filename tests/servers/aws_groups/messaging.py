"""The seeded account: messaging."""

from tests.servers.aws_shapes import Canned
from tests.servers.moto import Moto

CANNED: Canned = {}


def seed(moto: Moto) -> None:
    """Fill an account."""
