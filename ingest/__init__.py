"""From the source files to the clause register and the search index."""
