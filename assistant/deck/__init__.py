"""The deck: chosen scenarios as slides, for a room without a network."""
