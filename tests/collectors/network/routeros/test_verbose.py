"""What `/export verbose` prints of a device that nobody has set up: every line is understood, and means the default."""

from typing import Any

import pytest

from collectors.network.platforms import PLATFORMS
from scanner.facts import Fact, Gap, Reuse
from scanner.facts.base import COMMON
from tests.collectors.network.reading import facts

COMMUNITY = (
    "/snmp community\nset [ find default=yes ] addresses=::/0 {}authentication-protocol=MD5 disabled=no "
    "{}encryption-protocol=DES name=public read-access=yes security=none write-access=no\n"
)
ACTIONS = (
    "/system logging action\nset 0 memory-lines=1000 memory-stop-on-full=no name=memory target=memory\n"
    "set 1 disk-file-count=2 disk-file-name=log disk-lines-per-file=1000 disk-stop-on-full=no name=disk target=disk\n"
    "set 2 name=echo remember=yes target=echo\n"
    "set 3 bsd-syslog=no name=remote remote=0.0.0.0 remote-port=514 src-address=0.0.0.0 syslog-facility=daemon \\\n"
    "    syslog-severity=auto syslog-time-format=bsd-syslog target=remote\n"
)
GROUPS = (
    '/user group\nset read name=read policy="local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensiti\\\n'
    '    ve,api,romon,tikapp,!ftp,!write,!policy,!dude" skin=default\n'
    "set full name=full policy=local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web skin=default\n"
)
SIX = (
    "# nov/14/2022 17:12:03 by RouterOS 6.49.7\n# software id = AAAA-BBBB\n"
    + COMMUNITY.format('authentication-password="" ', 'encryption-password="" ')
    + ACTIONS
    + GROUPS
    + "/ip service\n"
    + "".join(
        f'set {name} address="" disabled=no port=1\n' for name in ("telnet", "ftp", "www", "ssh", "api", "winbox")
    )
    + 'set www-ssl address="" certificate=none disabled=yes port=443 tls-version=any\n'
    'set api-ssl address="" certificate=none disabled=no port=8729 tls-version=\\\n    any\n'
    "/ip ssh\nset allow-none-crypto=no always-allow-password-login=no forwarding-enabled=no host-key-size=2048 \\\n"
    "    strong-crypto=no\n"
    "/radius incoming\nset accept=no port=3799\n"
    '/snmp\nset contact="" enabled=no engine-id="" location="" trap-community=public \\\n'
    '    trap-generators=temp-exception trap-target="" trap-version=1\n'
    "/system clock\nset time-zone-autodetect=yes time-zone-name=America/Montevideo\n"
    '/system clock manual\nset dst-delta=+00:00 dst-end="jan/01/1970 00:00:00" time-zone=+00:00\n'
    '/system logging\nset 0 action=memory disabled=no prefix="" topics=info\nset 1 action=memory disabled=no \\\n'
    '    prefix="" topics=error\nset 2 action=memory disabled=no prefix="" topics=warning\n'
    'set 3 action=echo disabled=no prefix="" topics=critical\n'
    '/system ntp client\nset enabled=no primary-ntp=0.0.0.0 secondary-ntp=0.0.0.0 server-dns-names=""\n'
    '/tool e-mail\nset address=0.0.0.0 from=<> password="" port=25 start-tls=no user=""\n'
    "/tool mac-server\nset allowed-interface-list=all\n"
    "/tool mac-server mac-winbox\nset allowed-interface-list=all\n/tool mac-server ping\nset enabled=yes\n"
    '/user aaa\nset accounting=yes default-group=read exclude-groups="" interim-update=0s use-radius=no\n'
)
SEVEN = (
    "# 2026-11-25 02:10:00 by RouterOS 7.17.2\n"
    + COMMUNITY.format("", "")
    + ACTIONS
    + GROUPS
    + "/ip service\n"
    + "".join(
        f'set {name} address="" disabled=no max-sessions=20 port=1 vrf=main\n'
        for name in ("ftp", "ssh", "telnet", "www", "winbox", "api")
    )
    + 'set www-ssl address="" certificate=none disabled=yes max-sessions=20 port=443 tls-version=any vrf=main\n'
    'set api-ssl address="" certificate=none disabled=no max-sessions=20 port=8729 tls-version=any vrf=main\n'
    "/ip socks\n# inactivated, not allowed by device-mode\nset enabled=no\n"
    "/ip ssh\nset always-allow-password-login=no ciphers=auto forwarding-enabled=no host-key-size=2048 \\\n"
    "    host-key-type=rsa strong-crypto=no\n"
    "/radius incoming\nset accept=no port=3799 vrf=main\n"
    '/snmp\nset contact="" enabled=no engine-id-suffix="" location="" src-address=:: trap-community=public \\\n'
    '    trap-generators=temp-exception trap-target="" trap-version=1 vrf=main\n'
    "/system clock\nset time-zone-autodetect=yes time-zone-name=manual\n"
    '/system logging\nset 0 action=memory disabled=no prefix="" regex="" topics=info\n'
    'set 1 action=memory disabled=no prefix="" regex="" topics=error\n'
    'set 2 action=memory disabled=no prefix="" regex="" topics=warning\n'
    'set 3 action=echo disabled=no prefix="" regex="" topics=critical\n'
    '/system ntp client\nset enabled=no mode=unicast servers="" vrf=main\n'
    '/system ntp server\nset auth-key=none broadcast=no broadcast-addresses="" enabled=no use-local-clock=no vrf=main\n'
    '/tool e-mail\nset from=<> port=25 server=0.0.0.0 tls=no user="" vrf=main\n'
    "/tool mac-server\nset allowed-interface-list=all\n"
    '/user aaa\nset accounting=yes default-group=read exclude-groups="" interim-update=0s use-radius=no\n'
    "/user settings\nset minimum-categories=0 minimum-password-length=0\n"
)


def meaning(found: list[Fact]) -> dict[tuple[str, ...], Any]:
    """What they say, without where it stands."""
    own = {fact: type(fact).__struct_fields__[COMMON:] for fact in found if not isinstance(fact, Gap | Reuse)}
    return {
        (type(fact).__name__, fact.resource, name): getattr(fact, name) for fact, names in own.items() for name in names
    }


@pytest.mark.parametrize("text", [SIX, SEVEN])
def test_every_line_is_understood(text: str) -> None:
    kept = PLATFORMS["routeros"].config.keep(text)["lines"]
    assert [line for line in kept if "<?>" in line[1]] == []
    assert len(kept) > 40


@pytest.mark.parametrize("text", [SIX, SEVEN])
def test_it_means_what_no_line_means(text: str) -> None:
    head = next(line for line in text.splitlines() if "RouterOS" in line)
    assert meaning(facts("routeros", f"{head}\n")) == meaning(facts("routeros", text))
    assert meaning(facts("routeros", f"{head}\n", config_all=text)) == meaning(facts("routeros", text))
