"""The shell of a device: how it is entered, listened to, and told nothing but what is on a list."""
