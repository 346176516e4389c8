"""One step from a version of the tables to the next in each file."""
