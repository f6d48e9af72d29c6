"""Configurations of VyOS for tests."""

HARDENED = """\
set interfaces ethernet eth0 address '10.0.0.1/24'
set interfaces ethernet eth0 description 'to ward 3; service telnet'
set service https api keys id nightly key 'kZ0p1q2r3s4t5u6v7w8x'
set service https api rest
set service https listen-address '10.0.0.1'
set service https tls-version '1.3'
set service ntp allow-client address '127.0.0.0/8'
set service ntp server nts.example.org nts
set service ntp server nts2.example.org nts
set service ntp server nts2.example.org prefer
set service snmp location 'ward 3'
set service snmp v3 engineid '000000000000000000000002'
set service snmp v3 group readers mode 'ro'
set service snmp v3 group readers seclevel 'priv'
set service snmp v3 group readers view 'all'
set service snmp v3 user nms auth encrypted-password '4e52fe55fd011c9c51ae2c65f4b78ca93dcafdfe'
set service snmp v3 user nms auth type 'sha'
set service snmp v3 user nms group 'readers'
set service snmp v3 user nms privacy encrypted-password '4e52fe55fd011c9c51ae2c65f4b78ca93dcafdff'
set service snmp v3 user nms privacy type 'aes'
set service snmp v3 view all oid 1
set service ssh ciphers 'aes256-gcm@openssh.com'
set service ssh client-keepalive-interval '60'
set service ssh disable-host-validation
set service ssh dynamic-protection block-time '900'
set service ssh key-exchange 'curve25519-sha256'
set service ssh listen-address '10.0.0.1'
set service ssh loglevel 'verbose'
set service ssh mac 'hmac-sha2-512-etm@openssh.com'
set service ssh port '22'
set system config-management commit-archive location 'sftp://backup:Wint3rSale@10.9.0.5/configs'
set system config-management commit-revisions '100'
set system host-name 'edge-1'
set system login banner pre-login 'Authorised use only; set service telnet'
set system login radius security-mode 'mandatory'
set system login radius server 10.9.0.11 key 'rAd1usK3y'
set system login radius server 10.9.0.12 key 'rAd1usK3z'
set system login radius source-address '10.0.0.1'
set system login timeout '300'
set system login user rescue authentication encrypted-password '$6$rounds=656000$abcd$efghijkl'
set system login user rescue authentication otp key 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
set system login user rescue authentication plaintext-password ''
set system login user rescue full-name 'for emergencies'
set system login user vyos disable
set system syslog local facility all level 'info'
set system syslog remote 10.9.0.1 facility all level 'info'
set system syslog remote 10.9.0.1 protocol 'tcp'
set system syslog remote 10.9.0.1 tls enable
set system syslog remote 10.9.0.2 facility all level 'info'
set system time-zone 'UTC'
"""

FIRST = "$6$QxPS.uk6mfo$9QBSo8u1FkH16gMyAVhus6fU3LOzvLR9Z9.82m3tiHFAxTtIkhaZSWssSgzt4v4dGAL8rhVQxTg0oAG9/q11h/"
BOOT = """\
interfaces {
    loopback lo {
    }
}
service {
    ntp {
        server time1.vyos.net {
        }
        server time2.vyos.net {
        }
    }
    ssh {
        port "22"
    }
}
system {
    config-management {
        commit-revisions "100"
    }
    host-name "vyos"
    login {
        user vyos {
            authentication {
                encrypted-password "FIRST"
                plaintext-password ""
            }
        }
    }
    syslog {
        global {
            facility all {
                level "info"
            }
            facility local7 {
                level "debug"
            }
        }
    }
}


// Warning: Do not remove the following line.
// vyos-config-version: "bgp@5:broadcast-relay@1:cluster@2"
// Release version: 1.4.2
""".replace("FIRST", FIRST)
"""As the image has it, but for SSH."""
CARELESS = """\
set service https api keys id nightly key 'night1ngale'
set service https api rest
set service ntp server 10.9.0.21
set service snmp community night1ngale authorization 'rw'
set service snmp v3 group readers view 'all'
set service snmp v3 user nms auth plaintext-password 'night1ngale'
set service snmp v3 user nms group 'readers'
set service ssh port '22'
set service ssh dynamic-protection
set service telnet
set service tftp-server directory '/config'
set system config-management commit-archive location 'tftp://10.9.0.5/configs'
set system host-name 'edge-2'
set system login radius server 10.9.0.11 key 'night1ngale'
set system login user vyos authentication plaintext-password 'night1ngale'
set system syslog remote 10.9.0.1 facility all level 'info'
set system syslog remote 10.9.0.2 facility auth
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
