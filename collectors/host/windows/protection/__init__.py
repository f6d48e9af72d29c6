"""Firewall, malware protection and the start of the machine."""
