"""Configurations of Junos for tests."""

HARDENED = """\
## Last changed: 2026-11-20 08:11:02 UTC
version 23.4R2-S2.1;
groups {
    LOGS {
        system {
            syslog {
                host <*> {
                    any info;
                }
            }
        }
    }
}
system {
    host-name edge-1;
    root-authentication {
        encrypted-password "$6$HEQnJP/W$/QDk1MwLnV0yGq"; ## SECRET-DATA
    }
    login {
        retry-options {
            tries-before-disconnect 3;
            lockout-period 15;
        }
        idle-timeout 5;
        class ENGINEER {
            idle-timeout 5;
            permissions all;
            deny-commands "^set cli idle-timeout";
        }
        class READERS {
            permissions [ view view-configuration ];
        }
        user remote {
            class READERS;
        }
        user rescue {
            uid 2000;
            class ENGINEER;
            authentication {
                encrypted-password "$6$Qx0SbTjm$kGz7wPqLr3"; ## SECRET-DATA
            }
        }
        password {
            minimum-length 15;
            minimum-reuse 5;
            maximum-lifetime 90;
            format sha512;
        }
        message "You are accessing a U.S. Government (USG) Information System (IS); {it} /* is */ given\\n # for use";
    }
    services {
        ssh {
            root-login deny;
            no-tcp-forwarding;
            protocol-version v2;
            max-sessions-per-connection 3;
            ciphers [ aes256-ctr aes192-ctr "aes256-gcm@openssh.com" ];
            macs [ hmac-sha2-512 hmac-sha2-256 ];
            key-exchange [ ecdh-sha2-nistp521 ecdh-sha2-nistp384 group-exchange-sha2 ];
            client-alive-interval 60;
            connection-limit 3;
        }
        netconf {
            ssh;
            rfc-compliant;
        }
        web-management {
            https {
                system-generated-certificate;
            }
            session {
                idle-timeout 10;
            }
        }
    }
    time-zone UTC;
    authentication-order [ tacplus radius ];
    radius-server {
        10.9.0.13 secret "$8$aes256-gcm$hmac-sha2-256$100$xYWdsq5zF$wYnC"; ## SECRET-DATA
    }
    tacplus-server {
        10.9.0.11 {
            secret "$8$aes256-gcm$hmac-sha2-256$100$kL0oP9q$Zx"; ## SECRET-DATA
            timeout 5;
            source-address 10.0.0.1;
        }
        10.9.0.12 secret "$8$aes256-gcm$hmac-sha2-256$100$kL0oP9q$Zy"; ## SECRET-DATA
    }
    accounting {
        events [ login change-log interactive-commands ];
        destination {
            tacplus;
        }
    }
    syslog {
        apply-groups LOGS;
        user * {
            any emergency;
        }
        host 10.9.0.1 {
            transport tls;
            structured-data;
        }
        host 10.9.0.2 {
            log-prefix edge-1;
        }
        file messages {
            any info;
            authorization none;
            archive size 1m files 5;
        }
        file audit {
            authorization info;
            change-log info;
            interactive-commands info;
        }
    }
    archival {
        configuration {
            transfer-on-commit;
            archive-sites {
                "scp://backup@10.9.0.5:/configs" password "$9$CMJKpu1LX-bwgBIYo"; ## SECRET-DATA
            }
        }
    }
    ntp {
        authentication-key 1 type sha256 value "$9$aBcDeF1LX-bwgBIYo"; ## SECRET-DATA
        authentication-key 2 type sha1 value "$9$gHiJkL1LX-bwgBIYo"; ## SECRET-DATA
        server 10.9.0.21 key 1 prefer; ## SECRET-DATA
        server 10.9.0.22 key 2; ## SECRET-DATA
        trusted-key [ 1 2 ];
        source-address 10.0.0.1;
    }
    inactive: processes {
        ntp disable;
    }
}
interfaces {
    ge-0/0/0 {
        description "to ward 3; system { services { telnet; } }";
        unit 0 {
            family inet {
                address 10.0.0.1/24;
            }
        }
    }
}
snmp {
    location "ward 3";
    v3 {
        usm {
            local-engine {
                user NMS {
                    authentication-sha256 {
                        authentication-key "$8$aes256-gcm$hmac-sha2-256$100$vOiL$Ja"; ## SECRET-DATA
                    }
                    privacy-aes128 {
                        privacy-key "$8$aes256-gcm$hmac-sha2-256$100$vOiL$Jb"; ## SECRET-DATA
                    }
                }
            }
        }
        vacm {
            security-to-group {
                security-model usm {
                    security-name NMS {
                        group READERS;
                    }
                }
            }
            access {
                group READERS {
                    default-context-prefix {
                        security-model usm {
                            security-level privacy {
                                read-view all;
                            }
                        }
                    }
                }
            }
        }
        target-address NMS {
            address 10.9.0.31;
            tag-list NMS;
            target-parameters TP1;
        }
        target-parameters TP1 {
            parameters {
                message-processing-model v3;
                security-model usm;
                security-level privacy;
                security-name NMS;
            }
        }
        notify SEND_TRAPS {
            type trap;
            tag NMS;
        }
    }
}

{master:0}
"""
CARELESS = """\
## Last changed: 2026-11-20 08:11:02 UTC
version 15.1R7;
system {
    host-name edge-2;
    root-authentication {
        encrypted-password "$1$abcdefgh$ijklmnopqrstuvwxyz0123";
    }
    login {
        user ana {
            class super-user;
            authentication {
                encrypted-password "$1$abcdefgh$ijklmnopqrstuvwxyz0123";
            }
        }
    }
    services {
        ftp;
        finger;
        rlogin;
        rsh;
        ssh;
        telnet;
        xnm-clear-text;
        netconf {
            ssh;
        }
        web-management {
            http;
        }
        rest {
            http;
        }
    }
    ports {
        auxiliary type vt100;
    }
    radius-server {
        10.9.0.11 secret "$9$CMJKpu1LX-bwgBIYo";
        10.9.0.12 secret "$9$CMJKpu1LX-bwgBIYo";
    }
    syslog {
        host 10.9.0.1 {
            any info;
        }
    }
    archival {
        configuration {
            transfer-on-commit;
            archive-sites {
                "ftp://backup@10.9.0.5/configs" password "$9$CMJKpu1LX-bwgBIYo";
            }
        }
    }
    ntp {
        server 10.9.0.21;
    }
}
snmp {
    community night1ngale {
        authorization read-write;
    }
}
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
