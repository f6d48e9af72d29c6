"""Configurations of IOS XR for tests."""

HARDENED = """\
Thu Nov 26 02:10:00.123 UTC
Building configuration...
!! IOS XR Configuration 7.5.2
!! Last configuration change at Thu Nov 26 01:00:44 2026 by rescue
!
hostname edge-1
banner login ^C
You are accessing a clinic's system.
telnet vrf default ipv4 server max-servers 10
^C
logging archive
 device harddisk
 severity notifications
 file-size 10
 archive-size 100
!
logging tls-server CLINIC
 vrf default
 severity info
 trustpoint CA_X
 tls-hostname logs.clinic.example
!
logging tls-server SECOND
 vrf default
 severity info
 trustpoint CA_X
 tls-hostname logs2.clinic.example
!
logging buffered 8888888
logging buffered informational
service timestamps log datetime localtime
domain name clinic.example
aaa accounting exec default start-stop group tacacs+
aaa accounting commands default start-stop group tacacs+
aaa authentication login LOGIN_AUTHENTICATION group tacacs+ local
aaa password-policy CLINIC
 min-length 15
 lifetime days 60
 lockout-time minutes 15
 authen-max-attempts 3
!
username rescue
 group netadmin
 password-policy CLINIC password 10 $6$6ZCIj1K5LC2E8j1.$c1SkxGCJzkTnqg6mYQmMxpDM5jXGbGUQRJJgPzKJQSRQ0
!
tacacs-server host 10.1.3.16 port 49
 key 6 555F4F5C5B5A5D5E
!
tacacs-server host 10.1.3.17 port 49
 key 6 555F4F5C5B5A5D5E
!
line console
 login authentication LOGIN_AUTHENTICATION
 exec-timeout 5 0
!
line default
 login authentication LOGIN_AUTHENTICATION
 exec-timeout 5 0
 access-class ingress MANAGEMENT_NET
 transport input ssh
!
vty-pool default 0 4
clock timezone UTC 0
configuration commit auto-save filename scp://user1@server1://test-folder/test_123
snmp-server host 10.1.22.2 traps version 3 priv V3USER
snmp-server user V3USER V3GROUP v3 auth sha encrypted 110B1607150B priv aes 256 encrypted 110B1607150B SystemOwner
snmp-server view V3READ iso included
snmp-server group V3GROUP v3 priv read V3READ write V3READ
snmp-server traps snmp linkup
ntp
 authentication-key 1 md5 encrypted 030654090416
 authenticate
 trusted-key 1
 server 10.1.12.10 key 1
 server 10.1.22.13 key 1
!
ipv4 access-list MANAGEMENT_NET
 10 permit ipv4 10.1.1.0 0.0.0.255 any
 20 deny ipv4 any any log-input
!
interface MgmtEth0/RP0/CPU0/0
 description snmp-server community public
 ipv4 address 10.0.0.15 255.255.255.0
!
router bgp 65000
 neighbor 10.0.0.9
  remote-as 65001
  password encrypted 110B1607150B
 !
!
netconf-yang agent
 ssh
 session idle-timeout 5
!
grpc
 port 57400
 tls-mutual
!
ssh server v2
ssh server vrf default ipv4 access-list MANAGEMENT_NET
ssh server netconf vrf default
ssh server session-limit 2
ssh server algorithms key-exchange ecdh-sha2-nistp521 ecdh-sha2-nistp384
ssh server algorithms cipher aes256-gcm@openssh.com aes256-ctr
ssh server algorithms mac hmac-sha2-512
end

"""
"""As DISA's STIG for IOS XR asks for it, and a little more."""
CARELESS = """\
!! IOS XR Configuration 6.5.3
hostname edge-2
username ana
 group root-lr
 password 7 110B1607150B
!
line console
!
line default
!
vty-pool default 0 4
telnet vrf default ipv4 server max-servers 10
snmp-server community night1ngale RW
logging 10.9.0.1 vrf default
tacacs-server host 10.9.0.11 port 49
 key 7 110B1607150B
!
configuration commit auto-save filename tftp://10.9.0.5/edge-2
ntp
 server 10.9.0.21
!
tftp vrf default ipv4 server homedir disk0:/
ssh server
netconf-yang agent
 ssh
!
grpc
 port 57400
!
end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
