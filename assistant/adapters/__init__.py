"""The only modules that import third-party libraries other than numpy."""
