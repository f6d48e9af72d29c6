"""Configurations of NX-OS for tests."""

HARDENED = """\

!Command: show running-config
!Running configuration last done at: Thu Nov 26 01:00:44 2026
!Time: Thu Nov 26 02:10:00 2026

version 10.4(3) Bios:version 05.47
hostname leaf-1
vdc leaf-1 id 1
  limit-resource vlan minimum 16 maximum 4094

feature nxapi
feature scp-server
feature tacacs+
feature password encryption aes
banner motd #
You are accessing a clinic's system.
feature telnet
#

userpassphrase min-length 15 max-length 127
username rescue password 5 $5$88SPgpAn$Q6/17o5U/5lz4dNL1iQZuj/1a0wcKdrk29ZH1HJsnF.  role network-admin
username rescue passphrase  lifetime 99999 warntime 14 gracetime 3
ssh key rsa 3072
ssh login-attempts 3
ssh ciphers aes256-gcm@openssh.com aes256-ctr
ssh macs hmac-sha2-512 hmac-sha2-256
ssh kexalgos ecdh-sha2-nistp384
ip domain-lookup
tacacs-server host 10.1.48.10 key 6 "JDYkqyIFWeBvzpljSfWmRZrmRSRE8syxKlOSjP9RCCkFinZbJI3GD5c6rckJR/Qju2PKLmOewbheAA=="
tacacs-server host 10.1.48.12 key 6 "JDYkqyIFWeBvzpljSfWmRZrmRSRE8syxKlOSjP9RCCkFinZbJI3GD5c6rckJR/Qju2PKLmOewbheAA=="
aaa group server tacacs+ CLINIC
    server 10.1.48.10
    server 10.1.48.12
    use-vrf management
    source-interface mgmt0
system login block-for 900 attempts 3 within 120
snmp-server user rescue network-admin auth sha 0x2b1e9a0cd priv aes-128 0x2b1e9a0cd localizedkey
snmp-server user NETOPS network-operator auth sha 0x5e23aa178 priv aes-128 0x77aa23aa1 localizedkey
snmp-server globalEnforcePriv
snmp-server host 10.1.48.10 traps version 3 priv NETOPS
rmon event 1 log trap public description FATAL(1) owner PMON@FATAL
ntp server 10.1.12.10 use-vrf management key 1
ntp server 10.1.22.13 use-vrf management key 1
ntp authentication-key 1 md5 F3wbg7k1 7
ntp trusted-key 1
ntp authenticate
aaa authentication login default group CLINIC
aaa authentication login console group CLINIC
aaa accounting default group CLINIC
clock timezone EST -5 0

vlan 1
vrf context management
  ip route 0.0.0.0/0 10.0.0.2
nxapi https port 443
no nxapi http
nxapi ssl protocols TLSv1.2
nxapi idle-timeout 5

interface mgmt0
  vrf member management
  ip address 10.0.0.15/24
line console
  exec-timeout 5
line vty
  session-limit 2
  exec-timeout 5
  access-class MGMT_NET in
logging logfile messages 6 size 4194304
logging server 10.1.48.10 6 port 6514 secure use-vrf management facility local7
logging server 10.1.48.11 6 port 6514 secure use-vrf management facility local7
logging level authpri 6
event manager applet BACKUP_CONFIG
  event syslog pattern "SYSLOG_CONFIG_I"
  action 1 cli command "copy startup-config scp://user@10.1.48.10/nx-config.bak"
  action 2 syslog priority informational msg "Configuration backup was executed"

"""
"""As DISA's STIG for NX-OS asks for it, and a little more."""
CARELESS = """\


!Command: show running-config
!Time: Thu Nov 26 02:10:00 2026

version 9.3(8) Bios:version 05.47
hostname leaf-2
feature telnet
feature nxapi
feature netconf
feature restconf
feature grpc
feature bash-shell
no password strength-check
username ana password 0 night1ngale  role network-admin
snmp-server community night1ngale group network-admin
snmp-server host 10.9.0.8 traps version 2c night1ngale
radius-server host 10.9.0.11 key 7 "night1ngale"
logging server 10.9.0.1
ntp server 10.9.0.21 use-vrf management
line console
line vty
line com1
event manager applet AWAY
  event syslog pattern "SYSLOG_CONFIG_I"
  action 1 cli command "copy running-config tftp://10.9.0.5/leaf-2"

"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
