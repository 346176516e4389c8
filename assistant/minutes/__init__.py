"""The minutes of a live discussion: what was voted, which clauses were read, and how long each part took."""
