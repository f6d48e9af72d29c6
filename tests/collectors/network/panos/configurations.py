"""Configurations of PAN-OS: one as the fix texts of DISA's STIG leave it, in its three forms."""

SUPER = "mgt-config users boss permissions role-based superuser yes"
"""There always is one; an account that is not shown it is shown a part."""

HARDENED = """\
set deviceconfig system hostname clinic-fw
set deviceconfig system ip-address 10.0.0.1
set deviceconfig system timezone US/Central
set deviceconfig system login-banner "You are accessing a system.
Log off where you may not: this text is of two lines."
set deviceconfig system service disable-telnet yes
set deviceconfig system service disable-http yes
set deviceconfig system service disable-icmp no
set deviceconfig system service disable-snmp no
set deviceconfig system permitted-ip 10.0.0.0/8
set deviceconfig system ssl-tls-service-profile mgmt-tls
set deviceconfig system ntp-servers primary-ntp-server ntp-server-address 10.9.0.20
set deviceconfig system ntp-servers primary-ntp-server authentication-type symmetric-key algorithm sha1 \
authentication-key -AQ==bnRwMQ
set deviceconfig system ntp-servers primary-ntp-server authentication-type symmetric-key key-id 1
set deviceconfig system ntp-servers secondary-ntp-server ntp-server-address 10.9.0.21
set deviceconfig system ntp-servers secondary-ntp-server authentication-type autokey
set deviceconfig system snmp-setting access-setting version v3 views all view all oid 1.3.6.1
set deviceconfig system snmp-setting access-setting version v3 users watch view all
set deviceconfig system snmp-setting access-setting version v3 users watch authpwd -AQ==YXV0aA
set deviceconfig system snmp-setting access-setting version v3 users watch privpwd -AQ==cHJpdg
set deviceconfig system snmp-setting access-setting version v3 users watch authproto SHA-256
set deviceconfig system snmp-setting access-setting version v3 users watch privproto AES-256
set deviceconfig system ssh profiles mgmt-profiles server-profiles strong ciphers [ aes256-ctr aes256-gcm ]
set deviceconfig system ssh profiles mgmt-profiles server-profiles strong kex ecdh-sha2-nistp384
set deviceconfig system ssh profiles mgmt-profiles server-profiles strong mac hmac-sha2-512
set deviceconfig system ssh mgmt server-profile strong
set deviceconfig setting management idle-timeout 10
set deviceconfig setting management admin-lockout failed-attempts 3
set deviceconfig setting management admin-lockout lockout-time 15
set deviceconfig setting management audit-tracking op-commands yes
set deviceconfig setting management audit-tracking send-syslog siem
set deviceconfig setting management hostname-type-in-syslog FQDN
set network profiles interface-management-profile inside https yes
set network profiles interface-management-profile inside telnet no
set network profiles interface-management-profile inside permitted-ip 10.0.0.0/8
set network profiles interface-management-profile unused telnet yes
set network interface ethernet ethernet1/1 layer3 interface-management-profile inside
set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24
set shared server-profile tacplus aaa server one address 10.9.0.1
set shared server-profile tacplus aaa server one secret -AQ==b25l
set shared server-profile tacplus aaa server two address 10.9.0.2
set shared server-profile tacplus aaa server two secret -AQ==dHdv
set shared server-profile tacplus aaa protocol CHAP
set shared authentication-profile central method tacplus server-profile aaa
set shared authentication-profile central lockout failed-attempts 3
set shared authentication-profile central lockout lockout-time 0
set shared authentication-profile central allow-list all
set shared ssl-tls-service-profile mgmt-tls protocol-settings min-version tls1-2
set shared ssl-tls-service-profile mgmt-tls certificate mgmt
set shared log-settings syslog siem server a server 10.9.0.10
set shared log-settings syslog siem server a transport SSL
set shared log-settings syslog siem server a port 6514
set shared log-settings syslog siem server b server 10.9.0.11
set shared log-settings syslog siem server b transport SSL
set shared log-settings system match-list all filter "All Logs"
set shared log-settings system match-list all send-syslog siem
set shared log-settings config match-list all filter "All Logs"
set shared log-settings config match-list all send-syslog siem
set mgt-config users admin phash $5$abcdefgh$0123456789abcdef
set mgt-config users admin permissions role-based superuser yes
set mgt-config users ana authentication-profile central
set mgt-config users ana phash *
set mgt-config users ana permissions role-based superuser yes
set mgt-config users ben authentication-profile central
set mgt-config users ben permissions role-based superreader yes
set mgt-config password-complexity enabled yes
set mgt-config password-complexity minimum-length 15
set mgt-config password-complexity password-history-count 5
set mgt-config password-complexity password-change expiration-period 0
set rulebase security rules "to the clinic" from any
"""
VERSION = "hostname: clinic-fw\nmodel: PA-440\nsw-version: 11.1.6\n"
NTP = "NTP state:\n    NTP synched to 10.9.0.20\n    NTP server: 10.9.0.20\n        status: synched\n"
CLOCK = "Wed Nov 25 20:09:57 CST 2026\n"


def braces(text: str) -> str:
    """Lines of `set` as a device shows them where no format is chosen, each path by itself."""
    return "".join(("config {\n", *map(_braced, text.splitlines()), "}\n"))


def _braced(line: str) -> str:
    block, _, said = line.removeprefix("set ").partition(" ")
    return f"{block} {{\n  {said};\n}}\n"


