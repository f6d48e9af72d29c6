"""macOS: each folder is a subject, as for Linux.

Written after what others recorded of Apple's tools; the tests name where. No row was seen on a real machine by us yet.
"""
