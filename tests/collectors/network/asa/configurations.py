"""Configurations of an ASA for tests."""

HARDENED = """\
: Saved
:
: Serial Number: JAD21100AAA
: Hardware:   ASA5516, 8192 MB RAM, CPU Atom C2000 series 2416 MHz, 1 CPU (8 cores)
:
ASA Version 9.16(4)
!
hostname fw-1
domain-name clinic.example
enable password $sha512$5000$tb2eaIcI/Q5Q==$ScFJI1ChS4gIjXw== pbkdf2
names
!
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
!
banner login You are accessing a system of the clinic.
banner login
banner login telnet 0.0.0.0 0.0.0.0 outside password night1ngale
boot system disk0:/asa9-16-4-lfbff-k8.SPA
clock timezone UTC 0
snmp-server group NETOPS v3 priv
snmp-server user FWADMIN NETOPS v3 engineID 80000009fe encrypted auth sha256 5d:ab:c3 priv aes 256 7b:22:e1
snmp-server host inside 10.9.0.31 version 3 FWADMIN
snmp-server location ward 3
no snmp-server contact
logging enable
logging timestamp
logging buffered informational
logging trap informational
logging host inside 10.9.0.1 tcp/6514 secure
logging host inside 10.9.0.2
no logging message 106015
aaa-server CLINIC protocol radius
aaa-server CLINIC (inside) host 10.9.0.11
 key *****
 radius-common-pw *****
aaa-server CLINIC (inside) host 10.9.0.12
 key *****
user-identity default-domain LOCAL
aaa authentication ssh console CLINIC LOCAL
aaa authentication serial console CLINIC LOCAL
aaa authentication http console CLINIC LOCAL
aaa authentication enable console CLINIC LOCAL
aaa authorization exec authentication-server auto-enable
aaa local authentication attempts max-fail 3
http server enable
http server idle-timeout 5
http 10.9.0.0 255.255.255.0 inside
crypto ca certificate chain PAGES
 certificate 0a1b
    308205c8 308204b0 a0030201
  quit
ssh stricthostkeycheck
ssh timeout 5
ssh version 2
ssh cipher encryption custom "aes256-ctr:aes192-ctr"
ssh cipher integrity custom "hmac-sha2-256"
ssh key-exchange group dh-group14-sha256
ssh 10.9.0.0 255.255.255.0 inside
console timeout 5
ntp authentication-key 1 sha256 *****
ntp authenticate
ntp trusted-key 1
ntp server 10.9.0.21 key 1 prefer
ntp server 10.9.0.22 key 1
ssl server-version tlsv1.2
ssl cipher tlsv1.2 high
password-policy minimum-length 15
password-policy lifetime 180
password-policy reuse-interval 5
event manager applet BACKUP_CONFIG
 event syslog id 111008
 action 1 cli command "copy /noconfirm startup-config scp://backup:Wint3rSale@10.9.0.5/fw-1"
 output none
username LAST_RESORT password $sha512$5000$tb2eaIcI/Q5Q==$ScFJI1ChS4gIjXw== pbkdf2 privilege 15
tunnel-group VPN ipsec-attributes
 ikev1 pre-shared-key *****
Cryptochecksum:bbd9a4ea1d2f0a6f9d0f7a6a5a9f7a11
: end
"""
CARELESS = """\
: Saved
:
ASA Version 9.6(1)
!
hostname fw-2
enable password 2KFQnbNIdI.2KYOU encrypted
passwd 2KFQnbNIdI.2KYOU encrypted
names
snmp-server host inside 10.9.0.8 community night1ngale version 2c
snmp-server community night1ngale
logging enable
logging host inside 10.9.0.1
aaa-server CLINIC protocol radius
aaa-server CLINIC (inside) host 10.9.0.11
 key night1ngale
http server enable
http 0.0.0.0 0.0.0.0 inside
telnet 0.0.0.0 0.0.0.0 inside
ssh 0.0.0.0 0.0.0.0 inside
ntp server 10.9.0.21
username ana password night1ngale privilege 15
event manager applet AWAY
 event timer watchdog time 86400
 action 1 cli command "copy /noconfirm running-config tftp://10.9.0.5/fw-2"
 output none
Cryptochecksum:bbd9a4ea1d2f0a6f9d0f7a6a5a9f7a11
: end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
