"""A FortiGate as the fix texts of DISA's STIG leave it, and one with everything wrong."""

HARDENED = """\
#config-version=FGVMK6-7.4.8-FW-build2795-250523:opmode=0:vdom=0:user=admin
config system global
    set admin-https-ssl-versions tlsv1-2 tlsv1-3
    set admin-lockout-duration 900
    set admin-lockout-threshold 3
    set admin-restrict-local enable
    set admin-ssh-v1 disable
    set admintimeout 10
    set cli-audit-log enable
    set hostname "clinic-fw"
    set private-data-encryption enable
    set revision-backup-on-logout enable
    set timezone "Etc/UTC"
end
config system ssh-config
    set ssh-kex-algo ecdh-sha2-nistp384
    set ssh-enc-algo aes256-ctr aes256-gcm@openssh.com
    set ssh-mac-algo hmac-sha2-256 hmac-sha2-512
end
config system accprofile
    edit "auditors"
        set sysgrp read
        set loggrp read
        set admintimeout-override enable
        set admintimeout 5
    next
end
config system interface
    edit "port1"
        set vdom "root"
        set ip 10.0.0.1 255.255.255.0
        set allowaccess ping https ssh snmp
        set type physical
        config ipv6
            set ip6-address 2001:db8::1/64
            set ip6-allowaccess ping https ssh
        end
    next
    edit "port2"
        set vdom "root"
        config secondaryip
            edit 1
                set ip 10.1.0.1 255.255.255.0
                set allowaccess ping
            next
        end
        set alias "to the \\"clinic\\""
    next
end
config system password-policy
    set status enable
    set apply-to admin-password
    set minimum-length 15
    set min-upper-case-letter 1
    set expire-status disable
end
config user ldap
    edit "dc"
        set server "10.9.0.1"
        set secondary-server "10.9.0.2"
        set cnid "sAMAccountName"
        set dn "dc=clinic,dc=example"
        set type regular
        set username "cn=reader"
        set password ENC cHJpdmF0ZQ==
        set secure ldaps
    next
end
config user group
    edit "admins"
        set member "dc"
        config match
            edit 1
                set server-name "dc"
                set group-name "cn=fw"
            next
        end
    next
end
config system admin
    edit "admin"
        set accprofile "super_admin"
        set vdom "root"
        set password ENC PB2u0ukXnlEDqWXjKFjLKzMXVzLqmFZpHWgfdnTaFZ8/b+eQ0CgYB7jbJ5Uk8=
    next
    edit "clinic"
        set remote-auth enable
        set accprofile "super_admin"
        set vdom "root"
        set wildcard enable
        set remote-group "admins"
    next
end
config system snmp sysinfo
    set status enable
end
config system snmp user
    edit "watch"
        set security-level auth-priv
        set auth-proto sha256
        set auth-pwd ENC YXV0aA==
        set priv-proto aes256
        set priv-pwd ENC cHJpdg==
    next
end
config log memory setting
    set status enable
end
config log syslogd setting
    set status enable
    set server "10.9.0.10"
    set mode reliable
    set enc-algorithm high
end
config log syslogd2 setting
    set status enable
    set server "10.9.0.11"
    set mode reliable
    set enc-algorithm high-medium
end
config log eventfilter
    set event enable
    set system enable
end
config system ntp
    set ntpsync enable
    set type custom
    config ntpserver
        edit 1
            set server "10.9.0.20"
            set key-type SHA256
            set authentication enable
            set key ENC bnRwMQ==
            set key-id 1
        next
        edit 2
            set server "10.9.0.21"
            set authentication enable
            set key ENC bnRwMg==
            set key-id 2
        next
    end
end
config system automation-trigger
    edit "nightly"
        set trigger-type scheduled
        set trigger-hour 2
    next
end
config system automation-action
    edit "away"
        set action-type cli-script
        set script "execute backup config sftp /cfg/%%date%%.conf 10.9.0.30 keeper s3cr3t"
        set accprofile "super_admin"
    next
end
config system automation-stitch
    edit "copies"
        set trigger "nightly"
        config actions
            edit 1
                set action "away"
                set required enable
            next
        end
    next
end
"""
STATUS = """\
Version: FortiGate-VM64-KVM v7.4.8,build2795,250523 (GA.M)
Hostname: clinic-fw
System time: Thu Nov 26 02:09:58 2026
"""
NTP = "synchronized: yes, ntpsync: enabled, server-mode: disabled\n"


def world(*lines: str) -> str:
    """Lines of `config system global`."""
    return "\n".join(("config system global", *lines, "end\n"))


def entry(table: str, name: str, *lines: str) -> str:
    """One entry of a table."""
    return "\n".join((f"config {table}", f"edit {name}", *lines, "next", "end\n"))


CARELESS = """\
#config-version=FGVMK6-7.2.4-FW-build1396-230131:opmode=0:vdom=0:user=admin
config system global
    set hostname "clinic-fw-2"
end
config system accprofile
    edit "night"
        set admintimeout-override enable
    next
end
config system interface
    edit "port1"
        set vdom "root"
        set allowaccess ping https ssh snmp http telnet
    next
end
config user radius
    edit "aaa"
        set server "10.9.0.11"
        set secret ENC cHJpdmF0ZQ==
    next
end
config user group
    edit "admins"
        set member "aaa"
    next
end
config system admin
    edit "admin"
        set accprofile "super_admin"
        set vdom "root"
        set password ENC SH2u0ukXnlEDqWXjKFjLKzMXVzLqmFZpHWgfdnTaFZ8=
    next
    edit "ana"
        set accprofile "night"
        set vdom "root"
        set password night1ngale
    next
    edit "clinic"
        set remote-auth enable
        set accprofile "super_admin"
        set vdom "root"
        set wildcard enable
        set remote-group "admins"
    next
end
config system password-policy
    set status enable
end
config system snmp sysinfo
    set status enable
end
config system snmp community
    edit 1
        set name "night1ngale"
    next
end
config system snmp user
    edit "watch"
    next
end
config log syslogd setting
    set status enable
    set server "10.9.0.10"
end
config system ntp
    set ntpsync enable
    set type custom
    config ntpserver
        edit 1
            set server "10.9.0.20"
        next
    end
end
config system automation-trigger
    edit "nightly"
        set trigger-type scheduled
    next
end
config system automation-action
    edit "away"
        set action-type cli-script
        set script "execute backup config tftp /cfg.conf 10.9.0.30"
    next
end
config system automation-stitch
    edit "copies"
        set trigger "nightly"
        config actions
            edit 1
                set action "away"
            next
        end
    next
end
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
