"""Configurations of AOS-CX for tests."""

HARDENED = """\
Current configuration:
!
!Version ArubaOS-CX FL.10.14.1000
!export-password: custom
hostname edge-1
user admin group administrators password ciphertext AQBapXjWint3rSale1JCo1
user ana group operators password ciphertext AQBapXjWint3rSale2JCo1
user ana authorized-key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ana@desk
clock timezone us/eastern
profile leaf
vrf ward
ntp authentication
ntp authentication-key 1 sha1 ciphertext AQBapXjWint3rSale3 trusted
ntp server 10.9.0.21 key-id 1 iburst
ntp server 10.9.0.22 key-id 1 minpoll 4 maxpoll 4
ntp enable
ntp vrf mgmt
cli-session
    timeout 10
    max-per-user 3
!
!
tacacs-server host 10.9.0.11 key ciphertext AQBapXjWint3rSale4 vrf mgmt
tacacs-server host 10.9.0.12 key ciphertext AQBapXjWint3rSale5 vrf mgmt
aaa group server tacacs desk
    server 10.9.0.11 vrf mgmt
    server 10.9.0.12 vrf mgmt
aaa authentication minimum-password-length 15
aaa authentication login default group desk local
aaa authorization commands default group desk local
aaa accounting all-mgmt default start-stop group desk local
logging facility local0
logging 10.9.0.1 tls severity info include-auditable-events vrf mgmt
logging 10.9.0.2 tls auth-mode subject-name include-auditable-events vrf mgmt
password complexity
    minimum-length 15
    history-count 5
    enable
ssh server vrf mgmt
no ssh server vrf default
no ssh public-key-authentication
ssh ciphers aes256-gcm@openssh.com aes256-ctr
ssh macs hmac-sha2-512-etm@openssh.com hmac-sha2-256-etm@openssh.com
ssh key-exchange-algorithms ecdh-sha2-nistp384 ecdh-sha2-nistp256
vlan 1
interface mgmt
    no shutdown
    ip static 10.9.0.3/24
interface 1/1/1
    description to ward 3, telnet server vrf default
    no shutdown
    vlan access 1
snmp-server vrf mgmt
snmp-server system-location ward 3
snmp-server snmpv3-only
snmpv3 security-level auth-privacy
snmpv3 user watch auth sha256 auth-pass ciphertext AQBapXjSale6 priv aes256 priv-pass ciphertext AQBapXjSale7
snmp-server host 10.9.0.8 trap version v3 user watch
https-server vrf mgmt
https-server session-timeout 10
https-server rest access-mode read-only
job copy
    10 cli copy running-config sftp://backup@10.9.0.5/edge-1.cfg cli vrf mgmt
schedule nightly
    10 job copy
    trigger on 03:00 daily
"""
SMALL = """\
!
!Version ArubaOS-CX FL.10.13.1000
!export-password: default
hostname sw-25g04
user admin group administrators password ciphertext AQBapXDwaGq+GHwyLgj0Eu
!
ntp server pool.ntp.org minpoll 4 maxpoll 4 iburst
ntp enable
!
ssh server vrf mgmt
vlan 1
spanning-tree
interface mgmt
    no shutdown
    ip dhcp
https-server vrf mgmt
"""
"""As it came from the factory, but for a name and a password."""
CARELESS = """\
Current configuration:
!
!Version ArubaOS-CX FL.10.13.1000
!export-password: default
hostname edge-2
user admin group administrators password plaintext night1ngale
ntp server pool.ntp.org iburst
radius-server host 10.9.0.11 key plaintext night1ngale
logging 10.9.0.1
ssh server vrf mgmt
telnet server vrf mgmt
https-server vrf mgmt
snmp-server vrf mgmt
snmp-server community night1ngale
snmpv3 user watch auth md5 auth-pass plaintext night1ngale
job copy
    10 cli copy running-config tftp://10.9.0.5/edge-2.cfg cli vrf mgmt
schedule nightly
    10 job copy
    trigger on 03:00 daily
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
