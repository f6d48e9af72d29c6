"""Network devices in this process: the shells of 13 platforms as they look over SSH, with the habits a test wants.

What a platform says is written down here for itself, from what devices and the drivers of others show: it must not be
the table of the code that it tests.
"""

import contextlib
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

import paramiko

from tests.servers.login import Login, Manners, logging_in
from tests.servers.sshd import Pair

USER: Final = "scans"
PASSWORD: Final = "c4n4ry-l0g1n"  # noqa: S105  # that is what it plays
ENABLE: Final = "c4n4ry-3n4bl3"
_SHORT: Final = ("show version", "show system info", "get system status", "/system resource print")


@dataclass(frozen=True)
class Shell:
    """How a platform talks."""

    prompt: str
    low: str = ""
    """The prompt of who has few rights."""
    above: str = ""
    """What stands over the prompt."""
    off: tuple[str, ...] = ()
    """What switches its pager off."""
    says: Mapping[str, str] = field(default_factory=dict)
    """What else it knows, and says to it."""
    pager: str = " --More-- "
    wipe: str = "\b" * 10 + " " * 10 + "\b" * 10
    """How it clears its pager away."""
    unknown: str = "          ^\n% Invalid input detected at '^' marker.\n"
    denied: str = "% Authorization failed.\n"
    echo: str = "\r\n"
    """What ends the echo of a line."""
    log: str = "*Mar  1 00:00:01.123: %SYS-5-CONFIG_I: Configured from console by vty0 (192.0.2.1)"
    show: str = "show running-config"
    """What shows the configuration."""
    leave: str = "exit"


_IOS: Final = Shell("R1#", "R1>", off=("terminal length 0",), says={"terminal width 511": ""})
_CLEARED: Final = "\r\x1b[K"
SHELLS: Final[Mapping[str, Shell]] = MappingProxyType(
    {
        "ios": _IOS,
        "iosxe": replace(_IOS, prompt="edge-2#", low="edge-2>"),
        "iosxr": replace(
            _IOS,
            prompt="RP/0/RP0/CPU0:r3#",
            low="",
            denied="% This command is not authorized\n",
            log="RP/0/RP0/CPU0:Nov 24 10:00:00.123 UTC: config[65712]: %MGBL-CONFIG-6-DB_COMMIT : Committed by 'x'.",
        ),
        "nxos": replace(
            _IOS,
            prompt="n1# ",
            low="n1> ",
            pager="--More--",
            wipe=_CLEARED,
            unknown="               ^\n% Invalid command at '^' marker.\n",
            denied="% Permission denied for the role\n",
            log="2026 Nov 24 10:00:00 n1 %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by x on 192.0.2.1@pts/0",
        ),
        "asa": Shell(
            "\rfw1/pri/act# ",
            "\rfw1/pri/act> ",
            off=("terminal pager 0",),
            pager="<--- More --->",
            wipe="\r              \r",
            unknown="         ^\nERROR: % Invalid input detected at '^' marker.\n",
            denied="Command authorization failed\n",
            log="Nov 24 2026 10:00:00: %ASA-5-111008: User 'x' executed the 'logging monitor' command.",
        ),
        "junos": Shell(
            "scans@j1> ",
            above="\n{master:0}\n",
            off=("set cli screen-length 0",),
            says={
                "set cli complete-on-space off": "Disabling complete-on-space\n",
                "set cli screen-length 0": "Screen length set to 0\n",
                "set cli screen-width 511": "Screen width set to 511\n",
            },
            pager="---(more 42%)---",
            wipe="\r" + " " * 40 + "\r",
            unknown="               ^\nsyntax error, expecting <command>.\n",
            denied="error: permission denied: configuration\n",
            log="",
            show="show configuration | display set",
        ),
        "eos": replace(
            _IOS,
            prompt="sw1#",
            low="sw1>",
            says={"terminal width 511": "Width set to 511 columns.\n", "terminal length 0": "Pagination disabled.\n"},
            pager="\x1b[7m --More-- \x1b[27m",
            wipe=_CLEARED,
            unknown="% Invalid input (privileged mode required)\n",
            denied="% Authorization denied for command 'show version'\n",
            log="Nov 24 10:00:00 sw1 ConfigAgent: %SYS-5-CONFIG_I: Configured from console by x on vty4 (192.0.2.1)",
        ),
        "fortios": Shell(
            "FGT-1 # ",
            above="\n",
            pager="--More-- ",
            wipe="\r         \r",
            unknown="Unknown action 0\nCommand fail. Return code -1\n",
            denied="Command fail. Return code -37\n",
            echo="\r\r\n",
            log="",
            show="show full-configuration",
        ),
        "panos": Shell(
            "scans@PA-1(active)> ",
            off=("set cli pager off",),
            says={"set cli scripting-mode on": "", "set cli terminal width 500": ""},
            pager="lines 1-24 ",
            wipe=_CLEARED,
            unknown="Unknown command: whatever\nInvalid syntax.\n",
            denied="Server error : permission denied\n",
            log="",
            show="show config running",
        ),
        "aoscx": Shell(
            "cx1# ",
            "cx1> ",
            off=("no page",),
            pager="-- MORE --, next page: Space, next line: Enter, quit: q",
            wipe=_CLEARED,
            unknown="Invalid input: whatever\n",
            denied="Cannot execute command. Command not allowed.\n",
            log="",
        ),
        "routeros": Shell(
            "[scans@r 9] > ",
            pager="-- [Q quit|D dump|down]",
            wipe=_CLEARED,
            unknown="bad command name whatever (line 1 column 1)\n",
            denied="not enough permissions (9)\n",
            log="10:00:00 echo: system,info,account user x logged in from 192.0.2.1 via ssh",
            show="/export",
            leave="quit",
        ),
        "frr": Shell("f1#", off=("terminal length 0",), unknown="% Unknown command: whatever\n", log=""),
        "vyos": Shell(
            "\x1b[?2004hscans@vyos:~$ ",
            off=("set terminal length 0",),
            says={"set terminal width 512": ""},
            pager=":",
            wipe=_CLEARED,
            unknown="\n  Invalid command: show [whatever]\n\n",
            denied="bash: whatever: Permission denied\n",
            log="",
            show="show configuration commands",
        ),
    }
)
CANARIES: Final = ("c4n4ry-", "Golden eagles of the north")
"""What stands in all that devices say and are told in confidence."""


