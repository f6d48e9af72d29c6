"""Configurations of IOS for tests."""

HARDENED = """\
Building configuration...

Current configuration : 3425 bytes
!
version 17.9
service timestamps log datetime msec
service password-encryption
hostname edge-1
enable algorithm-type scrypt secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco
aaa new-model
aaa group server tacacs+ CLINIC
 server name tac-1
 server name tac-2
!
aaa authentication login default group CLINIC local
aaa authentication login CON group CLINIC local
aaa accounting exec default start-stop group CLINIC
aaa accounting commands 15 default start-stop group CLINIC
login block-for 900 attempts 3 within 120
login on-failure log
login on-success log
security passwords min-length 15
username rescue privilege 15 secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM
archive
 log config
  logging enable
  notify syslog contenttype plaintext
  hidekeys
 path scp://backup:Wint3rSale@10.9.0.5/$h
 write-memory
 time-period 1440
!
interface GigabitEthernet0/0
 description to ward 3
 ip address 10.0.0.1 255.255.255.0
!
no ip http server
ip http secure-server
ip http authentication aaa login-authentication CON
ip http timeout-policy idle 300 life 3600 requests 100
ip http tls-version TLSv1.2
ip ssh version 2
ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256
ip ssh server algorithm encryption aes256-gcm aes256-ctr
ip ssh server algorithm kex ecdh-sha2-nistp384
logging trap informational
logging host 10.9.0.1
logging host 10.9.0.2 transport tls port 6514
snmp-server group READERS v3 priv read ALL
snmp-server view ALL iso included
tacacs server tac-1
 address ipv4 10.9.0.11
 key 6 QHCKBYNaUTeMZcGQTGEWaEQiSVLJeW_cAAB
tacacs server tac-2
 address ipv4 10.9.0.12
 key 6 QHCKBYNaUTeMZcGQTGEWaEQiSVLJeW_cAAB
!
line con 0
 exec-timeout 5 0
 login authentication CON
line aux 0
 no exec
line vty 0 4
 access-class 10 in
 exec-timeout 5 0
 transport input ssh
line vty 5 15
 transport input none
!
clock timezone EST -5 0
ntp authentication-key 1 hmac-sha2-256 0224055A5B0B0D 7
ntp authenticate
ntp trusted-key 1
ntp server 10.9.0.21 key 1
ntp server 10.9.0.22 key 1 prefer
end
"""
CARELESS = """\
version 15.2
service timestamps log datetime msec
hostname edge-2
enable password night1ngale
aaa new-model
username ana privilege 15 password 0 night1ngale
ip http server
ip http authentication aaa
netconf-yang
restconf
gnxi server
gnxi secure-server
tftp-server flash:config.bin
archive
 path tftp://10.9.0.5/$h
 write-memory
snmp-server community night1ngale RW
snmp-server host 10.9.0.8 night1ngale
logging host 10.9.0.1
radius server one
 address ipv4 10.9.0.11 auth-port 1812 acct-port 1813
 key night1ngale
ntp server 10.9.0.21
line con 0
line aux 0
line 1 4
line vty 0 4
end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
