"""Answerers: ours, baselines made of common parts, and endpoints of other people."""
