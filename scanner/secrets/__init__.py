"""Secrets: references to them, told from a secret itself, and where they lead at the moment of use."""
