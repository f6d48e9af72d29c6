"""Google's clouds: the domain below which the APIs of each stand. Public, and sovereign ones, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CLOUDS: Final[Mapping[str, str]] = MappingProxyType({"public": "googleapis.com", "s3ns": "s3nsapis.fr"})
"""documentation.s3ns.fr/docs/get-started-tpc/use-client-libraries: bigquery.googleapis.com is bigquery.s3nsapis.fr."""


def origin(api: str, universe: str, endpoint: str) -> str:
    """Where an API is asked: `https://compute.googleapis.com`. endpoint: stands for all of Google."""
    return f"{endpoint}/{api}.{CLOUDS['public']}" if endpoint else f"https://{api}.{universe}"
