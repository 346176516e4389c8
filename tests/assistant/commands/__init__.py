"""Tests of the commands that have parts of their own."""
