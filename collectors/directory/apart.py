"""A program of its own, that signs in by Kerberos on a connection which it is handed: `apart.py DESCRIPTOR URI`.

python-ldap lets nothing else run while libsasl2 talks to a directory and libkrb5 to a KDC. Here that stops nobody, and
who started it can end it. It loads nothing else of ours, and says one line of JSON: what went wrong, or null.
"""

import json
import os
import sys
from typing import Any


def sign_in(descriptor: int, uri: str) -> None:
    """Sign in to the service `ldap` of the host that the URI names.

    TLS encrypts already, so no layer of SASL is asked for: Active Directory refuses both at once (MS-ADTS, 5.1.1.1.2).
    """
    import ldap
    from ldap.sasl import gssapi

    connection = ldap.initialize(uri, fileno=descriptor)
    connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
    connection.set_option(ldap.OPT_X_SASL_SSF_MIN, 0)
    connection.set_option(ldap.OPT_X_SASL_SSF_MAX, 0)
    connection.set_option(ldap.OPT_X_SASL_NOCANON, ldap.OPT_ON)  # the name that the certificate proved, and no other
    try:
        connection.sasl_interactive_bind_s("", gssapi())
    except ldap.LDAPError as err:
        told = err.args[0] if err.args and isinstance(err.args[0], dict) else {}
        _tell({"name": type(err).__name__, "told": {name: told.get(name) for name in ("result", "info")}})
    else:
        _tell(None if _proved(connection) else {"name": "LOCAL_ERROR", "told": {"info": "it did not prove itself"}})


def _proved(connection: Any) -> bool:
    """Whether the directory proved itself to Kerberos: only then libsasl2 knows who we are.

    libldap alone believes one that says yes to the first token.
    """
    import ldap

    try:
        return bool(connection.get_option(ldap.OPT_X_SASL_USERNAME))
    except ValueError:  # so python-ldap says that it is not set
        return False


def _tell(said: dict[str, Any] | None) -> None:
    """Say how it went, and be gone before the library bids the directory farewell: the connection goes on elsewhere."""
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sign_in(int(sys.argv[1]), sys.argv[2])
