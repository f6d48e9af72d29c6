"""Apple's programs as small shell scripts that print what others recorded, and a Mac's files in a folder."""

from collections.abc import Mapping
from pathlib import Path

from tests.collectors.host.macos.samples import HASHES, PAM, SSHD, SYSTEM, apfs, listed, plist, policy, timemachine

Said = Mapping[str, str]
"""By the pattern of the arguments what is printed; `!3 text`: on standard error, and with that exit code."""

_ROOT_OR_NOT = {
    "-u": "{uid}",
    "-un": "{user}",
    "-Gn ana": "staff everyone admin",
    "-Gn*": "staff everyone",
}
PROGRAMS: dict[str, Said] = {
    "uname": {"-snrm": "Darwin mac.lan 25.1.0 arm64"},
    "id": _ROOT_OR_NOT,
    # exit 1 and this word where nobody gave it one
    "scutil": {"--get HostName": "!1 HostName: not set", "--get LocalHostName": "Mac-1"},
    "sw_vers": {"-productName": "macOS", "-productVersion": "15.7.2", "-buildVersion": "24G325"},
    "sysctl": {
        "-n kern.hv_vmm_present": "0",
        "vm.swapusage": "vm.swapusage: total = 4096.00M  used = 1.00M  free = 4095.00M  (encrypted)",
    },
    "ioreg": {
        "*": '  "IOPlatformSerialNumber" = "S3R1AL"\n    "IOPlatformUUID" = "01234567-89AB-CDEF-0123-456789ABCDEF"'
    },
    "fdesetup": {"status": "FileVault is On."},
    "diskutil": {"apfs list -plist": plist(apfs(*SYSTEM)), "list -plist": plist(listed())},
    "hdiutil": {"info -plist": plist("<key>images</key><array/>")},
    "launchctl": {
        "print-disabled system": 'disabled services = {\n\t\t"com.apple.ftpd" => disabled\n'
        '\t\t"com.openssh.sshd" => enabled\n}',
        "print system/com.openssh.sshd": "com.openssh.sshd = {",
        "print system/com.apple.auditd": "com.apple.auditd = {",
        "print system/com.apple.timed": "com.apple.timed = {",
        "asuser 501 sudo -n -u ana sysadminctl -screenLock status": "!0 2026-11-25 12:00:00.1 sysadminctl[9:9]"
        " screenLock delay is 300 seconds",
        "print*": "!113 Could not find service",
    },
    "sysadminctl": {
        "-screenLock status": "!0 2026-11-25 12:00:00.1 sysadminctl[9:9] screenLock delay is immediate",
        "-guestAccount status": "!0 2026-11-25 12:00:00.1 sysadminctl[9:9] Guest account disabled.",
    },
    "sshd": {"-V": "!0 OpenSSH_9.9p2, LibreSSL 3.3.6", "-G*": SSHD},
    "ps": {"*": "/sbin/launchd\n/usr/sbin/sshd\nsshd: ana@ttys000"},
    "security": {
        "authorizationdb read system.login.console": plist(
            "<key>mechanisms</key><array><string>builtin:login-begin</string></array>"
        )
    },
    "dscl": {
        ". -list /Users UniqueID": "_www   70\nana   501\nnobody   -2\nroot   0",
        ". -list /Users UserShell": "_www   /usr/bin/false\nana   /bin/zsh\nroot   /bin/sh",
        ". -list /Users AuthenticationAuthority": f"ana   ;ShadowHash;HASHLIST:<{HASHES}>"
        " ;Kerberosv5;;ana@LKDC:SHA1.S3CRET; ;SecureToken;",
        ". -read /Users/ana NFSHomeDirectory": "NFSHomeDirectory: {root}/Users/ana",
        "/Search -read / CSPSearchPath": "CSPSearchPath:\n /Local/Default\n /Active Directory/EXAMPLE/All Domains",
    },
    "pmset": {"-g custom": "Battery Power:\n displaysleep         2\n sleep 1\nAC Power:\n displaysleep         10"},
    "zsh": {"*": "Hello\n\nTMOUT=600\nreadonly=1"},
    "sudo": {"-n -u nobody*": "\nTMOUT=600\nreadonly=1"},
    "pwpolicy": {"-getaccountpolicies": policy()},
    "pgrep": {"-x auditd": "99"},
    "systemsetup": {
        "-getusingnetworktime": "Network Time: On",
        "-getnetworktimeserver": "Network Time Server: time.apple.com",
    },
    "softwareupdate": {"--list --no-scan": "Software Update Tool\n\nNo new software available."},
    "csrutil": {
        "status": "System Integrity Protection status: enabled.",
        "authenticated-root status": "Authenticated Root status: enabled",
    },
    "system_profiler": {"*": "Controller:\n\n      Model Name: Apple M2\n      Secure Boot: Full Security"},
    "spctl": {"--status": "assessments enabled"},
    "xprotect": {"version": "Version: 5321 Installed: 2026-11-20 10:11:12 +0000"},
    "systemextensionsctl": {"list": "0 extension(s)"},
    "socketfilterfw": {
        "--getglobalstate": "Firewall is enabled. (State = 1)",
        "--getblockall": "Firewall has block all state set to disabled.",
        "--getallowsigned": "Automatically allow built-in signed software ENABLED.\n"
        "Automatically allow downloaded signed software ENABLED.",
    },
    "profiles": {"status -type enrollment": "Enrolled via DEP: No\nMDM enrollment: No"},
}
_REAL = {
    # What reads files does so: a list of preferences is lines KEY=VALUE here.
    "defaults": 'v=$(sed -n "s/^$3=//p" "$2.plist") && [ "$v" ] && printf "%s\\n" "$v"',
    "plutil": 'cat "$5"',
    "stat": 'shift 2; for f; do [ ! -e "$f" ] || date -r "$f" +%s; done',
}
_LIBRARY, _MANAGED = "Library/Preferences", "Library/Managed Preferences"
FILES: dict[str, str] = {
    f"{_MANAGED}/com.apple.screensaver.plist": "idleTime=900\n",
    f"{_LIBRARY}/com.apple.SoftwareUpdate.plist": "AutomaticCheckEnabled=1\nLastFullSuccessfulDate=2026-11-25 09:12:31 +0000\nCatalogURL=https://ana:s3cr3t@su.example.org\n",
    f"{_LIBRARY}/com.apple.loginwindow.plist": "GuestEnabled=0\nautoLoginUser=ana\nlastUserName=ana\n",
    f"{_LIBRARY}/com.apple.TimeMachine.plist": timemachine(),
    "Library/LaunchDaemons/com.backblaze.bzserv.plist": "",
    "Library/LaunchDaemons/com.example.other.plist": "",
    f"Users/ana/{_LIBRARY}/ByHost/com.apple.screensaver.01234567-89AB-CDEF-0123-456789ABCDEF.plist": "idleTime=300\n",
    "etc/security/audit_control": "dir:/var/audit\nflags:lo,ad,ex\nexpire-after:60d OR 5G\n",
    "etc/sudoers": "root ALL = (ALL) ALL\n%admin ALL = (ALL) ALL\n#includedir /private/etc/sudoers.d\n",
    "etc/sudoers.d/own": "ana ALL=(root) NOPASSWD: ALL\n",
    "etc/ssh/sshd_config": "Include /etc/ssh/sshd_config.d/*\nMatch User root\n  PermitRootLogin yes\n",
    "etc/ssh/sshd_config.d/100-macos.conf": "UsePAM yes\n",
    "etc/pam.d/sudo": "\n".join(line[1:] for line in PAM.partition("sudo\n")[2].splitlines()),
    "etc/pam.d/sshd": "auth required pam_opendirectory.so\n",
    "var/audit/20261101120000.not_terminated": "x",
    "var/db/diagnostics/Persist/0001.tracev3": "x",
    "var/db/.AppleSetupDone": "",
}


