"""Live rooms over HTTP: what is told of them, to whom, and as soon as it changes."""
