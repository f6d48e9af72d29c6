"""Backups of this machine, as far as it can tell itself."""
