"""No secret stays in what is kept of an export."""

import json

import pytest

from collectors.network import PLATFORMS
from tests.collectors.network.routeros.secrets import SECRETS

MARK = "q7Xv3planted9Zk"


@pytest.mark.parametrize("planted", SECRETS)
def test_no_secret_stays(planted: str) -> None:
    kept = PLATFORMS["routeros"].config.keep(f"# 2026-05-30 11:07:28 by RouterOS 7.16\n{planted.replace('{}', MARK)}\n")
    assert MARK not in json.dumps(kept)
