"""For each platform two configurations, as its tests have them: of a well kept device, and of a careless one."""

import importlib
from types import ModuleType

from collectors.network.platforms import PLATFORMS


def hardened(platform: str) -> str:
    """Of a well kept device."""
    text: str = _configurations(platform).HARDENED
    return text


def careless(platform: str) -> str:
    """Of one on which every way in is open, one secret opens everything, and the rest is left unsaid."""
    text: str = _configurations(platform).CARELESS
    return text


def _configurations(platform: str) -> ModuleType:
    return importlib.import_module(f"tests.collectors.network.{PLATFORMS[platform].grammar}.configurations")
