"""What a command of a sudo rule amounts to, run as root. Pure."""

import re
from typing import Final

EVERYTHING: Final = "everything"
OTHER: Final = "other"
UNCLEAR: Final = "unclear"
_BIN = r"(?:/usr(?:/local)?)?/s?bin/"
_SHELLS = r"su|(?:ba|da|z|k|c|tc|fi|a|mk)?sh|sudo|doas|busybox|pkexec|env|chroot|nsenter|unshare|setpriv|runuser"
_ALL = re.compile(
    rf"ALL|{_BIN}|{_BIN}\*|/\*+|/"
    rf"|{_BIN}(?:{_SHELLS})(?:\s+-\S*|\s+root|\s+\S*\*\S*)*"
    rf"|(?:{_BIN})?sudoedit\s+/etc/(?:sudoers(?:\.d/\S+)?|shadow|passwd)|{_BIN}visudo"
)
"""Any command, any in a folder that holds shells, or a shell that takes what it is told."""
_ESCAPES = re.compile(
    rf"(?:{_BIN})(?:{_SHELLS}|(?:python|perl|ruby|php|lua|node|tclsh|expect)[\d.]*"
    r"|awk|gawk|mawk|sed|find|xargs|tar|rsync|cp|mv|dd|tee|install|ln|chmod|chown|mount|git|make|strace|screen|tmux"
    r"|docker|podman|ctr|lxc|apt|apt-get|dpkg|dnf|yum|rpm|pip|pip3|snap|crontab|at|ssh|scp|passwd|useradd|usermod|gpasswd"
    r"|vipw|vigr|systemctl|systemd-run|ansible|ansible-playbook"
    r"|launchctl|osascript|dscl|dseditgroup|sysadminctl|pwpolicy|installer|defaults)"
)
"""Programs that start others, or write any file: as root, on their own, they are often enough a shell."""
_ASK = re.compile(
    rf"(?:{_BIN})(?:r?vi|r?vim|view|nvim|r?nano|pico|emacs|ed|ex|less|more|most|man|ftp|gdb|top|journalctl)"
)
"""They take orders while they run, a shell among them, whatever their arguments are."""
_FIXED = re.compile(r"/[^\s*?\[\]^\\]+[^/\s*?\[\]^\\](?:\s+[^*?\[\]^\\]*)?")
_EDIT = re.compile(r"sudoedit\s+/[^\s*?\[\]^\\]+")


def amounts_to(command: str) -> str:
    """Say `everything`, `other`, or `unclear`: a program that may start others with arguments that are not all given.

    A path with wildcards, a folder, a pattern or a word that is no path is unclear as well.
    """
    if _ALL.fullmatch(command):
        return EVERYTHING
    if _EDIT.fullmatch(command):
        return OTHER
    path, _, arguments = command.partition(" ")
    if not _FIXED.fullmatch(command) or _ASK.fullmatch(path):
        return UNCLEAR
    return UNCLEAR if _ESCAPES.fullmatch(path) and not arguments.strip() else OTHER
