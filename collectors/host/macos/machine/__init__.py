"""Which machine this is, and what is set for all of it."""
