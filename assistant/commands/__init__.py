"""The commands of the command line that have parts of their own."""
