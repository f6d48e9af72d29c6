"""Why AWS did not answer, in plain words."""
