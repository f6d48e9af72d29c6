"""Why a host did not answer, in plain words, and what to do. Pure: from sealed answers only."""

import re
from types import MappingProxyType
from typing import Final

import msgspec

from scanner.answers import Answer
from scanner.collector import Cause

SESSION: Final = "ssh.session"
_AT: Final = re.compile(r"(.*) at ([^\s()]+)")
_ENROLL: Final = "safeguard hosts enroll"
_READ_KEY: Final = (
    "compare its fingerprint with what the machine itself says: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"
)


def explain(answer: Answer) -> Cause | None:
    """Say why nothing came; None where its outcome says enough."""
    if answer.question != SESSION:
        return None
    code, where = at(answer.code)
    found = cause(code)
    if not found:
        return None
    said = f"at the jump host {where}: {found.said}" if where else found.said
    whom = f"ssh:{where}" if where else answer.target
    command = f"{_ENROLL} {whom}" if found.command == _ENROLL else found.command
    return msgspec.structs.replace(found, said=said, command=command)


def at(code: str) -> tuple[str, str]:
    """What a code says, and the jump host where that was; empty where it was the host itself."""
    # What stands in brackets may hold anything, as the reference to a file does.
    found = _AT.fullmatch(code)
    return (found[1], found[2]) if found else (code, "")


def cause(code: str) -> Cause | None:
    """What a code means: `HostKeyUnknown`, `NothingInCommon (kex)`."""
    word, _, what = code.partition(" (")
    found = _CAUSES.get(word)
    return msgspec.structs.replace(found, said=f"{found.said} ({what}") if found and what else found


