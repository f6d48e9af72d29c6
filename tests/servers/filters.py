"""Whether an entry fits a filter (RFC 4511, 4.5.1.7), with the bits of Active Directory's matching rules."""

from collections.abc import Mapping, Sequence

from tests.servers.ber import Item, parsed

_AND, _OR = b"1.2.840.113556.1.4.803", b"1.2.840.113556.1.4.804"
"""MS-ADTS 3.1.1.3.4.4: LDAP_MATCHING_RULE_BIT_AND, LDAP_MATCHING_RULE_BIT_OR."""


def fits(entry: Mapping[str, Sequence[str | bytes]], wanted: Item) -> bool:
    """Tell whether it does."""
    kind, content = wanted
    match kind:
        case 0xA0:
            return all(fits(entry, one) for one in parsed(content))
        case 0xA1:
            return any(fits(entry, one) for one in parsed(content))
        case 0xA2:
            return not fits(entry, parsed(content)[0])
        case 0x87:
            return content.lower() == b"objectclass" or bool(_values(entry, content))
        case 0xA3:
            (_, name), (_, value) = parsed(content)
            return value.lower() in _values(entry, name)
        case 0xA5 | 0xA6:
            (_, name), (_, value) = parsed(content)
            return any(_compares(one, value, greater=kind == 0xA5) for one in _values(entry, name))
        case 0xA4:
            (_, name), (_, parts) = parsed(content)
            return any(_holds(one, parsed(parts)) for one in _values(entry, name))
        case 0xA9:
            said = dict(parsed(content))
            bits = int(said[0x83])
            return any(_bits(int(one) & bits, bits, said.get(0x81, b"")) for one in _values(entry, said[0x82]))
    raise AssertionError(f"no filter that is known here: {kind:#x}")


def _values(entry: Mapping[str, Sequence[str | bytes]], name: bytes) -> list[bytes]:
    wanted = name.decode().lower()
    some = next((values for known, values in entry.items() if known.lower() == wanted), ())
    return [(value.encode() if isinstance(value, str) else value).lower() for value in some]


def _compares(one: bytes, value: bytes, *, greater: bool) -> bool:
    return int(one) >= int(value) if greater else int(one) <= int(value)


def _holds(one: bytes, parts: list[Item]) -> bool:
    """Begins (0x80), holds (0x81) and ends (0x82) so."""
    wanted = [(kind, part.lower()) for kind, part in parts]
    return all(
        one.startswith(part) if kind == 0x80 else one.endswith(part) if kind == 0x82 else part in one
        for kind, part in wanted
    )


def _bits(found: int, bits: int, rule: bytes) -> bool:
    return found == bits if rule == _AND else bool(found) if rule == _OR else found == bits
