"""What people write: YAML and JSON as values whose every part has a place, and what is wrong in them."""
