"""Microsoft Graph on loopback, over TLS: its paths and options, its pages and its refusals."""
