"""Juniper Junos: routers, EX switches, SRX firewalls."""
