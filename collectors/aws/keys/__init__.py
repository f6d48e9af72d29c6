"""Keys, and whose they are."""
