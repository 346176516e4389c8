"""The consultation packet: a page to take to a supervisor, made of a verified answer and the asker's own words."""
