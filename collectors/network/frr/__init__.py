"""FRRouting."""
