"""The steps from question to answer, one verb a file."""
