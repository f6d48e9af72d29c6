"""Buckets, file systems, vaults, and the copies in them."""
