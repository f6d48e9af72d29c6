"""Backups, as far as the machine itself can tell."""
