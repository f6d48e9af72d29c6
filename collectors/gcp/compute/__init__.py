"""Machines of Compute Engine, their disks, and how people come in."""
