"""Machines and their disks."""
