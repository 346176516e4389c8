"""The HTTP API: routes over one answering service."""
