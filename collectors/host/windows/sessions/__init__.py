"""Sessions left open: screens and remote desktops."""
