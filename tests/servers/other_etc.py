"""Programs run as if other files lay in /etc, or as if somebody else ran them; the machine itself stays as it is.

They see no processes but their own: an sshd of another test, which runs meanwhile, changes nothing for them.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.servers.need import lacking, need

_IN_A_NAMESPACE = """
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1,workdir=$2" /etc || exit 99
mount -t tmpfs //ana:$3@nas/share /mnt || exit 99
shift 3
exec "$@"
"""


def nobody() -> list[str]:
    """Words before a command that make it run as the user nobody."""
    if os.geteuid() != 0:
        lacking("only root can become somebody else")
    return [need("setpriv", package="util-linux"), "--reuid=65534", "--regid=65534", "--clear-groups"]


def other_etc(folder: Path, files: Mapping[str, str], mounted: str = "x") -> list[str]:
    """Words before a command that let it see these files in /etc, over those of the machine.

    `mounted` is the password in the source of a mount that only this command sees.
    """
    if os.geteuid() != 0:
        lacking("only root can give a process an /etc of its own")
    upper, work = folder / "upper", folder / "work"
    for name, text in files.items():
        path = upper / name
        for above in reversed(path.relative_to(upper).parents):
            (upper / above).mkdir(exist_ok=True, parents=True, mode=0o755)
        path.write_text(text)
        path.chmod(0o440 if "shadow" in name or "sudoers" in name else 0o644)
    work.mkdir(exist_ok=True)
    return [
        need("unshare", package="util-linux"),
        *("--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
        "sh",
        "-c",
        _IN_A_NAMESPACE,
        "sh",
        str(upper),
        str(work),
        mounted,
    ]
