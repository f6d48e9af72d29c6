"""What sshd, PAM and the files beside them say, for tests of doors and passwords."""

UNIX = """@ok /etc/pam.d/common-auth
|auth [success=1 default=ignore] pam_unix.so nullok
|auth requisite pam_deny.so
|auth required pam_permit.so
"""
REDHAT = """@ok /etc/pam.d/system-auth
|auth required pam_env.so
|auth required pam_faildelay.so delay=2000000
|auth required pam_faillock.so preauth silent
|auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
|auth [default=1 ignore=ignore success=ok] pam_localuser.so
|auth sufficient pam_unix.so
|auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
|auth sufficient pam_sss.so forward_pass
|auth required pam_faillock.so authfail
|auth required pam_deny.so
"""
SSHD = """port 22
permitrootlogin no
ciphers aes256-gcm@openssh.com
macs hmac-sha2-256
kexalgorithms curve25519-sha256
usepam yes
"""


def sshd(text: str, *, root: str | None = None, listening: str = "0016\n", match: str = "") -> bytes:
    everyone = SSHD + text
    parts = {"everyone": everyone, "root": everyone if root is None else root, "listening": listening, "match": match}
    return ("version OpenSSH_9.2\n" + "".join(f"@{name}\n{part}" for name, part in parts.items())).encode()


def pam(*lines: str, name: str = "sshd", more: str = UNIX) -> bytes:
    return (f"{more}@ok /etc/pam.d/{name}\n" + "".join(f"|{line}\n" for line in lines)).encode()


KEYS = "pubkeyauthentication yes\npasswordauthentication no\nkbdinteractiveauthentication yes\n"
OTP = "auth required pam_google_authenticator.so"


def rules(faillock: str = "", quality: str = "", defs: str = "PASS_MAX_DAYS 99999\n") -> bytes:
    files = {"login.defs": defs, "security/pwquality.conf": quality, "security/faillock.conf": faillock}
    return "".join(
        f"@ok /etc/{name}\n" + "".join(f"|{line}\n" for line in text.splitlines()) for name, text in files.items()
    ).encode()
