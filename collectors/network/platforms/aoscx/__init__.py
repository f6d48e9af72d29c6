"""HPE Aruba AOS-CX."""
