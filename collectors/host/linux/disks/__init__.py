"""Disks, swap and network mounts."""
