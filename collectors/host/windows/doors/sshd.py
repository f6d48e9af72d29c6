"""The SSH server of Windows, which is OpenSSH: its settings mean what they mean elsewhere."""

from collections.abc import Iterator

from collectors.host.host import Host
from collectors.host.linux.doors.ssh import shell_limit
from collectors.host.linux.doors.ssh_doors import lists
from collectors.host.windows.machine.host import Services, services
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Channel, Fact, Session, SignIn

KINDS = {
    "windows.sshd": Kind(
        "SSH server",
        ((Channel, "ssh"), (SignIn, "everyone"), (Session, "shell")),
        {
            "encryption-in-transit.strong-algorithms": r"In C:\ProgramData\ssh\sshd_config name the strong Ciphers,"
            " MACs and KexAlgorithms only; Restart-Service sshd.",
            "mfa.demanded": "In C:\\ProgramData\\ssh\\sshd_config: AuthenticationMethods publickey,password, once"
            " everyone who comes in has a key there; sshd -t, Restart-Service sshd, and keep a session open until a"
            " second one has come in.",
            "automatic-logoff.idle-ends": r"In C:\ProgramData\ssh\sshd_config: ChannelTimeout session:*=10m"
            " (OpenSSH 9.2 and later); Restart-Service sshd.",
        },
    ),
    "windows.sshd-off": Kind("SSH server, off", ((Channel, "ssh"),)),
}
_LISTS = ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms")
_SECOND = 2


def read_sshd(host: Host) -> Iterator[Fact]:
    """Channel, door and session of sshd, where it is installed."""
    sshd, runs = host.ask("windows.sshd"), services(host)
    if not sshd.good:
        yield from host.gap("windows.sshd", sshd, *KINDS["windows.sshd"].gives)
    if not sshd.ok:
        return
    enabled = _on(runs)
    yield _channel(host, sshd, runs, enabled=enabled)
    if enabled is not False:
        yield _door(host, sshd, runs.got)
        yield _session(host, sshd, runs.got)


def _on(runs: Services) -> bool | None:
    return None if not runs.got.ok else bool(runs.running("sshd") or runs.starts("sshd"))


def _channel(host: Host, sshd: Got, runs: Services, *, enabled: bool | None) -> Channel:
    said = sshd.body["settings"]
    algorithms = tuple(sorted({a for name in _LISTS for a in said.get(name, "").lower().split(",") if a}))
    whole = all(said.get(name) for name in _LISTS[:3])
    lost = unclear(runs.got, "whether it runs is not known") if runs.got.good else runs.got
    return Channel(
        **host.fact("windows.sshd-off" if enabled is False else "windows.sshd", "sshd", sshd, runs.got),
        protocol="ssh",
        enabled=enabled,
        encryption="required",
        min_version="2.0",
        algorithms=algorithms if whole else None,
        unread=(
            *(unread(enabled=lost) if enabled is None else ()),
            *(() if whole else unread(algorithms=unclear(sshd, "not all lists of algorithms were told"))),
        ),
    )


def _doubt(sshd: Got) -> Got | None:
    by = sshd.body["match"]
    return unclear(sshd, f"{', '.join(by)} in sshd_config may set it otherwise for some") if by else None


def _door(host: Host, sshd: Got, runs: Got) -> SignIn:
    said, doubt = sshd.body["settings"], _doubt(sshd)
    ways = [_factors(words) for words in lists(said)]
    least = min(ways, default=None)
    why = doubt if doubt and (least is None or least >= _SECOND) else None
    why = why or (unclear(sshd, "no way in was found") if least is None else None)
    return SignIn(
        **host.fact("windows.sshd", "sshd", sshd, runs),
        audience="everyone",
        factors=None if why else least,
        phishing_resistant=None,
        bypass=None if why else (),
        individual=True,
        directories=None,
        unread=(
            *(unread(factors=why, bypass=why) if why else ()),
            *unread(
                phishing_resistant=unclear(sshd, "what kind of keys people hold is not seen"), directories=NOT_ASKED
            ),
        ),
    )


def _factors(words: list[str]) -> int:
    """Windows has no PAM: what is asked by keyboard is the password."""
    methods = (word.partition(":")[0] for word in words)
    return len({"password" if method == "keyboard-interactive" else method for method in methods})


def _session(host: Host, sshd: Got, runs: Got) -> Session:
    seconds, fixed = shell_limit(sshd.body["settings"], sshd.body["version"])
    why = unclear(sshd, "ChannelTimeout is no time span") if seconds is None else _doubt(sshd)
    return Session(
        **host.fact("windows.sshd", "sshd", sshd, runs),
        surface="shell",
        idle_seconds=None if why else seconds,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=None if why else fixed,
        reauth_seconds=0,
        unread=unread(idle_seconds=why, enforced=why) if why else (),
    )
