"""Azure Resource Manager on loopback, over TLS: its grammar, its refusals, and its tokens."""
