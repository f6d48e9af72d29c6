"""A real KDC of MIT on loopback, with the people and the services that a test names, all in one folder."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers.need import need

REALM: Final = "ALDER.EXAMPLE"
_MASTER: Final = "c4n4ryM4ster"
_CLIENT: Final = """\
[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
udp_preference_limit = 1
[realms]
{realm} = {{
kdc = 127.0.0.1:{port}
}}
[domain_realm]
.example = {realm}
"""
_SERVER: Final = """\
[realms]
{realm} = {{
database_name = {folder}/principals
key_stash_file = {folder}/stash
supported_enctypes = aes256-cts-hmac-sha1-96:normal
kdc_listen = 127.0.0.1:{port}
kdc_tcp_listen = 127.0.0.1:{port}
}}
"""


@dataclass(frozen=True)
class Kdc:
    """Its realm, as programs are told of it."""

    folder: Path

    @property
    def config(self) -> Path:
        """What KRB5_CONFIG names."""
        return self.folder / "krb5.conf"

    def keytab(self, principal: str) -> Path:
        """The keys of one who was named."""
        return self.folder / f"{principal.replace('/', '_')}.keytab"

    def ticket(self, principal: str, *options: str) -> Path:
        """A cache with a ticket of theirs; `options` of kinit."""
        at = self.folder / f"{principal.replace('/', '_')}{len(list(self.folder.iterdir()))}.cache"
        words = [*options, "-k", "-t", str(self.keytab(principal)), "-c", str(at), principal]
        _run([need("kinit", package="krb5-user"), *words], {"KRB5_CONFIG": str(self.config)})
        return at


@contextlib.contextmanager
def kdc(folder: Path, *principals: str, gone: str) -> Iterator[Kdc]:
    """Start one that knows these; gone: whom it knew, and whose keys are still about."""
    program, it, port = need("krb5kdc", package="krb5-kdc"), Kdc(folder), _free()
    it.config.write_text(_CLIENT.format(realm=REALM, port=port))
    (folder / "kdc.conf").write_text(_SERVER.format(realm=REALM, folder=folder, port=port))
    env = {"KRB5_CONFIG": str(it.config), "KRB5_KDC_PROFILE": str(folder / "kdc.conf")}
    _run([need("kdb5_util", package="krb5-kdc"), "create", "-s", "-r", REALM, "-P", _MASTER], env)
    words = [("addprinc -randkey", one) for one in (*principals, gone)]
    words += [(f"ktadd -k {it.keytab(one)}", one) for one in (*principals, gone)]
    said = "\n".join(map(" ".join, [*words, ("delprinc -force", gone)]))
    _run([need("kadmin.local", package="krb5-admin-server"), "-r", REALM], env, said)
    command = [program, "-n", "-r", REALM, "-P", str(folder / "kdc.pid")]
    with subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(process, port)
            yield it
        finally:
            process.terminate()
            process.wait(20)


def _run(command: list[str], env: Mapping[str, str], said: str = "") -> None:
    done = subprocess.run(
        command, env={**os.environ, **env}, input=said.encode(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"krb5kdc did not start (exit {process.poll()})")
