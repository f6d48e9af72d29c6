"""The dialects of all platforms.

What is sent to set up a session is what netmiko's drivers send, but for that which takes configuration mode: FortiOS
has no other way to switch its pager off, ASA none to widen its terminal. What shells ask and say is from those drivers,
from oxidized's models, and from what devices were seen to print.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from collectors.network.shell.dialect import MORE, Dialect
from collectors.ssh.enroll import OF_HOSTS

_NAME: Final = r"[^\s>#]{1,100}"
_PIPES: Final = r"(?: \| (?:include|exclude|begin|section|match|except|grep|count|no-more|json)(?: [^|>]+)?)*"
_SHOW: Final = rf"show [^|>]+{_PIPES}"
_UNIX: Final = (
    *MORE,
    (r"--more--\(\d{1,3}%\)|:|lines \d+-\d+(?:/\d+)?(?: \d+%)?", " "),
    (r"(?:lines \d+-\d+/\d+ )?\(end\)", "q"),
)
"""The pagers `more` and `less`: at the end they wait to be left."""

IOS: Final = Dialect(
    name="ios",
    driver="cisco_ios",
    prompt=rf"{_NAME}[>#]",
    reads=_SHOW,
    setup=("terminal length 0", "terminal width 511"),
    enable="enable",
    unprivileged=rf"{_NAME}>",
    host_keys="show ip ssh",
    remark="!",
    denied=(r"(?:% ?)?(?:command )?authorization (?:failed|denied)", r"% ?This command is not authorized"),
    unknown=(r"% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized) (?:input|command|host)",),
)
NXOS: Final = replace(
    IOS,
    name="nxos",
    driver="cisco_nxos",
    host_keys="show ssh key",
    denied=(*IOS.denied, r"% ?Permission denied", r"error: aaa authorization fail"),
)
ASA: Final = replace(
    IOS,
    name="asa",
    driver="cisco_asa",
    host_keys="",
    setup=("terminal pager 0",),
    unknown=(r"ERROR: % ?(?:Invalid|Incomplete|Ambiguous) (?:input|command)",),
)
AOSCX: Final = replace(
    IOS,
    name="aoscx",
    driver="aruba_aoscx",
    host_keys="show ssh host-key",
    setup=("no page",),
    pagers=((r"-- more --.{0,80}quit: q", " "),),
    greetings=((r"Press any key to continue", " "),),
    denied=(*IOS.denied, r"Cannot execute command\. Command not allowed", r"% ?Command not allowed"),
    unknown=(r"(?:% ?)?(?:Invalid input|Command incomplete|Incomplete command|Ambiguous command|Unknown command)",),
)
FRR: Final = replace(
    IOS,
    name="frr",
    setup=("terminal length 0",),
    pagers=_UNIX,
    unknown=(r"% ?(?:Unknown command|Command incomplete|Ambiguous command|There is no matched command)",),
    # Its accounts and its SSH server are those of its host.
    host_keys=OF_HOSTS,
    remark="#",
)
JUNOS: Final = Dialect(
    name="junos",
    driver="juniper_junos",
    prompt=r"(?:[^\s@>#%]{1,100}@)?[^\s>#%]{1,100}>",
    reads=r"show [^|>]+(?: \| (?:display (?:set|omit|inheritance(?: defaults)?(?: no-comments)?)|no-more"
    r"|(?:match|except|find|last|count)(?: [^|>]+)?))*",
    setup=("set cli complete-on-space off", "set cli screen-length 0", "set cli screen-width 511"),
    denied=(r"error: permission denied", r"permission denied", r"error: .{1,80} not authorized"),
    unknown=(r"syntax error", r"unknown command", r"error: (?:syntax error|command is not valid)", r"missing argument"),
)
FORTIOS: Final = Dialect(
    name="fortios",
    driver="fortinet",
    prompt=rf"{_NAME}(?: \([^()\s]{{1,100}}\))? [#$]",
    reads=r"(?:show|get)(?: [^|>]+)?(?: \| grep [^|>]+)*|diagnose sys ntp status",
    greetings=((r"\(Press 'a' to accept\):?", "a\r"),),
    denied=(r"Command fail\. Return code -37\b", r"permission denied"),
    unknown=(r"Command fail\. Return code", r"Unknown action", r"command parse error", r"ambiguous command"),
)
PANOS: Final = Dialect(
    name="panos",
    driver="paloalto_panos",
    host_keys="show ssh-fingerprints hash-type sha256 format base64",
    prompt=r"[^\s@>#]{1,100}@[^\s>#]{1,100}>",
    reads=r"show [^|>]+(?: \| (?:match|except) [^|>]+)*",
    setup=("set cli scripting-mode on", "set cli terminal width 500", "set cli pager off"),
    pagers=_UNIX,
    denied=(r"(?:server error ?: )?.{0,80}(?:permission denied|not authorized|unauthorized)",),
    unknown=(r"(?:unknown command|invalid (?:syntax|command)|server error ?: .{0,80}invalid)",),
)
ROUTEROS: Final = Dialect(
    name="routeros",
    driver="mikrotik_routeros",
    prompt=r"\[[^\s@\]]{1,100}@[^\]]{1,100}\] (?:/?[\w /-]{1,100})?>",
    # Not show-sensitive, and to no file.
    reads=r"/export(?: (?:verbose|terse|compact|hide-sensitive))*"
    r"|/[a-z0-9-]+(?: [a-z0-9-]+)* (?:print|export)(?: (?:detail|terse|brief|verbose|compact|without-paging"
    r"|hide-sensitive|count-only|where [a-z0-9=!~\" -]+))*",
    ends="quit",
    pagers=((r"-- \[q quit\|.{0,40}\]", " "),),
    greetings=(
        (r"Do you want to see the software license\? \[Y/n\]:?", "n"),
        (r"new password>", "\x03"),
        (r"press \"?enter\"? to continue!?|hit any key to continue.*", "\r\n"),
    ),
    denied=(r"(?:failure: )?not enough permissions",),
    unknown=(r"bad command name", r"expected end of command", r"syntax error", r"bad parameter", r"no such "),
    # Without colours, without asking the terminal what it is, as a dumb one, and wide.
    suffix="+cte511w4098h",
)
VYOS: Final = Dialect(
    name="vyos",
    driver="vyos",
    host_keys="show ssh fingerprints",
    prompt=r"[^\s@:>$#]{1,100}@[^\s:>$#]{1,100}(?::[^\s$>]{0,200})?[$>]",
    # Its shell is bash.
    reads=r"show [A-Za-z0-9 ./:_-]+(?: \| (?:no-more|strip-private|commands|(?:match|grep) [A-Za-z0-9 ./:_-]+))*",
    setup=("set terminal length 0", "set terminal width 512"),
    pagers=_UNIX,
    denied=(r"(?:.{0,80}: )?permission denied", r".{0,80}not authorized"),
    unknown=(r"Invalid command:", r"Ambiguous command:", r"Incomplete command:", r".{0,80}: command not found"),
)

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        dialect.name: dialect
        for dialect in (
            IOS,
            replace(IOS, name="iosxe", driver="cisco_xe"),
            replace(IOS, name="iosxr", driver="cisco_xr", enable="", unprivileged="", host_keys=""),
            NXOS,
            ASA,
            JUNOS,
            replace(
                IOS,
                name="eos",
                driver="arista_eos",
                host_keys="show management ssh hostkey rsa public",
                unknown=(r"% ?(?:Invalid|Incomplete|Ambiguous|Unavailable) (?:input|command)",),
            ),
            FORTIOS,
            PANOS,
            AOSCX,
            ROUTEROS,
            FRR,
            VYOS,
        )
    }
)
"""By platform."""
