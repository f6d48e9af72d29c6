"""The collectors: for each platform a table of questions, a table of kinds, a function that asks and one that reads."""
