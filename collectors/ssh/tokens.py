"""The tokens in ssh_config (ssh_config(5), TOKENS), written out: what stands for a host's name, an account, a home."""

import re
from collections.abc import Mapping
from typing import Final

from collectors.ssh.failure import SSHError

_TOKEN: Final = re.compile(r"%(.?)|\$\{([^}]*)\}")
_TAKEN: Final = r"""\s/'"`;&<>|(){}\x00-\x1f\x7f"""
"""What a shell or a program takes for more than a part of a name, as OpenSSH has it."""
HOST: Final = rf"(?!-)(?:[^:@$\\{_TAKEN}]+|(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}[0-9A-Fa-f.]*(?:%[^:@$\\{_TAKEN}]+)?)"
"""The name or address of a host. Colons only as an address of version 6 has them: people write passwords behind one."""
USER: Final = rf"(?!-)[^:{_TAKEN}]*[^:\\{_TAKEN}]"
"""The name of an account: `CLINIC\\scans` and `scans$` are some. No colon: `scans:PASSWORD` is none."""


def in_path(text: str, tokens: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """The name of a file, with what the environment says in it too.

    Raises:
        SSHError: a token stands there that is not known here, or a variable that is not set.
    """

    def said(found: re.Match[str]) -> str:
        token, variable = found.groups()
        known, name = (tokens, token) if variable is None else (environ, variable)
        if name not in known:
            raise SSHError("TokenUnknown")
        return known[name]

    return _TOKEN.sub(said, text)


def in_command(text: str, tokens: Mapping[str, str]) -> str:
    """A command that a shell will read; what else the shell writes out is the command's own.

    Raises:
        SSHError: a token stands there that is not known here, or stands for what the shell would take for more than
        a name.
    """

    def said(found: re.Match[str]) -> str:
        if found[1] not in tokens:
            raise SSHError("TokenUnknown")
        value = tokens[found[1]]
        if found[1] != "%" and not re.fullmatch(HOST, value):
            raise SSHError("NameUnfit")
        return value

    return re.sub("%(.?)", said, text)
