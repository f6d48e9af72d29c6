"""Networks: who comes in, what is recorded of it, and how what leaves them is encrypted."""