def config(platform: str) -> str:
    """A configuration: indented, with empty lines, and with a banner in which prompts and refusals stand."""
    prompt = re.sub(r"\x1b\[\?2004h|\r", "", SHELLS[platform].prompt).rstrip()
    banner = ["banner motd ^C", "Golden eagles of the north", prompt, "R9#", "% Invalid input detected", "^C"]
    ports = [f"interface GigabitEthernet0/{n}\n  description port {n}\n\n    deep\n  shut\n!" for n in range(20)]
    lines = ["line vty 0 4", " exec-timeout 5 0", " password c4n4ry-l1n3", " transport input ssh", "!", "end"]
    return "\n".join(["version 15.7", "!", *banner, *ports, *lines])


VERSION: Final = "Golden eagles of the north, Version 15.7(3)M\n  uptime is 3 weeks"
BANNER: Final = "*** AUTHORISED USE ONLY ***\nSystem # 7 > all is watched $\nR9#\nR9>\nuser@host> \nFGT # \n$ \n"


@dataclass(frozen=True)
class Habits:
    """What this one does."""

    page: int = 0
    """Lines after which its pager waits; never if 0."""
    stubborn: bool = False
    """Its pager cannot be switched off."""
    enable: str = ""
    """Who comes has few rights until that is said."""
    tries: int = 1
    """Wrong ones it takes before it goes back to the prompt."""
    free: bool = False
    """More rights cost no secret."""
    banner: str = ""
    motd: str = ""
    asks: tuple[str, str] = ("", "")
    """What it asks before the first prompt, and what it takes for an answer."""
    logs: frozenset[str] = frozenset()
    """Where messages come: `login`, `echo`, `middle`, `prompt`, `behind`."""
    log: str = ""
    """Another message than the usual."""
    piece: int = 0
    """Bytes at a time, with a pause between."""
    pause: float = 0.0
    echo: str = "line"
    """`line`, `keys`, `redrawn`, `none`."""
    ends: str = ""
    """How it fails at the configuration: `endless`, `drips`, `pages`, `silent`, `hangs`, `closes`, `drops`; before
    that: `nothing` (it waits), `goes`.
    """
    outputs: Mapping[str, str] = field(default_factory=dict)
    """What else it shows."""
    denies: frozenset[str] = frozenset()
    loses: str = ""
    """What it hears nothing of: it says nothing to it, and does not echo it."""


@dataclass
class Device:
    """Where it listens, and what it was told."""

    login: Login
    received: bytearray = field(default_factory=bytearray)

    def settled(self) -> bytes:
        """What it was told, once all of its shells have ended."""
        nothing_is_left()
        return bytes(self.received)

    @property
    def port(self) -> int:
        return self.login.port

    @property
    def known(self) -> str:
        return self.login.known


@contextlib.contextmanager
def device(key: Pair, platform: str, habits: Habits | None = None, **manners: Any) -> Iterator[Device]:
    """Start one. It lets `USER` in with `PASSWORD`."""
    habits = habits or Habits()
    found = Device(Login(key, Manners()))

    def talk(_: paramiko.Transport, channel: paramiko.Channel) -> None:
        _Session(channel, platform, habits, found).run()

    polite = replace(Manners(password=PASSWORD, shell=talk, banner=habits.banner), **manners)
    with logging_in(key, polite) as found.login:
        yield found


