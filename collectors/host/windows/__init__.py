"""Windows, asked in PowerShell: the frame in its words, the questions by subject, and what their answers mean.

Nothing here was seen on a real machine yet; what others recorded is the test input.
"""
