"""Linux: each folder is a subject.

In it `ask.py` says what is asked and what is kept of it, the `.sh` file beside it holds the shell text, and the other
files read the kept answers.
"""