XML = """\
<?xml version="1.0"?>
<config version="11.1.0" urldb="paloaltonetworks" detail-version="11.1.6">
  <mgt-config>
    <users>
      <entry name="admin">
        <phash>$5$abcdefgh$0123456789abcdef</phash>
        <permissions><role-based><superuser>yes</superuser></role-based></permissions>
      </entry>
      <entry name="ana">
        <authentication-profile>central</authentication-profile>
        <phash>*</phash>
        <permissions><role-based><custom><profile>night shift</profile></custom></role-based></permissions>
        <description>a &lt;b&gt; &amp; c</description>
      </entry>
    </users>
    <password-complexity><enabled>yes</enabled><minimum-length>15</minimum-length></password-complexity>
  </mgt-config>
  <shared>
    <admin-role><entry name="night shift"><role><device><cli>superreader</cli></device></role></entry></admin-role>
    <server-profile>
      <radius>
        <entry name="aaa">
          <server>
            <entry name="one"><secret>-AQ==b25l</secret><port>1812</port><ip-address>10.9.0.1</ip-address></entry>
            <entry name="two"><secret>-AQ==dHdv</secret><port>1812</port><ip-address>10.9.0.2</ip-address></entry>
          </server>
          <timeout>3</timeout>
        </entry>
      </radius>
    </server-profile>
    <authentication-profile>
      <entry name="central">
        <method><radius><server-profile>aaa</server-profile><checkgroup>no</checkgroup></radius></method>
        <lockout><failed-attempts>3</failed-attempts><lockout-time>30</lockout-time></lockout>
        <allow-list><member>all</member></allow-list>
      </entry>
    </authentication-profile>
    <log-settings>
      <syslog><entry name="siem"><server><entry name="a">
        <transport>SSL</transport><port>6514</port><format>BSD</format><server>10.9.0.10</server>
        <facility>LOG_USER</facility>
      </entry></server></entry></syslog>
      <system><match-list><entry name="all">
        <send-syslog><member>siem</member></send-syslog><filter>All Logs</filter>
      </entry></match-list></system>
      <config><match-list><entry name="all">
        <filter>All Logs</filter><send-syslog><member>siem</member></send-syslog>
      </entry></match-list></config>
    </log-settings>
  </shared>
  <devices>
    <entry name="localhost.localdomain">
      <network>
        <profiles><interface-management-profile>
          <entry name="inside"><https>yes</https><telnet>yes</telnet>
            <permitted-ip><entry name="10.0.0.0/8"/></permitted-ip></entry>
        </interface-management-profile></profiles>
        <interface><ethernet><entry name="ethernet1/1"><layer3>
          <units><entry name="ethernet1/1.5">
            <interface-management-profile>inside</interface-management-profile>
          </entry></units>
        </layer3></entry></ethernet></interface>
      </network>
      <deviceconfig>
        <system>
          <hostname>clinic-fw</hostname>
          <service><disable-telnet>yes</disable-telnet><disable-http>yes</disable-http></service>
          <ntp-servers>
            <primary-ntp-server>
              <ntp-server-address>10.9.0.20</ntp-server-address>
              <authentication-type><symmetric-key>
                <algorithm><sha1><authentication-key>-AQ==bnRwMQ</authentication-key></sha1></algorithm><key-id>1</key-id>
              </symmetric-key></authentication-type>
            </primary-ntp-server>
            <secondary-ntp-server>
              <ntp-server-address>10.9.0.21</ntp-server-address>
              <authentication-type><none/></authentication-type>
            </secondary-ntp-server>
          </ntp-servers>
          <snmp-setting><access-setting><version><v2c>
            <snmp-community-string>c0mmun1ty</snmp-community-string>
          </v2c></version></access-setting></snmp-setting>
        </system>
        <setting><management><idle-timeout>5</idle-timeout></management></setting>
      </deviceconfig>
      <vsys><entry name="vsys1">
        <log-settings><syslog><entry name="siem"><server><entry name="a">
          <transport>UDP</transport><server>10.9.0.99</server>
        </entry></server></entry></syslog></log-settings>
      </entry></vsys>
    </entry>
  </devices>
</config>
"""
CARELESS = """\
set deviceconfig system hostname clinic-fw-2
set deviceconfig system service disable-telnet no
set deviceconfig system service disable-http no
set deviceconfig system ntp-servers primary-ntp-server ntp-server-address 10.9.0.20
set deviceconfig system snmp-setting access-setting version v2c snmp-community-string night1ngale
set deviceconfig system ssl-tls-service-profile mgmt-tls
set shared ssl-tls-service-profile mgmt-tls certificate mgmt
set shared server-profile radius aaa server one ip-address 10.9.0.1
set shared server-profile radius aaa server one secret night1ngale
set shared log-settings syslog siem server a server 10.9.0.10
set shared log-settings syslog siem server a transport UDP
set shared log-settings system match-list all send-syslog siem
set deviceconfig system config-bundle-export-schedule nightly enable yes
set deviceconfig system config-bundle-export-schedule nightly protocol ftp hostname 10.9.0.5
set deviceconfig system config-bundle-export-schedule nightly protocol ftp password night1ngale
set mgt-config users admin phash $1$abcdefgh$ijklmnopqrstuvwxyz0123
set mgt-config users admin permissions role-based superuser yes
set mgt-config password-complexity enabled no
"""
"""Every way in is open and one secret opens everything; the rest is left to what the platform does unasked."""
