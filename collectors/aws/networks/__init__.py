"""Networks, and the doors in them."""
