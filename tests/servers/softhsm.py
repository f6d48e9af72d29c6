"""A token of SoftHSM, in a folder of its own."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers.need import lacking, need

PIN: Final = "4711-kept-out-of-sight"
_PLACES: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")


@dataclass(frozen=True)
class Token:
    """Where its library is."""

    module: str
    conf: Path

    def uri(self, key: str = "object=p256", more: str = "") -> str:
        """The URI of a key in it."""
        return f"pkcs11:token=clinic;{key}?module-path={self.module}{more}"


def token(folder: Path) -> Token:
    """One called clinic with three pairs of keys: p256 (01), ed (02), p384 (03)."""
    module = next((place for place in _PLACES if Path(place).exists()), "") or lacking(
        "libsofthsm2.so is not on this machine (Debian: apt-get install softhsm2)"
    )
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    _run(conf, "softhsm2-util", "--init-token", "--free", "--label", "clinic", "--pin", PIN, "--so-pin", "88998899")
    for number, (name, curve) in enumerate(
        {"p256": "prime256v1", "ed": "edwards25519", "p384": "secp384r1"}.items(), 1
    ):
        words = ("--keypairgen", "--key-type", f"EC:{curve}", "--label", name, "--id", f"{number:02}")
        _run(conf, "pkcs11-tool", "--module", module, "--token-label", "clinic", "--login", "--pin", PIN, *words)
    return Token(module, conf)


def _run(conf: Path, program: str, *words: str) -> None:
    found = need(program, package="softhsm2" if program.startswith("softhsm2") else "opensc")
    subprocess.run([found, *words], env={**os.environ, "SOFTHSM2_CONF": str(conf)}, check=True, capture_output=True)
