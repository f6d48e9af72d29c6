"""Keys, and secrets."""
