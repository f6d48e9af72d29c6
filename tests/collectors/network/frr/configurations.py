"""Configurations of FRR for tests."""

HARDENED = """\
Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname edge-1
log file /var/log/frr/frr.log
log syslog informational
log commands
service integrated-vtysh-config
!
ip router-id 192.0.2.1
!
interface eth0
 description to ward 3, password x
 ip ospf authentication-key Wint3rSale
exit
!
router bgp 65001
 neighbor 192.0.2.1 remote-as 65002
 neighbor 192.0.2.1 password Wint3rSale
 !
 address-family ipv4 unicast
  neighbor 192.0.2.1 soft-reconfiguration inbound
 exit-address-family
exit
!
line vty
 exec-timeout 5 0
exit
!
end
"""
OPEN = """\
hostname edge-1
password zebra
enable password zebra
line vty
 no exec-timeout
"""
"""As old examples write it."""
CARELESS = """\
frr version 8.4.4
frr defaults traditional
hostname edge-2
password night1ngale
enable password night1ngale
log syslog
log file /var/log/frr/frr.log
line vty
exit
end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
