"""The SSH daemon: is it on, and what cryptography does it accept."""

from collections.abc import Iterator, Mapping

from collectors.host.machine import Host, Units
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact, Session, SignIn

_LISTS = ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms")
_CRYPTO = (
    "In /etc/ssh/sshd_config.d/10-crypto.conf name the strong ones only: `Ciphers aes256-gcm@openssh.com,"
    "aes128-gcm@openssh.com,aes256-ctr`, `MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com`,"
    " `KexAlgorithms curve25519-sha256`; then `sshd -t && systemctl reload ssh` (RHEL: update-crypto-policies --set"
    " DEFAULT or FUTURE, systemctl reload sshd)."
)
KINDS = {
    "linux.sshd": Kind(
        "SSH daemon",
        ((Channel, "ssh"), (SignIn, "everyone"), (Session, "shell")),
        {
            "encryption-in-transit.strong-algorithms": _CRYPTO,
            "mfa.demanded": "`AuthenticationMethods publickey,keyboard-interactive:pam` in sshd_config, with"
            " `auth required pam_google_authenticator.so` (or pam_u2f, pam_duo) in /etc/pam.d/sshd.",
            "mfa.no-way-round": "Take `nullok` off the second factor in /etc/pam.d/sshd, and give Match blocks no"
            " shorter"
            " AuthenticationMethods.",
            "automatic-logoff.idle-ends": "`ChannelTimeout session=10m` in sshd_config (OpenSSH 9.2 and later), and"
            " `readonly TMOUT=600; export TMOUT` in /etc/profile.d/tmout.sh. ClientAliveInterval ends dead peers only.",
            "automatic-logoff.enforced": "readonly TMOUT in /etc/profile.d/tmout.sh, or ChannelTimeout in sshd_config.",
        },
    ),
    "linux.sshd-off": Kind("SSH daemon that is off", ((Channel, "ssh"),)),
    "linux.sshd-root": Kind(
        "root over SSH",
        ((SignIn, "administrators"),),
        {
            "unique-user-identification.own-name": "`PermitRootLogin no` in sshd_config; administrators sign in under"
            " their own names and use sudo.",
            "mfa.demanded": "`PermitRootLogin no` in sshd_config.",
        },
    ),
}
SERVICES = ("ssh.service", "sshd.service", "ssh.socket", "sshd.socket")


def on(sshd: Got, units: Units) -> bool:
    """It listens now, or it will after the next start."""
    body: Mapping[str, JSON] = sshd.body
    listens = bool({*body["everyone"]["ports"], 22}.intersection(body["listening"]))
    return listens or units.running(*SERVICES) or units.starts(*SERVICES)


def read_channel(host: Host) -> Iterator[Fact]:
    """The channel that sshd offers; an sshd that is installed and off is evidence too."""
    sshd, units = host.ask("linux.sshd"), Units(host.ask("linux.units"))
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (Channel, "ssh"))
    if not sshd.ok:
        return
    running = on(sshd, units)
    missing = None if running or units.got.good else units.got
    said: Mapping[str, str] = sshd.body["everyone"]
    algorithms = tuple(sorted({a for name in _LISTS for a in said.get(name, "").lower().split(",") if a}))
    complete = all(said.get(name) for name in _LISTS[:3])
    yield Channel(
        **host.fact("linux.sshd" if running or missing else "linux.sshd-off", "sshd", sshd, units.got),
        protocol="ssh",
        enabled=None if missing else running,
        encryption="required",
        min_version="2.0",
        algorithms=algorithms if complete else None,
        unread=(
            *(unread(enabled=missing) if missing else ()),
            *(() if complete else unread(algorithms=unclear(sshd, "not all lists of algorithms were told"))),
        ),
    )
