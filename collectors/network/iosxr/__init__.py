"""Cisco IOS XR."""
