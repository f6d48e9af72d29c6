"""As much of BER (X.690) as LDAP takes, to build messages and to open them."""

from typing import TypeAlias

Item: TypeAlias = tuple[int, bytes]
"""Kind and content."""


def item(kind: int, content: bytes) -> bytes:
    """One element."""
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x84]) + size.to_bytes(4)
    return bytes([kind]) + length + content


def integer(value: int, kind: int = 0x02) -> bytes:
    """A whole number, or what is written as one."""
    return item(kind, value.to_bytes(value.bit_length() // 8 + 1))


def octets(value: str | bytes) -> bytes:
    """A string."""
    return item(0x04, value.encode() if isinstance(value, str) else value)


def whole(data: bytes) -> int | None:
    """How long the element is that begins here; None: that is not to be seen yet."""
    if len(data) < 2:
        return None
    size, more = data[1], 0
    if size & 0x80:
        more = size & 0x7F
        if len(data) < 2 + more:
            return None
        size = int.from_bytes(data[2 : 2 + more])
    return 2 + more + size


def parsed(data: bytes) -> list[Item]:
    """The elements that stand one behind the other."""
    found: list[Item] = []
    while data:
        size = whole(data)
        assert size is not None
        head = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
        found.append((data[0], data[head:size]))
        data = data[size:]
    return found
