"""Desktops and applications that people work on."""
