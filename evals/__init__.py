"""Measures answers against labelled questions."""
