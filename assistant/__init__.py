"""From a case manager's question to a cited, verified answer."""
