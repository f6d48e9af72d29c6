"""Keys, and what else vaults keep."""
