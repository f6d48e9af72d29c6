"""Connections to services that one signs in to, directories and databases: over TLS, to who has proved who it is."""
