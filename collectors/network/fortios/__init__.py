"""Fortinet FortiOS."""
