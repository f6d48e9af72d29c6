"""Who may do what in a project, by the policies of IAM, and what is recorded of it."""
