"""Sessions left open: shells, consoles, desktops."""
