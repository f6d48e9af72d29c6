"""Jobs and queries over stored data."""
