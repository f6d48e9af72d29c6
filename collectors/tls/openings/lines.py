"""STARTTLS where commands are lines: SMTP (RFC 3207), IMAP (RFC 3501), POP3 (RFC 2595) and FTP (RFC 4217)."""

from typing import Final

from collectors.tls.openings.opening import PLAIN, Treatment
from collectors.tls.wire import NoTlsError, UnansweredError, Wire, garbled

_LINES: Final = 100
"""Lines of one reply."""
_FTP_TLS_FIRST: Final = (503, 522, 534, 550)
"""As FileZilla, RFC 4217 and ProFTPD write "not without TLS"; 530 may be of that user alone."""


def smtp(wire: Wire) -> None:
    """Begin TLS as SMTP does it."""
    if "STARTTLS" not in _greet_smtp(wire):
        raise NoTlsError("STARTTLS is not offered")
    code, _ = _ask(wire, "STARTTLS")
    if code != 220:  # noqa: PLR2004  # RFC 3207: ready to start
        raise NoTlsError(str(code))


def smtp_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Refused: neither a password nor a message is taken without TLS. The message that is begun has no sender."""
    if any(word.startswith("AUTH") for word in _greet_smtp(wire)):
        return PLAIN, "AUTH"
    code, _ = _ask(wire, "MAIL FROM:<>")
    treated: dict[int, Treatment] = {250: PLAIN, 530: "refused"}  # RFC 3207: must issue a STARTTLS command first
    return treated.get(code, "unclear"), str(code)


def _greet_smtp(wire: Wire) -> list[str]:
    """The words that it says it knows."""
    _welcome(wire, 220)
    code, lines = _ask(wire, f"EHLO [{_literal(wire.own_address)}]")
    return [line.upper() for line in lines[1:]] if code == 250 else []  # noqa: PLR2004  # done


def _literal(address: str) -> str:
    return f"IPv6:{address}" if ":" in address else address


def ftp(wire: Wire) -> None:
    """Begin TLS as FTP does it."""
    _welcome(wire, 220)
    code, _ = _ask(wire, "AUTH TLS")
    if code != 234:  # noqa: PLR2004  # RFC 4217: go on
        raise NoTlsError(str(code))


def ftp_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Refused: it does not even take a name without TLS. No password is sent."""
    _welcome(wire, 220)
    code, _ = _ask(wire, "USER safeguard")
    if code in {230, 232, 331}:
        return PLAIN, str(code)
    return "refused" if code in _FTP_TLS_FIRST else "unclear", str(code)


def _welcome(wire: Wire, wanted: int) -> None:
    code, _ = _reply(wire)
    if code != wanted:
        raise UnansweredError("denied", str(code))


def _ask(wire: Wire, command: str) -> tuple[int, list[str]]:
    wire.send(f"{command}\r\n".encode("ascii"))
    return _reply(wire)


def _reply(wire: Wire) -> tuple[int, list[str]]:
    """The three digits, and the text of each line; FTP writes lines between the first and the last as it likes."""
    lines: list[str] = []
    code = ""
    for _ in range(_LINES):
        line = wire.line()
        code = code or line[:3]
        if not (code.isascii() and code.isdecimal() and len(code) == 3):  # noqa: PLR2004  # digits
            raise garbled("no reply of SMTP or FTP")
        lines.append(line[4:].strip())
        if line[:3] == code and line[3:4] in {" ", ""}:
            return int(code), lines
    raise garbled("a reply without end")


def imap(wire: Wire) -> None:
    """Begin TLS as IMAP does it; a server that took us for somebody already (PREAUTH) cannot any more."""
    if "STARTTLS" not in _greet_imap(wire):
        raise NoTlsError("STARTTLS is not offered")
    wire.send(b"b STARTTLS\r\n")
    if not _until(wire, "b ")[-1].upper().startswith("B OK"):
        raise NoTlsError("STARTTLS is refused")


def imap_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Refused: LOGIN is disabled, and there is no other way to sign in."""
    words = _greet_imap(wire)
    ways = any(word.startswith("AUTH=") for word in words)
    return ("refused", "LOGINDISABLED") if "LOGINDISABLED" in words and not ways else (PLAIN, "LOGIN")


def _greet_imap(wire: Wire) -> list[str]:
    hello = wire.line().upper()
    if hello.startswith("* BYE"):
        raise UnansweredError("denied", "BYE")
    if not hello.startswith(("* OK", "* PREAUTH")):
        raise garbled("no greeting of IMAP")
    wire.send(b"a CAPABILITY\r\n")
    for line in _until(wire, "a "):
        if line.upper().startswith("* CAPABILITY "):
            return line.upper().split()[2:]
    raise garbled("no capabilities")


def _until(wire: Wire, tag: str) -> list[str]:
    lines: list[str] = []
    for _ in range(_LINES):
        lines.append(wire.line())
        if lines[-1].startswith(tag):
            return lines
    raise garbled("a reply without end")


def pop3(wire: Wire) -> None:
    """Begin TLS as POP3 does it."""
    _greet_pop3(wire)
    wire.send(b"STLS\r\n")
    if not wire.line().startswith("+OK"):
        raise NoTlsError("-ERR")


def pop3_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Refused: it has a list of what it can (RFC 2449), and no way to sign in stands there."""
    hello = _greet_pop3(wire)
    wire.send(b"CAPA\r\n")
    if not wire.line().startswith("+OK"):
        return "unclear", "CAPA"
    words: list[str] = []
    while (line := wire.line().upper()) != ".":
        words.append(line)
        if len(words) > _LINES:
            raise garbled("a reply without end")
    ways = [word for word in words if word == "USER" or word.startswith("SASL ")]
    return (PLAIN, "USER, SASL or APOP") if ways or "<" in hello else ("refused", "CAPA")


def _greet_pop3(wire: Wire) -> str:
    hello = wire.line()
    if hello.startswith("-ERR"):
        raise UnansweredError("denied", "-ERR")
    if not hello.startswith("+OK"):
        raise garbled("no greeting of POP3")
    return hello
