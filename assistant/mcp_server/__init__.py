"""The desk as a server of the Model Context Protocol: tools, clauses as resources, and a prompt."""
