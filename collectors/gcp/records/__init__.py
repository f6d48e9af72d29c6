"""Where the logs of a project go and how long they are kept, and who is told of what stands in them."""