def lay_out(folder: Path, *, uid: int, user: str, without: tuple[str, ...] = (), perl: bool = False) -> Path:
    """Write the programs and the files; where the programs lie. `perl`: there is no `timeout`, as on a Mac."""
    bin_, root = folder / "bin", folder / "mac"
    bin_.mkdir()
    for name, said in PROGRAMS.items():
        lines = [f"{_glob(pattern)}) {_print(text, root, uid, user)} ;;" for pattern, text in said.items()]
        _write(bin_ / name, "\n".join(['case "$*" in', *lines, "*) exit 64 ;;", "esac"]))
    for name, text in (*_REAL.items(), *((("timeout", "exit 127"),) if perl else ())):
        _write(bin_ / name, text)
    for name, text in FILES.items():
        if name not in without:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text.replace("/etc/ssh/", f"{root}/etc/ssh/"))
    return bin_


def _glob(pattern: str) -> str:
    return "'" + pattern.replace("*", "'*'") + "'"


def _print(text: str, root: Path, uid: int, user: str) -> str:
    text = text.replace("{root}", str(root)).replace("{uid}", str(uid)).replace("{user}", user)
    code, _, rest = text[1:].partition(" ") if text.startswith("!") else ("", "", text)
    quoted = "'" + rest.replace("'", "'\\''") + "'"
    return f"printf '%s\\n' {quoted}" + (f" >&2; exit {code}" if code else "")


def _write(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def moved(script: bytes, folder: Path) -> bytes:
    """The same script for a Mac whose files and programs lie in a folder."""
    bin_, root = folder / "bin", folder / "mac"
    for name in ("Library/", "etc/security", "etc/sudoers", "etc/ssh", "etc/pam.d", "var/audit", "var/db"):
        script = script.replace(f" /{name}".encode(), f" {root}/{name}".encode())
        script = script.replace(f'"/{name}'.encode(), f'"{root}/{name}'.encode())
        script = script.replace(f"=/{name}".encode(), f"={root}/{name}".encode())
    script = script.replace(b"sshd=/usr/sbin/sshd", f"sshd={bin_}/sshd".encode())
    line = b"PATH=/usr/sbin:/usr/bin"
    assert line in script
    return script.replace(line, f"PATH={bin_}:/usr/sbin:/usr/bin".encode())
