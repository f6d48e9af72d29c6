"""Sessions left open: the screen, the shells."""