class _Session:
    """One shell."""

    def __init__(self, channel: paramiko.Channel, platform: str, habits: Habits, it: Device) -> None:
        self._channel, self._platform, self._habits, self._it = channel, platform, habits, it
        self._shell = SHELLS[platform]
        self._low = bool(habits.enable)
        self._page = habits.page
        self._typed = b""
        self._log = habits.log or self._shell.log

    def run(self) -> None:
        self._greet()
        self._prompt()
        while True:
            command = self._line(echo=True).strip()
            if command and command == self._habits.loses:
                continue
            if command == self._shell.leave:
                self._out("Bye\n")
                return
            self._do(command)
            self._prompt()

    def _greet(self) -> None:
        self._out(self._habits.motd)
        if self._habits.ends in {"nothing", "goes"}:
            if self._habits.ends == "nothing":
                self._wait()
            raise EOFError
        asks, takes = self._habits.asks
        if asks:
            self._out(asks)
            while not self._it.received.decode().endswith(takes):
                self._key()
            self._typed = b""
            self._out("\n")
        if "login" in self._habits.logs:
            self._out(f"{self._log}\n")

    def _prompt(self) -> None:
        prompt = self._shell.low if self._low else self._shell.prompt
        behind = f"\n{self._log}\n" if "prompt" in self._habits.logs else ""
        self._out(f"{self._shell.above}{prompt}{behind}{self._log if 'behind' in self._habits.logs else ''}")

    def _do(self, command: str) -> None:
        shell, habits = self._shell, self._habits
        shows = {shell.show: config(self._platform), **dict.fromkeys(_SHORT, VERSION), **habits.outputs}
        if command == "":
            self._out("")
        elif command == "enable" and self._low:
            self._enable()
        elif command in shell.off:
            self._page = self._page if habits.stubborn else 0
            self._out(shell.unknown if habits.stubborn else shell.says.get(command, ""))
        elif command in shell.says:
            self._out(shell.says[command])
        elif command in habits.denies:
            self._out(shell.denied)
        elif command in shows and not (self._low and command == shell.show):
            self._show(shows[command])
        else:
            self._out(shell.unknown)

    def _enable(self) -> None:
        if self._habits.free:
            self._low = False
            return
        for _ in range(self._habits.tries):
            self._out("Password: ")
            if self._line(echo=False) == self._habits.enable:
                self._low = False
                return
        self._out("% Access denied\n")

    def _show(self, text: str) -> None:
        habits, lines = self._habits, text.split("\n")
        if "echo" in habits.logs:
            self._out(f"{self._log}\n")
        if "middle" in habits.logs:
            lines.insert(len(lines) // 2, self._log)
        if habits.ends and text == config(self._platform):
            lines = self._fail(habits.ends, lines)
        if self._page:
            self._paged(lines)
        else:
            self._out("".join(f"{line}\n" for line in lines))

    def _fail(self, how: str, lines: list[str]) -> list[str]:
        match how:
            case "pages":
                return ["and so on"] * 1_000_000
            case "silent":
                self._wait()
            case "endless":
                while True:
                    self._out("and so on\n" * 1000)
            case "drips":
                while True:
                    self._out("and so on\n")
                    time.sleep(0.05)
        self._out("\n".join(lines[: len(lines) // 2]))
        if how == "hangs":
            self._wait()
        if how == "drops":
            self._channel.get_transport().close()
        raise EOFError

    def _paged(self, lines: list[str]) -> None:
        for n in range(0, len(lines), self._page):
            self._out("".join(f"{line}\n" for line in lines[n : n + self._page]))
            if n + self._page < len(lines):
                self._out(self._shell.pager)
                key = self._key()
                self._out(self._shell.wipe)
                if key == b"q":
                    return

    def _out(self, text: str) -> None:
        data = re.sub(r"(?<!\r)\n", "\r\n", text).encode()
        size = self._habits.piece or len(data) or 1
        for n in range(0, len(data), size):
            self._channel.sendall(data[n : n + size])
            if self._habits.pause:
                time.sleep(self._habits.pause)

    def _wait(self) -> None:
        """Until the other side has had enough."""
        while self._channel.recv(1):
            pass
        raise EOFError

    def _more(self) -> None:
        piece = self._channel.recv(4096)
        if not piece:
            raise EOFError
        self._it.received += piece
        self._typed += piece

    def _key(self) -> bytes:
        while not self._typed:
            self._more()
        key, self._typed = self._typed[:1], self._typed[1:]
        return key

    def _line(self, *, echo: bool) -> str:
        while not (found := re.search(rb"\r\n|\r|\n", self._typed)):
            self._more()
        line, self._typed = self._typed[: found.start()].decode(), self._typed[found.end() :]
        if line and line == self._habits.loses:
            return line
        shown = line if echo else ""
        match self._habits.echo:
            case "keys":
                for key in shown:
                    self._channel.sendall(key.encode())
            case "redrawn":
                self._out(f"{shown[:3]}\r{self._shell.prompt}{shown}")
            case "line":
                self._out(shown)
        self._out(self._shell.echo)
        return line


def nothing_is_left() -> None:
    """No shell of a device runs any more."""
    end = time.monotonic() + 10
    while left := [t for t in threading.enumerate() if "_talk" in t.name]:
        assert time.monotonic() < end, left
        time.sleep(0.02)
