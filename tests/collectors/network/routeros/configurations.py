"""Configurations of RouterOS for tests."""

HARDENED = """\
# 2026-11-25 02:10:01 by RouterOS 7.18.2
# software id = AAAA-BBBB
#
# model = RB5009UG+S+
# serial number = XXXX
/interface bridge
add name=bridge comment="to ward 3; set telnet disabled=no"
/snmp community
set [ find default=yes ] disabled=yes
add addresses=10.9.0.0/24 authentication-protocol=SHA1 encryption-protocol=AES name=watch security=private
/system logging action
set 3 remote=10.9.0.1
add check-certificate=yes name=siem remote=10.9.0.2 remote-port=6514 remote-protocol=tls target=remote
/user group
add name=ops policy="local,ssh,reboot,read,write,test,password,sensitive,!telnet,!ftp,!policy,!winbox,!web,!sniff,!a\\
    pi,!romon,!rest-api"
/ip service
set telnet disabled=yes
set ftp disabled=yes
set www disabled=yes
set ssh address=10.9.0.0/24
set www-ssl certificate=pages disabled=no tls-version=only-1.2
set api disabled=yes
set winbox disabled=yes
set api-ssl disabled=yes
/ip ssh
set ciphers=aes-gcm,aes-ctr host-key-type=ed25519 strong-crypto=yes
/radius
add address=10.9.0.11 secret=Wint3rSale service=login
add address=10.9.0.12 secret=Wint3rSale service=login
/snmp
set enabled=yes trap-community=watch trap-version=3
/system clock
set time-zone-name=America/New_York
/system identity
set name=edge-1
/system logging
add action=siem topics=info
add action=siem topics=error
add action=siem topics=warning
add action=siem topics=critical
/system ntp client
set enabled=yes
/system ntp client servers
add address=10.9.0.21 auth-key=1
add address=10.9.0.22 auth-key=1
/system ntp key
add key-id=1
/system scheduler
add interval=1d name=nightly on-event=copy policy=ftp,read,test start-time=03:00:00
/system script
add name=copy policy=ftp,read,test source="/export file=copy\\r\\
    \\n/tool fetch upload=yes mode=sftp address=10.9.0.5 user=backup password=Wint3rSale src-path=copy.rsc"
/tool bandwidth-server
set enabled=no
/tool mac-server
set allowed-interface-list=none
/tool mac-server mac-winbox
set allowed-interface-list=none
/user aaa
set use-radius=yes
/user settings
set minimum-categories=3 minimum-password-length=15
"""
CARELESS = """\
# 2026-11-25 02:10:01 by RouterOS 6.49.2
# software id = AAAA-BBBB
#
# model = RB5009UG+S+
# serial number = XXXX
/snmp community
add name=night1ngale
add name=watch security=private
/ip service
set www-ssl disabled=no
/radius
add address=10.9.0.11 secret=night1ngale service=login
/snmp
set enabled=yes
/system identity
set name=edge-2
/system logging
add action=remote topics=info
/system logging action
set 3 remote=10.9.0.1
/system ntp client
set enabled=yes primary-ntp=10.9.0.21
/system scheduler
add interval=1d name=nightly on-event="/export file=copy\\r\\
    \\n/tool fetch upload=yes mode=ftp address=10.9.0.5 user=backup password=night1ngale src-path=copy.rsc"
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
