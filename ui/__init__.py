"""The web chat: pages over the HTTP API. It knows of the desk only what its client and its published shapes say."""
