"""Google's APIs on loopback, over TLS: what their discovery documents know, their refusals, and their tokens."""
