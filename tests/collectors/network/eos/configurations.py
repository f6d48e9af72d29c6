"""Configurations of EOS for tests."""

HARDENED = """\
! Command: show running-config
! device: leaf-1 (DCS-7280SRA-48C6-F, EOS-4.34.2F)
!
! boot system flash:/EOS-4.34.2F.swi
!
aaa authentication login default group CLINIC local
aaa authentication login console group CLINIC local
aaa authentication dot1x default group radius
aaa authentication policy on-success log
aaa authentication policy on-failure log
aaa authentication policy lockout failure 3 window 900 duration 900
aaa authorization serial-console
aaa authorization exec default group CLINIC local
aaa authorization commands all default local
aaa accounting exec default start-stop group CLINIC logging
aaa accounting system default start-stop group CLINIC logging
aaa accounting commands all default start-stop logging group CLINIC
!
no aaa root
!
username Emergency-Admin privilege 15 role network-admin secret sha512 $6$ObuWg.Eu7DwGD8k/$EgT0uI.hLrStrmxUvJijecxDXr
!
role operator
   10 permit command show running-config [all|detail] sanitized
   20 deny command >|>>|extension|\\||session|do|delete|copy|username night1ngale
!
management api http-commands
   protocol https ssl profile PAGES
   no shutdown
   !
   vrf MGMT
      no shutdown
!
daemon TerminAttr
   exec /usr/bin/TerminAttr -cvaddr=10.9.0.9:9910 -cvauth=key,night1ngale -cvvrf=MGMT
   no shutdown
!
schedule tech-support interval 60 timeout 30 max-log-files 100 command show tech-support
schedule BACKUP interval 1440 timeout 30 max-log-files 1 command copy running-config scp:backup@10.9.0.5/leaf-1
!
logging buffered informational
logging trap informational
logging host 10.9.0.1 514
logging vrf MGMT host 10.9.0.2 6514 protocol tls ssl-profile PAGES
logging vrf MGMT source-interface Management1
logging level AAA informational
!
hostname leaf-1
!
ntp authentication-key 12 sha1 7 06131C2058470A58
ntp trusted-key 12
ntp authenticate servers
ntp local-interface Management1
ntp server 10.9.0.21 prefer key 12
ntp server vrf MGMT 10.9.0.22 iburst key 12
!
radius-server host 10.9.0.11 vrf MGMT key 7 106D1A182224
radius-server host 10.9.0.12 vrf MGMT key 7 106D1A182224
!
aaa group server radius CLINIC
   server 10.9.0.11 vrf MGMT
   server 10.9.0.12 vrf MGMT
!
snmp-server engineID local f5717f444ca880dbb200
snmp-server contact FedSE
snmp-server view snmpview system included
snmp-server group testers v3 priv read snmpview
snmp-server user jitc-sw testers v3 localized f8527f444ca990dcc200 auth sha 7b65225a6abf priv aes a1aedb198664
snmp-server host 10.9.0.31 version 3 priv jitc-sw
snmp-server enable traps snmp authentication
!
interface Management1
   vrf MGMT
   ip address 10.0.0.1/24
   no lldp transmit
!
clock timezone UTC
!
banner login
You are accessing a system of the clinic. password night1ngale
management telnet
   no shutdown
EOF is not alone here
end
EOF
!
management console
   idle-timeout 10
!
management security
   entropy source hardware
   password minimum length 15
   !
   ssl profile PAGES
      tls versions 1.2 1.3
      cipher-list ECDHE-RSA-AES256-GCM-SHA384
      certificate leaf.crt key leaf.key
!
management ssh
   ip access-group MGMT_NETWORK in
   idle-timeout 10
   cipher aes256-ctr aes192-ctr aes128-ctr
   key-exchange ecdh-sha2-nistp384
   mac hmac-sha2-256 hmac-sha2-512
   fips restrictions
   connection limit 5
   !
   vrf MGMT
      no shutdown
!
management telnet
   shutdown
!
end
"""
CARELESS = """\
! Command: show running-config
! device: leaf-2 (DCS-7280SRA-48C6-F, EOS-4.28.1F)
!
aaa authentication policy lockout failure 3
!
username ana privilege 15 role network-admin secret 0 night1ngale
enable password night1ngale
aaa root secret night1ngale
!
schedule AWAY interval 1440 timeout 30 max-log-files 1 command copy running-config tftp://10.9.0.5/leaf-2
!
logging host 10.9.0.1
!
ntp server 10.9.0.21
!
radius-server host 10.9.0.11 key 0 night1ngale
!
snmp-server community night1ngale rw
snmp-server host 10.9.0.8 version 2c night1ngale
!
management api http-commands
   protocol http
   protocol https ssl profile PAGES
   no shutdown
!
management api gnmi
   transport grpc default
!
management api netconf
   transport ssh default
!
management api restconf
   transport https default
!
management security
   ssl profile PAGES
      certificate leaf.crt key leaf.key
!
management ssh
!
management telnet
   no shutdown
!
end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
