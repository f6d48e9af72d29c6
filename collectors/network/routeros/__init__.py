"""MikroTik RouterOS."""
