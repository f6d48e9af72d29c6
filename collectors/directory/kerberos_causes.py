"""Why nobody was signed in to a directory by Kerberos, for people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory import kerberos
from scanner.collector import Cause

_SILENT: Final = "Nothing was said to the directory."
_BOUND: Final = Cause(
    said="it wants a sign-in by Kerberos to be bound to its connection, which is not done here",
    more="Active Directory: LdapEnforceChannelBinding.",
    advice="name a user and a password in place of sasl: they need no binding over TLS",
)
_NO_KEY: Final = Cause(
    said="it does not take the ticket",
    advice="see that it holds the key that the KDC has for ldap/NAME (klist -k there, kvno here), NAME as in"
    " server_name, and that its clock is right",
)
BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "80090346": _BOUND,  # SEC_E_BAD_BINDINGS of winerror.h
        "57": _BOUND,  # so it refuses a ticket that has no binding at all (mondoohq/mql, pull request 9310)
        "8": Cause(
            said="it wants sign-ins by Kerberos to encrypt once more, or to be bound to the connection",
            more="Over TLS neither is done here. Samba: ldap server require strong auth.",
            advice="name a user and a password in place of sasl",
        ),
        "49": _NO_KEY,
        "52e": _NO_KEY,
    }
)
"""What a directory itself said, by the code of Active Directory, or that of LDAP."""
HERE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        kerberos.NO_TICKET: Cause(
            said="nobody here holds a Kerberos ticket",
            more=_SILENT,
            advice="get one where the scan runs, as who runs it: kinit NAME. Or name a keytab: KRB5_CLIENT_KTNAME=FILE",
        ),
        kerberos.EXPIRED: Cause(
            said="the Kerberos ticket here has expired",
            more=_SILENT,
            advice="get another: kinit NAME. With a keytab none is needed: KRB5_CLIENT_KTNAME=FILE",
        ),
        kerberos.NO_SERVICE: Cause(
            said="the KDC knows no service ldap/NAME by the name of this directory",
            more=_SILENT,
            advice="name it as its certificate and the KDC know it: server_name: NAME. In krb5.conf rdns and"
            " dns_canonicalize_hostname can make another name of it",
        ),
        kerberos.SKEW: Cause(
            said="the clocks of this machine and of the KDC differ by more than Kerberos takes",
            advice="set both by NTP: five minutes are the usual limit (RFC 4120, 8.2)",
        ),
        kerberos.KEYTAB: Cause(
            said="the KDC does not take the keytab, or not any more",
            more=_SILENT,
            advice="look at the account in the KDC, and write its keytab anew",
        ),
        kerberos.NO_KDC: Cause(
            said="no KDC of its realm can be reached from here",
            more=_SILENT,
            advice="see krb5.conf ([realms], [domain_realm]), the records _kerberos of its domain, port 88 of the KDC",
        ),
        kerberos.NO_MODULE: Cause(
            said="libsasl2 has no module for Kerberos on this machine",
            more=_SILENT,
            advice="install it (Debian: apt-get install libsasl2-modules-gssapi-mit), or name a user and a password",
        ),
        kerberos.NOT_PROVED: Cause(
            said="it says yes, and does not prove to Kerberos who it is",
            more="It was asked nothing.",
            advice="see what answers at that address, and whether server_name is its name",
        ),
        kerberos.BROKE: Cause(
            said="signing in by Kerberos failed, and what the library says is not known here",
            advice="ask it: KRB5_TRACE=/dev/stderr ldapwhoami -Y GSSAPI -O maxssf=0 -N -H ldaps://NAME",
        ),
    }
)
"""What the libraries of this machine said, by our code."""