_CAUSES: Final = MappingProxyType(
    {
        "HostKeyUnknown": Cause(
            said="nobody has said which key this host has",
            more="Nothing was sent to it.",
            advice=f"{_READ_KEY}; then add it",
            command=_ENROLL,
        ),
        "HostKeyChanged": Cause(
            said="it shows another host key than is known of it",
            more="Either it was set up anew, or somebody stands between. Nothing was sent to it.",
            advice=f"{_READ_KEY}. If that is the new key, take the old line out of known_hosts, or set the pin anew",
            command=_ENROLL,
            alarm="host key changed",
        ),
        "HostKeyRevoked": Cause(
            said="its host key, or the authority that vouches for it, is revoked",
            more="Nothing was sent to it.",
            advice="give the host a new key",
            alarm="host key revoked",
        ),
        "HostKeyUnproved": Cause(
            said="it does not hold the host key that it shows",
            more="Somebody stands between, or its SSH server is broken. Nothing was sent to it.",
        ),
        "HostKeySwapped": Cause(
            said="in the midst of it all it showed another host key",
            more="Somebody stands between, or its SSH server is broken. Nothing of what it said counts.",
            alarm="host key changed",
        ),
        "CertificateUnread": Cause(said="its host certificate cannot be read"),
        "CertificateForged": Cause(
            said="its host certificate is not signed by the authority that it names", more="Nothing was sent to it."
        ),
        "CertificateUnfit": Cause(
            said="its certificate is not one for hosts, asks for what is not known, or is signed with SHA-1",
            advice="issue it anew: ssh-keygen -s CA -h -n NAME KEY.pub",
        ),
        "CertificateOutOfTime": Cause(
            said="its host certificate is not valid now",
            advice="issue it anew, or look at the clocks",
        ),
        "CertificateOfAnother": Cause(
            said="its host certificate is for another name", advice="issue it for the name by which it is reached"
        ),
        "KnownHostsUnread": Cause(
            said="the file of known hosts cannot be relied on",
            more="It cannot be read, or it revokes a key in a line that cannot be told. RevokedHostKeys takes a file"
            " with a line for each key: a KRL is not read.",
            advice="look at known_hosts, at the lines with @revoked, and at RevokedHostKeys in ssh_config",
        ),
        "ConfigUnread": Cause(said="ssh_config cannot be read", advice="ssh -G HOST says which line"),
        "ConfigMissing": Cause(said="the file that the option config names is not there"),
        "TokenUnknown": Cause(
            said="ssh_config has a token or a variable in the name of a file, or in a command, that is not known here",
            advice="%% %d %h %k %n %p %r %u and ${NAME} are known in names of files, %% %h %n %p %r in commands;"
            " write others out",
        ),
        "NameUnfit": Cause(
            said="its name or its account has signs that a shell would take for a command",
            more="Nothing was started.",
            advice="look at its name, host: and user:, wherever they come from",
        ),
        "JumpCircle": Cause(
            said="its jump hosts lead in a circle, or there are more than five",
            advice="look at ProxyJump in ssh_config; where a jump host fits the pattern of those behind it,"
            " take it out: Host * !BASTION",
        ),
        "NoHome": Cause(said="a path begins with a home folder that nobody here has"),
        "ProxyCommand": Cause(
            said="ssh_config wants a program to be started for it (ProxyCommand)",
            more="Nothing is started here that its owner has not allowed by name.",
            advice="name a jump host in its place, jump: HOST, or allow it: allow: [ProxyCommand]",
        ),
        "ProxyCommandFailed": Cause(said="the program of ProxyCommand cannot be started"),
        "NothingInCommon": Cause(
            said="it offers no algorithm that is still held to be safe",
            more="What it offers was read before any login, and is judged.",
            advice="update its SSH server; weak_algorithms: true reads it until then, as far as paramiko can",
        ),
        "NothingInCommonEvenWeak": Cause(
            said="it offers no algorithm that the paramiko installed here can speak, not even a broken one",
            more="What it offers was read before any login, and is judged.",
            advice="update its SSH server; until then, read it with paramiko 4, which still speaks SHA-1 key exchange:"
            " pip install 'paramiko<5', in an environment or image of its own",
        ),
        "NoSSH": Cause(said="what answers there is no SSH server", advice="look at the port"),
        "NameUnknown": Cause(said="its name is not known", advice="look at its name, or set host: ADDRESS"),
        "NoAnswer": Cause(said="it does not answer"),
        "Refused": Cause(said="it refuses the connection", advice="check the port, and whether sshd runs"),
        "NoRoute": Cause(said="there is no way to it"),
        "JumpRefused": Cause(
            said="the jump host lets nothing through", advice="AllowTcpForwarding, PermitOpen in its sshd_config"
        ),
        "ConnectionLost": Cause(
            said="the connection broke off", advice="where many connect at once: MaxStartups in its sshd_config"
        ),
        "LoginRefused": Cause(
            said="it refuses the login",
            advice="look at user:, identity: and the authorized_keys there, or at password:",
        ),
        "NotThisPlatform": Cause(
            said="nothing in its configuration is of this platform",
            advice="look at the scheme of the target, or at platform:",
        ),
        "OtherPlatform": Cause(
            said="what it says is of another platform",
            more="What its configuration does not say would mean something else.",
            advice="look at the scheme of the target, or at platform:",
        ),
        "LoginTimeout": Cause(said="the login was never answered"),
        "AgentRefused": Cause(
            said="the agent does not sign with the key that it holds",
            advice="unlock it, or confirm what it asks: ssh-add -l shows what it holds",
        ),
        "NoKey": Cause(
            said="there is no key to come in with",
            advice="name one, identity: FILE, or let the keys of the agent be tried, agent: true",
        ),
        "SecondFactor": Cause(
            said="it takes the first factor and asks for a second one, which a program does not have",
            advice="let the account of the scans in with its key alone, from the address of this machine alone"
            " (Match User … Address … in sshd_config)",
        ),
        "KeyMissing": Cause(said="the file of the private key is not there", advice="look at identity:"),
        "KeyExposed": Cause(
            said="others can read the file of the private key",
            advice="chmod 600 FILE; if somebody may have read it, make a new key",
        ),
        "KeyUnread": Cause(
            said="the private key cannot be read or used",
            advice="Ed25519, ECDSA and RSA keys can be, from a file that you may read",
        ),
        "KeyLocked": Cause(
            said="the private key has a passphrase, and that was not given or is another",
            advice="name it, passphrase: env:NAME, or put the key into the agent",
        ),
        "SecretMissing": Cause(
            said="the reference to its secret leads to nothing",
            advice="let it lead to the secret where the scan runs, and as whom it runs: an environment variable that is"
            " set there, a file that nobody else may read",
        ),
        "SecretUnfit": Cause(
            said="the secret for enable is more than one line, or has signs that nobody can type",
            more="It was not sent.",
            advice="look at what the reference in enable: leads to",
        ),
        "NoShell": Cause(
            said="the account there may not run a command, or has no shell that runs sh",
            advice="give it /bin/sh; no ForceCommand, no nologin",
        ),
        "ConstrainedLanguage": Cause(
            said="PowerShell runs there only what its owner has signed (Constrained Language Mode)",
            advice="exempt the account of the scans in the policy of WDAC or AppLocker, for that time",
        ),
        "ScriptMissing": Cause(
            said="the script is not installed where the option script says",
            advice="install it, or take the option away: then it is sent",
            command="safeguard hosts script --sudoers",
        ),
        "ScriptDiffers": Cause(
            said="the script that is installed there is of another version",
            advice="install this one",
            command="safeguard hosts script",
        ),
        "CutOff": Cause(
            said="its answer did not come to its end",
            more="Of half an answer nothing counts.",
            advice="timeout: SECONDS gives it more time",
        ),
        "Flood": Cause(said="it sent more than any host has to say"),
        "NoCommandLine": Cause(
            said="it lets the account in, and gives it no command line",
            advice="give the account a role with the command line; as many sessions may be open as it allows",
        ),
        "NoPrompt": Cause(
            said="no prompt came that is one of its platform, or never the same one twice",
            more="Nothing was asked.",
            advice="look at the scheme of the target, and log in with this account by hand: it may be asked for a new"
            " password, or land in a menu",
        ),
        "NotListed": Cause(
            said="something was about to be sent to it that is not on the list of what only reads",
            more="It was not sent. This is a mistake in this program.",
            advice="report it",
        ),
        "Withheld": Cause(
            said="what was kept of its answer looked as if a secret stood in it",
            more="It was not sealed, and nothing of it counts.",
            advice="where a password of the device is a name there too, change it; else leave that target out and"
            " report it: this program has to keep it out",
        ),
        "BrokenOff": Cause(
            said="it ended the session in the middle of an answer", more="Of half an answer nothing counts."
        ),
        "Silent": Cause(
            said="it fell silent before its answer came to an end",
            more="Of half an answer nothing counts.",
            advice="timeout: SECONDS gives it more time",
        ),
        "TooSlow": Cause(
            said="its time was over while its answer still came",
            more="Of half an answer nothing counts.",
            advice="timeout: SECONDS gives it more time",
        ),
        "TooManyPages": Cause(said="its answer has more pages than any has"),
        "Garbled": Cause(said="its answer moves the cursor more often than any shell does"),
        "NotAsked": Cause(said="it was not asked that any more: its session broke off at an earlier question"),
        "NotSupported": Cause(said="it does not know this command"),
        "NotAuthorized": Cause(
            said="the account may not ask that",
            advice="let its role run the commands that only show",
        ),
        "EnableNotGiven": Cause(
            said="the account has few rights, and no secret for more is given",
            advice="name it, enable: env:NAME, or give the account the rights to begin with",
        ),
        "EnableRefused": Cause(
            said="it refuses the secret for enable",
            more="It was tried once.",
            advice="look at what the reference in enable: leads to",
        ),
        "UnknownSystem": Cause(said="it runs a system that is not known here"),
        "Stopped": Cause(said="the run was stopped"),
    }
)
"""By the word of a code."""
