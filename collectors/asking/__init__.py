"""What every platform that is asked by a table shares: the order of its rows, what later ones know, and the threads."""
